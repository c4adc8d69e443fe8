/* SPDX-License-Identifier: MIT */
/* Posture and side of a repetition: what is asked forbids, what is not asked or seen does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/posture.h"
#include "core/side.h"

#define STEP_NS 20000000
#define START_AGE 40
#define FAR_AGE 20

static struct trace trace;

/* The same all along, but for the far end. */
static void fill(struct trace_point all, struct trace_point far)
{
    trace_reset(&trace);
    for (unsigned i = 0; i <= START_AGE; i++) {
        struct trace_point point = START_AGE - i == FAR_AGE ? far : all;
        point.t_ns = (int64_t)i * STEP_NS;
        trace_push(&trace, &point);
    }
}

static const struct trace_point nothing_seen = {
    .trunk = NAN,
    .lumbar = NAN,
    .thigh = NAN,
    .thighs_apart = NAN,
    .wrists_apart = NAN,
    .left = NAN,
    .right = NAN,
    .cable = NAN,
    .travel = NAN,
};

static bool fits(const struct exercise *exercise, struct trace_point all, struct trace_point far)
{
    fill(all, far);
    return posture_fits(exercise, &trace, START_AGE, FAR_AGE, 0.0);
}

static void what_is_not_asked_forbids_nothing(void **state)
{
    (void)state;
    struct exercise exercise;
    exercise_set_generic(&exercise);
    struct trace_point strange = {.trunk = 170, .thigh = 170, .left = 5000, .cable = -3};
    assert_true(fits(&exercise, strange, strange));
}

static void what_is_not_seen_forbids_nothing(void **state)
{
    (void)state;
    struct exercise exercise;
    exercise_set_generic(&exercise);
    exercise.start_trunk_min_deg = exercise.far_trunk_min_deg = 10;
    exercise.start_trunk_max_deg = exercise.far_trunk_max_deg = 20;
    exercise.start_lean_min_deg = exercise.start_thigh_min_deg = 10;
    exercise.start_lean_max_deg = exercise.start_thigh_max_deg = 20;
    exercise.far_lumbar_max_deg = 20;
    exercise.cable_min_n = 20;
    exercise.feet_max_n = 100;
    exercise.travel_min_m = 0.1;
    assert_true(fits(&exercise, nothing_seen, nothing_seen));
}

static void a_slipped_sensor_is_allowed_for(void **state)
{
    (void)state;
    struct exercise exercise;
    exercise_set_generic(&exercise);
    exercise.start_trunk_min_deg = -25.0;
    exercise.start_trunk_max_deg = 25.0;
    struct trace_point all = nothing_seen;
    all.trunk = 40.0;
    fill(all, all);
    assert_false(posture_fits(&exercise, &trace, START_AGE, FAR_AGE, 0.0));
    assert_false(posture_fits(&exercise, &trace, START_AGE, FAR_AGE, 10.0));
    assert_true(posture_fits(&exercise, &trace, START_AGE, FAR_AGE, 20.0));
}

static void who_lets_go_of_the_cable_does_no_repetition(void **state)
{
    (void)state;
    struct exercise exercise;
    exercise_set_generic(&exercise);
    exercise.cable_min_n = 20.0;
    struct trace_point all = nothing_seen;
    all.cable = 200.0;
    assert_true(fits(&exercise, all, all));
    all.t_ns = (START_AGE + 1) * (int64_t)STEP_NS;
    all.cable = 5.0;
    trace_push(&trace, &all);
    assert_false(posture_fits(&exercise, &trace, START_AGE + 1, FAR_AGE + 1, 0.0));
}

static void who_walks_makes_no_attempt(void **state)
{
    (void)state;
    struct exercise exercise;
    exercise_set_generic(&exercise);
    exercise.feet_max_n = 250.0;
    exercise.travel_min_m = 0.12;
    exercise.far_thigh_min_deg = 60.0; /* an attempt need not come so far */
    exercise.far_thigh_max_deg = 90.0;
    struct trace_point all = nothing_seen, far = nothing_seen;
    all.travel = 0.0;
    far.travel = 0.2;
    far.thigh = 30.0;
    fill(all, far);
    assert_true(posture_attempts(&exercise, &trace, START_AGE));
    assert_false(posture_fits(&exercise, &trace, START_AGE, FAR_AGE, 0.0));
    far.travel = 0.05;
    fill(all, far);
    assert_false(posture_attempts(&exercise, &trace, START_AGE));
    far.travel = 0.2;
    all.left = all.right = 350.0;
    fill(all, far);
    assert_false(posture_attempts(&exercise, &trace, START_AGE));
}

