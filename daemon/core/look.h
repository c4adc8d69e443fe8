/* SPDX-License-Identifier: MIT */
/*
 * look.h - what an exercise looks like: by which quantities exercises are told apart, and within
 * which limits an exercise keeps each. How a profile says it: daemon/profiles/README.md.
 */
#ifndef LUMBAR_CORE_LOOK_H
#define LUMBAR_CORE_LOOK_H

#include "core/event.h"

/*
 * By what exercises are told apart, where a repetition starts and at its far end. Angles in degrees
 * as in body.h; those of thighs without sign, for which way a thigh leans is not known.
 */
enum feature {
    FEATURE_TRUNK_START,
    FEATURE_TRUNK_FAR,
    FEATURE_TRUNK_RANGE, /* largest less smallest during the repetition */
    FEATURE_TRUNK_RISE,  /* m, highest less lowest place during the repetition */
    FEATURE_PELVIS_START,
    FEATURE_PELVIS_FAR,
    FEATURE_LUMBAR_START,
    FEATURE_LUMBAR_FAR,
    FEATURE_THIGH_START, /* mean of both */
    FEATURE_THIGH_FAR,
    FEATURE_THIGH_SPLIT, /* between the thighs, the largest during the repetition */
    FEATURE_DROP_START,  /* of the shoulders below where they are upright, over body height */
    FEATURE_WRIST_FAR,   /* of the forearms, mean of both */
    FEATURE_BAR_RISE,    /* m from start to far end, upwards positive */
    FEATURE_BAR_TURN,    /* by which the bar is turned at the far end */
    FEATURE_BAR_SLIP,    /* the same, less how far the trunk has turned: 0 = it lies on it */
    FEATURE_LOAD_LEAST,  /* on the feet, over body weight, from just before to the end */
    FEATURE_LOAD_FAR,
    FEATURE_SHARE,         /* of the load that is on the foot which bears more, far end */
    FEATURE_CABLE,         /* N, mean */
    FEATURE_CHEST_TURN,    /* the most by which the chest is opened, lying */
    FEATURE_DURATION,      /* s */
    FEATURE_ALONE_TURNING, /* of a bar without any sensor on the body, bar_alone.h: rad/s^0.5 */
    FEATURE_ALONE_RISE,    /* m */
    FEATURE_ALONE_SPEED,   /* m/s */
    FEATURE_ALONE_TOP,     /* share of the time */
    FEATURE_ALONE_BRAKE,   /* of the push */
    FEATURE_COUNT,
};

struct feature_limits {
    enum feature feature;
    double low;
    double high;
};

struct exercise_look {
    char family[EXERCISE_FAMILY_SIZE]; /* of exercises that look alike; "" = none but its own */
    struct feature_limits limits[FEATURE_COUNT];
    unsigned limit_count; /* 0 = it is not recognised */
};

const char *feature_name(enum feature feature); /* "trunk-start", ... */

#endif
