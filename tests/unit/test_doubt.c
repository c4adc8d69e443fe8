/* SPDX-License-Identifier: MIT */
/* What no witness tells waits for others like it; and what a witness is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/doubt.h"
#include "core/witness.h"

#define PI 3.14159265358979323846
#define STEP_NS 10000000

static const struct trace_point nothing_seen = {
    .forth = NAN, .thigh = NAN, .left = NAN, .right = NAN, .cable = NAN};

static struct trace trace;

static bool told_of(const struct exercise *exercise, struct trace_point far, enum side side)
{
    trace_reset(&trace);
    trace_push(&trace, &far);
    return witness_is_there(exercise, &trace, far.t_ns, side);
}

static bool told(const struct exercise *exercise, struct trace_point far)
{
    return told_of(exercise, far, SIDE_NONE);
}

static void a_posture_of_its_own_needs_no_witness(void **state)
{
    (void)state;
    struct exercise exercise;
    exercise_set_generic(&exercise);
    assert_true(told(&exercise, nothing_seen));
}

static void what_the_profile_names_tells(void **state)
{
    (void)state;
    struct exercise exercise;
    struct trace_point seen = nothing_seen;
    exercise_set_generic(&exercise);
    exercise.signals[exercise.signal_count++].signal = BODY_SIGNAL_BAR_HEIGHT;
    assert_false(told(&exercise, nothing_seen));
    assert_true(told_of(&exercise, nothing_seen, SIDE_LEFT));
    seen.integral = 0.0; /* a wrist stands for the bar: it has no path */
    assert_false(told(&exercise, seen));
    seen.forth = 0.0;
    assert_true(told(&exercise, seen));

    exercise_set_generic(&exercise);
    exercise.feet_max_n = 250.0;
    assert_false(told(&exercise, nothing_seen));
    seen = nothing_seen;
    seen.left = seen.right = 0.0;
    assert_true(told(&exercise, seen));

    exercise_set_generic(&exercise);
    exercise.cable_min_n = 20.0;
    assert_false(told(&exercise, nothing_seen));
    seen = nothing_seen;
    seen.cable = 100.0;
    assert_true(told(&exercise, seen));
}

static void thighs_tell_where_they_are_not_as_in_standing(void **state)
{
    (void)state;
    struct exercise exercise;
    struct trace_point seen = nothing_seen;
    seen.thigh = 10.0;
    exercise_set_generic(&exercise);
    exercise.feet_max_n = 250.0;
    exercise.start_thigh_min_deg = 0.0;
    assert_false(told(&exercise, seen));
    exercise.start_thigh_min_deg = 45.0;
    assert_true(told(&exercise, seen));
    exercise.start_thigh_min_deg = NAN;
    exercise.far_thigh_min_deg = 0.0;
    assert_true(told(&exercise, seen));
    assert_false(told(&exercise, nothing_seen));
}

static void a_slip_is_allowed_for_while_the_bar_moves(void **state)
{
    (void)state;
    struct rep_counter counter = {.reference = 60.0, .range_count = 3};
    struct trace_point point = nothing_seen;
    trace_reset(&trace);
    trace_push(&trace, &point);
    assert_true(witness_slack_deg(&trace, &counter, 60.0) == 0.0);
    point.t_ns = 1000000000;
    point.forth = 0.1;
    trace_push(&trace, &point);
    assert_true(witness_slack_deg(&trace, &counter, 60.0) > 26.0);
    assert_true(witness_slack_deg(&trace, &counter, 40.0) == 0.0);
    assert_true(witness_slack_deg(&trace, &counter, 90.0) == 0.0);
    counter.range_count = 2;
    assert_true(witness_slack_deg(&trace, &counter, 60.0) == 0.0);
}

struct gym {
    struct doubt doubt;
    int64_t t_ns;
    unsigned counted;
    bool may_step;
};

static void stand(struct gym *gym, double seconds)
{
    for (int i = 0; i < seconds * 1e9 / STEP_NS; i++, gym->t_ns += STEP_NS)
        doubt_push(&gym->doubt, gym->t_ns, STEP_NS * 1e-9, false, 0.0);
}

static void step(struct gym *gym, unsigned steps)
{
    const double per_s = 2.0 * PI / 0.6;
    for (unsigned i = 0; i < steps * 60; i++, gym->t_ns += STEP_NS)
        doubt_push(&gym->doubt, gym->t_ns, STEP_NS * 1e-9, false,
                   0.25 * per_s * cos(per_s * i * STEP_NS * 1e-9));
}

