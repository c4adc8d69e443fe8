/* SPDX-License-Identifier: MIT */
/* How many swings of a single sensor are one movement done again and again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "core/likeness.h"

#define NS 1e9

struct bench {
    struct likeness_swing swings[LIKENESS_MAX];
    unsigned count;
    double t_s;
};

/* One more after so many seconds; how it stood at its far end is in degrees, as at its start. */
static struct swing *add(struct bench *bench, enum generic_signal signal, double after_s,
                         double start_deg, double far_deg)
{
    struct likeness_swing *added = &bench->swings[bench->count++];
    bench->t_s += after_s;
    *added = (struct likeness_swing){.signal = signal,
                                     .swing = {
                                         .left_ns = (int64_t)((bench->t_s - 0.5) * NS),
                                         .end_ns = (int64_t)(bench->t_s * NS),
                                         .size = 1.3,
                                     }};
    added->swing.start_up[0] = cos(start_deg * M_PI / 180.0);
    added->swing.start_up[1] = sin(start_deg * M_PI / 180.0);
    added->swing.end_up[0] = cos(far_deg * M_PI / 180.0);
    added->swing.end_up[2] = sin(far_deg * M_PI / 180.0);
    return &added->swing;
}

static struct swing *lift(struct bench *bench, double after_s)
{
    return add(bench, GENERIC_HEAVE, after_s, 0.0, 40.0);
}

static struct swing *bend(struct bench *bench, double after_s)
{
    return add(bench, GENERIC_TURN, after_s, 0.0, 40.0);
}

static unsigned find(const struct bench *bench)
{
    return likeness_find(bench->swings, bench->count);
}

static void three_are_a_set_two_are_not(void **state)
{
    struct bench bench = {0};
    (void)state;
    assert_int_equal(0, find(&bench));
    bend(&bench, 3.0);
    bend(&bench, 3.0);
    assert_int_equal(0, find(&bench));
    bend(&bench, 3.0);
    assert_int_equal(3, find(&bench));
    bend(&bench, 3.0);
    assert_int_equal(4, find(&bench));
}

static void two_lifts_are_a_set_if_nearly_the_same(void **state)
{
    struct bench same = {0}, slow = {0}, elsewhere = {0}, otherwise = {0}, facing = {0}, size = {0};
    (void)state;
    lift(&same, 3.0);
    lift(&same, 3.0);
    assert_int_equal(2, find(&same));
    lift(&slow, 3.0);
    lift(&slow, 5.5);
    assert_int_equal(0, find(&slow));
    add(&elsewhere, GENERIC_HEAVE, 3.0, 12.0, 40.0);
    lift(&elsewhere, 3.0);
    assert_int_equal(0, find(&elsewhere));
    add(&otherwise, GENERIC_HEAVE, 3.0, 0.0, 52.0);
    lift(&otherwise, 3.0);
    assert_int_equal(0, find(&otherwise));
    lift(&facing, 3.0);
    lift(&facing, 3.0)->end_heading = 0.5;
    assert_int_equal(0, find(&facing));
    lift(&size, 3.0);
    lift(&size, 3.0)->size = 1.8;
    assert_int_equal(0, find(&size));
}

static void another_pace_is_another_movement(void **state)
{
    struct bench bench = {0};
    (void)state;
    bend(&bench, 3.0);
    bend(&bench, 7.0);
    bend(&bench, 3.0);
    assert_int_equal(0, find(&bench));
    bend(&bench, 3.2);
    assert_int_equal(3, find(&bench));
}

/* The first begins at rest, and after a while. */
static void less_is_asked_before_a_set_that_is_shown(void **state)
{
    struct bench bench = {0}, two = {0}, turned = {0};
    (void)state;
    lift(&bench, 3.0)->size = 0.7;
    lift(&bench, 5.5);
    lift(&bench, 3.0);
    assert_int_equal(3, find(&bench));
    lift(&two, 3.0)->size = 0.6;
    lift(&two, 5.5);
    lift(&two, 3.0);
    assert_int_equal(2, find(&two));
    lift(&turned, 3.0)->end_heading = 2.0;
    lift(&turned, 5.5);
    lift(&turned, 3.0);
    assert_int_equal(2, find(&turned));
}

/* From there on its size and its turning points are not known, but whither it faces is. */
static void what_was_lost_is_not_held_against_it(void **state)
{
    (void)state;
    for (int lost = 0; lost < 2; lost++) {
        struct bench bench = {0};
        lift(&bench, 2.0)->size = 3.0;
        add(&bench, GENERIC_HEAVE, 2.0, 0.0, 80.0);
        lift(&bench, 2.0);
        lift(&bench, 2.0)->size = 2.5;
        lift(&bench, 2.0);
        for (int i = 0; i < 5 && lost; i++)
            bench.swings[i].lost_ns = (int64_t)NS;
        assert_int_equal(lost ? 5 : 0, find(&bench));
        bench.swings[2].swing.end_heading = 2.0;
        assert_int_equal(lost ? 2 : 0, find(&bench));
    }
}

/* It is a copy of the next, and so alike that it would make a pair of any one lift. */
static void what_nobody_saw_shows_nothing(void **state)
{
    struct bench bench = {0};
    (void)state;
    lift(&bench, 3.0)->unseen = true;
    lift(&bench, 3.0);
    assert_int_equal(0, find(&bench));
    lift(&bench, 3.0)->size *= 1.4; /* not near enough for a pair */
    assert_int_equal(0, find(&bench));
    lift(&bench, 3.0);
    assert_int_equal(4, find(&bench)); /* but it belongs to what others show */
}

