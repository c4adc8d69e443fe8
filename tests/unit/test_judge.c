/* SPDX-License-Identifier: MIT */
/* A hinge: to which repetition a rounding of the back belongs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "core/judge.h"
#include "core/lift.h"

#define MS INT64_C(1000000)
#define PI 3.14159265358979323846

static struct lift lift;
static struct judge judge;
static struct form form;

static const struct exercise hinge = {
    .id = "hinge",
    .start = EXERCISE_START_ECCENTRIC,
    .signals = {{.signal = BODY_SIGNAL_TRUNK, .range_min = 25.0, .range_max = 110.0}},
    .signal_count = 1,
    .rep_min_s = 0.8,
    .rep_max_s = 15.0,
    .set_end_s = 6.0,
    .start_trunk_min_deg = NAN,
    .start_trunk_max_deg = NAN,
    .start_lean_min_deg = NAN,
    .start_lean_max_deg = NAN,
    .start_thigh_min_deg = NAN,
    .start_thigh_max_deg = NAN,
    .far_thigh_min_deg = NAN,
    .far_thigh_max_deg = NAN,
    .far_trunk_min_deg = NAN,
    .far_trunk_max_deg = NAN,
    .far_lumbar_max_deg = NAN,
    .cable_min_n = NAN,
    .travel_min_m = NAN,
    .feet_max_n = NAN,
    .side_feet_share = NAN,
    .side_free_thigh_deg = NAN,
    .rounding = true,
    .rounding_warn = 0.7,
    .rounding_stop = 0.8,
};

/* 60 degrees down and up again within every 5 s, the last of them at rest. */
static void bend(double t_s, double *ret_deg, double *ret_rate)
{
    double in_s = fmod(t_s, 5.0);
    *ret_deg = in_s < 4.0 ? 30.0 * (1.0 - cos(0.5 * PI * in_s)) : 0.0;
    *ret_rate = in_s < 4.0 ? 15.0 * PI * sin(0.5 * PI * in_s) : 0.0;
}

struct seen {
    unsigned counts;
    unsigned roundings;
    unsigned counts_before;
    bool before;
};

/* The back is round from one time to another, of 9.5 s: two repetitions. */
static struct seen round_back(double from_s, double to_s)
{
    struct seen seen = {0};
    lift_choose(&lift, &hinge);
    judge_init(&judge, &hinge);
    form_begin_set(&form);
    for (int64_t t_ns = 0; t_ns < 9500 * MS; t_ns += 10 * MS) {
        double t_s = (double)t_ns * 1e-9;
        struct motion_frame frame = {
            .angles = {.pelvis = NAN, .pelvis_rate = NAN, .thigh = NAN, .thigh_rate = NAN},
            .bar_height = NAN,
            .bar_velocity = NAN,
            .bar_integral = NAN,
            .bar_turning = NAN,
            .bar_swing = NAN,
            .bar_swing_velocity = NAN,
        };
        bend(t_s, &frame.angles.trunk, &frame.angles.trunk_rate);
        frame.angles.lumbar = t_s >= from_s && t_s < to_s ? 40.0 : 5.0;
        struct lift_result result;
        lift_push(&lift, t_ns, &frame, false, &result);
        seen.counts += result.counted;
        if (result.left)
            judge_begin_rep(&judge, &form);
        if (result.counted)
            form_count_rep(&form);
        const struct judge_moment moment = {
            .t_ns = t_ns,
            .under_way = result.under_way,
            .counted = seen.counts > 0,
            .over_ns = lift.over_ns,
        };
        judge_push(&judge, &moment, &frame, &form);
        for (unsigned i = 0; i < 2; i++) {
            struct form_rep *rep = i == 0 ? &form.last : &form.next;
            if (!rep->waiting || seen.counts == 0)
                continue;
            assert_int_equal(rep->best.fault, FAULT_ROUNDING);
            rep->waiting = false;
            seen.roundings++;
            seen.counts_before = seen.counts;
            seen.before = i == 0;
        }
    }
    return seen;
}

static void rounding_on_the_way_is_the_next_counts(void **state)
{
    (void)state;
    struct seen seen = round_back(6.5, 7.0);
    assert_int_equal(seen.counts, 2);
    assert_int_equal(seen.roundings, 1);
    assert_int_equal(seen.counts_before, 1);
    assert_false(seen.before);
}

