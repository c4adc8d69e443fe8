/* SPDX-License-Identifier: MIT */
/*
 * calibration_step.h - what all calibrations share: which step it is, since when, and how it is
 * told how it goes.
 */
#ifndef LUMBAR_CORE_CALIBRATION_STEP_H
#define LUMBAR_CORE_CALIBRATION_STEP_H

#include <stdbool.h>

#include "core/attitude.h"
#include "core/event_sink.h"
#include "core/sample.h"

/* What is known of a sensor when a step is judged. */
struct calibration_sensor {
    bool present;
    struct sensor_info info;
    int part;                  /* enum body_part, -1 = none */
    struct attitude *attitude; /* IMU only */
};

struct calibration_step {
    enum calibration_kind kind;
    unsigned step; /* under way, from 1 */
    unsigned steps;
    enum calibration_task task;
    int64_t start_ns; /* of the step */
    int64_t told_ns;  /* when its progress was told last */
};

/* What a calibration says to whoever pushes its samples. */
enum calibration_state { CALIBRATION_GOES_ON, CALIBRATION_HAS_ENDED };

double calibration_step_s(const struct calibration_step *step, int64_t now_ns);

/* Tells where the step stands, a few times a second. */
void calibration_step_progress(struct calibration_step *step, double progress,
                               struct event_sink *sink);
/* The step is done; task: the next one's. sensor: -1 = none by itself. */
void calibration_step_next(struct calibration_step *step, enum calibration_task task, int sensor,
                           struct event_sink *sink);
/* It is to be done again; its time begins anew. */
void calibration_step_again(struct calibration_step *step, const char *reason, int sensor,
                            struct event_sink *sink);
void calibration_step_done(struct calibration_step *step, struct event_sink *sink);
void calibration_step_refuse(struct calibration_step *step, const char *reason, int sensor,
                             struct event_sink *sink);

#endif
