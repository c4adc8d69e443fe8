/* SPDX-License-Identifier: MIT */
/* One repetition with known corners, as the trace keeps it; and the bar's stroke in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <string.h>

#include "close.h"
#include "core/stroke.h"
#include "core/tempo.h"

#define STEP_NS 10000000
#define S 1000000000LL

static struct trace trace; /* too large for a stack in a sanitizer build */

/* 0 until 2 s, up to 60 until 4 s, there until 4.5 s, back until 6 s, 0 until 8 s: all straight. */
static double corners(double t_s)
{
    if (t_s < 2.0)
        return 0.0;
    if (t_s < 4.0)
        return 30.0 * (t_s - 2.0);
    if (t_s < 4.5)
        return 60.0;
    return t_s < 6.0 ? 60.0 - 40.0 * (t_s - 4.5) : 0.0;
}

static void draw(double until_s)
{
    memset(&trace, 0, sizeof(trace));
    for (int64_t t_ns = 0; t_ns < (int64_t)(until_s * 1e9); t_ns += STEP_NS) {
        struct trace_point point = {.t_ns = t_ns, .y = corners((double)t_ns * 1e-9)};
        trace_push(&trace, &point);
    }
}

static void finds_the_corners(void **state)
{
    (void)state;
    struct tempo tempo;
    draw(8.0);
    assert_int_equal(tempo_measure(&trace, TEMPO_OF_SIGNAL, 2200000000, 100 * S, &tempo), 0);
    /* straight lines are left and reached 2.5 % of the range inside their corners */
    assert_close((double)tempo.start_ns * 1e-9, 2.0 + 0.025 * 2.0, 0.011);
    assert_close((double)tempo.far_ns * 1e-9, 4.0 - 0.025 * 2.0, 0.011);
    assert_close((double)tempo.back_ns * 1e-9, 4.5 + 0.025 * 1.5, 0.011);
    assert_close((double)tempo.end_ns * 1e-9, 6.0 - 0.025 * 1.5, 0.011);
    assert_close(tempo.range, 60.0, 0.1);
}

/* Who gets up after the last repetition goes on below its start: that is no way back. */
static void what_follows_a_rest_is_no_way_back(void **state)
{
    (void)state;
    struct tempo tempo;
    draw(7.0);
    for (int64_t t_ns = 7 * S; t_ns < 8 * S; t_ns += STEP_NS) {
        struct trace_point point = {.t_ns = t_ns, .y = -40.0 * ((double)t_ns * 1e-9 - 7.0)};
        trace_push(&trace, &point);
    }
    assert_int_equal(tempo_measure(&trace, TEMPO_OF_SIGNAL, 2200000000, 100 * S, &tempo), 0);
    assert_close((double)tempo.end_ns * 1e-9, 6.0 - 0.025 * 1.5, 0.011);
    assert_close(tempo.range, 60.0, 0.1);
}

/* A rest far from the start is a sticking point. */
static void a_rest_half_way_back_is_no_end(void **state)
{
    (void)state;
    struct tempo tempo;
    draw(5.25); /* half-way */
    for (int64_t t_ns = trace_at(&trace, 0)->t_ns + STEP_NS; t_ns < 9 * S; t_ns += STEP_NS) {
        double t_s = (double)t_ns * 1e-9;
        struct trace_point point = {.t_ns = t_ns, .y = corners(t_s < 6.0 ? 5.25 : t_s - 0.75)};
        trace_push(&trace, &point);
    }
    assert_int_equal(tempo_measure(&trace, TEMPO_OF_SIGNAL, 2200000000, 100 * S, &tempo), 0);
    assert_close((double)tempo.end_ns * 1e-9, 6.75 - 0.025 * 1.5, 0.011);
}

static void says_when_the_trace_is_too_short(void **state)
{
    (void)state;
    struct tempo tempo;
    memset(&trace, 0, sizeof(trace));
    assert_int_equal(tempo_measure(&trace, TEMPO_OF_SIGNAL, 0, 100 * S, &tempo), -ENODATA);
    draw(8.0);
    assert_int_equal(tempo_measure(&trace, TEMPO_OF_SIGNAL, -S, 100 * S, &tempo), -ENODATA);
    assert_int_equal(tempo_measure(&trace, TEMPO_OF_SIGNAL, 100 * S, 100 * S, &tempo), -ENODATA);
}

