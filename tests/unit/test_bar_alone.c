/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/bar_alone.h"

#define PI 3.14159265358979323846
#define STEP_S 0.02
#define NS(s) ((int64_t)((s)*1e9))

/* A bar that is lifted and lowered as a cosine, and waits at both ends. */
struct lifter {
    struct history history;
    int64_t t_ns;
    double height, speed;
    double accel_error; /* m/s^2 */
    double rate_error;  /* rad/s */
    double drift;       /* m/s, what the error has come to */
    int64_t start_ns[8], end_ns[8];
    unsigned reps;
};

static void assert_near(double value, double wanted, double give)
{
    if (!(fabs(value - wanted) <= give))
        fail_msg("%g is not %g, give or take %g", value, wanted, give);
}

static struct lifter *lifter_new(double accel_error, double rate_error)
{
    struct lifter *lifter = calloc(1, sizeof(*lifter));
    assert_non_null(lifter);
    lifter->t_ns = NS(1.0);
    lifter->accel_error = accel_error;
    lifter->rate_error = rate_error;
    return lifter;
}

static void step(struct lifter *lifter, double speed, double turning)
{
    struct motion_frame frame;
    memset(&frame, 0xff, sizeof frame); /* all NAN */
    lifter->t_ns += NS(STEP_S);
    lifter->speed = speed;
    lifter->drift += lifter->accel_error * STEP_S;
    frame.bar_integral = speed + lifter->drift;
    frame.bar_swing_velocity = speed;
    frame.bar_rate[0] = turning;
    frame.bar_rate[1] = 0.0;
    frame.bar_rate[2] = lifter->rate_error;
    const struct hold_moment moment = {.t_ns = lifter->t_ns, .frame = &frame};
    history_push(&lifter->history, &moment);
}

static void wait(struct lifter *lifter, double seconds)
{
    for (int i = 0; i < (int)lround(seconds / STEP_S); i++)
        step(lifter, 0.0, 0.0);
}

/* Turns to and fro by 0.1 rad on its way up, and back on its way down. */
static void move(struct lifter *lifter, double way, double seconds)
{
    int steps = (int)lround(seconds / STEP_S);
    double turn = way > 0.0 ? 0.1 : -0.1;
    for (int i = 1; i <= steps; i++) {
        double phase = sin(PI * i / steps) * 0.5 * PI / seconds;
        step(lifter, way * phase, turn * phase);
    }
}

/* Ever faster for some seconds, then ever slower; lowered slowly. */
static void throw(struct lifter * lifter, double speed, double pull_s, double stop_s)
{
    int pulls = (int)lround(pull_s / STEP_S), stops = (int)lround(stop_s / STEP_S);
    lifter->start_ns[lifter->reps] = lifter->t_ns;
    for (int i = 1; i <= pulls; i++)
        step(lifter, speed * i / pulls, 0.0);
    for (int i = 1; i <= stops; i++)
        step(lifter, speed * (stops - i) / stops, 0.0);
    lifter->end_ns[lifter->reps++] = lifter->t_ns;
    double way = 0.5 * speed * (pull_s + stop_s), down_s = 3.0;
    int steps = (int)lround(down_s / STEP_S);
    for (int i = 1; i <= steps; i++)
        step(lifter, -way * sin(PI * i / steps) * 0.5 * PI / down_s, 0.0);
}

static void lift(struct lifter *lifter, double way, double low_s, double high_s)
{
    wait(lifter, low_s);
    lifter->start_ns[lifter->reps] = lifter->t_ns;
    move(lifter, way, 1.0);
    lifter->end_ns[lifter->reps++] = lifter->t_ns;
    wait(lifter, high_s);
    move(lifter, -way, 1.0);
}

static int measure(const struct lifter *lifter, bool rises_again, struct bar_alone *ret_seen)
{
    return bar_alone_measure(&lifter->history, lifter->start_ns, lifter->end_ns, lifter->reps,
                             rises_again, ret_seen);
}

static void test_two_repetitions_are_measured(void **state)
{
    (void)state;
    struct lifter *lifter = lifter_new(0.0, 0.0);
    struct bar_alone seen;
    lift(lifter, 0.5, 0.5, 1.0);
    lift(lifter, 0.5, 0.5, 1.0);
    assert_int_equal(measure(lifter, false, &seen), 0);
    assert_near(seen.rise, 0.5, 0.01);
    assert_near(seen.speed, 0.25 * PI, 0.01);
    /* 1 s of waiting, and on each way the 0.22 s of a cosine in the top eighth: of 3.5 s. */
    assert_near(seen.top, 1.45 / 3.5, 0.02);
    assert_near(seen.turning, sqrt(0.1 * 0.2 / 3.5), 0.003);
    assert_near(seen.brake, 1.0, 0.02); /* a cosine is the same at both ends */
    free(lifter);
}

static void test_errors_of_the_sensor_do_not_show(void **state)
{
    (void)state;
    struct lifter *lifter = lifter_new(0.3, 0.1);
    struct bar_alone seen;
    lift(lifter, 0.5, 0.5, 1.0);
    lift(lifter, 0.5, 0.5, 1.0);
    assert_int_equal(measure(lifter, false, &seen), 0);
    assert_near(seen.rise, 0.5, 0.03);
    assert_near(seen.top, 1.45 / 3.5, 0.03);
    assert_near(seen.turning, sqrt(0.1 * 0.2 / 3.5), 0.006);
    assert_near(seen.brake, 1.0, 0.03);
    free(lifter);
}

