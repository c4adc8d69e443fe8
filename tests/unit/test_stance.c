/* SPDX-License-Identifier: MIT */
/* Without the trunk the pelvis tells repetitions from getting up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/stance.h"

#define STEP_NS 20000000
#define COUNT 100

static struct trace trace;

/* The pelvis leans from one angle to the other. */
static void lean(double from, double to, double trunk)
{
    trace_reset(&trace);
    for (int i = 0; i < COUNT; i++) {
        const struct trace_point point = {
            .t_ns = (int64_t)i * STEP_NS,
            .trunk = trunk,
            .pelvis = from + (to - from) * i / (COUNT - 1),
        };
        trace_push(&trace, &point);
    }
}

static void who_gets_up_does_no_repetition(void **state)
{
    (void)state;
    struct stance stance;
    stance_forget(&stance);
    lean(40.0, 0.0, NAN);
    assert_true(stance_fits(&stance, &trace, COUNT - 1)); /* nothing is known yet */
    lean(40.0, 55.0, 60.0);
    stance_learn(&stance, &trace, COUNT - 1);
    lean(35.0, 60.0, NAN);
    assert_true(stance_fits(&stance, &trace, COUNT - 1));
    lean(40.0, 0.0, NAN);
    assert_false(stance_fits(&stance, &trace, COUNT - 1));
    assert_false(stance_fits(&stance, &trace, 10));
    lean(50.0, 90.0, NAN);
    assert_false(stance_fits(&stance, &trace, COUNT - 1));
    lean(NAN, NAN, NAN);
    assert_true(stance_fits(&stance, &trace, COUNT - 1));
}

static void the_trunk_tells_for_itself(void **state)
{
    (void)state;
    struct stance stance;
    stance_forget(&stance);
    lean(40.0, 55.0, 60.0);
    stance_learn(&stance, &trace, COUNT - 1);
    lean(40.0, 0.0, 30.0);
    assert_true(stance_fits(&stance, &trace, COUNT - 1));
    stance_forget(&stance);
    lean(40.0, 0.0, NAN);
    assert_true(stance_fits(&stance, &trace, COUNT - 1));
}

static void what_is_learned_without_the_trunk_is_nothing(void **state)
{
    (void)state;
    struct stance stance;
    stance_forget(&stance);
    lean(40.0, 55.0, NAN);
    stance_learn(&stance, &trace, COUNT - 1);
    assert_false(stance.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_gets_up_does_no_repetition),
        cmocka_unit_test(the_trunk_tells_for_itself),
        cmocka_unit_test(what_is_learned_without_the_trunk_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