static void rounding_at_the_end_is_the_last_counts(void **state)
{
    (void)state;
    struct seen seen = round_back(8.75, 9.0); /* counted some 0.3 s before its end at 9 s */
    assert_int_equal(seen.counts, 2);
    assert_int_equal(seen.roundings, 1);
    assert_int_equal(seen.counts_before, 2);
    assert_true(seen.before);
}

static void rounding_at_rest_is_nobodys(void **state)
{
    (void)state;
    assert_int_equal(round_back(4.2, 4.8).roundings, 0);
}

static void begin_pulls(enum body_signal phases)
{
    static struct exercise pull;
    pull = hinge;
    pull.phases = phases;
    pull.form[FORM_RULE_SHORT_RANGE] = (struct form_limit){.hint = 0.85, .warn = 0.70};
    pull.form[FORM_RULE_NEAR_FAILURE] = (struct form_limit){.hint = 20.0, .warn = 40.0};
    (void)round_back(1.0, 1.0);
    judge_choose(&judge, &pull);
    judge_begin_set(&judge, &form);
}

/* A repetition over 0.5 m or 60 degrees within a second, or only over a part of it; what was found.
 */
static enum fault look_at(double part, bool bar_is_seen, bool whole)
{
    const int64_t end_ns = lift.trace.moments.count > 0 ? trace_at(&lift.trace, 0)->t_ns : 0;
    const struct tempo tempo = {.start_ns = end_ns - 2000 * MS,
                                .far_ns = end_ns - 1000 * MS,
                                .back_ns = end_ns - 1000 * MS,
                                .end_ns = end_ns};
    const struct rep_detail detail = {
        .eccentric_s = 1.0,
        .concentric_s = 1.0,
        .range = 60.0 * part,
        .height = bar_is_seen ? 0.5 * part : NAN,
        .mean_velocity = bar_is_seen ? 0.5 * part : NAN,
        .lumbar_peak_deg = NAN,
    };
    const struct load_scale scale = {0};
    const struct judge_rep rep = {.trace = &lift.trace,
                                  .tempo = &tempo,
                                  .detail = &detail,
                                  .scale = &scale,
                                  .whole = whole,
                                  .thrown = NAN};
    struct rep_effort effort;
    form.last.waiting = false;
    judge_look_back(&judge, &rep, &form, &effort);
    return form.last.waiting ? form.last.best.fault : FAULT_NONE;
}

static enum fault look_at_rep(double part, bool bar_is_seen)
{
    return look_at(part, bar_is_seen, true);
}

/* Whose samples are lost for one repetition is not seen in it; the others go on being compared. */
static void a_range_is_compared_with_its_like(void **state)
{
    (void)state;
    begin_pulls(BODY_SIGNAL_BAR_HEIGHT);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(look_at_rep(1.0, true), FAULT_NONE);
    assert_int_equal(look_at_rep(1.0, false), FAULT_NONE);
    assert_int_equal(look_at_rep(1.0, true), FAULT_NONE);
    assert_int_equal(look_at_rep(0.8, false), FAULT_SHORT_RANGE);
    assert_int_equal(look_at_rep(0.8, true), FAULT_SHORT_RANGE);
}

/* Nor is it learned from. */
static void what_was_lost_in_part_is_not_judged(void **state)
{
    (void)state;
    begin_pulls(BODY_SIGNAL_TRUNK);
    assert_int_equal(look_at(2.0, true, false), FAULT_NONE);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(look_at(1.0, true, true), FAULT_NONE);
    assert_int_equal(look_at(0.5, true, false), FAULT_NONE);
    assert_true(isnan(judge.speed.velocity_loss_percent));
    assert_int_equal(look_at(0.5, true, true), FAULT_SHORT_RANGE);
}

/* The bar was not seen from the beginning. */
static void a_bar_that_comes_late_is_no_failure(void **state)
{
    (void)state;
    begin_pulls(BODY_SIGNAL_BAR_HEIGHT);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(look_at_rep(1.0, false), FAULT_NONE);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(look_at_rep(1.0, true), FAULT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_on_the_way_is_the_next_counts),
        cmocka_unit_test(rounding_at_the_end_is_the_last_counts),
        cmocka_unit_test(rounding_at_rest_is_nobodys),
        cmocka_unit_test(a_range_is_compared_with_its_like),
        cmocka_unit_test(what_was_lost_in_part_is_not_judged),
        cmocka_unit_test(a_bar_that_comes_late_is_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
