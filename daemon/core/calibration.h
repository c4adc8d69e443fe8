/* SPDX-License-Identifier: MIT */
/*
 * calibration.h - steps that the athlete is led through, each with a verdict.
 *
 *   gyro   everything lies still for 2 s                     -> bias of every gyroscope
 *   body   stands still for 2 s; then bends twice at the hip -> zero and plane of every segment
 *   tare   the plates are empty for 1 s                      -> zero of every force sensor
 *
 * Nothing needs one to be counted; it makes angles truer. While one runs nothing is counted.
 */
#ifndef LUMBAR_CORE_CALIBRATION_H
#define LUMBAR_CORE_CALIBRATION_H

#include <stdbool.h>

#include "core/attitude.h"
#include "core/body.h"
#include "core/event_sink.h"
#include "core/sample.h"
#include "core/stillness.h"

enum calibration_stage {
    CALIBRATION_IDLE,
    CALIBRATION_STILL, /* gathers still values */
    CALIBRATION_BEND,  /* body: waits for the bends */
};

struct calibration {
    enum calibration_stage stage;
    enum calibration_kind kind;
    int64_t start_ns;             /* of the stage */
    struct stillness sensors[SENSORS_MAX];
    bool takes_part[SENSORS_MAX];
    double up[SENSORS_MAX][3];    /* sum of "up" while standing */
    unsigned bends;
    bool bent;                    /* is leaned forward now */
    double force_zero[SENSORS_MAX][FORCE_CHANNELS_MAX]; /* N, result of the tare */
};

/* What is known of a sensor when a step is judged. */
struct calibration_sensor {
    bool present;
    enum sensor_kind kind;
    unsigned channels;
    int part;                    /* enum body_part, -1 = none */
    struct attitude *attitude;   /* IMU only */
};

/* A calibration under way is given up. Refused at once, by event, when no sensor can take part. */
void calibration_start(struct calibration *calibration, enum calibration_kind kind,
                       const struct calibration_sensor sensors[SENSORS_MAX],
                       struct event_sink *sink);

static inline bool calibration_runs(const struct calibration *calibration)
{
    return calibration->stage != CALIBRATION_IDLE;
}

/* values: as they came, IMU: accel and anglvel, force: its channels. */
void calibration_push(struct calibration *calibration, uint16_t sensor, const double values[],
                      const struct calibration_sensor sensors[SENSORS_MAX], struct body *body,
                      struct event_sink *sink);

#endif