static void the_trace_forgets_the_oldest(void **state)
{
    (void)state;
    draw(60.0);
    assert_int_equal(trace.moments.count, TRACE_SIZE);
    assert_true(trace_at(&trace, TRACE_SIZE - 1)->t_ns >= 60 * S - 22 * S);
    assert_int_equal(trace_at(&trace, trace_age_of(&trace, 50 * S + 7))->t_ns, 50 * S);
    assert_int_equal(trace_age_of(&trace, 0), TRACE_SIZE - 1);
    assert_int_equal(trace_age_of(&trace, 100 * S), 0);
}

/* Up 0.5 m from 2 s to 3 s and down from 4 s to 5 s, half cosines, and the same again 4 s later. */
static double speed(double t_s)
{
    const double pi = 3.14159265358979323846;
    if (t_s > 6.0)
        t_s -= 4.0;
    if (t_s > 2.0 && t_s < 3.0)
        return 0.25 * pi * sin(pi * (t_s - 2.0));
    return t_s > 4.0 && t_s < 5.0 ? -0.25 * pi * sin(pi * (t_s - 4.0)) : 0.0;
}

/* under an offset of 0.2 m/s^2 that falls to 0.14 m/s^2 */
static void draw_bar(int up)
{
    memset(&trace, 0, sizeof(trace));
    for (int64_t t_ns = 0; t_ns < 9 * S; t_ns += STEP_NS) {
        double t_s = (double)t_ns * 1e-9;
        struct trace_point point = {
            .t_ns = t_ns,
            .integral = 5.0 + 0.2 * t_s - 0.0033 * t_s * t_s + up * speed(t_s),
            .turning = speed(t_s) == 0.0 ? 0.05 : 0.3,
        };
        trace_push(&trace, &point);
    }
}

static struct stroke_search search_all(int away)
{
    return (struct stroke_search){
        .start_from_ns = S,
        .start_to_ns = 7 * S / 2,
        .end_from_ns = 7 * S / 2,
        .end_to_ns = 13 * S / 2,
        .away = away,
        .range_min = 0.1,
    };
}

static void the_offset_leaves_the_stroke(void **state)
{
    (void)state;
    for (int up = -1; up <= 1; up += 2) {
        draw_bar(up);
        struct stroke_search search = search_all(up);
        struct stroke stroke;
        assert_int_equal(stroke_find(&trace, &search, &stroke), 0);
        assert_in_range(stroke.start_ns, S, 21 * S / 10);
        assert_in_range(stroke.end_ns, 49 * S / 10, 61 * S / 10);
        const struct trace_point *top = trace_at(&trace, trace_age_of(&trace, 7 * S / 2));
        const struct trace_point *mid = trace_at(&trace, trace_age_of(&trace, 5 * S / 2));
        assert_close(top->stroke, 0.5, 0.01);
        assert_close(mid->stroke_speed, 0.25 * 3.14159265, 0.01);
        assert_close(trace_at(&trace, trace_age_of(&trace, 11 * S / 2))->stroke, 0.0, 0.01);

        struct tempo tempo;
        assert_int_equal(
            tempo_measure(&trace, TEMPO_OF_STROKE, stroke.start_ns, stroke.end_ns, &tempo), 0);
        assert_close((double)tempo.start_ns * 1e-9, 2.09, 0.04);
        assert_close((double)tempo.far_ns * 1e-9, 2.91, 0.04);
        assert_close((double)tempo.back_ns * 1e-9, 4.09, 0.04);
        assert_close((double)tempo.end_ns * 1e-9, 4.91, 0.04);
    }
}

/* Half of a repetition: at rest, and at rest again at the far end, tell when it began. */
static void one_way_tells_when_it_began(void **state)
{
    (void)state;
    draw_bar(-1);
    struct stroke_search search = search_all(-1);
    struct stroke stroke;
    search.one_way = true;
    search.end_from_ns = 3 * S;
    search.end_to_ns = 4 * S;
    assert_int_equal(stroke_find(&trace, &search, &stroke), 0);
    assert_close((double)tempo_left_ns(&trace, TEMPO_OF_STROKE, stroke.start_ns, stroke.end_ns) *
                     1e-9,
                 2.09, 0.05);
}

static void the_other_way_is_no_stroke(void **state)
{
    (void)state;
    draw_bar(1);
    struct stroke_search search = search_all(-1);
    struct stroke stroke;
    search.start_to_ns = 2 * S; /* else it sinks from 4 s to 7 s */
    search.end_from_ns = 5 * S;
    search.end_to_ns = 6 * S;
    assert_int_equal(stroke_find(&trace, &search, &stroke), -ENODATA);
    assert_true(isnan(trace_at(&trace, 0)->stroke));
}

