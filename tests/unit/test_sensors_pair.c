/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "sensors/pair.h"

static const int64_t ms = 1000000;

static void push_accel(struct pair *pair, int64_t t_ns)
{
    const double accel[3] = {(double)t_ns * 1e-6, -(double)t_ns * 1e-6, 9.81};

    pair_push_accel(pair, t_ns, accel);
}

static void push_anglvel(struct pair *pair, int64_t t_ns)
{
    const struct sample sample = {.t_ns = t_ns, .sensor = 4, .imu.anglvel = {0.1, 0.2, 0.3}};

    pair_push_anglvel(pair, &sample);
}

static void test_takes_what_is_between(void **state)
{
    struct pair pair;
    struct sample s;

    (void)state;
    pair_init(&pair);
    push_accel(&pair, 10 * ms);
    push_anglvel(&pair, 12 * ms);
    assert_false(pair_pop(&pair, &s)); /* nothing after it yet */
    push_accel(&pair, 20 * ms);
    assert_true(pair_pop(&pair, &s));
    assert_int_equal(s.t_ns, 12 * ms);
    assert_int_equal(s.sensor, 4);
    assert_int_equal(s.flags, 0);
    assert_true(fabs(s.imu.accel[0] - (12.0)) < 1e-9);
    assert_true(fabs(s.imu.accel[1] - (-12.0)) < 1e-9);
    assert_true(fabs(s.imu.accel[2] - (9.81)) < 1e-12);
    assert_true(s.imu.anglvel[2] == 0.3);
    assert_false(pair_pop(&pair, &s));
    push_anglvel(&pair, 20 * ms); /* at the same moment: no need to wait */
    assert_true(pair_pop(&pair, &s));
    assert_true(fabs(s.imu.accel[0] - (20.0)) < 1e-9);
}

/* Two rates, in whatever order they arrive: every sample of the gyroscope once, in order. */
static void test_two_rates(void **state)
{
    struct pair pair;
    struct sample s;
    int64_t last = 0, next_accel = 0;
    unsigned given = 0;

    (void)state;
    pair_init(&pair);
    for (int64_t t = 3 * ms; t < 2000 * ms; t += 5 * ms) {
        push_anglvel(&pair, t);
        for (; next_accel < t; next_accel += 8 * ms)
            push_accel(&pair, next_accel);
        while (pair_pop(&pair, &s)) {
            assert_true(s.t_ns > last);
            assert_true(fabs(s.imu.accel[0] - ((double)s.t_ns * 1e-6)) < 1e-6);
            assert_int_equal(s.flags, 0);
            last = s.t_ns;
            given++;
        }
    }
    assert_int_equal(pair.lost, 0);
    assert_in_range(given, 395, 400);
}

/* A stall lets both arrive late, one after the other. */
static void test_bursts(void **state)
{
    struct pair pair;
    struct sample s;
    unsigned given = 0;

    (void)state;
    pair_init(&pair);
    for (int burst = 0; burst < 20; burst++) {
        for (int i = 0; i < 12; i++)
            push_accel(&pair, (burst * 12 + i) * 10 * ms);
        for (int i = 0; i < 24; i++) {
            push_anglvel(&pair, (burst * 24 + i) * 5 * ms);
            while (pair_pop(&pair, &s)) {
                assert_true(fabs(s.imu.accel[0] - (double)s.t_ns * 1e-6) < 1e-6);
                assert_int_equal(s.flags, 0);
                given++;
            }
        }
    }
    assert_int_equal(pair.lost, 0);
    assert_in_range(given, 20 * 24 - 3, 20 * 24);
}

static void test_gap_of_the_accelerometer(void **state)
{
    struct pair pair;
    struct sample s;
    unsigned given = 0, gaps = 0;

    (void)state;
    pair_init(&pair);
    for (int64_t t = 0; t < 1000 * ms; t += 5 * ms) {
        if (t < 400 * ms || t >= 550 * ms)
            push_accel(&pair, t);
        push_anglvel(&pair, t);
        while (pair_pop(&pair, &s)) {
            assert_true(fabs(s.imu.accel[0] - ((double)s.t_ns * 1e-6)) < 1e-6);
            gaps += s.flags;
            given++;
        }
    }
    assert_int_equal(gaps, 1);
    assert_int_equal(given + pair.lost, 200);
    assert_in_range(pair.lost, 25, 35);
}

static void test_without_accelerometer(void **state)
{
    struct pair pair;
    struct sample s;

    (void)state;
    pair_init(&pair);
    for (int64_t t = 0; t < 1000 * ms; t += 5 * ms) {
        push_anglvel(&pair, t);
        assert_false(pair_pop(&pair, &s));
    }
    assert_int_equal(pair.lost, 0); /* nothing was given before, so nothing is missed */
    assert_int_equal(pair.waiting_count, PAIR_WAITING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_what_is_between),
        cmocka_unit_test(test_two_rates),
        cmocka_unit_test(test_bursts),
        cmocka_unit_test(test_gap_of_the_accelerometer),
        cmocka_unit_test(test_without_accelerometer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
