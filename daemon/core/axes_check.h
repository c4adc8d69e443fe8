/* SPDX-License-Identifier: MIT */
/*
 * axes_check.h - whether accelerometer and gyroscope of one IMU turn alike.
 *
 * While a sensor turns and is not shaken, gravity moves through its axes as its own rates say. When
 * two axes of one of the two are exchanged, or one points the wrong way, it moves elsewhere: a
 * mount matrix with a mistake, or a driver's. Judged is the correlation of both over enough
 * turning. Only for what turns more than it is thrown about, the trunk: what swings like a pendulum
 * carries its "gravity" along.
 */
#ifndef LUMBAR_CORE_AXES_CHECK_H
#define LUMBAR_CORE_AXES_CHECK_H

#include <stdbool.h>

struct axes_check {
    double block_s; /* of the block under way */
    unsigned count;
    double accel[3]; /* sum over the block */
    double turn[3];  /* rad, over the block */
    bool has_before;
    double before[3]; /* mean of the last block, unit */
    double before_turn[3];
    double agree;    /* rad^2, leaky: foretold times seen */
    double foretold; /* rad^2, leaky: foretold squared */
    double seen;     /* rad^2, leaky: seen squared */
    double turned;   /* rad, leaky: how much turning that is */
    bool bad;
};

void axes_check_reset(struct axes_check *check);

/* accel: m/s^2; rate: rad/s, bias taken off; dt_s: 0 = the signal begins anew. Returns bad. */
bool axes_check_push(struct axes_check *check, const double accel[3], const double rate[3],
                     double dt_s);

#endif
