/* SPDX-License-Identifier: MIT */
/* What lies between two samples that are far apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/bridge.h"

static void assert_near(double value, double expected, double tolerance)
{
    if (fabs(value - expected) > tolerance)
        fail_msg("%g is not %g", value, expected);
}

static void test_it_goes_from_one_sample_to_the_other(void **state)
{
    (void)state;
    assert_near(bridge(3.0, -5.0, 0.4, 0.0), 3.0, 1e-12);
    assert_near(bridge(3.0, -5.0, 0.4, 1.0), -5.0, 1e-12);
    assert_near(bridge(3.0, -5.0, 0.0, 0.5), -5.0, 1e-12);
}

static void test_a_short_gap_is_crossed_straight(void **state)
{
    (void)state;
    for (int i = 0; i <= 10; i++)
        assert_near(bridge(2.0, 4.0, 0.08, 0.1 * i), 2.0 + 0.2 * i, 0.1);
}

static void test_nothing_is_made_up_in_the_middle_of_a_long_gap(void **state)
{
    (void)state;
    assert_near(bridge(5.0, 5.0, 1.5, 0.5), 0.0, 0.3);
    assert_near(bridge(5.0, 0.0, 1.5, 0.05), 3.4, 0.2);
}

static double change(double from, double to, double gap_s)
{
    double sum = 0.0;
    for (int i = 0; i < 1000; i++)
        sum += bridge(from, to, gap_s, (i + 0.5) / 1000.0) * gap_s / 1000.0;
    return sum;
}

static void test_the_longer_the_gap_the_less_is_told_of_what_it_changed(void **state)
{
    (void)state;
    double before = 1.0;
    for (double gap_s = 0.1; gap_s < 1.5; gap_s += 0.1) {
        double share = change(1.0, 1.0, gap_s) / gap_s;
        assert_true(share < before);
        before = share;
    }
    assert_near(change(1.0, 3.0, 0.3) / 0.6, 0.85, 0.05);
}

static void test_only_what_may_hide_a_turn_is_crossed_in_steps(void **state)
{
    (void)state;
    assert_int_equal(bridge_steps(0.0), 1);
    assert_int_equal(bridge_steps(0.04), 1);
    assert_in_range(bridge_steps(0.3), 9, 12);
    assert_int_equal(bridge_steps(5.0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_goes_from_one_sample_to_the_other),
        cmocka_unit_test(test_a_short_gap_is_crossed_straight),
        cmocka_unit_test(test_nothing_is_made_up_in_the_middle_of_a_long_gap),
        cmocka_unit_test(test_the_longer_the_gap_the_less_is_told_of_what_it_changed),
        cmocka_unit_test(test_only_what_may_hide_a_turn_is_crossed_in_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
