/* SPDX-License-Identifier: MIT */
/* A bar that comes down stops, or turns at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "close.h"
#include "core/bar_turn.h"

#define MS INT64_C(1000000)
#define STEP_MS 20
#define OFFSET 0.2 /* m/s^2, of the accelerometer */

static struct trace trace;

struct push {
    int from_ms, to_ms;
    double accel; /* m/s^2, all the while */
};

/* Two seconds; the body is at its low end from 900 to 1100 ms. */
static bool turns(const struct push pushes[], unsigned count, struct bar_turn *ret_turn)
{
    double speed = -0.5;
    trace_reset(&trace);
    for (int ms = 0; ms <= 2000; ms++) {
        const struct trace_point point = {.t_ns = (ms + 1) * MS,
                                          .integral = speed + OFFSET * ms * 1e-3};
        if (ms % STEP_MS == 0)
            trace_push(&trace, &point);
        for (unsigned i = 0; i < count; i++)
            speed += ms >= pushes[i].from_ms && ms < pushes[i].to_ms ? 1e-3 * pushes[i].accel : 0.0;
    }
    return bar_turn_find(&trace, 900 * MS, 1100 * MS, ret_turn);
}

static void one_push_is_a_turn(void **state)
{
    (void)state;
    static const struct push even[] = {{900, 1100, 5.0}};
    static const struct push hard[] = {{940, 1060, 12.0}};
    struct bar_turn turn;
    assert_true(turns(even, 1, &turn));
    assert_close(turn.accel, 5.0 + OFFSET, 0.1);
    assert_in_range(turn.t_ns, 920 * MS, 1080 * MS);
    assert_true(turns(hard, 1, &turn));
    assert_close(turn.accel, 12.0 + OFFSET, 0.3);
    assert_in_range(turn.t_ns, 970 * MS, 1030 * MS);
}

static void a_knock_is_no_throw(void **state)
{
    (void)state;
    /* Rubber on the floor: 0.3 m/s in 10 ms; the legs lift on. */
    static const struct push touched[] = {{990, 1000, 30.0}, {1000, 1200, 2.0}};
    struct bar_turn turn;
    assert_true(turns(touched, 2, &turn));
    assert_true(turn.accel < 5.0);
}

static void two_pushes_with_a_rest_between_are_a_stop(void **state)
{
    (void)state;
    static const struct push stopped[] = {{850, 950, 5.0}, {1120, 1220, 6.0}};
    static const struct push pulled_on[] = {{900, 1000, 6.0}, {1040, 1240, 3.0}};
    struct bar_turn turn;
    assert_false(turns(stopped, 2, &turn));
    assert_true(turns(pulled_on, 2, &turn));
    assert_close(turn.accel, 6.0 + OFFSET, 0.3);
}

/* The trace's step is 20 ms, and an acceleration is a mean over 100. */
static void who_pulls_on_after_a_bounce_has_not_rested(void **state)
{
    (void)state;
    static const struct push pulled_on[] = {{880, 980, 6.0}, {1100, 1200, 6.0}};
    static const struct push rested[] = {{880, 980, 6.0}, {1160, 1260, 6.0}};
    struct bar_turn turn;
    assert_true(turns(pulled_on, 2, &turn));
    assert_false(turns(rested, 2, &turn));
}

static void a_bar_that_is_not_there_or_does_not_move_turns_nowhere(void **state)
{
    (void)state;
    static const struct push unknown[] = {{900, 1100, NAN}};
    struct bar_turn turn;
    assert_false(turns(NULL, 0, &turn));
    assert_false(turns(unknown, 1, &turn));
}

static void a_bar_that_rested_before_the_push_was_lifted(void **state)
{
    (void)state;
    static const struct push even[] = {{900, 1100, 5.0}};
    struct bar_turn turn;
    assert_true(turns(even, 1, &turn));
    for (unsigned age = 0; age < trace.moments.count; age++)
        trace_change(&trace, age)->bar_still = true;
    assert_false(bar_turn_find(&trace, 900 * MS, 1100 * MS, &turn));
    for (unsigned age = 0; age < trace.moments.count; age++)
        trace_change(&trace, age)->velocity = -0.5; /* it sinks evenly */
    assert_true(bar_turn_find(&trace, 900 * MS, 1100 * MS, &turn));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_push_is_a_turn),
        cmocka_unit_test(a_knock_is_no_throw),
        cmocka_unit_test(a_bar_that_rested_before_the_push_was_lifted),
        cmocka_unit_test(two_pushes_with_a_rest_between_are_a_stop),
        cmocka_unit_test(who_pulls_on_after_a_bounce_has_not_rested),
        cmocka_unit_test(a_bar_that_is_not_there_or_does_not_move_turns_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
