/* SPDX-License-Identifier: MIT */
/*
 * heave.h - vertical velocity of a sensor for rhythm's sake: drift-free, not true to scale.
 *
 * The vertical acceleration less its own slow mean, integrated with a leak. One lobe upwards per
 * lifting phase whatever the tempo: a slow lowering is a long low trough, a pause is zero. True
 * velocity, for speed and height, is bar.h's.
 */
#ifndef LUMBAR_CORE_HEAVE_H
#define LUMBAR_CORE_HEAVE_H

#include <stdbool.h>

struct heave {
    bool started;
    double accel;    /* m/s^2, newest vertical acceleration */
    double mean;     /* m/s^2, its slow mean: sensor offset, tilt error */
    double leaky;    /* m/s, leaky integral */
    double velocity; /* m/s, smoothed: the signal */
    double begun_s;  /* so long it has been followed, up to a second */
    double begun;    /* m/s, what the acceleration came to until then */
    bool anew;       /* its mean has just been found to be far off: the signal begins here */
};

void heave_reset(struct heave *heave);

/* dt_s: since the last sample, >= 0. Returns the signal, m/s, upwards positive. */
double heave_push(struct heave *heave, double dt_s, double vertical_accel);

#endif
