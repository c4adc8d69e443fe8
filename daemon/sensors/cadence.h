/* SPDX-License-Identifier: MIT */
/*
 * cadence.h - how regularly a sensor's samples come: its period, its rate, and what is missing.
 *
 * The period is learnt from the time stamps; the nominal rate is no help, since sensors run up to
 * several per cent off it and drivers round it. A gap of more than one and a half periods is lost
 * samples. Pure.
 */
#ifndef LUMBAR_SENSORS_CADENCE_H
#define LUMBAR_SENSORS_CADENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CADENCE_STEPS 16

struct cadence {
    bool started;
    int64_t last_ns;
    double period_ns;           /* 0 until learnt */
    double step[CADENCE_STEPS]; /* the latest steps between samples, ns */
    size_t step_count;
    int64_t window_start_ns; /* of the second over which the rate is measured */
    double window_steps;
    double rate_hz; /* measured; NAN before the first second has passed */
};

void cadence_init(struct cadence *cadence);

/*
 * stamp_ns must rise. restart: the step to this sample says nothing (the clock jumped, the sensor
 * was away). Returns the number of samples missing before this one; steps seen before the period is
 * known are judged once it is.
 */
uint64_t cadence_push(struct cadence *cadence, int64_t stamp_ns, bool restart);

#endif
