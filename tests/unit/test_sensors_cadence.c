/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "sensors/cadence.h"

static const int64_t ms = 1000000;

static void test_regular(void **state)
{
    struct cadence cadence;

    (void)state;
    cadence_init(&cadence);
    for (int i = 0; i < 190; i++) {
        assert_int_equal(cadence_push(&cadence, i * 5 * ms, false), 0);
        assert_true(isnan(cadence.rate_hz) == (i < 200));
    }
    for (int i = 190; i < 500; i++)
        assert_int_equal(cadence_push(&cadence, i * 5 * ms, false), 0);
    assert_float_equal(cadence.rate_hz, 200.0, 0.01);
    assert_float_equal(cadence.period_ns, 5e6, 1.0);
}

static void test_gaps_are_counted(void **state)
{
    struct cadence cadence;
    uint64_t lost = 0;
    int64_t t = 0;

    (void)state;
    cadence_init(&cadence);
    for (int i = 0; i < 1000; i++) {
        t += 5 * ms;
        if (i == 300)
            t += 1 * 5 * ms; /* one is missing */
        if (i == 400)
            t += 37 * 5 * ms;
        if (i == 500)
            t += 2 * ms; /* late, not lost */
        lost += cadence_push(&cadence, t, false);
    }
    assert_int_equal(lost, 38);
    assert_float_equal(cadence.rate_hz, 200.0, 0.5); /* lost samples are of its rate, too */
}

static void test_gaps_before_the_period_is_known(void **state)
{
    struct cadence cadence;
    uint64_t lost = 0;
    int64_t t = 0;

    (void)state;
    cadence_init(&cadence);
    for (int i = 0; i < 40; i++) {
        t += i == 5 ? 20 * ms : 5 * ms;
        lost += cadence_push(&cadence, t, false);
    }
    assert_int_equal(lost, 3);
}

static void test_jitter_is_not_loss(void **state)
{
    struct cadence cadence;

    (void)state;
    cadence_init(&cadence);
    for (int i = 0; i < 2000; i++) {
        int64_t jitter = (i * 7919) % 2000000 - 1000000; /* +- 1 ms of 5 */
        assert_int_equal(cadence_push(&cadence, i * 5 * ms + jitter, false), 0);
    }
    assert_float_equal(cadence.rate_hz, 200.0, 0.5);
}

static void test_restart_counts_nothing(void **state)
{
    struct cadence cadence;

    (void)state;
    cadence_init(&cadence);
    for (int i = 0; i < 100; i++)
        cadence_push(&cadence, i * 5 * ms, false);
    assert_int_equal(cadence_push(&cadence, 60000 * ms, true), 0);
    assert_int_equal(cadence_push(&cadence, 60005 * ms, false), 0);
    assert_int_equal(cadence_push(&cadence, 60015 * ms, false), 1);
}

static void test_new_rate_is_learnt(void **state)
{
    struct cadence cadence;
    uint64_t lost = 0;
    int64_t t = 0;

    (void)state;
    cadence_init(&cadence);
    for (int i = 0; i < 500; i++)
        lost += cadence_push(&cadence, t += 5 * ms, false);
    for (int i = 0; i < 500; i++)
        lost += cadence_push(&cadence, t += 10 * ms, false);
    assert_true(lost <= 2 * CADENCE_STEPS); /* until it is noticed */
    assert_float_equal(cadence.period_ns, 10e6, 1e3);
}

static void test_stamps_that_do_not_move(void **state)
{
    struct cadence cadence;

    (void)state;
    cadence_init(&cadence);
    for (int i = 0; i < 100; i++)
        assert_int_equal(cadence_push(&cadence, 7, false), 0);
    assert_true(isnan(cadence.rate_hz));
    for (int i = 0; i < 100; i++)
        assert_int_equal(cadence_push(&cadence, 7 + i * 5 * ms, false), 0);
    assert_float_equal(cadence.period_ns, 5e6, 1e3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regular),
        cmocka_unit_test(test_gaps_are_counted),
        cmocka_unit_test(test_gaps_before_the_period_is_known),
        cmocka_unit_test(test_jitter_is_not_loss),
        cmocka_unit_test(test_restart_counts_nothing),
        cmocka_unit_test(test_new_rate_is_learnt),
        cmocka_unit_test(test_stamps_that_do_not_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
