/* SPDX-License-Identifier: MIT */
/*
 * form_twist.h - the trunk turns against the pelvis, or the pelvis rolls: in exercises that are to
 * keep both level.
 *
 * How far the pelvis leans sideways gravity tells. How far the trunk is turned about its own length
 * against the pelvis is integrated from the gyroscopes as far as that length is upright, and told
 * by gravity as far as it is not; what has gathered before a repetition is taken off.
 *
 * Gravity tells it from where forward lies, and that is learned from the bends themselves: whoever
 * turns a little to one side in one repetition after the other teaches a forward that lies there,
 * and seems to turn twice as far with the first to the other side. So one repetition must be
 * clearly beyond the limit, or two in a row beyond it.
 */
#ifndef LUMBAR_CORE_FORM_TWIST_H
#define LUMBAR_CORE_FORM_TWIST_H

#include "core/body.h"
#include "core/form.h"
#include "core/form_dwell.h"

struct form_twist {
    bool started;
    int64_t t_ns;
    double turned_deg;  /* trunk against pelvis, about its length, from an arbitrary zero */
    double turned_zero; /* followed slowly while no repetition is under way */
    double rolled_zero; /* likewise, of the pelvis */
    double amount_deg;  /* the larger of both, with its sign; NAN = not seen */
    double most_deg;    /* in this repetition, whichever way */
    double before_deg;  /* likewise in the one before */
    bool was_under_way;
    struct form_dwell dwell;
};

void form_twist_reset(struct form_twist *twist);

/* Fills in all but whose it is. */
bool form_twist_push(struct form_twist *twist, const struct exercise *exercise, int64_t t_ns,
                     bool under_way, const struct body_angles *angles,
                     struct form_finding *ret_finding);

#endif
