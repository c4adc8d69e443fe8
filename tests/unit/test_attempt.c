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

static struct trace trace;
static struct attempt attempt;
static struct bar_part part;
static int64_t t_ns;

/* Rises and sinks within so long, and rests for a second. How often an attempt was seen. */
static unsigned move(double length_m, double for_s, double *ret_share)
{
    unsigned seen = 0, count = (unsigned)(for_s / 0.02);
    for (unsigned i = 0; i < count + 50; i++) {
        double u = fmin(1.0, (double)i / count);
        double height = 0.5 * length_m * (1.0 - cos(2.0 * PI * u));
        double speed = u < 1.0 ? length_m * PI / for_s * sin(2.0 * PI * u) : 0.0;
        const struct trace_point point = {
            .t_ns = t_ns, .integral = speed + 0.1 * (double)t_ns * 1e-9, .height = height};
        struct attempt_result found;
        trace_push(&trace, &point);
        attempt_push(&attempt, &part, &trace, t_ns, height, speed, &found);
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
    attempt_reset(&attempt);
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
        cmocka_unit_test_setup(a_repetition_is_none, set_up),
        cmocka_unit_test_setup(shifting_the_bar_is_none, set_up),
        cmocka_unit_test_setup(without_a_bar_there_is_none, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