static void another_place_or_size_is_another_movement(void **state)
{
    struct bench bench = {0};
    (void)state;
    add(&bench, GENERIC_HEAVE, 3.0, 0.0, 40.0);
    add(&bench, GENERIC_HEAVE, 3.0, 0.0, 65.0);
    add(&bench, GENERIC_HEAVE, 3.0, 0.0, 40.0);
    assert_int_equal(0, find(&bench));
    lift(&bench, 3.0);
    lift(&bench, 3.0)->size = 2.0;
    assert_int_equal(0, find(&bench));
}

/* The first may have begun where the weight was fetched, no other. */
static void only_the_first_begins_elsewhere(void **state)
{
    struct bench bench = {0};
    (void)state;
    add(&bench, GENERIC_HEAVE, 3.0, 50.0, 40.0);
    lift(&bench, 3.0);
    lift(&bench, 3.0);
    assert_int_equal(3, find(&bench));
    add(&bench, GENERIC_HEAVE, 3.0, 50.0, 40.0);
    assert_int_equal(0, find(&bench));
    lift(&bench, 3.0);
    lift(&bench, 3.0);
    assert_int_equal(3, find(&bench));
}

static void nobody_turns_round_in_a_set(void **state)
{
    struct bench bench = {0};
    (void)state;
    lift(&bench, 3.0);
    lift(&bench, 3.0);
    lift(&bench, 3.0)->end_heading = 2.0;
    assert_int_equal(0, find(&bench));
}

static void what_is_slow_must_be_more_alike(void **state)
{
    struct bench quick = {0}, slow = {0}, slowest = {0};
    (void)state;
    for (int i = 0; i < 3; i++) {
        add(&quick, GENERIC_TURN, 4.0, 0.0, 40.0 + (i % 2) * 12.0);
        add(&slow, GENERIC_TURN, 7.0, 0.0, 40.0 + (i % 2) * 12.0);
        bend(&slowest, 13.0);
    }
    assert_int_equal(3, find(&quick));
    assert_int_equal(0, find(&slow));
    assert_int_equal(0, find(&slowest));
}

static void pauses_move_the_turn_but_not_the_start(void **state)
{
    struct bench bench = {0};
    (void)state;
    bend(&bench, 4.0);
    struct swing *paused = bend(&bench, 5.2);
    paused->left_ns -= (int64_t)(1.2 * NS);
    bend(&bench, 2.8);
    assert_int_equal(3, find(&bench));
    paused->left_ns += (int64_t)(1.2 * NS);
    assert_int_equal(0, find(&bench));
}

static void strides_are_no_lifts(void **state)
{
    struct bench walk = {0}, row = {0};
    (void)state;
    for (int i = 0; i < 5; i++)
        lift(&walk, 1.1)->size = 0.9;
    assert_int_equal(0, find(&walk));
    lift(&walk, 1.1)->size = 0.9;
    assert_int_equal(6, find(&walk));
    for (int i = 0; i < 3; i++)
        lift(&row, 1.1)->size = 1.4;
    assert_int_equal(3, find(&row));
}

/* Those of one signal have other turning points than those of the other. */
static void another_signal_may_go_on(void **state)
{
    struct bench bench = {0};
    (void)state;
    lift(&bench, 3.0);
    lift(&bench, 3.0);
    add(&bench, GENERIC_TURN, 3.0, 70.0, 90.0);
    assert_int_equal(3, find(&bench));
}

static void who_turns_round_or_holds_it_otherwise_leaves(void **state)
{
    struct bench bench = {0};
    const struct likeness_swing *a = &bench.swings[0], *b = &bench.swings[1];
    (void)state;
    lift(&bench, 3.0);
    struct swing *next = lift(&bench, 3.0);
    assert_false(likeness_leaves(a, b));
    assert_true(likeness_repeats(a, b));
    next->end_heading = 1.2;
    assert_true(likeness_leaves(a, b));
    assert_false(likeness_repeats(a, b));
    bench.swings[1].lost_ns = next->start_ns + 1;
    assert_false(likeness_leaves(a, b)); /* nobody knows */
    bench.count = 1;
    add(&bench, GENERIC_HEAVE, 3.0, 30.0, 40.0); /* at one end only */
    assert_false(likeness_leaves(a, b));
    bench.count = 1;
    add(&bench, GENERIC_HEAVE, 3.0, 30.0, 70.0);
    assert_true(likeness_leaves(a, b));
    bench.count = 1;
    add(&bench, GENERIC_TURN, 3.0, 30.0, 70.0); /* it has other ends */
    assert_false(likeness_leaves(a, b));
    assert_false(likeness_repeats(a, b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_are_a_set_two_are_not),
        cmocka_unit_test(two_lifts_are_a_set_if_nearly_the_same),
        cmocka_unit_test(another_pace_is_another_movement),
        cmocka_unit_test(less_is_asked_before_a_set_that_is_shown),
        cmocka_unit_test(what_was_lost_is_not_held_against_it),
        cmocka_unit_test(what_nobody_saw_shows_nothing),
        cmocka_unit_test(another_place_or_size_is_another_movement),
        cmocka_unit_test(only_the_first_begins_elsewhere),
        cmocka_unit_test(nobody_turns_round_in_a_set),
        cmocka_unit_test(what_is_slow_must_be_more_alike),
        cmocka_unit_test(pauses_move_the_turn_but_not_the_start),
        cmocka_unit_test(strides_are_no_lifts),
        cmocka_unit_test(another_signal_may_go_on),
        cmocka_unit_test(who_turns_round_or_holds_it_otherwise_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
