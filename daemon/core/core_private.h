/* SPDX-License-Identifier: MIT */
/*
 * core_private.h - what the parts of the core share.
 */
#ifndef LUMBAR_CORE_CORE_PRIVATE_H
#define LUMBAR_CORE_CORE_PRIVATE_H

#include "core/as_if.h"
#include "core/attitude.h"
#include "core/axes_check.h"
#include "core/calibration.h"
#include "core/condition.h"
#include "core/core.h"
#include "core/detector.h"
#include "core/event_sink.h"
#include "core/lying.h"
#include "core/placement.h"
#include "core/silence.h"

struct core_sensor {
    bool attached;
    bool started;        /* a good sample has come */
    bool missed;         /* nothing can be followed by it for now */
    double unreported_s; /* so long silence.h has not been told that it is heard */
    struct sensor_info info;
    struct attitude attitude;
    struct condition condition;
    struct axes_check axes;
    unsigned found; /* enum sensor_condition, or-ed: by that check */
    bool misleads;  /* it may be better without it */
    int64_t t_ns;
    unsigned backward; /* samples in a row with times before t_ns */
};

struct core {
    struct exercise *exercises; /* the first is "generic" */
    size_t exercise_count;

    struct core_sensor sensors[SENSORS_MAX];
    uint16_t mover;          /* the sensor that turned last */
    int64_t moved_ns;        /* when it did */
    int64_t moved_before_ns; /* when the last other one did */
    struct detector detector;
    struct recogniser *recogniser;
    struct calibration calibration;
    struct placement placement;
    struct lying lying;
    struct as_if as_if;
    struct silence silence;
    struct event_sink sink;
};

#endif
