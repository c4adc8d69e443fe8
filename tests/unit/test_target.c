/* SPDX-License-Identifier: MIT */
/* What was prescribed beside what was done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "core/target.h"

static enum target_verdict of_reps(unsigned target, uint32_t none, uint32_t left, uint32_t right)
{
    const struct prescription prescription = {.reps = target, .hold_s = NAN};
    const struct target_done done = {.reps = {none, left, right}};
    return target_compare(&prescription, &done);
}

static enum target_verdict of_seconds(double target_s, double none_s, double left_s, double right_s)
{
    const struct prescription prescription = {.hold_s = target_s};
    const struct target_done done = {.held_s = {none_s, left_s, right_s}};
    return target_compare(&prescription, &done);
}

static void repetitions_fall_short_or_suffice(void **state)
{
    (void)state;
    assert_int_equal(of_reps(0, 5, 0, 0), TARGET_NONE);
    assert_int_equal(of_reps(8, 7, 0, 0), TARGET_SHORT);
    assert_int_equal(of_reps(8, 8, 0, 0), TARGET_REACHED);
    assert_int_equal(of_reps(8, 9, 0, 0), TARGET_PASSED);
}

static void each_side_has_its_own(void **state)
{
    (void)state;
    assert_int_equal(of_reps(8, 0, 8, 8), TARGET_REACHED);
    assert_int_equal(of_reps(8, 0, 8, 7), TARGET_SHORT);
    assert_int_equal(of_reps(8, 0, 8, 9), TARGET_PASSED);
    /* The other side has a set of its own. */
    assert_int_equal(of_reps(8, 0, 8, 0), TARGET_REACHED);
    assert_int_equal(of_reps(8, 0, 0, 7), TARGET_SHORT);
}

static void half_a_second_of_a_hold_is_nothing(void **state)
{
    (void)state;
    assert_int_equal(of_seconds(30.0, 29.4, 0.0, 0.0), TARGET_SHORT);
    assert_int_equal(of_seconds(30.0, 29.6, 0.0, 0.0), TARGET_REACHED);
    assert_int_equal(of_seconds(30.0, 31.0, 0.0, 0.0), TARGET_PASSED);
    assert_int_equal(of_seconds(30.0, 0.0, 30.0, 20.0), TARGET_SHORT);
    assert_int_equal(of_seconds(30.0, 0.0, 30.0, 0.0), TARGET_REACHED);
}

static bool is_now(bool has_sides, uint32_t none, uint32_t left, uint32_t right)
{
    const struct prescription prescription = {.reps = 8, .hold_s = NAN};
    const struct target_done done = {.reps = {none, left, right}};
    return target_is_now(&prescription, has_sides, &done);
}

static void done_is_what_both_sides_have_done(void **state)
{
    (void)state;
    assert_true(is_now(false, 8, 0, 0));
    assert_false(is_now(false, 7, 0, 0));
    assert_false(is_now(true, 0, 8, 0)); /* the right one is to come */
    assert_false(is_now(true, 0, 8, 7));
    assert_true(is_now(true, 0, 8, 8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repetitions_fall_short_or_suffice),
        cmocka_unit_test(each_side_has_its_own),
        cmocka_unit_test(half_a_second_of_a_hold_is_nothing),
        cmocka_unit_test(done_is_what_both_sides_have_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
