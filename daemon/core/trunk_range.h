/* SPDX-License-Identifier: MIT */
/*
 * trunk_range.h - how far the trunk bends and turns: a test of its own, done sitting. First some
 * flexions (each may be followed by an extension), then bends to the left and to the right, then
 * turns likewise, in any number and order.
 *
 * One IMU on the upper back, or else on the thorax, any way round; one on the pelvis tells the
 * trunk's turning from that of the whole body. Inclinations are those of gravity against the
 * posture at the beginning; turning is integrated about the vertical and brought back to zero
 * whenever the athlete sits still in the middle. Where forward lies is told by the first
 * movement: it is the first flexion.
 *
 * A movement goes out from the middle and comes back; it is given when more than half of the way
 * back is done. What it is says the axis on which it went furthest. The first one is given with
 * the second: somebody who bends once does no test.
 */
#ifndef LUMBAR_CORE_TRUNK_RANGE_H
#define LUMBAR_CORE_TRUNK_RANGE_H

#include "core/exercise.h"
#include "core/heave.h"
#include "core/steps.h"

enum trunk_axis { TRUNK_FLEXION, TRUNK_BEND, TRUNK_TURN, TRUNK_AXES };

/* One axis: out from the middle and back, to either side. */
struct trunk_excursion {
    enum { EXCURSION_NONE, EXCURSION_OUT, EXCURSION_RETURNED } state;
    double sign;   /* which side: +1 or -1 */
    double peak;   /* rad, how far out */
    double valley; /* rad, least since it returned */
    double others; /* largest share of what is usual that another axis took meanwhile */
    double heave;  /* m/s, fastest up or down of the pelvis meanwhile */
    int64_t start_ns;
};

struct trunk_movement {
    enum movement movement;
    enum side side;
    int64_t start_ns;
    int64_t end_ns; /* foretold */
    double range_deg;
};

/* Where the middle and forward lie in the axes of a sensor that may have to stand in. */
struct trunk_axes {
    bool known;
    double neutral[3];
    bool has_forward;
    double forward[3]; /* across neutral */
    double leaned;     /* rad, how far it did where that was seen */
};

#define TRUNK_RANGE_RESULTS 2

struct trunk_range_result {
    unsigned count;
    struct trunk_movement movements[TRUNK_RANGE_RESULTS];
};

struct trunk_range {
    const struct exercise *exercise; /* NULL = none is chosen */
    int part;                        /* enum body_part that is followed; -1 = none yet */
    double begun_s;                  /* since its signal began */
    double neutral[3];               /* up in the middle posture, sensor axes */
    bool has_forward;
    double forward[3];        /* across neutral */
    struct trunk_axes own[2]; /* of the upper back and the thorax, while it is not followed */
    double turned;            /* rad, integral of the trunk's turning, to the left positive */
    double pelvis_turned;
    double pelvis_turning; /* rad/s, newest */
    bool pelvis;           /* it is seen */
    struct heave heave;    /* of the pelvis, else of what is followed */
    struct steps steps;
    int64_t walked_ns; /* when a step was last seen; 0 = none yet */
    double activity;   /* rad/s, smoothed */
    double still_s;
    double angles[TRUNK_AXES]; /* rad: forward, to the right, to the left positive */
    double rates[TRUNK_AXES];
    double straight_s; /* so long has it sat straight without turning */
    struct trunk_excursion excursions[TRUNK_AXES];
    bool waiting; /* the first movement waits for the second */
    struct trunk_movement first;
    bool confirmed;
    struct motion_range range; /* since the set began */
};

/* exercise must outlive the choice; NULL, or one without movements: none. */
void trunk_range_choose(struct trunk_range *range, const struct exercise *exercise);

/* A sensor of this part has come, gone, or begun anew. */
void trunk_range_restart(struct trunk_range *range, int part);

/* A set is over: the next one begins with flexions again. */
void trunk_range_close(struct trunk_range *range);

/* up and rate in sensor axes; vertical_accel: attitude.h. */
void trunk_range_push(struct trunk_range *range, int part, int64_t t_ns, double dt_s,
                      const double up[3], const double rate[3], double vertical_accel,
                      struct trunk_range_result *ret_result);

#endif
