/* SPDX-License-Identifier: MIT */
/*
 * calibration_span.h - zero and gain of one force sensor's cells: empty, then a known weight on
 * each of its plates. The feet have two plates, with one or two cells each; all else has one.
 *
 * A weight tells the gain of a plate as a whole, so that is what its cells get.
 */
#ifndef LUMBAR_CORE_CALIBRATION_SPAN_H
#define LUMBAR_CORE_CALIBRATION_SPAN_H

#include "core/calibration_step.h"
#include "core/stillness.h"

#define CALIBRATION_PLATES 2

struct calibration_span {
    int sensor;
    double weight_n;
    unsigned channels;
    unsigned plates;
    struct stillness stillness;
    int64_t since_ns; /* when the stillness began */
    bool judged;      /* this load has had its verdict and is still there */
    double judged_n[FORCE_CHANNELS_MAX];
    bool zeroed;
    bool had[CALIBRATION_PLATES];
    struct sensor_correction found;
};

void calibration_span_begin(struct calibration_span *span, int sensor,
                            const struct sensor_info *info, double weight_kg, int64_t now_ns);

/* How many plates a sensor has: each is a step. */
unsigned calibration_span_plates(const struct sensor_info *info);

enum calibration_state calibration_span_push(struct calibration_span *span,
                                             struct calibration_step *step, const double force[],
                                             struct event_sink *sink);

#endif
