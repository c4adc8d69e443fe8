/* SPDX-License-Identifier: MIT */
/* A bar that is lifted by a part of its way and put back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "close.h"
#include "core/attempt.h"

#define PI 3.14159265358979323846
#define STEP_NS 20000000
#define LENGTH_M 0.5
#define THIGH_DEG 55.0 /* with the bar on the floor */
#define SWING_S 5.0    /* of a slower way the bar's swing shows little */
#define LONGEST_S 24.0

static struct trace trace;
static struct attempt attempt;
static struct bar_part part;
static int64_t t_ns;
static bool thighs;

/* Rises and sinks within so long, and rests for a second. How often an attempt was seen. The thighs
 * straighten with the bar, and its swing, which leaks, shows little of a slow way. */
static unsigned move(double length_m, double for_s, double *ret_share)
{
    unsigned seen = 0, count = (unsigned)(for_s / 0.02);
    for (unsigned i = 0; i < count + 50; i++) {
        double u = fmin(1.0, (double)i / count);
        double height = 0.5 * length_m * (1.0 - cos(2.0 * PI * u));
        double speed = u < 1.0 ? length_m * PI / for_s * sin(2.0 * PI * u) : 0.0;
        const struct attempt_input input = {
            .thigh = thighs ? THIGH_DEG * (1.0 - height / LENGTH_M) : NAN,
            .thigh_rate = thighs ? -THIGH_DEG / LENGTH_M * speed : NAN,
            .swing = for_s > SWING_S ? 0.01 * height : height,
            .velocity = for_s > SWING_S ? 0.01 * speed : speed,
        };
        const struct trace_point point = {.t_ns = t_ns,
                                          .integral = speed + 0.1 * (double)t_ns * 1e-9,
                                          .height = height,
                                          .thigh = input.thigh};
        struct attempt_result found;
        trace_push(&trace, &point);
        attempt_push(&attempt, &part, &trace, t_ns, &input, LONGEST_S, &found);
        seen += found.seen;
        if (found.seen && ret_share)
            *ret_share = found.share;
        t_ns += STEP_NS;
    }
    return seen;
}

static int set_up(void **state)
{
    (void)state;
    t_ns = STEP_NS;
    trace_reset(&trace);
    attempt_forget(&attempt);
    thighs = false;
    /* What bar_part.c takes for the way of a bar that rises by LENGTH_M: its speed beside a line.
     */
    part = (struct bar_part){.usual = LENGTH_M, .count = 3};
    (void)move(0.0, 1.0, NULL);
    return 0;
}

static void a_part_of_the_way_is_an_attempt(void **state)
{
    (void)state;
    double share = 0.0;
    assert_int_equal(move(0.4 * LENGTH_M, 2.0, &share), 1);
    assert_close(share, 0.4, 0.05);
    assert_int_equal(move(0.3 * LENGTH_M, 1.5, &share), 1);
    assert_close(share, 0.3, 0.05);
}

/* What the thighs do in a repetition has been seen. */
static void show_thighs(void)
{
    thighs = true;
    (void)move(LENGTH_M, 2.0, NULL);
    unsigned far_age = trace_age_of(&trace, t_ns - 2 * 1000000000LL);
    attempt_learn_thighs(&attempt, &trace, trace_age_of(&trace, t_ns - 3 * 1000000000LL), far_age);
}

static void a_slow_one_is_seen_by_the_thighs(void **state)
{
    (void)state;
    double share = 0.0;
    assert_int_equal(move(0.4 * LENGTH_M, 8.0, NULL), 0);
    show_thighs();
    assert_int_equal(move(0.4 * LENGTH_M, 8.0, &share), 1);
    assert_close(share, 0.4, 0.1);
    assert_int_equal(move(LENGTH_M, 8.0, NULL), 0);
}

/* Hips that rise and sink over a bar that stays on the floor. */
static void hips_alone_are_none(void **state)
{
    (void)state;
    show_thighs();
    struct attempt_result found;
    unsigned seen = 0;
    for (unsigned i = 0; i < 200; i++) {
        double u = (double)i / 200;
        const struct attempt_input input = {
            .thigh = THIGH_DEG - 20.0 * (0.5 - 0.5 * cos(2.0 * PI * u)),
            .thigh_rate = -20.0 * PI / 4.0 * sin(2.0 * PI * u),
        };
        const struct trace_point point = {
            .t_ns = t_ns, .integral = 0.1 * (double)t_ns * 1e-9, .thigh = input.thigh};
        trace_push(&trace, &point);
        attempt_push(&attempt, &part, &trace, t_ns, &input, LONGEST_S, &found);
        seen += found.seen;
        t_ns += STEP_NS;
    }
    assert_int_equal(seen, 0);
}

static void a_repetition_is_none(void **state)
{
    (void)state;
    assert_int_equal(move(LENGTH_M, 2.5, NULL), 0);
    assert_int_equal(move(0.75 * LENGTH_M, 2.5, NULL), 0);
}

static void shifting_the_bar_is_none(void **state)
{
    (void)state;
    assert_int_equal(move(0.1 * LENGTH_M, 1.0, NULL), 0);
    assert_int_equal(move(0.2 * LENGTH_M, 1.0, NULL), 0);
    assert_int_equal(move(0.4 * LENGTH_M, 0.2, NULL), 0); /* a knock */
}

static void without_a_bar_there_is_none(void **state)
{
    (void)state;
    assert_int_equal(move(NAN, 2.0, NULL), 0);
    assert_int_equal(move(0.4 * LENGTH_M, 2.0, NULL), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_part_of_the_way_is_an_attempt, set_up),
        cmocka_unit_test_setup(a_slow_one_is_seen_by_the_thighs, set_up),
        cmocka_unit_test_setup(hips_alone_are_none, set_up),
        cmocka_unit_test_setup(a_repetition_is_none, set_up),
        cmocka_unit_test_setup(shifting_the_bar_is_none, set_up),
        cmocka_unit_test_setup(without_a_bar_there_is_none, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