static void bend(struct gym *gym, double range, double seconds)
{
    struct doubt before;
    const struct lift_result found = {
        .counted = true,
        .start_ns = gym->t_ns,
        .end_ns = gym->t_ns + (int64_t)(seconds * 1e9),
        .range = range,
    };
    stand(gym, seconds);
    if (doubt_take(&gym->doubt, &found, gym->may_step, &before))
        gym->counted += 1 + before.waiting_count;
}

static void three_alike_are_a_set(void **state)
{
    (void)state;
    struct gym gym = {0};
    for (unsigned i = 1; i <= 6; i++) {
        stand(&gym, 1.0);
        bend(&gym, i % 2 ? 60.0 : 50.0, 3.0);
        assert_int_equal(gym.counted, i < 3 ? 0 : i);
    }
}

static void steps_between_part_them(void **state)
{
    (void)state;
    struct gym gym = {0};
    for (unsigned i = 0; i < 6; i++) {
        bend(&gym, 60.0, 3.0);
        step(&gym, 4);
    }
    assert_int_equal(gym.counted, 0);
    for (unsigned i = 0; i < 3; i++)
        bend(&gym, 60.0, 3.0);
    assert_int_equal(gym.counted, 3);
    step(&gym, 4); /* and what comes after a walk is another set, or none */
    bend(&gym, 60.0, 3.0);
    assert_int_equal(gym.counted, 3);
}

static void where_steps_belong_they_do_not(void **state)
{
    (void)state;
    struct gym gym = {.may_step = true};
    for (unsigned i = 0; i < 4; i++) {
        bend(&gym, 60.0, 3.0);
        step(&gym, 4);
    }
    assert_int_equal(gym.counted, 4);
}

static void what_is_like_a_witnessed_one_is_believed(void **state)
{
    (void)state;
    struct gym gym = {.t_ns = STEP_NS};
    const struct lift_result witnessed = {
        .counted = true, .witnessed = true, .end_ns = 3000000000, .range = 60.0};
    stand(&gym, 4.0);
    doubt_believe(&gym.doubt, &witnessed);
    bend(&gym, 55.0, 3.0);
    bend(&gym, 60.0, 3.0);
    assert_int_equal(gym.counted, 2);
    bend(&gym, 25.0, 3.0);
    assert_int_equal(gym.counted, 2);
    doubt_believe(&gym.doubt, &witnessed);
    step(&gym, 4);
    bend(&gym, 60.0, 3.0);
    assert_int_equal(gym.counted, 2);
}

/* By a hand that stands for the bar it is shorter, and the first of all. */
static void what_another_sensor_measures_may_differ(void **state)
{
    (void)state;
    struct gym gym = {.t_ns = STEP_NS};
    const struct lift_result witnessed = {
        .counted = true, .witnessed = true, .end_ns = 3000000000, .range = 60.0};
    stand(&gym, 4.0);
    doubt_believe(&gym.doubt, &witnessed);
    doubt_change_measure(&gym.doubt);
    bend(&gym, 20.0, 1.0);
    bend(&gym, 45.0, 3.0);
    assert_int_equal(gym.counted, 2);
    bend(&gym, 20.0, 3.0);
    assert_int_equal(gym.counted, 2);
}

static void what_differs_or_comes_late_is_none(void **state)
{
    (void)state;
    struct gym gym = {0};
    for (unsigned i = 0; i < 6; i++)
        bend(&gym, i % 2 ? 60.0 : 30.0, 3.0);
    for (unsigned i = 0; i < 6; i++)
        bend(&gym, 60.0, i % 2 ? 2.0 : 5.0);
    for (unsigned i = 0; i < 6; i++) {
        stand(&gym, 11.0);
        bend(&gym, 60.0, 3.0);
    }
    assert_int_equal(gym.counted, 0);
}

static void what_is_seen_of_those_that_wait_is_kept(void **state)
{
    (void)state;
    struct gym gym = {0};
    struct doubt before;
    struct lift_result look = {.detailed = true, .detail.range = 61.0};
    assert_false(doubt_keep_detail(&gym.doubt, &look));
    bend(&gym, 60.0, 3.0);
    const struct form_rep round = {.waiting = true, .best.fault = FAULT_ROUNDING};
    doubt_keep_form(&gym.doubt, &round);
    assert_true(doubt_keep_detail(&gym.doubt, &look));
    bend(&gym, 60.0, 3.0);
    const struct lift_result third = {
        .start_ns = gym.t_ns, .end_ns = gym.t_ns + 3000000000, .range = 60.0};
    assert_true(doubt_take(&gym.doubt, &third, false, &before));
    assert_int_equal(before.waiting_count, 2);
    assert_true(before.waiting[0].detailed);
    assert_true(before.waiting[0].detail.detail.range == 61.0);
    assert_int_equal(before.waiting[0].form.best.fault, FAULT_ROUNDING);
    assert_false(before.waiting[1].detailed);
    assert_false(before.waiting[1].form.waiting);
    assert_false(doubt_keep_detail(&gym.doubt, &look));
}

