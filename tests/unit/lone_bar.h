/* SPDX-License-Identifier: MIT */
/*
 * lone_bar.h - a core with nothing but an IMU on a bar, which moves up and down and may lean with
 * the back that it lies on.
 */
#ifndef LUMBAR_TESTS_LONE_BAR_H
#define LUMBAR_TESTS_LONE_BAR_H

#include <math.h>

#include "hub.h"

#define BAR 2
#define BAR_PI 3.14159265358979323846
#define BAR_GRAVITY 9.80665

struct bar {
    struct hub hub;
    int64_t t_ns;
    double sway; /* rad, of hands that are never still */
    double lean; /* rad, about the sensor's x */
};

static inline int bar_steps(double duration_s)
{
    return (int)lround(duration_s * 1e9 / STEP_NS);
}

static inline void bar_push(struct bar *bar, double accel, double rate)
{
    const struct sample sample = {
        .t_ns = bar->t_ns,
        .sensor = BAR,
        .imu = {.accel = {0.0, (BAR_GRAVITY + accel) * sin(bar->lean),
                          (BAR_GRAVITY + accel) * cos(bar->lean)},
                .anglvel = {rate, 0.0, 0.0}},
    };
    core_push(bar->hub.core, &sample, &bar->hub.queue);
    bar->t_ns += STEP_NS;
}

/* Half a cosine: it rests at both ends. */
static inline void bar_lean(struct bar *bar, double metres, double rad, double duration_s)
{
    const double w = BAR_PI / duration_s, from = bar->lean;
    const int count = bar_steps(duration_s);
    for (int i = 1; i <= count; i++) {
        bar->lean = from + rad * hinge_ease((double)i / count);
        bar_push(bar, metres * 0.5 * w * w * cos(BAR_PI * i / count),
                 rad * 0.5 * w * sin(BAR_PI * i / count));
    }
}

static inline void bar_move(struct bar *bar, double metres, double duration_s)
{
    bar_lean(bar, metres, 0.0, duration_s);
}

static inline void bar_lie(struct bar *bar, double duration_s)
{
    for (int i = 0; i < bar_steps(duration_s); i++)
        bar_push(bar, 0.0, 0.0);
}

/* Hands sway: no bar that is held is as quiet as one that lies. */
static inline void bar_hold(struct bar *bar, double duration_s)
{
    for (int i = 0; i < bar_steps(duration_s); i++, bar->sway += 0.1)
        bar_push(bar, 0.0, 0.12 * sin(bar->sway));
}

static inline void bar_open(struct bar *bar, const struct exercise exercises[], unsigned count,
                            const char *chosen)
{
    struct hub *hub = &bar->hub;
    *bar = (struct bar){.t_ns = STEP_NS};
    hub->queue = (struct event_queue){.events = hub->events, .size = EVENTS_MAX};
    assert_int_equal(core_new(exercises, count, &hub->core), 0);
    assert_int_equal(choose(hub, chosen), 0);
    assert_int_equal(attach(hub, BAR, "bar"), 0);
}

#endif
