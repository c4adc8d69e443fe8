/* SPDX-License-Identifier: MIT */
/* A bar alone that is fetched, lifted and set down: of which all is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "core/bar_handling.h"

#define PI 3.14159265358979323846
#define STEP_S 0.01
#define STEP_NS 10000000
#define OFFSET 0.15 /* m/s^2, of the accelerometer */
#define HANDS 0.4   /* m/s^2, so much does a bar shake in hands */
#define LAIN_S 6.0

struct lifter {
    struct generic generic;
    struct generic_look look;
    struct bar_handling handling;
    int64_t t_ns;
    double tilt; /* rad */
    bool in_hands;
    unsigned fetched_after; /* so many were told when the first was seen to be none; 0 = never */
    bool held;
};

static void push(struct lifter *lifter, double accel)
{
    const double up[3] = {-sin(lifter->tilt), 0.0, cos(lifter->tilt)};
    const double rate[3] = {0.0};
    const double s = (double)lifter->t_ns * 1e-9;
    struct generic_result found;
    double shakes = lifter->in_hands ? HANDS * sin(2.0 * PI * 5.0 * s) : 0.0;
    generic_push(&lifter->generic, 0, lifter->t_ns, STEP_S, up, rate, OFFSET + accel + shakes,
                 &found);
    generic_look_push(&lifter->look, &lifter->generic, 0, lifter->t_ns, true, rate);
    for (unsigned i = 0; i < found.count; i++) {
        if (lifter->fetched_after == 0 &&
            bar_handling_fetches(&lifter->handling, &lifter->look, lifter->held, lifter->t_ns)) {
            lifter->fetched_after = lifter->handling.count;
            bar_handling_drop(&lifter->handling);
        }
        bar_handling_add(&lifter->handling, &lifter->look, &lifter->generic, 0, found.signal,
                         &found.swings[i]);
    }
    lifter->t_ns += STEP_NS;
}

static void move(struct lifter *lifter, double metres, double duration_s)
{
    double w = PI / duration_s;
    int count = (int)lround(duration_s / STEP_S);
    for (int i = 1; i <= count; i++)
        push(lifter, metres * 0.5 * w * w * cos(PI * i / count));
}

static void rest(struct lifter *lifter, double duration_s)
{
    for (int i = 0; i < (int)lround(duration_s / STEP_S); i++)
        push(lifter, 0.0);
}

static void lie(struct lifter *lifter, double duration_s)
{
    lifter->in_hands = false;
    rest(lifter, duration_s);
    lifter->in_hands = true;
}

static struct lifter *begin(void)
{
    struct lifter *lifter = calloc(1, sizeof(*lifter));
    assert_non_null(lifter);
    generic_reset(&lifter->generic);
    generic_look_reset(&lifter->look);
    generic_attach(&lifter->generic, 0, GENERIC_ANYWHERE);
    generic_expect_lift(&lifter->generic, true, false, false);
    bar_handling_forget(&lifter->handling);
    return lifter;
}

/* Up to the hips, and stands with it. */
static struct lifter *fetch(double metres)
{
    struct lifter *lifter = begin();
    lie(lifter, LAIN_S);
    move(lifter, metres, 1.5);
    rest(lifter, 1.0);
    return lifter;
}

static void lower_and_lift(struct lifter *lifter, double metres, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        move(lifter, -metres, 1.5);
        rest(lifter, 0.3);
        move(lifter, metres, 1.0);
        rest(lifter, 0.8);
    }
}

static void what_never_comes_back_to_the_floor_was_fetched(void **state)
{
    (void)state;
    static const double depths[] = {0.20, 0.35, 0.42};
    for (unsigned i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
        struct lifter *lifter = fetch(0.55);
        lower_and_lift(lifter, depths[i], 4);
        assert_int_equal(lifter->fetched_after, 2);
        assert_int_equal(lifter->handling.count, 4);
        free(lifter);
    }
}

static void what_comes_back_to_the_floor_was_lifted(void **state)
{
    (void)state;
    static const double lies_s[] = {0.0, 0.3, 2.0};
    for (unsigned i = 0; i < sizeof(lies_s) / sizeof(lies_s[0]); i++) {
        struct lifter *lifter = fetch(0.55);
        for (unsigned k = 0; k < 4; k++) {
            move(lifter, -0.55, 1.2);
            lie(lifter, lies_s[i]);
            move(lifter, 0.55, 1.2);
            rest(lifter, 1.0);
        }
        assert_int_equal(lifter->fetched_after, 0);
        assert_int_equal(lifter->handling.count, 5);
        free(lifter);
    }
}

/* The first is the slowest: nobody pulls cold as fast as warm. */
static void a_slow_first_lift_off_the_floor_is_one(void **state)
{
    (void)state;
    struct lifter *lifter = begin();
    lie(lifter, LAIN_S);
    move(lifter, 0.55, 2.0);
    rest(lifter, 2.0);
    for (unsigned k = 0; k < 4; k++) {
        move(lifter, -0.55, 1.2);
        lie(lifter, 0.2);
        move(lifter, 0.55, 1.0);
        rest(lifter, 0.5);
    }
    assert_int_equal(lifter->fetched_after, 0);
    assert_int_equal(lifter->handling.count, 5);
    free(lifter);
}

