/* SPDX-License-Identifier: MIT */
/* A bar that goes up in a second, stays, and is lowered slowly, three times without a rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "core/arrival.h"

#define PI 3.14159265358979323846
#define STEP_NS 20000000
#define UP_S 1.0
#define STAY_S 0.4
#define DOWN_S 3.0
#define PERIOD_S (UP_S + STAY_S + DOWN_S)
#define RANGE_M 0.3
#define FIRST_S 2.0

static double way(double from_s, double took_s, double t_s)
{
    double s = t_s - from_s;
    return s < 0.0 || s > took_s ? 0.0 : 0.5 * PI / took_s * sin(PI * s / took_s);
}

static double velocity(double t_s)
{
    double s = t_s < FIRST_S ? -1.0 : fmod(t_s - FIRST_S, PERIOD_S);
    return RANGE_M * (way(0.0, UP_S, s) - way(UP_S + STAY_S, DOWN_S, s));
}

static void push(struct trace *trace, int64_t t_ns)
{
    double t_s = (double)t_ns * 1e-9;
    const struct trace_point point = {
        .t_ns = t_ns,
        .integral = velocity(t_s) + 0.05 * t_s, /* the sensor is off by 5 mg */
        .stroke = NAN,
        .stroke_speed = NAN,
    };
    trace_push(trace, &point);
}

static int64_t ns(double s)
{
    return (int64_t)(s * 1e9);
}

/* Says when repetition rep, counted from 0, is given; it is found so long after it began to sink.
 */
static int64_t given(struct arrival *arrival, unsigned rep, double sunk_s)
{
    static struct trace trace;
    double start_s = FIRST_S + rep * PERIOD_S, found_s = start_s + UP_S + STAY_S + sunk_s;
    const struct rep_counter_result found = {
        .event = REP_EVENT_COUNTED,
        .start_ns = ns(start_s),
        .far_ns = ns(start_s + UP_S),
        .end_ns = ns(found_s),
    };
    const struct stroke_search search = {
        .start_from_ns = ns(start_s - 0.5),
        .start_to_ns = ns(start_s + 0.3),
        .end_from_ns = ns(start_s + UP_S - 0.2),
        .end_to_ns = ns(start_s + UP_S + STAY_S),
        .one_way = true,
        .away = 1,
        .range_min = 0.1,
    };
    trace_reset(&trace);
    for (int64_t t_ns = 0; t_ns < ns(60.0); t_ns += STEP_NS) {
        push(&trace, t_ns);
        if (t_ns < found.end_ns)
            continue;
        if (!arrival->due)
            arrival_expect(arrival, &found, t_ns);
        arrival_look(arrival, &trace, &search, t_ns);
        if (arrival_is_now(arrival, t_ns)) {
            arrival->due = false;
            return t_ns;
        }
    }
    return 0;
}

static void waits_for_the_end_that_was_learned(void **state)
{
    (void)state;
    struct arrival arrival;
    arrival_reset(&arrival);
    arrival_learn(&arrival, PERIOD_S, STAY_S + DOWN_S);
    for (unsigned rep = 0; rep < 3; rep++) {
        int64_t t_ns = given(&arrival, rep, 0.3), end_ns = ns(FIRST_S + (rep + 1) * PERIOD_S);
        assert_true(llabs(arrival.end_ns - end_ns) <= 150000000);
        assert_true(llabs(arrival.start_ns - ns(FIRST_S + rep * PERIOD_S)) <= 150000000);
        assert_true(t_ns <= end_ns && t_ns > end_ns - 400000000);
    }
}

static void foretells_the_first_end(void **state)
{
    (void)state;
    struct arrival arrival;
    arrival_reset(&arrival);
    int64_t t_ns = given(&arrival, 0, 1.0), end_ns = ns(FIRST_S + PERIOD_S);
    assert_true(llabs(arrival.end_ns - end_ns) <= 700000000);
    assert_true(t_ns > end_ns - 1000000000);
}

/* A learned time that does not fit the start is not believed. */
static void start_and_far_end_bound_each_other(void **state)
{
    (void)state;
    struct arrival arrival;
    arrival_reset(&arrival);
    arrival_learn(&arrival, PERIOD_S, STAY_S + DOWN_S + 1.5);
    assert_true(given(&arrival, 0, 0.3) < ns(FIRST_S + PERIOD_S + 0.3));
}

static void a_bar_that_shows_nothing_is_not_waited_for(void **state)
{
    (void)state;
    struct arrival arrival;
    const struct rep_counter_result found = {.start_ns = ns(1.0), .end_ns = ns(3.0)};
    arrival_reset(&arrival);
    arrival_expect(&arrival, &found, ns(2.5));
    assert_false(arrival_is_now(&arrival, ns(2.5)));
    assert_true(arrival_is_now(&arrival, ns(3.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_for_the_end_that_was_learned),
        cmocka_unit_test(foretells_the_first_end),
        cmocka_unit_test(start_and_far_end_bound_each_other),
        cmocka_unit_test(a_bar_that_shows_nothing_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
