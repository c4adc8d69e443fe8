/* SPDX-License-Identifier: MIT */
/* The state table, with movements drawn by hand: y in degrees, one value each 10 ms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/rep_counter.h"

#define PI 3.14159265358979323846
#define STEP_NS 10000000

static const struct rep_counter_params hinge = {
    .range_min = 25.0, .range_max = 110.0, .rep_min_s = 0.8, .rep_max_s = 15.0};

struct counted {
    struct rep_counter counter;
    int64_t t_ns;
    double y;
    unsigned events[REP_EVENT_GIVEN_UP + 1];
    struct rep_counter_result last; /* of the last count */
    int64_t given_ns;
    double given_y;
};

static void push(struct counted *counted, double y)
{
    struct rep_counter_result result;
    double rate = (y - counted->y) / (STEP_NS * 1e-9);
    counted->t_ns += STEP_NS;
    counted->y = y;
    rep_counter_push(&counted->counter, &hinge, counted->t_ns, y, rate, &result);
    counted->events[result.event]++;
    if (result.event == REP_EVENT_COUNTED) {
        counted->last = result;
        counted->given_ns = counted->t_ns;
        counted->given_y = y;
    }
}

static void stay(struct counted *counted, double duration_s)
{
    for (int i = 0; i < duration_s * 100.0; i++)
        push(counted, counted->y);
}

/* Smoothly, as people do: half a cosine. */
static void go(struct counted *counted, double to, double duration_s)
{
    double from = counted->y;
    int steps = (int)(duration_s * 100.0);
    for (int i = 1; i <= steps; i++)
        push(counted, from + (to - from) * (0.5 - 0.5 * cos(PI * i / steps)));
}

static void the_first_counts_before_its_end(void **state)
{
    (void)state;
    struct counted counted = {0};
    stay(&counted, 2.0);
    go(&counted, 60.0, 2.0);
    stay(&counted, 0.5);
    go(&counted, 0.0, 1.5); /* ends at 6 s */
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 1);
    assert_true(counted.given_ns < 6000000000 && counted.given_ns > 5500000000);
    assert_true(counted.given_y <= 12.0); /* 20 % */
    assert_true(fabs((double)(counted.last.end_ns - 6000000000)) < 150e6);
    assert_true(fabs((double)(counted.last.start_ns - 2000000000)) < 200e6);
    assert_true(fabs(counted.last.range - 60.0) < 1.0);
}

static void one_hesitation_is_one_repetition(void **state)
{
    (void)state;
    struct counted counted = {0};
    for (unsigned i = 0; i < 5; i++) {
        stay(&counted, 0.5);
        go(&counted, 70.0, 1.5);
        go(&counted, 50.0, 0.5); /* a dip at the far end */
        go(&counted, 72.0, 0.5);
        go(&counted, 40.0, 0.8); /* stops half-way up, sinks a little */
        go(&counted, 48.0, 0.4);
        go(&counted, 0.0, 1.0);
    }
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 5);
}

static void a_partial_is_no_repetition(void **state)
{
    (void)state;
    struct counted counted = {0};
    go(&counted, 60.0, 1.5);
    go(&counted, 0.0, 1.5);
    stay(&counted, 0.5);
    go(&counted, 30.0, 1.0); /* half of the reference */
    go(&counted, 0.0, 1.0);
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 1);
    assert_int_equal(counted.events[REP_EVENT_PARTIAL], 1);
    go(&counted, 12.0, 0.6); /* a bow: not even an attempt */
    go(&counted, 0.0, 0.6);
    assert_int_equal(counted.events[REP_EVENT_PARTIAL], 1);
}

static void a_partial_with_a_pause_is_one(void **state)
{
    (void)state;
    struct counted counted = {0};
    go(&counted, 60.0, 1.5);
    go(&counted, 0.0, 1.5);
    stay(&counted, 0.5);
    go(&counted, 30.0, 1.0);
    stay(&counted, 2.0); /* it might have been a new start */
    assert_int_equal(counted.events[REP_EVENT_GIVEN_UP], 1);
    assert_int_equal(counted.events[REP_EVENT_PARTIAL], 0);
    go(&counted, 0.0, 1.0);
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 1);
    assert_int_equal(counted.events[REP_EVENT_PARTIAL], 1);
    go(&counted, 60.0, 1.5);
    go(&counted, 0.0, 1.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 2);
    assert_int_equal(counted.events[REP_EVENT_PARTIAL], 1);
}

