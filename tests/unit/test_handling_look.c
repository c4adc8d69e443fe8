/* SPDX-License-Identifier: MIT */
/* When a hand went down and came up, and how far: of which all is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "core/handling_look.h"

#define PI 3.14159265358979323846
#define STEP_S 0.01
#define STEP_NS 10000000
#define SECOND INT64_C(1000000000)
#define OFFSET 0.15 /* m/s^2, of the accelerometer */

struct wearer {
    struct generic generic;
    struct generic_look look;
    int64_t t_ns;
    double angle;
};

static struct wearer *wear(void)
{
    struct wearer *wearer = calloc(1, sizeof(*wearer));
    assert_non_null(wearer);
    generic_reset(&wearer->generic);
    generic_look_reset(&wearer->look);
    generic_attach(&wearer->generic, 0, GENERIC_ANYWHERE);
    return wearer;
}

static void push(struct wearer *wearer, double angle, double accel)
{
    const double up[3] = {-sin(angle), 0.0, cos(angle)};
    const double rate[3] = {0.0, (angle - wearer->angle) / STEP_S, 0.0};
    struct generic_result found;
    generic_push(&wearer->generic, 0, wearer->t_ns, STEP_S, up, rate, accel, &found);
    generic_look_push(&wearer->look, &wearer->generic, 0, wearer->t_ns, true, rate);
    wearer->angle = angle;
    wearer->t_ns += STEP_NS;
}

/* Turns to an angle and rises by so many metres. */
static void move(struct wearer *wearer, double angle, double metres, double duration_s)
{
    double from = wearer->angle, w = PI / duration_s;
    int count = (int)lround(duration_s / STEP_S);
    for (int i = 1; i <= count; i++)
        push(wearer, from + (angle - from) * 0.5 * (1.0 - cos(PI * i / count)),
             OFFSET + metres * 0.5 * w * w * cos(PI * i / count));
}

static void rest(struct wearer *wearer, double duration_s)
{
    for (int i = 0; i < (int)lround(duration_s / STEP_S); i++)
        push(wearer, wearer->angle, OFFSET);
}

static void assert_near(double found, double expected, double within)
{
    if (!(fabs(found - expected) <= within))
        print_error("%g, not %g\n", found, expected);
    assert_true(fabs(found - expected) <= within);
}

static void assert_at(int64_t found_ns, double expected_s)
{
    assert_near((double)found_ns * 1e-9, expected_s, 0.25);
}

/* Down by 0.5 m from 5 s to 7 s, up again from 7.5 s to 8.5 s. */
static struct wearer *lower_and_lift(double angle, double after_s)
{
    struct wearer *wearer = wear();
    rest(wearer, 5.0);
    move(wearer, angle, -0.5, 2.0);
    rest(wearer, 0.5);
    move(wearer, 0.0, 0.5, 1.0);
    rest(wearer, after_s);
    return wearer;
}

static const struct likeness_swing lift = {
    .signal = GENERIC_HEAVE,
    .swing = {.start_ns = 6 * SECOND, .end_ns = 8 * SECOND, .over_ns = 82 * SECOND / 10},
};

static void a_lift_is_known_when_it_is_up(void **state)
{
    (void)state;
    struct wearer *wearer = lower_and_lift(0.0, 2.0);
    struct handling_search search = {.limit_ns = wearer->t_ns};
    struct handling_rep rep;
    assert_int_equal(0, handling_look(&wearer->look, &lift, &search, &rep));
    assert_true(rep.of_hand);
    assert_false(rep.lifts);
    assert_at(rep.start_ns, 5.0);
    assert_at(rep.out_ns, 7.0);
    assert_at(rep.in_ns, 7.5);
    assert_at(rep.end_ns, 8.5);
    assert_near(rep.height, 0.5, 0.05);
    search.sensor = 1; /* of which nothing is known */
    assert_int_equal(-ENODATA, handling_look(&wearer->look, &lift, &search, &rep));
    free(wearer);
}

static void before_it_is_up_its_height_is_not_known(void **state)
{
    (void)state;
    struct wearer *wearer = wear();
    rest(wearer, 5.0);
    move(wearer, 0.0, -0.5, 2.0);
    rest(wearer, 0.5);
    while (wearer->t_ns <= lift.swing.over_ns) {
        double s = (double)wearer->t_ns * 1e-9 - 7.5;
        push(wearer, 0.0, OFFSET + 0.25 * PI * PI * cos(PI * s));
    }
    const struct handling_search search = {.limit_ns = lift.swing.over_ns};
    struct handling_rep rep;
    assert_int_equal(0, handling_look(&wearer->look, &lift, &search, &rep));
    assert_at(rep.start_ns, 5.0);
    assert_at(rep.out_ns, 7.0);
    assert_true(rep.height == 0.0);
    free(wearer);
}

static void a_hand_that_turns_is_measured_both_ways(void **state)
{
    static const struct likeness_swing turn = {
        .signal = GENERIC_TURN,
        .swing = {.left_ns = 51 * SECOND / 10, .end_ns = 7 * SECOND, .over_ns = 84 * SECOND / 10},
    };
    (void)state;
    struct wearer *wearer = lower_and_lift(0.6, 2.0);
    struct handling_search search = {.place = HANDLING_HAND, .limit_ns = wearer->t_ns};
    struct handling_rep rep;
    assert_int_equal(0, handling_look(&wearer->look, &turn, &search, &rep));
    assert_true(rep.of_hand);
    assert_false(rep.lifts);
    assert_at(rep.start_ns, 5.0);
    assert_at(rep.end_ns, 8.5);
    assert_near(rep.depth, 0.5, 0.1);
    assert_near(rep.height, 0.5, 0.1);
    search.place = HANDLING_BODY;
    assert_int_equal(0, handling_look(&wearer->look, &turn, &search, &rep));
    assert_false(rep.of_hand);
    assert_true(rep.height == 0.0 && rep.depth == 0.0);
    search.place = HANDLING_ANYWHERE;
    assert_int_equal(-ENODATA, handling_look(&wearer->look, &turn, &search, &rep));
    free(wearer);
}

static void a_hand_that_is_raised_first_lifts(void **state)
{
    static const struct likeness_swing turn = {
        .signal = GENERIC_TURN,
        .swing = {.left_ns = 51 * SECOND / 10, .end_ns = 6 * SECOND, .over_ns = 79 * SECOND / 10},
    };
    (void)state;
    struct wearer *wearer = wear();
    rest(wearer, 5.0);
    move(wearer, 0.6, 0.4, 1.0);
    rest(wearer, 0.5);
    move(wearer, 0.0, -0.4, 1.5);
    rest(wearer, 2.0);
    const struct handling_search search = {.place = HANDLING_HAND, .limit_ns = wearer->t_ns};
    struct handling_rep rep;
    assert_int_equal(0, handling_look(&wearer->look, &turn, &search, &rep));
    assert_true(rep.lifts);
    assert_near(rep.height, 0.4, 0.1);
    assert_true(rep.depth == 0.0);
    free(wearer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lift_is_known_when_it_is_up),
        cmocka_unit_test(before_it_is_up_its_height_is_not_known),
        cmocka_unit_test(a_hand_that_turns_is_measured_both_ways),
        cmocka_unit_test(a_hand_that_is_raised_first_lifts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
