/* SPDX-License-Identifier: MIT */
/*
 * calibration.h - steps that a person is led through, each with a verdict.
 *
 *   gyro   everything lies still for 2 s              -> bias of every gyroscope
 *   tare   nothing is on the plates for 1 s           -> zero of every load cell
 *   span   empty, then a known weight on each plate   -> zero and gain of one sensor's cells
 *   accel  one IMU lies on each of its six sides      -> offset and gain of its accelerometer
 *   body   stand, bend twice, slump and arch          -> zero and plane of every segment, own range
 *
 * Nothing needs one to be counted; it makes values truer. While one runs nothing is counted.
 * What was found about a sensor is told by EVENT_CORRECTION and is not applied here; what was found
 * about the body is put into it.
 */
#ifndef LUMBAR_CORE_CALIBRATION_H
#define LUMBAR_CORE_CALIBRATION_H

#include <stdbool.h>

#include "core/attitude.h"
#include "core/body.h"
#include "core/calibration_accel.h"
#include "core/calibration_body.h"
#include "core/calibration_span.h"
#include "core/calibration_step.h"
#include "core/event_sink.h"
#include "core/sample.h"
#include "core/stillness.h"

/* Gyro and tare: all sensors at once, one step. */
struct calibration_still {
    struct stillness sensors[SENSORS_MAX];
};

struct calibration {
    bool runs;
    struct calibration_step step;
    bool takes_part[SENSORS_MAX];
    int64_t heard_ns[SENSORS_MAX];
    union {
        struct calibration_still still;
        struct calibration_body body;
        struct calibration_accel accel;
        struct calibration_span span;
    };
};

/* One that is under way is given up. Refused at once, by event, when no sensor can take part. */
void calibration_start(struct calibration *calibration, const struct calibration_request *request,
                       const struct calibration_sensor sensors[SENSORS_MAX],
                       struct event_sink *sink);

/* values: as they came, IMU: accel and anglvel, force: its channels. */
void calibration_push(struct calibration *calibration, uint16_t sensor, const double values[],
                      const struct calibration_sensor sensors[SENSORS_MAX], struct body *body,
                      struct event_sink *sink);

void calibration_stop(struct calibration *calibration, struct event_sink *sink);

#endif
