/* SPDX-License-Identifier: MIT */
/*
 * bar.h - height and vertical velocity of a bar from its vertical acceleration.
 *
 * A Kalman filter of height, velocity and accelerometer offset. Acceleration is integrated; where
 * the bar is at rest the velocity is known to be zero, which also shows the offset. Far from any
 * rest two weak beliefs keep the integrals bounded: that bars on the whole neither rise nor sink,
 * and that they stay within arm's reach of where they were.
 */
#ifndef LUMBAR_CORE_BAR_H
#define LUMBAR_CORE_BAR_H

#include <stdbool.h>

#include "core/travel.h"

struct bar {
    bool started;
    double accel;    /* m/s^2, newest */
    double smooth;   /* m/s^2, smoothed, for telling rest */
    double height;   /* m, from an arbitrary zero */
    double velocity; /* m/s, upwards positive */
    double offset;   /* m/s^2 */
    double p[6];     /* covariance: hh hv vv ho vo oo */
    double still_s;  /* so long has it looked still */
    double since_update_s;
    double moved_s; /* since the last rest */
    bool still;     /* looks still at this moment; evenly moved it does, too */
    bool rest;      /* is at rest */

    double turning;  /* rad/s, newest */
    double integral; /* m/s, of the acceleration as it is: for looking back, stroke.h */

    struct travel travel;
};

void bar_reset(struct bar *bar);

/*
 * turning: rad/s, how fast it turns; still_long: the attitude filter finds it at rest; veto:
 * something else tells that it moves, so no rest.
 */
void bar_push(struct bar *bar, double dt_s, double vertical_accel, double turning, bool still_long,
              bool veto);

#endif
