/* SPDX-License-Identifier: MIT */
/* Clocks of the host, on a machine that is too busy to read two of them at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "sensors/timing.h"

static const int64_t us = 1000;

static int64_t now_ns = INT64_C(5000000000000);
static int64_t ahead_ns = INT64_C(1700000000000000000); /* of the wall clock */
static int64_t pause_ns; /* after the wall clock is read the next time */

/* Instead of the C library's. */
int clock_gettime(clockid_t clock, struct timespec *ret_ts)
{
    int64_t t_ns = now_ns + (clock == CLOCK_REALTIME ? ahead_ns : 0);

    *ret_ts = (struct timespec){.tv_sec = t_ns / 1000000000, .tv_nsec = t_ns % 1000000000};
    if (clock == CLOCK_REALTIME) {
        now_ns += pause_ns;
        pause_ns = 0;
    }
    return 0;
}

static void test_a_pause_between_the_clocks_is_no_step(void **state)
{
    struct timing timing;

    (void)state;
    timing_init(&timing);
    timing_begin(&timing, true, CLOCK_REALTIME);
    assert_int_equal(timing.offset_ns, ahead_ns);
    for (int i = 1; i <= 20; i++) {
        pause_ns = i * 500 * us;
        timing_refresh(&timing);
        assert_int_equal(timing.offset_ns, ahead_ns);
    }
}

static void test_a_step_of_the_wall_clock_is_followed(void **state)
{
    struct timing timing;

    (void)state;
    timing_init(&timing);
    timing_begin(&timing, true, CLOCK_REALTIME);
    ahead_ns += 30 * us;
    timing_refresh(&timing);
    assert_int_equal(timing.offset_ns, ahead_ns);
    ahead_ns -= INT64_C(3600000000000);
    pause_ns = 10000 * us;
    timing_refresh(&timing); /* as well as can be told ... */
    assert_in_range(ahead_ns - timing.offset_ns, 0, 5000 * us);
    timing_refresh(&timing); /* ... and better as soon as it can */
    assert_int_equal(timing.offset_ns, ahead_ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pause_between_the_clocks_is_no_step),
        cmocka_unit_test(test_a_step_of_the_wall_clock_is_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
