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
};

void steps_reset(struct steps *steps);

/* heave: vertical velocity, m/s (heave.h). Returns whether this is walking. */
bool steps_push(struct steps *steps, int64_t t_ns, double heave);

#endif