static void test_where_it_waits_is_told(void **state)
{
    (void)state;
    struct bar_alone high, low;
    struct lifter *stands = lifter_new(0.0, 0.0), *hangs = lifter_new(0.0, 0.0);
    wait(stands, 0.5);
    for (int i = 0; i < 2; i++) {
        lift(stands, 0.5, 0.0, 1.0);
        lift(hangs, 0.5, 1.0, 0.0);
    }
    assert_int_equal(measure(stands, false, &high), 0);
    assert_int_equal(measure(hangs, false, &low), 0);
    assert_true(high.top > 0.45);
    assert_true(low.top < 0.20);
    free(stands);
    free(hangs);
}

static void test_a_hard_stop_is_told_from_a_hard_push(void **state)
{
    (void)state;
    struct bar_alone row, squat;
    struct lifter *thrown = lifter_new(0.0, 0.0), *pushed = lifter_new(0.0, 0.0);
    for (int i = 0; i < 3; i++) {
        throw(thrown, 1.0, 0.8, 0.4);
        throw(pushed, 1.0, 0.4, 0.8);
    }
    assert_int_equal(measure(thrown, false, &row), 0);
    assert_int_equal(measure(pushed, false, &squat), 0);
    assert_near(row.brake, 2.0, 0.1);
    assert_near(squat.brake, 0.5, 0.03);
    free(thrown);
    free(pushed);
}

static void test_a_bar_that_does_not_turn_is_no_fault(void **state)
{
    (void)state;
    struct bar_alone seen;
    struct lifter *lifter = lifter_new(0.0, 0.0);
    for (int i = 0; i < 3; i++)
        throw(lifter, 1.0, 0.5, 0.5);
    assert_int_equal(measure(lifter, false, &seen), 0);
    assert_near(seen.turning, 0.0, 1e-9);
    free(lifter);
}

/* Without a pause it is pushed hardest where one repetition ends and the next begins. */
static void test_a_push_across_two_repetitions_is_seen(void **state)
{
    (void)state;
    struct bar_alone seen;
    struct lifter *lifter = lifter_new(0.0, 0.0);
    for (int i = 0; i < 3; i++)
        lift(lifter, 0.5, 0.0, 0.0);
    assert_int_equal(measure(lifter, false, &seen), 0);
    assert_near(seen.brake, 1.0, 0.01);
    free(lifter);
}

/* The last repetition is seen to its end when the next begins, in which nothing is told yet. */
static void test_the_next_rise_ends_the_last(void **state)
{
    (void)state;
    struct lifter *lifter = lifter_new(0.0, 0.0);
    struct bar_alone seen;
    lift(lifter, 0.4, 0.5, 0.5);
    assert_int_equal(measure(lifter, false, &seen), -ENODATA);
    assert_true(isnan(seen.rise) && isnan(seen.top));
    lift(lifter, 0.6, 0.5, 0.5);
    wait(lifter, 0.5);
    assert_false(bar_alone_rises_again(&lifter->history, lifter->start_ns[1], lifter->end_ns[1]));
    assert_int_equal(measure(lifter, false, &seen), 0);
    assert_near(seen.rise, 0.4, 0.01);
    for (int i = 0; i < 3; i++)
        step(lifter, 0.2, 0.0); /* rattling */
    assert_false(bar_alone_rises_again(&lifter->history, lifter->start_ns[1], lifter->end_ns[1]));
    step(lifter, 0.6, 0.0);
    assert_true(bar_alone_rises_again(&lifter->history, lifter->start_ns[1], lifter->end_ns[1]));
    assert_int_equal(measure(lifter, true, &seen), 0);
    assert_near(seen.rise, 0.5, 0.03);
    free(lifter);
}

static void test_what_is_long_past_is_left_out(void **state)
{
    (void)state;
    struct lifter *lifter = lifter_new(0.0, 0.0);
    struct bar_alone seen;
    lift(lifter, 0.9, 0.5, 0.5);
    lift(lifter, 0.9, 0.5, 0.5);
    wait(lifter, HISTORY_SIZE * STEP_S - 5.0);
    lift(lifter, 0.4, 0.5, 0.5);
    lift(lifter, 0.4, 0.5, 0.5);
    assert_int_equal(measure(lifter, false, &seen), 0);
    assert_near(seen.rise, 0.4, 0.01);
    free(lifter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_repetitions_are_measured),
        cmocka_unit_test(test_errors_of_the_sensor_do_not_show),
        cmocka_unit_test(test_where_it_waits_is_told),
        cmocka_unit_test(test_a_hard_stop_is_told_from_a_hard_push),
        cmocka_unit_test(test_a_bar_that_does_not_turn_is_no_fault),
        cmocka_unit_test(test_a_push_across_two_repetitions_is_seen),
        cmocka_unit_test(test_the_next_rise_ends_the_last),
        cmocka_unit_test(test_what_is_long_past_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
