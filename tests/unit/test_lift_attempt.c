/* SPDX-License-Identifier: MIT */
/* Rows that are not pulled to the end: nothing but the bar moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "close.h"
#include "core/lift.h"
#include "core/travel.h"

#define PI 3.14159265358979323846
#define STEP_S 0.01
#define WAY_M 0.3
#define OFFSET 0.2 /* m/s^2, of the accelerometer */
#define ROWING_DEG 60.0

static struct exercise row;
static struct lift lift;
static struct travel travel;
static int64_t t_ns;
static double integral;

struct told {
    unsigned counted;
    unsigned partial;
    double share;
};

static void push(double accel, double trunk_deg, struct told *told)
{
    struct lift_result found;
    t_ns += (int64_t)(STEP_S * 1e9);
    travel_push(&travel, STEP_S, accel + OFFSET);
    integral += (accel + OFFSET) * STEP_S;
    const struct motion_frame frame = {
        .angles = {.trunk = trunk_deg,
                   .pelvis = NAN,
                   .lumbar = NAN,
                   .thigh = NAN,
                   .thigh_left = NAN,
                   .thigh_right = NAN,
                   .wrist_left = NAN,
                   .wrist_right = NAN},
        .bar_swing = travel.height,
        .bar_swing_velocity = travel.velocity,
        .bar_integral = integral,
        .bar_accel = accel,
        .bar_forth = NAN,
        .bar_across = NAN,
        .bar_tilt = NAN,
        .loads = {NAN, NAN, NAN, NAN, NAN},
        .trunk_swing = NAN,
        .cable_swing = NAN,
    };
    lift_push(&lift, t_ns, &frame, true, &found);
    told->counted += found.counted;
    told->partial += found.partial;
    if (found.partial)
        told->share = found.range_fraction;
}

/* Up and down within so long, and a rest. */
static void pull(double way_m, double for_s, double rest_s, double trunk_deg, struct told *told)
{
    double w = 2.0 * PI / for_s;
    for (double s = 0.0; s < for_s; s += STEP_S)
        push(0.5 * way_m * w * w * cos(w * s), trunk_deg, told);
    for (double s = 0.0; s < rest_s; s += STEP_S)
        push(0.0, trunk_deg, told);
}

static int set_up(void **state)
{
    (void)state;
    exercise_set_generic(&row);
    row.start = EXERCISE_START_CONCENTRIC;
    row.phases = BODY_SIGNAL_BAR_HEIGHT;
    row.signals[0] = (struct exercise_signal){
        .signal = BODY_SIGNAL_BAR_HEIGHT, .range_min = 0.12, .range_max = 0.8};
    row.signal_count = 1;
    row.start_trunk_min_deg = row.far_trunk_min_deg = 20.0;
    row.start_trunk_max_deg = row.far_trunk_max_deg = 100.0;
    lift_choose(&lift, &row);
    travel_reset(&travel);
    t_ns = 0;
    integral = 0.0;
    struct told told = {0};
    pull(0.0, 2.0, 2.0, ROWING_DEG, &told);
    for (unsigned i = 0; i < 4; i++)
        pull(WAY_M, 1.5, 0.3, ROWING_DEG, &told);
    assert_int_equal(told.counted, 4);
    assert_int_equal(told.partial, 0);
    return 0;
}

static void half_a_pull_is_an_attempt(void **state)
{
    (void)state;
    struct told told = {0};
    pull(0.5 * WAY_M, 1.5, 2.0, ROWING_DEG, &told);
    assert_int_equal(told.counted, 0);
    assert_int_equal(told.partial, 1);
    assert_close(told.share, 0.5, 0.1);
}

static void the_next_one_counts(void **state)
{
    (void)state;
    struct told told = {0};
    pull(0.5 * WAY_M, 1.5, 1.0, ROWING_DEG, &told);
    pull(WAY_M, 1.5, 2.0, ROWING_DEG, &told);
    assert_int_equal(told.counted, 1);
    assert_int_equal(told.partial, 1);
}

static void shifting_the_bar_is_none(void **state)
{
    (void)state;
    struct told told = {0};
    pull(0.1 * WAY_M, 0.8, 2.0, ROWING_DEG, &told);
    assert_int_equal(told.partial, 0);
}

/* The bar rises by as much when one stands up with it. */
static void standing_up_is_none(void **state)
{
    (void)state;
    struct told told = {0};
    pull(0.5 * WAY_M, 1.5, 2.0, 5.0, &told);
    assert_int_equal(told.partial, 0);
}

/* What the swing shows of it has leaked away before it is at the top. */
static void a_slow_pull_is_a_whole_one(void **state)
{
    (void)state;
    for (double for_s = 5.0; for_s < 9.0; for_s += 0.5) {
        struct told told = {0};
        (void)set_up(NULL);
        for (unsigned i = 0; i < 5; i++)
            pull(0.2, 1.5, 0.5, ROWING_DEG, &told);
        told = (struct told){0};
        for (unsigned i = 0; i < 3; i++)
            pull(0.2, for_s, 1.0, ROWING_DEG, &told);
        pull(0.0, 2.0, 2.0, ROWING_DEG, &told);
        if (told.counted != 3 || told.partial != 0)
            fail_msg("%g s: %u, and %u attempts", for_s, told.counted, told.partial);
    }
}

static void half_of_a_slow_one_is_not(void **state)
{
    (void)state;
    for (double for_s = 5.0; for_s < 9.0; for_s += 0.5) {
        struct told told = {0};
        (void)set_up(NULL);
        pull(0.5 * WAY_M, for_s, 2.0, ROWING_DEG, &told);
        assert_int_equal(told.counted, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(half_a_pull_is_an_attempt, set_up),
        cmocka_unit_test_setup(the_next_one_counts, set_up),
        cmocka_unit_test_setup(shifting_the_bar_is_none, set_up),
        cmocka_unit_test_setup(standing_up_is_none, set_up),
        cmocka_unit_test(a_slow_pull_is_a_whole_one),
        cmocka_unit_test(half_of_a_slow_one_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
