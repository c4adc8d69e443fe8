/* SPDX-License-Identifier: MIT */
/* The bar's part in what the body does: gone along, stayed on the floor, or not as far as usual. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/bar_part.h"

#define PI 3.14159265358979323846
#define STEP_NS 20000000
#define HALF 100 /* points from the start to the far end */
#define LENGTH_M 0.4

static struct trace trace;

static const struct exercise squat = {
    .start = EXERCISE_START_ECCENTRIC,
    .signals = {{BODY_SIGNAL_TRUNK, 15, 80, SIGNAL_WAY_BY_START, false},
                {BODY_SIGNAL_BAR_HEIGHT, 0.2, 1.0, SIGNAL_WAY_BY_START, false}},
    .signal_count = 2,
};

/* Down and up, each in 2 s; the accelerometer is off by so much. NAN: no bar. */
static void move(double length_m, double offset)
{
    trace_reset(&trace);
    for (unsigned i = 0; i <= 2 * HALF; i++) {
        double t_s = (double)i * STEP_NS * 1e-9, u = (double)i / HALF;
        double speed = -0.25 * PI * length_m * sin(PI * u);
        const struct trace_point point = {
            .t_ns = (int64_t)i * STEP_NS,
            .integral = 1.5 + speed + offset * t_s,
            .height = -0.5 * length_m * (1.0 - cos(PI * u)),
        };
        trace_push(&trace, &point);
    }
}

static void a_bar_that_moves_has_not_stayed(void **state)
{
    (void)state;
    for (double offset = -0.3; offset < 0.31; offset += 0.1) {
        move(LENGTH_M, offset);
        assert_false(bar_part_stayed_out(&squat, &trace, 2 * HALF, HALF, 1.0));
        assert_false(bar_part_stayed_back(&squat, &trace, HALF));
    }
}

static void a_bar_on_the_floor_has_stayed(void **state)
{
    (void)state;
    for (double offset = -0.3; offset < 0.31; offset += 0.1) {
        move(0.0, offset);
        assert_true(bar_part_stayed_out(&squat, &trace, 2 * HALF, HALF, 1.0));
        assert_true(bar_part_stayed_out(&squat, &trace, 2 * HALF, HALF, 0.35));
        assert_true(bar_part_stayed_back(&squat, &trace, HALF));
    }
}

static void without_a_bar_nothing_is_said(void **state)
{
    (void)state;
    struct bar_part part;
    bar_part_forget(&part);
    move(NAN, 0.0);
    assert_false(bar_part_stayed_out(&squat, &trace, 2 * HALF, HALF, 1.0));
    assert_false(bar_part_stayed_back(&squat, &trace, HALF));
    bar_part_learn(&part, &trace, 2 * HALF, HALF);
    assert_true(isnan(bar_part_share(&part, &trace, 2 * HALF, HALF)));
}

static void half_the_usual_way_shows(void **state)
{
    (void)state;
    struct bar_part part;
    bar_part_forget(&part);
    for (unsigned i = 0; i < 3; i++) {
        move(LENGTH_M, 0.1);
        assert_true(isnan(bar_part_share(&part, &trace, 2 * HALF, HALF)) == (i < 2));
        bar_part_learn(&part, &trace, 2 * HALF, HALF);
    }
    move(0.4 * LENGTH_M, -0.1);
    double share = bar_part_share(&part, &trace, 2 * HALF, HALF);
    assert_true(share > 0.35 && share < 0.45);
}

static void the_bars_own_end_is_found_though_its_height_drifts(void **state)
{
    (void)state;
    move(LENGTH_M, 0.1);
    for (unsigned age = 0; age <= 2 * HALF; age++) {
        struct trace_point *point = trace_change(&trace, age);
        point->velocity = -0.3; /* where the trunk is farthest it still sinks */
        point->height += 0.5 * (double)(2 * HALF - age) * STEP_NS * 1e-9;
    }
    unsigned age = bar_part_far_age(&squat, &trace, 2 * HALF, HALF + 30);
    assert_in_range(age, HALF - 5, HALF + 5);
    trace_change(&trace, HALF + 30)->velocity = 0.1; /* there it rests */
    assert_int_equal(bar_part_far_age(&squat, &trace, 2 * HALF, HALF + 30), HALF + 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bar_that_moves_has_not_stayed),
        cmocka_unit_test(a_bar_on_the_floor_has_stayed),
        cmocka_unit_test(without_a_bar_nothing_is_said),
        cmocka_unit_test(half_the_usual_way_shows),
        cmocka_unit_test(the_bars_own_end_is_found_though_its_height_drifts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
