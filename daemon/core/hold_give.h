/* SPDX-License-Identifier: MIT */
/*
 * hold_give.h - what gives way while a position is held: the body sags, or the trunk turns against
 * the pelvis. Both are measured against the hold's own first second.
 */
#ifndef LUMBAR_CORE_HOLD_GIVE_H
#define LUMBAR_CORE_HOLD_GIVE_H

#include "core/exercise.h"
#include "core/motion.h"

/* What is seen at one moment; NAN = absent. */
struct hold_moment {
    int64_t t_ns;
    const struct motion_frame *frame;
    bool has_trunk;
    bool has_pelvis;
    double trunk_up[3]; /* up in the axes of the sensor on the trunk */
    double pelvis_up[3];
    double turned_deg; /* of trunk against pelvis, since whenever; left positive */
};

/* The last moment that was pushed; all 0 = nothing gave way. */
struct hold_given {
    bool sagged; /* once a hold: it gave way by more than is allowed */
    int64_t sag_onset_ns;
    double sag_deg;
    bool twisted; /* likewise the trunk against the pelvis */
    int64_t twist_onset_ns;
    double twist_deg;
};

/* One segment against where it was in the hold's first second. */
struct hold_part {
    double seconds; /* of the reference */
    double up[3];   /* its mean */
};

/* How long something has been beyond its limit. */
struct hold_excess {
    double value;    /* smoothed */
    int64_t half_ns; /* since when it is beyond half of it; 0 = is not */
    double beyond_s;
    bool told;
};

struct hold_give {
    double turned_before; /* degrees */
    double lumbar_zero;   /* of the first second */
    double lumbar_s;
    struct hold_part trunk;
    struct hold_part pelvis;
    struct hold_excess sag;
    struct hold_excess twist;
};

/* A hold has begun. turned_before_deg: trunk against pelvis before the way into it; NAN = not
 * known, and no twist is told. */
void hold_give_begin(struct hold_give *give, double turned_before_deg);
/* Another sensor shows it from now on, or none: where it is then is where it has been. */
void hold_give_change_trunk(struct hold_give *give);
void hold_give_change_pelvis(struct hold_give *give);
/* As long as the position is kept. asked: how far it may give way; NAN = as far as it likes. */
void hold_give_push(struct hold_give *give, const struct exercise_hold *asked,
                    const struct hold_moment *moment, double dt_s, struct hold_given *ret_given);

#endif
