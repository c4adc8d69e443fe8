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
#include "core/sides.h"
#include "core/silence.h"
#include "core/strides.h"

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
    bool worn;      /* on the body, or a bar that is held */
    bool misleads;  /* it may be better without it */
    bool faint;     /* a bar that says less than it should: better without where others tell */
    int64_t t_ns;
    unsigned backward;    /* samples in a row with times before t_ns */
    int64_t saturated_ns; /* since when every sample is at the end of the range; 0 = is not */
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
    struct strides strides;
    struct sides sides;
    struct as_if as_if;
    struct silence silence;
    struct event_sink sink;
};

/* core_trust.c: whether more is lost by this IMU, which may mislead, than without it. */
bool core_is_misled(const struct core *core, uint16_t place);
/* Says what is known of a sensor's condition. */
void core_report_condition(struct core *core, uint16_t place);

/* What its role says: a part of the body, or a place of placement.h; -1: none of these. */
int core_role_of(const struct core *core, int place);
/* At every sample of the body. */
void core_look_at_places(struct core *core, int64_t t_ns);

#endif
