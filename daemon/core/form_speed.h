/* SPDX-License-Identifier: MIT */
/*
 * form_speed.h - how much of the lifting speed, and of the range, is lost over a set.
 *
 * Speed is lost against the fastest repetition of the set, which need not be the first: in
 * deadlifts the second is the fastest in every other set (research note 3.5). One slow repetition
 * proves nothing: two in a row must be beyond a limit, or one clearly so. And who stops short is
 * slower over the shorter way without being weaker: a speed is lost only as far as the way took
 * longer, too.
 *
 * The bar may be seen in one repetition and not in the next: each measure is held against its own
 * best only.
 */
#ifndef LUMBAR_CORE_FORM_SPEED_H
#define LUMBAR_CORE_FORM_SPEED_H

#include "core/form.h"

enum form_speed_measure {
    FORM_SPEED_BAR,      /* m/s and m */
    FORM_SPEED_MOVEMENT, /* that is followed, in its own unit */
    FORM_SPEED_MEASURES,
};

/* Of a repetition; NAN = not known. */
struct form_speed_rep {
    double speed[FORM_SPEED_MEASURES]; /* mean, while it was lifted */
    double range[FORM_SPEED_MEASURES];
    double lifting_s;
};

/* The most of each measure in this set. */
struct form_speed_best {
    double most[FORM_SPEED_MEASURES];
    unsigned known[FORM_SPEED_MEASURES]; /* in so many repetitions */
};

struct form_speed {
    unsigned reps;
    struct form_speed_best fastest;
    struct form_speed_best farthest;
    double shortest_s;            /* time of lifting */
    double velocity_loss_percent; /* of the newest repetition; NAN = not known */
    double loss_percent;          /* the lesser of speed lost and time added */
    double range_loss_percent;
    double loss_before; /* of the one before */
    double heavy;       /* the lesser of speed lost and twice the range lost, per cent */
    double heavy_before;
};

void form_speed_begin_set(struct form_speed *speed);
void form_speed_push(struct form_speed *speed, const struct form_speed_rep *rep);

/* Both fill in fault, severity, amount (per cent of speed lost) and threshold. */
bool form_near_failure(const struct exercise *exercise, const struct form_speed *speed,
                       struct form_finding *ret_finding);
bool form_too_heavy(const struct exercise *exercise, const struct form_speed *speed,
                    struct form_finding *ret_finding);

#endif
