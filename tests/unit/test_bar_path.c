/* SPDX-License-Identifier: MIT */
/* A bar's way sideways, and how level it is, from what one IMU on it shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "close.h"
#include "core/bar_path.h"

#define PI 3.14159265358979323846
#define MS INT64_C(1000000)

/* Forth by an amount and back within 3 s, with an accelerometer's error; at rest before and after.
 */
static struct rep_bar strayed(double forth_m, double error_m_s2, double tilt_deg)
{
    static struct trace trace;
    static struct bar_path path;
    struct rep_bar bar;
    trace_reset(&trace);
    bar_path_reset(&path);
    for (int64_t t_ns = 0; t_ns <= 5000 * MS; t_ns += 20 * MS) {
        double t_s = (double)t_ns * 1e-9 - 1.0, w = 2.0 * PI / 3.0;
        bool moves = t_s > 0.0 && t_s < 3.0;
        /* From x = forth (1 - cos wt) / 2. */
        double accel = moves ? 0.5 * forth_m * w * w * cos(w * t_s) : 0.0;
        const double accel_earth[3] = {0.6 * accel + error_m_s2, 0.8 * accel - error_m_s2, 0.0};
        const double rate[3] = {0.02, moves ? 1.0 : 0.0, 0.01}; /* it rolls about its second axis */
        const double up[3] = {cos(tilt_deg * PI / 180.0), sin(tilt_deg * PI / 180.0), 0.0};
        bar_path_push(&path, 0.02, accel_earth, rate, up);
        const struct trace_point point = {
            .t_ns = t_ns, .forth = path.forth, .across = path.across, .tilt = path.tilt_deg};
        trace_push(&trace, &point);
    }
    const struct tempo tempo = {
        .start_ns = 1000 * MS, .far_ns = 2400 * MS, .back_ns = 2600 * MS, .end_ns = 4000 * MS};
    bar_path_look_back(&trace, &tempo, &bar);
    return bar;
}

static void the_way_is_found_despite_a_constant_error(void **state)
{
    (void)state;
    assert_close(strayed(0.10, 0.0, 0.0).stray_m, 0.10, 0.01);
    assert_close(strayed(0.10, 0.2, 0.0).stray_m, 0.10, 0.01);
    assert_close(strayed(0.0, 0.2, 0.0).stray_m, 0.0, 0.01);
    assert_true(strayed(0.10, 0.2, 0.0).stray_confidence > 0.4);
}

static void tilt_is_that_of_the_axis_it_rolls_about(void **state)
{
    (void)state;
    assert_close(strayed(0.0, 0.0, 0.0).tilt_deg, 0.0, 2.0);
    assert_close(strayed(0.0, 0.0, 8.0).tilt_deg, 8.0, 2.0);
    assert_close(strayed(0.0, 0.0, -8.0).tilt_deg, 8.0, 2.0);
}

static void a_bar_that_never_turned_tells_no_tilt(void **state)
{
    (void)state;
    static struct bar_path path;
    const double none[3] = {0.0, 0.0, 0.0}, up[3] = {0.0, 0.0, 1.0};
    bar_path_reset(&path);
    for (unsigned i = 0; i < 500; i++)
        bar_path_push(&path, 0.01, none, none, up);
    assert_true(isnan(path.tilt_deg));
}

static void without_a_bar_nothing_is_told(void **state)
{
    (void)state;
    static struct trace trace;
    struct rep_bar bar;
    trace_reset(&trace);
    for (int64_t t_ns = 0; t_ns < 3000 * MS; t_ns += 20 * MS) {
        const struct trace_point point = {.t_ns = t_ns, .forth = NAN, .across = NAN, .tilt = NAN};
        trace_push(&trace, &point);
    }
    const struct tempo tempo = {.start_ns = 500 * MS, .end_ns = 2500 * MS};
    bar_path_look_back(&trace, &tempo, &bar);
    assert_true(isnan(bar.stray_m) && isnan(bar.tilt_deg));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_way_is_found_despite_a_constant_error),
        cmocka_unit_test(tilt_is_that_of_the_axis_it_rolls_about),
        cmocka_unit_test(a_bar_that_never_turned_tells_no_tilt),
        cmocka_unit_test(without_a_bar_nothing_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
