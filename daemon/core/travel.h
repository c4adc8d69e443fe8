/* SPDX-License-Identifier: MIT */
/*
 * travel.h - height as far as it comes and goes within a repetition, from vertical acceleration.
 *
 * Twice integrated with leaks: it has no zero and does not drift. The way of a slow repetition is
 * shown too small.
 */
#ifndef LUMBAR_CORE_TRAVEL_H
#define LUMBAR_CORE_TRAVEL_H

struct travel {
    double mean;     /* m/s^2 */
    double raw;      /* m/s */
    double velocity; /* m/s, upwards positive */
    double height;   /* m */
};

void travel_reset(struct travel *travel);
void travel_push(struct travel *travel, double dt_s, double vertical_accel);

#endif
