/* SPDX-License-Identifier: MIT */
/*
 * hub.h - a core with two IMUs on a hinging body, for the tests of the core as a whole.
 */
#ifndef LUMBAR_TESTS_HUB_H
#define LUMBAR_TESTS_HUB_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/core.h"
#include "hinge.h"

#define MS 1000000LL
#define STEP_NS (10 * MS)
#define PELVIS 3
#define THORAX 7
#define EVENTS_MAX 512

static const struct hinge_plan five = {.lead_s = 3.0,
                                       .out_s = 2.0,
                                       .hold_s = 0.5,
                                       .back_s = 1.3,
                                       .rest_s = 0.7,
                                       .reps = 5,
                                       .range_deg = 70.0};

static const double mounts[2][4] = {{0.5, 0.5, -0.5, 0.5}, {0.1, 0.7, 0.1, 0.7}};

struct hub {
    struct core *core;
    struct core_event events[EVENTS_MAX];
    struct event_queue queue;
    int64_t shift_ns; /* added to all times */
    /* Changes a sample, or drops it by returning false. */
    bool (*fault)(struct sample *sample, double t_s);
};

static inline struct exercise hinge_exercise(void)
{
    struct exercise exercise;
    exercise_set_generic(&exercise);
    strcpy(exercise.id, "hip-hinge");
    exercise.start = EXERCISE_START_ECCENTRIC;
    exercise.signal_count = 1;
    exercise.signals[0] = (struct exercise_signal){
        .signal = BODY_SIGNAL_TRUNK, .range_min = 25.0, .range_max = 120.0};
    exercise.rounding = true;
    exercise.rounding_warn = 0.7;
    exercise.rounding_stop = 0.8;
    return exercise;
}

static inline int command(struct hub *hub, struct command command)
{
    return core_command(hub->core, &command, &hub->queue);
}

static inline int attach(struct hub *hub, uint16_t sensor, const char *role)
{
    struct command attach = {.type = COMMAND_SENSOR_ATTACH};
    attach.sensor.sensor = sensor;
    (void)snprintf(attach.sensor.info.role, ROLE_SIZE, "%s", role);
    attach.sensor.info.accel_full_scale = 8.0 * 9.81;
    attach.sensor.info.anglvel_full_scale = 17.5;
    return command(hub, attach);
}

static inline int choose(struct hub *hub, const char *id)
{
    struct command select = {.type = COMMAND_SELECT_EXERCISE};
    (void)snprintf(select.exercise, sizeof(select.exercise), "%s", id);
    return command(hub, select);
}

static inline void hub_open(struct hub *hub, const char *exercise)
{
    struct exercise hinge = hinge_exercise();
    memset(hub, 0, sizeof(*hub));
    hub->queue = (struct event_queue){.events = hub->events, .size = EVENTS_MAX};
    assert_int_equal(core_new(&hinge, 1, &hub->core), 0);
    assert_int_equal(choose(hub, exercise), 0);
    assert_int_equal(attach(hub, PELVIS, "pelvis"), 0);
    assert_int_equal(attach(hub, THORAX, "thorax"), 0);
}

static inline void hub_close(struct hub *hub)
{
    hub->core = core_free(hub->core);
    assert_null(hub->core);
}

static inline void push_one(struct hub *hub, const struct hinge_plan *plan, uint16_t sensor,
                            double share, const double mount[4], int64_t t_ns)
{
    struct sample sample = hinge_sample(plan, share, mount, sensor, t_ns);
    sample.t_ns += hub->shift_ns;
    if (!hub->fault || hub->fault(&sample, (double)t_ns * 1e-9))
        core_push(hub->core, &sample, &hub->queue);
}

/* The pelvis makes 70 % of the lean, the rest is the lumbar joint's. */
static inline void run(struct hub *hub, const struct hinge_plan *plan, double from_s,
                       double until_s)
{
    for (int64_t t_ns = (int64_t)(from_s * 1e9); t_ns < (int64_t)(until_s * 1e9); t_ns += STEP_NS) {
        push_one(hub, plan, PELVIS, 0.7, mounts[0], t_ns);
        push_one(hub, plan, THORAX, 1.0, mounts[1], t_ns);
    }
}

static inline unsigned count_events(const struct hub *hub, enum core_event_type type)
{
    unsigned count = 0;
    for (unsigned i = 0; i < hub->queue.count; i++)
        count += hub->events[i].type == type;
    return count;
}

static inline const struct core_event *nth_event(const struct hub *hub, enum core_event_type type,
                                                 unsigned n)
{
    for (unsigned i = 0; i < hub->queue.count; i++)
        if (hub->events[i].type == type && n-- == 0)
            return &hub->events[i];
    return NULL;
}

#endif
