/* SPDX-License-Identifier: MIT */
/* Everything that can be wrong with sensors: the count stays right, and what is wrong is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/core_private.h"
#include "hub.h"

#define BAR 2

static bool break_values(struct sample *sample, double t_s)
{
    if (fmod(t_s, 1.0) < 0.05)
        sample->imu.accel[sample->sensor % 3] = t_s < 10.0 ? NAN : INFINITY;
    return true;
}

static bool drop_300_ms(struct sample *sample, double t_s)
{
    return sample->sensor != THORAX || fmod(t_s, 3.1) > 0.3;
}

static bool stop_the_pelvis(struct sample *sample, double t_s)
{
    return sample->sensor != PELVIS || t_s < 6.0;
}

static bool swap_order(struct sample *sample, double t_s)
{
    (void)t_s;
    if (sample->sensor == PELVIS)
        sample->t_ns -= 40 * MS; /* 40 ms late */
    return true;
}

static bool saturate(struct sample *sample, double t_s)
{
    if (fmod(t_s, 2.0) < 0.02)
        sample->imu.accel[0] = 8.0 * 9.81;
    return true;
}

/* By 0.6 m/s^2 to both sides: like noise of 0.6 * 8 / sqrt(20) = 1.1 on one of three axes, 0.6. */
static bool tremble(struct sample *sample, double t_s)
{
    if (sample->sensor == PELVIS)
        sample->imu.accel[0] += fmod(t_s * 1e9, 2.0 * STEP_NS) < STEP_NS ? 0.6 : -0.6;
    return true;
}

/* Each fault: all five repetitions are counted nevertheless, and a condition tells of it. */
static void faults_do_not_change_the_count(void **state)
{
    (void)state;
    static const struct {
        bool (*fault)(struct sample *sample, double t_s);
        unsigned condition; /* 0 = none is expected */
    } cases[] = {
        {break_values, SENSOR_BAD_VALUE},
        {drop_300_ms, 0},
        {stop_the_pelvis, 0},
        {swap_order, 0},
        {saturate, SENSOR_SATURATED},
        {tremble, SENSOR_NOISY},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hub hub;
        hub_open(&hub, "hip-hinge");
        hub.fault = cases[i].fault;
        run(&hub, &five, 0.0, 40.0);
        if (count_events(&hub, EVENT_REP) != 5)
            fail_msg("fault %zu: %u repetitions", i, count_events(&hub, EVENT_REP));
        bool told = cases[i].condition == 0;
        for (unsigned k = 0; k < hub.queue.count; k++)
            told = told || (hub.events[k].type == EVENT_SENSOR &&
                            hub.events[k].sensor.condition & cases[i].condition);
        if (!told)
            fail_msg("fault %zu: no condition", i);
        hub_close(&hub);
    }
}

/* Beside a body that hinges, or, where it is lifted, stands still: a bar that is lifted by height_m
 * every 3 s after the first 8, and trembles or not. */
static void move_bar(struct hub *hub, double height_m, double tremble)
{
    static const struct hinge_plan none = {.lead_s = 3.0, .out_s = 1.0, .back_s = 1.0};
    assert_int_equal(attach(hub, BAR, "bar"), 0);
    for (int i = 1; i < 2600; i++) {
        const double since_s = fmod(i * 0.01 - 8.0, 3.0);
        const bool moves = i > 800 && i < 2300 && since_s < 2.0;
        /* Up and down again: half of 1 - cos. */
        const double lift =
            moves ? 0.5 * height_m * HINGE_PI * HINGE_PI * cos(HINGE_PI * since_s) : 0.0;
        struct sample bar = {.t_ns = i * STEP_NS, .sensor = BAR};
        bar.imu.accel[0] = i % 2 ? tremble : -tremble;
        bar.imu.accel[2] = HINGE_GRAVITY + lift;
        bar.imu.anglvel[i % 3] = 0.001 * (i % 5); /* it lives */
        run(hub, height_m > 0.0 ? &none : &five, (i - 1) * 0.01, i * 0.01);
        core_push(hub->core, &bar, &hub->queue);
    }
}

static void a_noisy_bar_is_left_out_where_others_tell(void **state)
{
    (void)state;
    static const double TREMBLES[] = {0.05, 0.6};
    for (unsigned i = 0; i < 2; i++) {
        struct hub hub;
        hub_open(&hub, "hip-hinge");
        move_bar(&hub, 0.0, TREMBLES[i]);
        assert_int_equal(hub.core->sensors[BAR].missed, i == 1);
        hub_close(&hub);
    }
}

static void open_bar_lift(struct hub *hub)
{
    struct exercise lift = hinge_exercise();
    strcpy(lift.id, "bar-lift");
    lift.start = EXERCISE_START_CONCENTRIC;
    lift.signals[0] = (struct exercise_signal){
        .signal = BODY_SIGNAL_BAR_HEIGHT, .range_min = 0.3, .range_max = 1.0};
    memset(hub, 0, sizeof(*hub));
    hub->queue = (struct event_queue){.events = hub->events, .size = EVENTS_MAX};
    assert_int_equal(core_new(&lift, 1, &hub->core), 0);
    assert_int_equal(choose(hub, "bar-lift"), 0);
    assert_int_equal(attach(hub, PELVIS, "pelvis"), 0);
    assert_int_equal(attach(hub, THORAX, "thorax"), 0);
}

/* Nobody but the bar tells what is done: all five are counted by it, and that it trembles is said.
 */
