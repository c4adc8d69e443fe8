/* SPDX-License-Identifier: MIT */
/*
 * turn.h - how far a sensor has turned about the axis about which it mostly turns.
 *
 * The axis is found on line; the angle is that of gravity about it, summed from step to step, so
 * it has no drift while the axis is not upright, and knows no limit at 180 degrees. Useless for
 * turning about the vertical.
 */
#ifndef LUMBAR_CORE_TURN_H
#define LUMBAR_CORE_TURN_H

#include <stdbool.h>

struct turn {
    bool started;
    double elapsed_s;
    double moment[6]; /* leaky second moment of the angular rate: xx yy zz xy xz yz */
    double axis[3];   /* its largest direction, unit */
    double up[3];     /* up in sensor axes, newest */
    double sum;       /* rad */
    double angle;     /* rad, smoothed: the signal */
};

void turn_reset(struct turn *turn);

/* Up in sensor axes, unit, when the signal was at this angle. */
void turn_up_at(const struct turn *turn, double angle, double ret_up[3]);

/* What follows is another movement: what was learned of the last one is soon outweighed, but its
 * axis holds until then. */
void turn_begin(struct turn *turn);

/* up: unit; rate: rad/s without bias; both in sensor axes. Returns the signal, rad. */
double turn_push(struct turn *turn, double dt_s, const double up[3], const double rate[3]);

#endif
