/* SPDX-License-Identifier: MIT */
/* Where no sensor shows the trunk the pelvis has to be where the exercise has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/pelvis_place.h"

#define STEP_NS 20000000
#define START_AGE 40
#define FAR_AGE 20

static struct exercise row;
static struct trace trace;

static int set_up(void **state)
{
    (void)state;
    exercise_set_generic(&row);
    row.look.limits[0] = (struct feature_limits){FEATURE_PELVIS_START, 18.0, 68.0};
    row.look.limits[1] = (struct feature_limits){FEATURE_PELVIS_FAR, 10.0, 60.0};
    row.look.limit_count = 2;
    return 0;
}

static bool fits(double trunk, double start, double between, double far)
{
    trace_reset(&trace);
    for (unsigned i = 0; i <= START_AGE; i++) {
        unsigned age = START_AGE - i;
        const struct trace_point point = {
            .t_ns = (int64_t)i * STEP_NS,
            .trunk = trunk,
            .pelvis = age == START_AGE ? start
                      : age == FAR_AGE ? far
                                       : between,
        };
        trace_push(&trace, &point);
    }
    return pelvis_place_fits(&row, &trace, START_AGE, FAR_AGE);
}

static void it_is_known_by_both_ends(void **state)
{
    (void)state;
    assert_true(pelvis_place_is_known(&row));
    row.look.limit_count = 1;
    assert_false(pelvis_place_is_known(&row));
    row.look.limit_count = 0;
    assert_false(pelvis_place_is_known(&row));
}

static void who_leans_as_the_exercise_asks_does_it(void **state)
{
    (void)state;
    assert_true(fits(NAN, 40.0, 38.0, 36.0));
    assert_true(fits(NAN, 62.0, 64.0, 55.0)); /* between: either's place will do */
}

static void who_stands_up_or_begins_elsewhere_does_not(void **state)
{
    (void)state;
    assert_false(fits(NAN, 40.0, 2.0, 36.0));
    assert_false(fits(NAN, 12.0, 30.0, 30.0));
    assert_false(fits(NAN, 40.0, 40.0, 64.0));
    assert_false(fits(NAN, 40.0, 90.0, 40.0));
}

static void a_trunk_that_is_seen_is_asked_instead(void **state)
{
    (void)state;
    assert_true(fits(50.0, 12.0, 2.0, 90.0));
}

static void an_attempt_need_not_come_to_the_far_end(void **state)
{
    (void)state;
    assert_false(fits(NAN, 66.0, 66.0, 66.0));
    assert_true(pelvis_place_fits(&row, &trace, START_AGE, START_AGE));
}

static void a_pelvis_that_is_not_seen_forbids_nothing(void **state)
{
    (void)state;
    assert_true(fits(NAN, NAN, NAN, NAN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_is_known_by_both_ends, set_up),
        cmocka_unit_test_setup(who_leans_as_the_exercise_asks_does_it, set_up),
        cmocka_unit_test_setup(who_stands_up_or_begins_elsewhere_does_not, set_up),
        cmocka_unit_test_setup(a_trunk_that_is_seen_is_asked_instead, set_up),
        cmocka_unit_test_setup(an_attempt_need_not_come_to_the_far_end, set_up),
        cmocka_unit_test_setup(a_pelvis_that_is_not_seen_forbids_nothing, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