/* So slowly that it might be taken for a posture that is changed. */
static void a_slow_partial_is_one(void **state)
{
    (void)state;
    struct counted counted = {0};
    stay(&counted, 1.0);
    go(&counted, 60.0, 5.0);
    go(&counted, 0.0, 3.0);
    stay(&counted, 0.5);
    go(&counted, 18.0, 6.0);
    stay(&counted, 0.3);
    go(&counted, 0.0, 4.0);
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 1);
    assert_int_equal(counted.events[REP_EVENT_PARTIAL], 1);
}

static void what_settled_long_ago_is_no_attempt(void **state)
{
    (void)state;
    struct counted counted = {0};
    go(&counted, 20.0, 1.0);
    stay(&counted, hinge.rep_max_s);
    go(&counted, 0.0, 1.0);
    assert_int_equal(counted.events[REP_EVENT_PARTIAL], 0);
}

/* Shorter than those before, and not quite back: two all the same. A dip at the far end is not. */
static void short_ones_that_do_not_come_back_count(void **state)
{
    (void)state;
    struct counted counted = {0};
    for (unsigned i = 0; i < 3; i++) {
        go(&counted, 60.0, 1.5);
        go(&counted, 0.0, 1.5);
    }
    go(&counted, 48.0, 1.2);
    go(&counted, 14.0, 1.0);
    go(&counted, 52.0, 1.0);
    go(&counted, 30.0, 0.8); /* little more than half of it */
    go(&counted, 52.0, 0.8);
    go(&counted, 14.0, 1.0);
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 5);
}

static void sinking_starts_are_followed(void **state)
{
    (void)state;
    struct counted counted = {0};
    for (int i = 0; i < 10; i++) { /* never quite back: each start 2 degrees higher */
        stay(&counted, 0.4);
        go(&counted, 65.0, 1.5);
        go(&counted, 2.0 * i, 1.5);
    }
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 10);
}

static void a_lean_that_stays_is_a_new_start(void **state)
{
    (void)state;
    struct counted counted = {0};
    go(&counted, 60.0, 1.5);
    stay(&counted, 20.0); /* sat down leaning forward */
    go(&counted, 0.0, 1.5);
    stay(&counted, 5.0);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 0);
    go(&counted, 60.0, 1.5);
    go(&counted, 0.0, 1.5);
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 1);
}

/* It never comes back to where it began, as a height that was filtered; the next begins in it. */
static void what_takes_too_long_does_not_hide_the_next(void **state)
{
    (void)state;
    struct counted counted = {0};
    stay(&counted, 1.0);
    go(&counted, 40.0, 5.0);
    go(&counted, 32.0, 5.0);
    stay(&counted, 3.0);
    go(&counted, 62.0, 4.0); /* half way there it has taken 15 s */
    assert_int_equal(counted.events[REP_EVENT_LEFT], 2);
    go(&counted, 32.0, 2.0);
    stay(&counted, 0.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 1);
    assert_true(fabs(counted.last.range - 30.0) < 1.0);
    assert_true(fabs((double)(counted.last.start_ns - 14000000000)) < 400e6);
}

static void too_quick_and_too_far_are_none(void **state)
{
    (void)state;
    struct counted counted = {0};
    stay(&counted, 1.0);
    go(&counted, 60.0, 0.2);
    go(&counted, 0.0, 0.2);
    stay(&counted, 1.0);
    go(&counted, 140.0, 2.0);
    go(&counted, 0.0, 2.0);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 0);
    assert_int_equal(counted.events[REP_EVENT_GIVEN_UP], 2);
}

static void disowned_ranges_do_not_teach(void **state)
{
    (void)state;
    struct counted counted = {0};
    go(&counted, 100.0, 1.5);
    go(&counted, 0.0, 1.5);
    rep_counter_disown(&counted.counter);
    stay(&counted, 0.5);
    go(&counted, 40.0, 1.5); /* 40 % of what was disowned */
    go(&counted, 0.0, 1.5);
    assert_int_equal(counted.events[REP_EVENT_COUNTED], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_counts_before_its_end),
        cmocka_unit_test(one_hesitation_is_one_repetition),
        cmocka_unit_test(a_partial_is_no_repetition),
        cmocka_unit_test(a_partial_with_a_pause_is_one),
        cmocka_unit_test(a_slow_partial_is_one),
        cmocka_unit_test(what_settled_long_ago_is_no_attempt),
        cmocka_unit_test(short_ones_that_do_not_come_back_count),
        cmocka_unit_test(sinking_starts_are_followed),
        cmocka_unit_test(a_lean_that_stays_is_a_new_start),
        cmocka_unit_test(what_takes_too_long_does_not_hide_the_next),
        cmocka_unit_test(too_quick_and_too_far_are_none),
        cmocka_unit_test(disowned_ranges_do_not_teach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
