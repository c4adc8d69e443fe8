/* SPDX-License-Identifier: MIT */
/*
 * segment.h - inclination of one segment of the body in the sagittal plane, from one IMU that may
 * sit on it any way round.
 *
 * Only gravity is used: no heading, no magnetometer. Two directions in sensor axes are needed and
 * are found on line, without a ritual:
 *   up       where "up" is while the athlete stands still; standing is then zero
 *   forward  where the segment leans when it leans far; legs and trunks lean forward for longer
 *            than backward, which gives the sign where no other segment shows it
 * Until the segment has leaned far enough the way it leans a little while at rest, on a seat, is
 * taken for forward; without that the plain angle from standing stands for the inclination.
 */
#ifndef LUMBAR_CORE_SEGMENT_H
#define LUMBAR_CORE_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#define SEGMENT_HISTORY 32

struct segment_point {
    int64_t t_ns;
    double angle; /* rad */
};

struct segment {
    bool present;
    bool has_up;
    bool has_forward;
    bool has_hint;         /* forward is but the way of the last small lean at rest */
    bool forward_is_given; /* by a calibration */
    bool doubted;          /* it seems to sit otherwise than it did: see placement.h */
    double up[3];          /* standing, sensor axes, unit */
    double forward[3];     /* across up, unit */
    double side[3];        /* up x forward: the axis of flexion */

    double activity;    /* rad/s, smoothed magnitude of the rate */
    double still_s;     /* so long has it been below the limit */
    double up_sum[3];   /* sum of "up" while still, to become the standing one */
    double lean_sum[3]; /* leaky sum of lean directions, sign as it stands */
    double lean_s;      /* leaky: seconds leaned forward minus backward */
    double shown[3];    /* leaky sum of ways forward that another segment has shown */

    int64_t t_ns;
    double now[3];    /* up, sensor axes */
    double angle;     /* rad, forward positive; NAN before up is known */
    double rate;      /* rad/s */
    double side_sine; /* of leaning to the athlete's right; NAN before forward */
    double turn_rate; /* rad/s about the vertical, to the athlete's left positive */
    struct segment_point history[SEGMENT_HISTORY]; /* ring, the newest at newest */
    unsigned newest;
    unsigned history_count;
};

void segment_reset(struct segment *segment); /* present, nothing known */
void segment_push(struct segment *segment, int64_t t_ns, double dt_s, const double up[3],
                  const double rate[3]);

/* How it sat before it was gone for a while. */
void segment_remember(struct segment *segment, const struct segment *before);

/* Leaning to the athlete's right, rad; NAN while it is not known where forward lies. */
double segment_side_angle(const struct segment *segment);

/* Inclination at a moment that is not too long ago, rad; NAN when it is not known. */
double segment_angle_at(const struct segment *segment, int64_t t_ns);

/* From a calibration: the athlete stands now; up is the mean over the last moments. */
void segment_set_standing(struct segment *segment, const double up[3]);
/* From a calibration: it leans forward along this direction, in sensor axes; nothing is learned of
 * it on line any more. */
void segment_set_forward(struct segment *segment, const double forward[3]);
/* Another segment shows that this one has just leaned forward by so much, in sensor axes: of length
 * sin(angle). What a calibration has given stays. */
void segment_show_forward(struct segment *segment, const double way[3]);
/* Where forward lies is to be learned anew. */
void segment_forget_forward(struct segment *segment);

#endif
