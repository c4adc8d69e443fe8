/* SPDX-License-Identifier: MIT */
/*
 * form_twist.h - the trunk turns against the pelvis, or the pelvis rolls: in exercises that are to
 * keep both level.
 *
 * How far the pelvis leans sideways gravity tells. How far the trunk is turned about its own length
 * against the pelvis is integrated from the gyroscopes as far as that length is upright, and told
 * by gravity as far as it is not; what has gathered before a repetition is taken off.
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
    struct form_dwell dwell;
};

void form_twist_reset(struct form_twist *twist);

/* Fills in all but whose it is. */
bool form_twist_push(struct form_twist *twist, const struct exercise *exercise, int64_t t_ns,
                     bool under_way, const struct body_angles *angles,
                     struct form_finding *ret_finding);

#endif
