/* SPDX-License-Identifier: MIT */
/* How hard a repetition was: what is carried, and what could follow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <math.h>

#include "close.h"
#include "core/load_scale.h"
#include "core/reserve.h"

#define MS INT64_C(1000000)

/* Stands for some seconds, on both feet or stepping about; returns the time after it. */
static int64_t stand(struct load_scale *scale, int64_t t_ns, double seconds, double newtons,
                     double sway)
{
    for (double s = 0.0; s < seconds; s += 0.02, t_ns += 20 * MS) {
        double total = newtons * (1.0 + sway * sin(4.0 * s));
        load_scale_push(scale, t_ns, 0.5 * total, 0.5 * total);
    }
    return t_ns;
}

static void the_least_that_stands_still_is_the_athlete(void **state)
{
    (void)state;
    struct load_scale scale = {0};
    assert_true(isnan(load_scale_kg(&scale, 800.0)));
    int64_t t_ns = stand(&scale, 0, 5.0, 800.0, 0.005);
    assert_close(load_scale_kg(&scale, 800.0 + 60.0 * 9.80665), 60.0, 0.5);
    t_ns = stand(&scale, t_ns, 5.0, 1400.0, 0.005); /* with the bar */
    t_ns = stand(&scale, t_ns, 5.0, 600.0, 0.5);    /* walks */
    assert_close(load_scale_kg(&scale, 1400.0), 600.0 / 9.80665, 0.5);
    assert_true(load_scale_kg(&scale, 750.0) == 0.0);
    assert_true(isnan(load_scale_kg(&scale, 700.0))); /* sits, lies or hangs in part */
    assert_true(load_scale_confidence(&scale) > 0.5);
    (void)t_ns;
}

static void another_athlete_is_weighed_anew(void **state)
{
    (void)state;
    struct load_scale scale = {0};
    int64_t t_ns = stand(&scale, 0, 5.0, 600.0, 0.005);
    (void)stand(&scale, t_ns, 40.0, 900.0, 0.005);
    assert_close(load_scale_kg(&scale, 900.0), 0.0, 0.5);
}

static void sitting_or_one_foot_is_no_standing(void **state)
{
    (void)state;
    struct load_scale scale = {0};
    for (int64_t t_ns = 0; t_ns < 5000 * MS; t_ns += 20 * MS)
        load_scale_push(&scale, t_ns, 100.0, 100.0);
    for (int64_t t_ns = 5000 * MS; t_ns < 10000 * MS; t_ns += 20 * MS)
        load_scale_push(&scale, t_ns, 700.0, 20.0);
    assert_true(isnan(load_scale_kg(&scale, 800.0)));
    assert_close(load_scale_confidence(&scale), 0.0, 1e-12);
}

static void an_own_line_is_fitted(void **state)
{
    (void)state;
    const struct reserve_point points[] = {{0.30, 0.0}, {0.35, 1.0}, {0.40, 2.0},
                                           {0.50, 4.0}, {0.31, 0.0}, {0.54, 5.0}};
    struct reserve_line line;
    assert_int_equal(reserve_line_fit(points, 6, &line), 0);
    assert_close(line.at_zero, 0.30, 0.01);
    assert_close(line.per_rep, 0.05, 0.005);
    assert_true(line.error < 0.5);
    assert_int_equal(reserve_line_fit(points, 2, &line), -EINVAL);
    const struct reserve_point falling[] = {{0.5, 0.0}, {0.4, 2.0}, {0.3, 4.0}};
    assert_int_equal(reserve_line_fit(falling, 3, &line), -EINVAL);
    const struct reserve_point alike[] = {{0.5, 2.0}, {0.4, 2.0}, {0.3, 2.0}};
    assert_int_equal(reserve_line_fit(alike, 3, &line), -EINVAL);
}

static void reserve_is_a_band_that_says_where_it_is_from(void **state)
{
    (void)state;
    const struct reserve_line line = {.at_zero = 0.30, .per_rep = 0.05, .error = 1.0};
    struct reserve reserve = reserve_tell(&line, 0.40, 50.0);
    assert_int_equal(reserve.from, RESERVE_OWN_LINE);
    assert_true(reserve.low >= 1.0 && reserve.low < 2.0);
    assert_true(reserve.high > 2.0 && reserve.high <= 3.0);
    reserve = reserve_tell(&line, 0.20, NAN); /* slower than ever */
    assert_close(reserve.low, 0.0, 1e-12);
    assert_close(reserve.high, 0.0, 1e-12);

    reserve = reserve_tell(NULL, 0.40, 10.0);
    assert_int_equal(reserve.from, RESERVE_PRIOR);
    assert_true(reserve.low >= 3.0 && isnan(reserve.high));
    reserve = reserve_tell(NULL, 0.40, 45.0);
    assert_close(reserve.low, 0.0, 1e-12);
    reserve = reserve_tell(NULL, NAN, NAN);
    assert_int_equal(reserve.from, RESERVE_UNKNOWN);
    assert_true(isnan(reserve.low) && isnan(reserve.high));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_that_stands_still_is_the_athlete),
        cmocka_unit_test(another_athlete_is_weighed_anew),
        cmocka_unit_test(sitting_or_one_foot_is_no_standing),
        cmocka_unit_test(an_own_line_is_fitted),
        cmocka_unit_test(reserve_is_a_band_that_says_where_it_is_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