static void what_is_not_seen_well_stays_counted(void **state)
{
    (void)state;
    struct lifter *lifter = fetch(0.55);
    for (unsigned k = 0; k < 4; k++) {
        move(lifter, -0.55, 1.5);
        push(lifter, 40.0); /* the plates' knock, of which the sensor shows too much */
        lie(lifter, 0.6);
        move(lifter, 0.55, 1.2);
        rest(lifter, 0.8);
    }
    assert_int_equal(lifter->fetched_after, 0);
    free(lifter);
}

static void a_bar_in_the_hands_was_not_fetched(void **state)
{
    (void)state;
    for (unsigned held = 0; held < 2; held++) {
        struct lifter *lifter = begin();
        lifter->held = held;
        lifter->in_hands = true;
        rest(lifter, LAIN_S);
        lower_and_lift(lifter, 0.5, 4);
        assert_int_equal(lifter->fetched_after, 0);
        assert_true(lifter->handling.count >= 3);
        free(lifter);
    }
}

/* Who stands like a statue with the bar on the back sinks first. */
static void what_lay_and_sinks_was_not_fetched(void **state)
{
    (void)state;
    struct lifter *lifter = begin();
    lifter->held = true;
    lie(lifter, LAIN_S);
    lower_and_lift(lifter, 0.5, 4);
    assert_int_equal(lifter->fetched_after, 0);
    free(lifter);
}

/* Where the bar is in the hands before the first, what rises from where it lay needs no measuring.
 */
static void what_is_held_before_the_first_is_fetched_however_far(void **state)
{
    (void)state;
    struct lifter *lifter = fetch(0.50);
    lifter->held = true;
    lower_and_lift(lifter, 0.48, 4);
    assert_int_equal(lifter->fetched_after, 2);
    free(lifter);
}

/* Fetched, rowed from where it hangs, and then: how the lifter ends. */
static struct lifter *row(unsigned times)
{
    struct lifter *lifter = fetch(0.55);
    move(lifter, -0.25, 1.5);
    for (unsigned i = 0; i < times; i++) {
        rest(lifter, 0.6);
        move(lifter, 0.35, 0.8);
        move(lifter, -0.35, 1.2);
    }
    return lifter;
}

static void who_stands_up_and_sets_down_has_not_rowed(void **state)
{
    (void)state;
    struct lifter *lifter = row(5);
    const unsigned told = lifter->handling.count;
    rest(lifter, 2.0);
    lifter->tilt = 0.15;
    move(lifter, 0.25, 0.9);
    rest(lifter, 0.6);
    assert_true(lifter->handling.count > told || told == BAR_HANDLING_LIFTS);
    assert_false(bar_handling_sets_down(&lifter->handling, &lifter->look, lifter->t_ns));
    move(lifter, -0.55, 1.8);
    lie(lifter, 0.5);
    assert_true(bar_handling_sets_down(&lifter->handling, &lifter->look, lifter->t_ns));
    free(lifter);
}

static void a_last_row_that_is_lowered_to_the_floor_is_one(void **state)
{
    (void)state;
    struct lifter *lifter = row(4);
    rest(lifter, 0.7); /* tired, a little slower */
    move(lifter, 0.35, 0.9);
    move(lifter, -0.65, 1.8);
    lie(lifter, 0.5);
    assert_false(bar_handling_sets_down(&lifter->handling, &lifter->look, lifter->t_ns));
    free(lifter);
}

static void a_last_row_from_the_floor_is_one_however_late_and_short(void **state)
{
    (void)state;
    struct lifter *lifter = begin();
    lie(lifter, LAIN_S);
    for (unsigned i = 0; i < 5; i++) {
        double way = i < 4 ? 0.40 : 0.30;
        move(lifter, way, 0.9);
        move(lifter, -way, 1.0);
        lie(lifter, i < 3 ? 0.6 : 3.0);
    }
    assert_int_equal(lifter->fetched_after, 0);
    assert_false(bar_handling_sets_down(&lifter->handling, &lifter->look, lifter->t_ns));
    free(lifter);
}

static void too_few_show_nothing(void **state)
{
    (void)state;
    struct bar_handling handling;
    struct lifter *lifter = begin();
    bar_handling_forget(&handling);
    assert_false(bar_handling_fetches(&handling, &lifter->look, true, 0));
    assert_false(bar_handling_sets_down(&handling, &lifter->look, 0));
    free(lifter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_never_comes_back_to_the_floor_was_fetched),
        cmocka_unit_test(what_comes_back_to_the_floor_was_lifted),
        cmocka_unit_test(a_slow_first_lift_off_the_floor_is_one),
        cmocka_unit_test(what_is_not_seen_well_stays_counted),
        cmocka_unit_test(a_bar_in_the_hands_was_not_fetched),
        cmocka_unit_test(what_lay_and_sinks_was_not_fetched),
        cmocka_unit_test(what_is_held_before_the_first_is_fetched_however_far),
        cmocka_unit_test(who_stands_up_and_sets_down_has_not_rowed),
        cmocka_unit_test(a_last_row_that_is_lowered_to_the_floor_is_one),
        cmocka_unit_test(a_last_row_from_the_floor_is_one_however_late_and_short),
        cmocka_unit_test(too_few_show_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
