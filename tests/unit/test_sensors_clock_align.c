/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sensors/clock_align.h"

/* A clock that is off by an offset and a drift, read through a transfer with random delay. */
struct line {
    double drift;     /* its seconds are longer by this much */
    double delay_ns;  /* the least */
    double jitter_ns; /* mean of what comes on top, exponential */
    double stall_ns;  /* now and then all is held up for so long */
    double wander;    /* the drift changes by so much over the run */
};

static double uniform(void)
{
    return (rand() + 1.0) / (RAND_MAX + 2.0);
}

struct result {
    double worst_ns;   /* |error| after settling, against true time + least delay */
    double worst_step; /* |step / true step - 1| after settling */
    double worst_start_ns;
    unsigned jumps;
};

static struct result run(const struct line *line, double rate_hz, double seconds)
{
    struct clock_align align;
    struct result result = {0};
    int64_t last_t = INT64_MIN, last_true = 0, last_arrival = 0;
    double foreign_ns = 5e17, stalled_until = 0.0;

    clock_align_init(&align);
    long n = (long)(rate_hz * seconds);
    for (long i = 0; i < n; i++) {
        double true_ns = 1e12 + (double)i * 1e9 / rate_hz;
        double part = (double)i / (double)n;

        foreign_ns += 1e9 / rate_hz * (1.0 + line->drift + line->wander * part);
        if (line->stall_ns > 0.0 && uniform() < 0.0005)
            stalled_until = true_ns + line->stall_ns;
        double arrival_d = true_ns + line->delay_ns - line->jitter_ns * log(uniform());
        int64_t arrival = (int64_t)fmax(arrival_d, stalled_until);
        if (arrival < last_arrival)
            arrival = last_arrival;
        last_arrival = arrival;

        int64_t t;
        result.jumps += clock_align_push(&align, (int64_t)foreign_ns, arrival, &t);
        assert_true(t > last_t);
        assert_true(t <= arrival || t - last_t == 1000);
        double error = fabs((double)t - (true_ns + line->delay_ns));
        if (part * seconds > 8.0) {
            double step = (double)(t - last_t) / (true_ns - (double)last_true);
            result.worst_ns = fmax(result.worst_ns, error);
            result.worst_step = fmax(result.worst_step, fabs(step - 1.0));
        } else {
            result.worst_start_ns = fmax(result.worst_start_ns, error);
        }
        last_t = t;
        last_true = (int64_t)true_ns;
    }
    print_message(
        "drift %+.0f ppm, jitter %.1f ms, %.0f Hz: error %.3f ms (start %.3f), step %.2f %%\n",
        line->drift * 1e6, line->jitter_ns * 1e-6, rate_hz, result.worst_ns * 1e-6,
        result.worst_start_ns * 1e-6, result.worst_step * 100.0);
    return result;
}

static void test_quiet_line_is_exact(void **state)
{
    const struct line line = {.drift = 0.0, .delay_ns = 100e3};
    struct result r = run(&line, 208.0, 20.0);

    (void)state;
    assert_true(r.worst_ns < 1e3);
    assert_int_equal(r.jumps, 0);
}

static void test_jitter_does_not_enter(void **state)
{
    const double drifts[] = {-500e-6, -100e-6, 0.0, 40e-6, 500e-6};

    (void)state;
    for (size_t i = 0; i < sizeof(drifts) / sizeof(drifts[0]); i++) {
        const struct line line = {.drift = drifts[i], .delay_ns = 150e3, .jitter_ns = 1e6};
        struct result r = run(&line, 208.0, 60.0);

        assert_true(r.worst_ns < 0.2e6);
        assert_true(r.worst_step < 0.02);
        assert_int_equal(r.jumps, 0);
    }
}

static void test_slow_sensor_on_a_bad_line(void **state)
{
    const struct line line = {.drift = 50e-6, .delay_ns = 1e6, .jitter_ns = 5e6, .stall_ns = 300e6};
    struct result r = run(&line, 100.0, 120.0);

    (void)state;
    assert_true(r.worst_ns < 1e6);
    assert_int_equal(r.jumps, 0); /* a stall is not a jump */
}

static void test_drift_that_changes_is_followed(void **state)
{
    const struct line line = {
        .drift = -50e-6, .wander = 100e-6, .delay_ns = 150e3, .jitter_ns = 5e5};
    struct result r = run(&line, 208.0, 120.0);

    (void)state;
    assert_true(r.worst_ns < 0.2e6);
}

/* Feeds a regular stream and lets the clock jump in the middle. */
static void jump(double jump_s, unsigned expected)
{
    struct clock_align align;
    int64_t t, last = 0, stamp = 1000000000000, arrival = 5000000000;
    unsigned jumps = 0;

    clock_align_init(&align);
    for (int i = 0; i < 4000; i++) {
        stamp += 5000000;
        arrival += 5000000;
        if (i == 1000)
            stamp += (int64_t)(jump_s * 1e9);
        bool jumped = clock_align_push(&align, stamp, arrival, &t);
        if (jumped && expected == 1 && fabs(jump_s) > 0.2)
            assert_int_equal(i, 1000); /* seen at once */
        jumps += jumped;
        if (i > 0)
            assert_true(t > last);
        last = t;
    }
    assert_int_equal(jumps, expected);
    assert_true(llabs(arrival - last) < 2000000);
}

static void test_jumps_are_found(void **state)
{
    (void)state;
    jump(3600.0, 1);
    jump(-3600.0, 1);
    jump(0.5, 1);
    jump(-0.5, 1);
    jump(0.06, 1);
    jump(0.0, 0);
}

static void test_small_step_is_followed_without_a_jump(void **state)
{
    (void)state;
    jump(0.02, 0);
    jump(-0.02, 0);
}

static void test_clock_that_stands_still(void **state)
{
    struct clock_align align;
    int64_t t, last = 0;

    (void)state;
    clock_align_init(&align);
    for (int64_t i = 0; i < 3000; i++) {
        clock_align_push(&align, 42, 1000000000 + i * 5000000, &t);
        assert_true(t > last);
        last = t;
    }
    assert_true(llabs(last - (1000000000 + INT64_C(2999) * 5000000)) < 2100000000);
}

static void test_extreme_stamps(void **state)
{
    const int64_t stamps[] = {0, INT64_MAX / 2, -INT64_MAX / 2, 1, INT64_MAX / 2, 0};
    struct clock_align align;
    int64_t t, last = 0;

    (void)state;
    clock_align_init(&align);
    for (size_t i = 0; i < sizeof(stamps) / sizeof(stamps[0]); i++) {
        clock_align_push(&align, stamps[i], 1000000000 * (int64_t)(i + 1), &t);
        assert_true(t > last && t < 100000000000);
        last = t;
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quiet_line_is_exact),
        cmocka_unit_test(test_jitter_does_not_enter),
        cmocka_unit_test(test_slow_sensor_on_a_bad_line),
        cmocka_unit_test(test_drift_that_changes_is_followed),
        cmocka_unit_test(test_jumps_are_found),
        cmocka_unit_test(test_small_step_is_followed_without_a_jump),
        cmocka_unit_test(test_clock_that_stands_still),
        cmocka_unit_test(test_extreme_stamps),
    };
    unsigned seed = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : (unsigned)time(NULL);

    print_message("seed %u\n", seed);
    srand(seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