/* Stays far out so long, and stands so long before; with times. */
static void bend_timed(struct gym *gym, double stood, double far)
{
    struct doubt before;
    gym->t_ns += (int64_t)(stood * 1e9);
    struct lift_result found = {.counted = true, .start_ns = gym->t_ns, .range = 60.0};
    found.timed = true;
    found.times.start_ns = gym->t_ns;
    found.times.out_ns = found.times.start_ns + 1000000000;
    found.times.in_ns = found.times.out_ns + (int64_t)(far * 1e9);
    found.times.half_in_ns = found.times.in_ns + 500000000;
    found.times.end_ns = found.end_ns = gym->t_ns = found.times.in_ns + 1000000000;
    if (doubt_take(&gym->doubt, &found, gym->may_step, &before))
        gym->counted += 1 + before.waiting_count;
}

static void a_weight_that_is_fetched_is_none(void **state)
{
    (void)state;
    struct gym gym = {0};
    bend_timed(&gym, 1.0, 2.0);
    bend_timed(&gym, 3.0, 0.5);
    bend_timed(&gym, 1.0, 0.5);
    assert_int_equal(gym.counted, 2);
    bend_timed(&gym, 1.0, 0.5);
    assert_int_equal(gym.counted, 3);
}

static void a_weight_that_seems_set_down_is_one_when_the_set_goes_on(void **state)
{
    (void)state;
    struct gym gym = {0};
    struct lift_result look = {.detailed = true, .timed = true};
    for (int i = 0; i < 4; i++)
        bend_timed(&gym, 1.0, 0.5);
    assert_int_equal(gym.counted, 4);
    bend_timed(&gym, 1.0, 1.8);
    assert_int_equal(gym.counted, 4);
    look.times = gym.doubt.down;
    look.times.end_ns += 1;
    assert_true(doubt_keep_detail(&gym.doubt, &look));
    assert_int_equal(gym.doubt.down.end_ns, look.times.end_ns);
    bend_timed(&gym, 1.0, 0.5);
    assert_int_equal(gym.counted, 6);
    bend_timed(&gym, 1.0, 1.8);
    bend_timed(&gym, 1.0, 1.8); /* plates are fetched: neither was one */
    gym.t_ns += 11000000000;
    bend_timed(&gym, 1.0, 0.5);
    assert_int_equal(gym.counted, 6);
}

/* A witness makes its times needless when it counts, not when the witness is gone later. */
static void what_a_witness_told_is_known_afterwards(void **state)
{
    (void)state;
    struct doubt doubt = {.believed = false};
    struct lift_result found = {.counted = true, .start_ns = 1, .end_ns = 2, .range = 1.0};
    struct lift_result look = {.detailed = true, .timed = true, .times = {.end_ns = 2}};
    doubt_believe(&doubt, &found);
    assert_false(doubt_keep_detail(&doubt, &look));
    assert_int_equal(doubt.handling.count, 1);
    doubt_believe(&doubt, &found);
    look.times.end_ns = 5;
    assert_false(doubt_keep_detail(&doubt, &look));
    assert_int_equal(doubt.handling.count, 2);
    assert_int_equal(doubt.handling.reps[0].end_ns, 2); /* and it is not taken for the one before */
    assert_int_equal(doubt.handling.reps[1].end_ns, 5);
    look.times.end_ns = 6;
    assert_false(doubt_keep_detail(&doubt, &look));
    assert_int_equal(doubt.handling.count, 2);
    assert_int_equal(doubt.handling.reps[1].end_ns, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_posture_of_its_own_needs_no_witness),
        cmocka_unit_test(what_the_profile_names_tells),
        cmocka_unit_test(thighs_tell_where_they_are_not_as_in_standing),
        cmocka_unit_test(a_slip_is_allowed_for_while_the_bar_moves),
        cmocka_unit_test(what_a_witness_told_is_known_afterwards),
        cmocka_unit_test(three_alike_are_a_set),
        cmocka_unit_test(steps_between_part_them),
        cmocka_unit_test(what_is_like_a_witnessed_one_is_believed),
        cmocka_unit_test(what_another_sensor_measures_may_differ),
        cmocka_unit_test(where_steps_belong_they_do_not),
        cmocka_unit_test(what_differs_or_comes_late_is_none),
        cmocka_unit_test(what_is_seen_of_those_that_wait_is_kept),
        cmocka_unit_test(a_weight_that_is_fetched_is_none),
        cmocka_unit_test(a_weight_that_seems_set_down_is_one_when_the_set_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
