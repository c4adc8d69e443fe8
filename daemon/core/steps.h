/* SPDX-License-Identifier: MIT */
/*
 * steps.h - whether the wearer walks, told from the bobbing of any one sensor.
 *
 * Each step lifts the body once. Several in a row, as evenly as people walk, are not part of a
 * set: whoever walks about, or carries plates from the rack to the bar, bends and lifts often
 * enough to look like an exercise, but nobody walks between two repetitions.
 */
#ifndef LUMBAR_CORE_STEPS_H
#define LUMBAR_CORE_STEPS_H

#include "core/zigzag.h"

struct steps {
    struct zigzag zigzag;
    int64_t last_ns; /* top of the last step */
    double size;     /* m/s, of its rise */
    double step_s;   /* from the one before */
    unsigned row;    /* even steps in a row */
    bool quick;      /* the last rise took half a step at most */
    int64_t pair_ns; /* top of the last quick one that came a step's time after another; 0 = none */
};

void steps_reset(struct steps *steps);

/* heave: vertical velocity, m/s (heave.h). Returns whether this is walking. */
bool steps_push(struct steps *steps, int64_t t_ns, double heave);

/* The last rise is not long ago and was as quick as a step's: of one alone nobody knows whether it
 * was a step, but who sits does not heave like that. */
bool steps_lifted(const struct steps *steps, int64_t t_ns);

#endif
