/* SPDX-License-Identifier: MIT */
/*
 * calibration_body.h - how the sensors sit on the athlete, and how far the lower back goes.
 *
 *   stand  upright and still for 2.5 s               -> where "up" is in every sensor
 *   bend   twice forward from the hips               -> where "forward" is: the first principal
 *                                                       component of the lean (Kong 2016)
 *   range  twice slumped and arched, or cat and cow  -> largest flexion and extension; only with
 *                                                       a sensor above the lower back and one below
 *
 * About 25 s. What was accepted is put into the body at once and stays when a later step fails.
 */
#ifndef LUMBAR_CORE_CALIBRATION_BODY_H
#define LUMBAR_CORE_CALIBRATION_BODY_H

#include "core/body.h"
#include "core/calibration_step.h"
#include "core/stillness.h"

/* Of one segment, as it leans. */
struct calibration_lean {
    double up[3];        /* standing; at first the sum of what was seen */
    double angle;        /* rad, from standing */
    double most;         /* rad, since the last verdict */
    double moment[3][3]; /* of the lean's directions, leaned for a second: rad^2 s */
    double sum[3];       /* rad s: tells forward from backward */
    int64_t t_ns;
};

struct calibration_body {
    struct stillness stand[SENSORS_MAX];
    struct calibration_lean lean[BODY_PARTS];
    int64_t stand_since_ns;
    unsigned bends;
    bool bent;
    double lumbar; /* degrees, low-passed */
    int64_t lumbar_ns;
    int way;            /* +1: rounded last, -1: arched last */
    double peak_deg;    /* furthest that way */
    bool end_judged;    /* it has been left again */
    unsigned rounds;    /* ends of the range that were accepted */
    double most_deg[2]; /* flexion, extension; the largest accepted */
};

void calibration_body_begin(struct calibration_body *calibration, int64_t now_ns);

enum calibration_state calibration_body_push(struct calibration_body *calibration,
                                             struct calibration_step *step, uint16_t sensor,
                                             const double values[6],
                                             const struct calibration_sensor sensors[SENSORS_MAX],
                                             const bool takes_part[SENSORS_MAX], struct body *body,
                                             struct event_sink *sink);

#endif
