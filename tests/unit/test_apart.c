/* SPDX-License-Identifier: MIT */
/* Limbs that fold over at upright are unfolded once it is known where they were at rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/apart.h"
#include "close.h"

#define STEP_NS 20000000
#define START 100 /* samples: at rest until then */
#define COUNT 300

static struct trace trace;

/* The left thigh leans by rest, and from START on by a fifth of a degree less at each moment. */
static void lift_leg(double rest)
{
    trace_reset(&trace);
    for (int i = 0; i < COUNT; i++) {
        double left = rest - (i > START ? 0.2 * (i - START) : 0.0);
        const struct trace_point point = {
            .t_ns = (int64_t)i * STEP_NS,
            .y = fabs(left),
            .thighs_between = remainder(left, 360.0),
            .wrists_between = NAN,
        };
        trace_push(&trace, &point);
    }
}

static double y_at(int i)
{
    return trace_at(&trace, (unsigned)(COUNT - 1 - i))->y;
}

static void what_folds_is_straight_again(void **state)
{
    (void)state;
    const double rests[] = {3.0, 0.0, -3.0, -170.0}; /* the last goes past 180 */
    for (unsigned k = 0; k < 4; k++) {
        lift_leg(rests[k]);
        apart_unfold(&trace, BODY_SIGNAL_THIGHS_APART, (int64_t)(START + 5) * STEP_NS);
        for (int i = START; i < COUNT; i++)
            assert_close(y_at(i), 0.2 * (i - START), 1e-9);
    }
}

static void what_lies_before_and_other_signals_stay(void **state)
{
    (void)state;
    lift_leg(3.0);
    apart_unfold(&trace, BODY_SIGNAL_TRUNK, (int64_t)START * STEP_NS);
    apart_unfold(&trace, BODY_SIGNAL_WRISTS_APART, (int64_t)START * STEP_NS); /* not seen */
    assert_close(y_at(START + 30), 3.0, 1e-9);
    apart_unfold(&trace, BODY_SIGNAL_THIGHS_APART, (int64_t)START * STEP_NS);
    assert_close(y_at(START - 60), 3.0, 1e-9);
    assert_close(y_at(START - 10), 0.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_folds_is_straight_again),
        cmocka_unit_test(what_lies_before_and_other_signals_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
