/* SPDX-License-Identifier: MIT */
/*
 * noise_floor.h - how much of what an accelerometer tells has nothing to do with movement.
 *
 * What a body does is smooth from one sample to the next; noise is not. The third difference of
 * four samples takes away position, slope and bend of the signal and leaves noise, twenty times in
 * square. Knocks, footfalls and tremor leave something, too, but pause: the floor is the least of
 * some seconds, looked at a quarter of a second at a time. Needs no rest, and no even movement.
 */
#ifndef LUMBAR_CORE_NOISE_FLOOR_H
#define LUMBAR_CORE_NOISE_FLOOR_H

#include <stdbool.h>
#include <stdint.h>

#define NOISE_FLOOR_WINDOWS 16 /* of a quarter of a second: a repetition has quiet moments */

struct noise_floor {
    double last[3][3];                   /* m/s^2: the newest samples, a ring */
    unsigned place;                      /* of the oldest of them */
    unsigned have;                       /* how many there are */
    int64_t begun_ns;                    /* of the window under way */
    double sum;                          /* (m/s^2)^2, of squared third differences in it */
    unsigned count;                      /* of these */
    double squares[NOISE_FLOOR_WINDOWS]; /* (m/s^2)^2, mean of each window, a ring */
    unsigned newest;
    unsigned filled;
    double rms; /* m/s^2, of one axis; 0 until it is known */
};

void noise_floor_reset(struct noise_floor *floor);

/* The signal begins anew: after a gap, or after values that are not to be believed. What is known
 * stays. */
void noise_floor_begin(struct noise_floor *floor);

/* accel: m/s^2, specific force as measured. */
void noise_floor_push(struct noise_floor *floor, int64_t t_ns, const double accel[3]);

#endif