static void a_noisy_bar_is_kept_where_it_is_followed(void **state)
{
    (void)state;
    struct hub hub;
    open_bar_lift(&hub);
    move_bar(&hub, 0.5, 0.6);
    assert_true(hub.core->sensors[BAR].condition.bits & SENSOR_NOISY);
    assert_false(hub.core->sensors[BAR].missed);
    assert_int_equal(count_events(&hub, EVENT_REP), 5);
    assert_true(nth_event(&hub, EVENT_REP, 4)->rep.doubt & SENSOR_NOISY);
    hub_close(&hub);
}

/* By its gyroscope alone, so that means nothing: even where it is followed. */
static void a_bar_that_trembles_as_it_lies_is_left_out(void **state)
{
    (void)state;
    static const struct hinge_plan none = {.lead_s = 3.0, .out_s = 1.0, .back_s = 1.0};
    struct hub hub;
    open_bar_lift(&hub);
    assert_int_equal(attach(&hub, BAR, "bar"), 0);
    for (int i = 1; i < 800; i++) {
        const struct sample bar = {
            .t_ns = i * STEP_NS,
            .sensor = BAR,
            .imu = {.accel = {0.0, 0.0, HINGE_GRAVITY}, .anglvel = {i % 2 ? 0.05 : -0.05}}};
        run(&hub, &none, (i - 1) * 0.01, i * 0.01);
        core_push(hub.core, &bar, &hub.queue);
    }
    assert_true(hub.core->sensors[BAR].condition.bits & SENSOR_BAD_SCALE);
    assert_true(hub.core->sensors[BAR].missed);
    hub_close(&hub);
}

static bool freeze(struct sample *sample, double t_s)
{
    if (sample->sensor == PELVIS && t_s > 5.0) {
        memset(&sample->imu, 0, sizeof(sample->imu));
        sample->imu.accel[2] = 5.0;
    }
    return true;
}

static void a_stuck_sensor_is_told(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    hub.fault = freeze;
    run(&hub, &five, 0.0, 12.0);
    bool told = false;
    for (unsigned k = 0; k < hub.queue.count; k++)
        told =
            told || (hub.events[k].type == EVENT_SENSOR && hub.events[k].sensor.sensor == PELVIS &&
                     hub.events[k].sensor.condition & SENSOR_STUCK);
    assert_true(told);
    hub_close(&hub);
}

static bool break_twice(struct sample *sample, double t_s)
{
    if (sample->sensor == PELVIS && t_s > 5.0 && t_s < 5.1)
        sample->imu.accel[0] = NAN;
    return true;
}

static void what_was_lost_is_told_when_the_sensor_goes(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    hub.fault = break_twice;
    run(&hub, &five, 0.0, 5.5);
    unsigned before = count_events(&hub, EVENT_SENSOR);
    const struct core_event *first = nth_event(&hub, EVENT_SENSOR, 0);
    assert_non_null(first);
    assert_int_equal(first->sensor.lost, 1);
    struct command command = {.type = COMMAND_SENSOR_DETACH, .sensor.sensor = PELVIS};
    assert_int_equal(core_command(hub.core, &command, &hub.queue), 0);
    assert_int_equal(count_events(&hub, EVENT_SENSOR), before + 1);
    const struct core_event *last = nth_event(&hub, EVENT_SENSOR, before);
    assert_int_equal(last->sensor.sensor, PELVIS);
    assert_true(last->sensor.lost > 1);
    hub_close(&hub);
}

static void a_clock_set_back_is_survived(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    hub.shift_ns = 3600000 * MS;
    run(&hub, &five, 0.0, 3.0);
    hub.shift_ns = 0;
    run(&hub, &five, 0.0, 40.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 5);
    hub.shift_ns = 7200000 * MS;
    run(&hub, &five, 0.0, 40.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 10);
    hub_close(&hub);
}

static void a_sensor_comes_back(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    struct command detach = {.type = COMMAND_SENSOR_DETACH};
    detach.sensor.sensor = THORAX;
    run(&hub, &five, 0.0, 11.8); /* two repetitions, standing */
    assert_int_equal(command(&hub, detach), 0);
    run(&hub, &five, 11.8, 11.9);
    assert_int_equal(attach(&hub, THORAX, "thorax"), 0);
    struct hinge_plan rest = five;
    rest.lead_s = 15.0;
    rest.reps = 3;
    run(&hub, &rest, 11.9, 45.0);
    assert_int_equal(count_events(&hub, EVENT_REP), 5);
    hub_close(&hub);
}

static void a_lost_signal_ends_the_set(void **state)
{
    (void)state;
    struct hub hub;
    hub_open(&hub, "hip-hinge");
    struct command detach = {.type = COMMAND_SENSOR_DETACH};
    detach.sensor.sensor = THORAX;
    run(&hub, &five, 0.0, 11.8);
    assert_int_equal(command(&hub, detach), 0);
    struct hinge_plan still = five;
    still.reps = 0;
    run(&hub, &still, 11.8, 30.0);
    assert_int_equal(count_events(&hub, EVENT_SET_ENDED), 1);
    assert_int_equal(nth_event(&hub, EVENT_SET_ENDED, 0)->set_ended.reason, SET_END_SENSOR_LOST);
    assert_int_equal(nth_event(&hub, EVENT_SET_ENDED, 0)->set_ended.reps, 2);
    hub_close(&hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_do_not_change_the_count),
        cmocka_unit_test(a_noisy_bar_is_left_out_where_others_tell),
        cmocka_unit_test(a_noisy_bar_is_kept_where_it_is_followed),
        cmocka_unit_test(a_bar_that_trembles_as_it_lies_is_left_out),
        cmocka_unit_test(a_stuck_sensor_is_told),
        cmocka_unit_test(what_was_lost_is_told_when_the_sensor_goes),
        cmocka_unit_test(a_clock_set_back_is_survived),
        cmocka_unit_test(a_sensor_comes_back),
        cmocka_unit_test(a_lost_signal_ends_the_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