static void each_demand_forbids(void **state)
{
    (void)state;
    struct trace_point good = nothing_seen, bad = nothing_seen;
    struct exercise exercise;

    exercise_set_generic(&exercise);
    exercise.start_lean_min_deg = 50;
    exercise.start_lean_max_deg = 130;
    good.trunk = -90; /* which way it leans is not asked */
    bad.trunk = 20;
    assert_true(fits(&exercise, good, good));
    assert_false(fits(&exercise, bad, bad));

    exercise_set_generic(&exercise);
    exercise.start_thigh_min_deg = 50;
    exercise.start_thigh_max_deg = 130;
    good.thigh = 90;
    bad.thigh = 20;
    assert_true(fits(&exercise, good, good));
    assert_false(fits(&exercise, bad, bad));

    exercise_set_generic(&exercise);
    exercise.far_lumbar_max_deg = 20;
    good.lumbar = 19;
    bad.lumbar = 25;
    assert_true(fits(&exercise, bad, good));
    assert_false(fits(&exercise, good, bad));

    exercise_set_generic(&exercise);
    exercise.cable_min_n = 20;
    good.cable = 21;
    bad.cable = 3;
    assert_true(fits(&exercise, good, bad)); /* one moment is nothing */
    assert_false(fits(&exercise, bad, good));

    exercise_set_generic(&exercise);
    exercise.feet_max_n = 200;
    good.left = good.right = 6;
    bad.left = bad.right = 400;
    assert_true(fits(&exercise, good, good));
    assert_false(fits(&exercise, good, bad)); /* stood up for a moment */

    exercise_set_generic(&exercise);
    exercise.far_thigh_min_deg = 0;
    exercise.far_thigh_max_deg = 28;
    good.thigh = 20;
    bad.thigh = 50;
    assert_true(fits(&exercise, bad, good));
    assert_false(fits(&exercise, good, bad));

    exercise_set_generic(&exercise);
    exercise.travel_min_m = 0.12;
    good.travel = 0.0;
    bad.travel = 0.3;
    assert_true(fits(&exercise, good, bad));
    assert_false(fits(&exercise, good, good));
}

static enum side side_of(const struct exercise *exercise, struct trace_point all,
                         struct trace_point far)
{
    fill(all, far);
    return side_of_repetition(exercise, &exercise->signals[0], &trace, START_AGE, FAR_AGE);
}

static struct exercise sided(enum body_signal signal, enum signal_way way)
{
    struct exercise exercise;
    exercise_set_generic(&exercise);
    exercise.kind = EXERCISE_SIDES;
    exercise.signals[0] = (struct exercise_signal){signal, 25, 110, way, false};
    exercise.signal_count = 1;
    return exercise;
}

static void the_limb_that_moves_tells_the_side(void **state)
{
    (void)state;
    struct trace_point start = nothing_seen, far = nothing_seen;
    struct exercise out = sided(BODY_SIGNAL_THIGHS_APART, SIGNAL_WAY_GROWS);
    struct exercise down = sided(BODY_SIGNAL_THIGHS_APART, SIGNAL_WAY_SHRINKS);
    struct exercise arm = sided(BODY_SIGNAL_WRISTS_APART, SIGNAL_WAY_GROWS);
    start.thighs_apart = 5; /* straps are never quite alike */
    far.thighs_apart = 70;
    assert_int_equal(side_of(&out, start, far), SIDE_LEFT);
    assert_int_equal(side_of(&down, start, far), SIDE_RIGHT);
    far.thighs_apart = -60;
    assert_int_equal(side_of(&out, start, far), SIDE_RIGHT);
    start.wrists_apart = 0;
    far.wrists_apart = 80; /* the left arm goes with the right leg */
    assert_int_equal(side_of(&arm, start, far), SIDE_RIGHT);
}

static void the_foot_that_bears_tells_the_side(void **state)
{
    (void)state;
    struct exercise exercise = sided(BODY_SIGNAL_TRUNK, SIGNAL_WAY_BY_START);
    struct trace_point point = nothing_seen;
    exercise.side_feet_share = 0.9;
    exercise.side_free_thigh_deg = 30;
    assert_int_equal(side_of(&exercise, point, point), SIDE_NONE);
    point.left = 760;
    point.right = 40;
    assert_int_equal(side_of(&exercise, point, point), SIDE_LEFT);
    point.left = 40;
    point.right = 760;
    assert_int_equal(side_of(&exercise, point, point), SIDE_RIGHT);
    point.left = 640;
    point.right = 160;
    assert_int_equal(side_of(&exercise, point, point), SIDE_NONE);
}

static void the_free_leg_tells_the_side_without_plates(void **state)
{
    (void)state;
    struct exercise exercise = sided(BODY_SIGNAL_TRUNK, SIGNAL_WAY_BY_START);
    struct trace_point start = nothing_seen, far = nothing_seen;
    exercise.side_feet_share = 0.9;
    exercise.side_free_thigh_deg = 30;
    start.thighs_apart = 0;
    far.thighs_apart = 60; /* the left one is in the air: the right one stands */
    assert_int_equal(side_of(&exercise, start, far), SIDE_RIGHT);
    far.thighs_apart = 10;
    assert_int_equal(side_of(&exercise, start, far), SIDE_NONE);
    exercise.kind = EXERCISE_REPS;
    far.thighs_apart = 60;
    assert_int_equal(side_of(&exercise, start, far), SIDE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_asked_forbids_nothing),
        cmocka_unit_test(what_is_not_seen_forbids_nothing),
        cmocka_unit_test(a_slipped_sensor_is_allowed_for),
        cmocka_unit_test(who_lets_go_of_the_cable_does_no_repetition),
        cmocka_unit_test(who_walks_makes_no_attempt),
        cmocka_unit_test(each_demand_forbids),
        cmocka_unit_test(the_limb_that_moves_tells_the_side),
        cmocka_unit_test(the_foot_that_bears_tells_the_side),
        cmocka_unit_test(the_free_leg_tells_the_side_without_plates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
