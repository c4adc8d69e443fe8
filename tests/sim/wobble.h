/* SPDX-License-Identifier: MIT */
/*
 * wobble.h - a sensor on a strap is a mass on a spring: it swings when its segment is shaken.
 *
 * Two damped oscillators, along and across the segment, driven by its acceleration and integrated
 * in fixed steps, so that displacement, velocity and acceleration are known at every step.
 */
#ifndef LUMBAR_SIM_WOBBLE_H
#define LUMBAR_SIM_WOBBLE_H

#include <stdint.h>

#include "body.h"

#define WOBBLE_STEP_NS 1000000 /* some 80 steps a period */

struct wobble {
    double pulsation, damping; /* rad/s; share of the critical damping */
    double lever;              /* m; sideways swings tilt the sensor by 1/lever */
    double size;               /* multiplies what it does; 0: tight */
    int64_t t_ns;
    struct jet along, across; /* m */
};

/* Nothing moves yet. */
void wobble_init(struct wobble *wobble, uint64_t seed, const char *role, double size);
/* One step; the segment's acceleration at its beginning, m/s^2, in its own axes, no gravity. */
void wobble_step(struct wobble *wobble, double along, double across);

#endif