static void no_bar_no_stroke(void **state)
{
    (void)state;
    draw_bar(1);
    for (unsigned age = 0; age < trace.moments.count; age++)
        trace_change(&trace, age)->integral = NAN;
    struct stroke_search search = search_all(1);
    struct stroke stroke;
    assert_int_equal(stroke_find(&trace, &search, &stroke), -ENODATA);
}

/* 0.4 m up and down in 2 s, three times, turning at the floor without a rest; then at rest. */
static double touching(double t_s, double *ret_speed)
{
    const double pi = 3.14159265358979323846;
    bool moves = t_s > 1.0 && t_s < 7.0;
    *ret_speed = moves ? 0.2 * pi * sin(pi * (t_s - 1.0)) : 0.0;
    return moves ? 0.2 * (1.0 - cos(pi * (t_s - 1.0))) : 0.0;
}

static void draw_touching(void)
{
    memset(&trace, 0, sizeof(trace));
    for (int64_t t_ns = 0; t_ns < 9 * S; t_ns += STEP_NS) {
        double t_s = (double)t_ns * 1e-9, speed;
        (void)touching(t_s, &speed);
        const struct trace_point point = {
            .t_ns = t_ns, .integral = 5.0 + 0.2 * t_s + speed, .turning = 0.3};
        trace_push(&trace, &point);
    }
}

/* Pushed most when it is on its way again: what is known is that it is as fast at both ends. */
static void a_turn_need_not_be_still(void **state)
{
    const int64_t late_ns = 6 * S / 100, start_ns = 3 * S + late_ns;
    const struct stroke_search search = {
        .start_from_ns = start_ns - S / 100,
        .start_to_ns = start_ns + S / 100,
        .end_from_ns = start_ns + 2 * S - S / 100,
        .end_to_ns = start_ns + 2 * S + S / 100,
        .start_turns = true,
        .end_turns = true,
        .away = 1,
        .range_min = 0.1,
    };
    struct stroke stroke;

    (void)state;
    draw_touching();
    assert_int_equal(stroke_find(&trace, &search, &stroke), 0);
    for (int i = 0; i <= 20; i++) {
        double speed;
        (void)touching((double)(start_ns + i * S / 10) * 1e-9, &speed);
        const struct trace_point *point =
            trace_at(&trace, trace_age_of(&trace, start_ns + i * S / 10));
        assert_close(point->stroke_speed, speed, 0.04);
    }
}

static void a_bar_that_touches_and_goes_has_no_rest(void **state)
{
    (void)state;
    draw_touching();
    for (int rep = 0; rep < 3; rep++) {
        int64_t start_ns = (1 + 2 * rep) * S, near_ns = S / 25;
        const struct stroke_search search = {
            .start_from_ns = start_ns - (rep > 0 ? near_ns : S / 2),
            .start_to_ns = start_ns + (rep > 0 ? near_ns : S / 2),
            .end_from_ns = start_ns + 2 * S - (rep < 2 ? near_ns : S / 2),
            .end_to_ns = start_ns + 2 * S + (rep < 2 ? near_ns : S / 2),
            .start_turns = rep > 0,
            .end_turns = rep < 2,
            .away = 1,
            .range_min = 0.1,
        };
        struct stroke stroke;
        assert_int_equal(stroke_find(&trace, &search, &stroke), 0);
        for (int i = 1; i < 20; i++) {
            int64_t t_ns = start_ns + i * S / 10;
            double speed, height = touching((double)t_ns * 1e-9, &speed);
            const struct trace_point *point = trace_at(&trace, trace_age_of(&trace, t_ns));
            assert_close(point->stroke, height, 0.02);
            assert_close(point->stroke_speed, speed, 0.04);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_corners),
        cmocka_unit_test(what_follows_a_rest_is_no_way_back),
        cmocka_unit_test(a_rest_half_way_back_is_no_end),
        cmocka_unit_test(says_when_the_trace_is_too_short),
        cmocka_unit_test(the_trace_forgets_the_oldest),
        cmocka_unit_test(the_offset_leaves_the_stroke),
        cmocka_unit_test(one_way_tells_when_it_began),
        cmocka_unit_test(the_other_way_is_no_stroke),
        cmocka_unit_test(no_bar_no_stroke),
        cmocka_unit_test(a_bar_that_touches_and_goes_has_no_rest),
        cmocka_unit_test(a_turn_need_not_be_still),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
