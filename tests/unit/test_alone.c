/* SPDX-License-Identifier: MIT */
/* Which repetitions of a single sensor are given at once, later or never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/alone.h"

#define NS 1000000000LL

struct bench {
    struct alone alone;
    int64_t t_ns;
    struct alone_rep given[ALONE_MAX];
};

/* Seconds of standing before it and of staying far out; returns how many are given. */
static unsigned bend(struct bench *bench, double stood, double far, bool set_is_on)
{
    struct alone_rep rep = {.told = {.signal = GENERIC_TURN, .swing = {.size = 1.0}},
                            .timed = true};
    struct swing *swing = &rep.told.swing;
    struct handling_rep *times = &rep.times;
    swing->start_up[2] = swing->end_up[0] = 1.0;
    bench->t_ns += (int64_t)(stood * (double)NS);
    times->start_ns = swing->left_ns = bench->t_ns;
    times->out_ns = swing->end_ns = times->start_ns + NS;
    times->in_ns = times->out_ns + (int64_t)(far * (double)NS);
    times->half_in_ns = times->in_ns + NS / 2;
    times->end_ns = swing->over_ns = bench->t_ns = times->in_ns + NS;
    return alone_push(&bench->alone, &rep, set_is_on, bench->given);
}

static unsigned repeat(struct bench *bench)
{
    return bend(bench, 1.0, 0.5, false);
}

static void the_first_wait_for_the_third(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    assert_int_equal(0, repeat(&bench));
    assert_int_equal(0, repeat(&bench));
    assert_int_equal(3, repeat(&bench));
    assert_int_equal(1, repeat(&bench));
}

/* A heave: no time is seen of it. So slow, two are no set. */
static unsigned lift(struct bench *bench, double facing_rad, bool set_is_on)
{
    struct alone_rep rep = {.told = {.signal = GENERIC_HEAVE, .swing = {.size = 1.0}}};
    struct swing *swing = &rep.told.swing;
    swing->start_up[2] = swing->end_up[2] = 1.0;
    swing->end_heading = facing_rad;
    bench->t_ns += 6 * NS;
    swing->left_ns = swing->start_ns = bench->t_ns - NS;
    swing->end_ns = swing->over_ns = bench->t_ns;
    return alone_push(&bench->alone, &rep, set_is_on, bench->given);
}

static void what_comes_before_a_set_is_never_given(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    assert_int_equal(0, lift(&bench, 3.0, false));
    assert_int_equal(0, lift(&bench, 3.0, false));
    assert_int_equal(0, lift(&bench, 0.0, false));
    int64_t first_ns = bench.t_ns;
    assert_int_equal(0, lift(&bench, 0.0, false));
    assert_int_equal(3, lift(&bench, 0.0, false));
    assert_int_equal(first_ns, bench.given[0].told.swing.end_ns);
    assert_int_equal(1, lift(&bench, 0.0, false));
    alone_forget(&bench.alone);
    assert_int_equal(0, lift(&bench, 0.0, false));
    assert_int_equal(2, lift(&bench, 3.0, true));
}

/* As many as there is room for, and more. */
static void what_is_never_alike_waits_for_ever(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    for (int i = 0; i < 3 * ALONE_MAX; i++)
        assert_int_equal(0, lift(&bench, 2.0 * i, false));
}

static void in_a_set_nothing_waits(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    assert_int_equal(1, bend(&bench, 1.0, 0.5, true));
    assert_int_equal(1, bend(&bench, 1.0, 0.5, true));
}

static void what_fetches_is_never_given(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    assert_int_equal(0, bend(&bench, 1.0, 1.5, false));
    assert_int_equal(0, bend(&bench, 2.0, 0.5, false));
    int64_t second_ns = bench.t_ns;
    assert_int_equal(2, repeat(&bench));
    assert_int_equal(second_ns, bench.given[0].told.swing.over_ns);
}

static void what_seems_set_down_is_given_when_it_goes_on(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    for (int i = 0; i < 4; i++)
        (void)repeat(&bench);
    assert_int_equal(0, bend(&bench, 1.0, 2.0, false));
    int64_t doubted_ns = bench.t_ns;
    assert_int_equal(2, repeat(&bench));
    assert_int_equal(doubted_ns, bench.given[0].told.swing.over_ns);
    assert_int_equal(1, repeat(&bench));
}

static void plates_fetched_after_it_do_not_prove_it(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    for (int i = 0; i < 4; i++)
        (void)repeat(&bench);
    assert_int_equal(0, bend(&bench, 1.0, 2.0, false));
    assert_int_equal(0, bend(&bench, 3.0, 2.0, false));
    alone_forget(&bench.alone);
    assert_int_equal(0, repeat(&bench));
}

static void what_waits_is_taken_back_first(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    (void)repeat(&bench);
    assert_int_equal(1, alone_take_back(&bench.alone, 2));
    assert_int_equal(0, repeat(&bench));
    assert_int_equal(0, repeat(&bench));
    assert_int_equal(3, repeat(&bench));
    assert_int_equal(0, alone_take_back(&bench.alone, 0));
    assert_int_equal(3, bench.alone.handling.count);
}

static void the_newest_is_corrected_whether_it_waits_or_not(void **state)
{
    struct bench bench = {.t_ns = NS};
    const struct handling_rep known = {.end_ns = 5};
    (void)state;
    for (int i = 0; i < 4; i++)
        (void)repeat(&bench);
    alone_correct(&bench.alone, &known);
    assert_int_equal(5, bench.alone.handling.reps[3].end_ns);
    bench = (struct bench){.t_ns = NS};
    for (int i = 0; i < 4; i++)
        (void)repeat(&bench);
    (void)bend(&bench, 1.0, 2.0, false);
    alone_correct(&bench.alone, &known);
    assert_int_not_equal(5, bench.alone.handling.reps[3].end_ns);
    assert_int_equal(5, bench.alone.waiting[0].times.end_ns);
}

/* Lifts that take so long from sinking fastest to rising fastest. */
static unsigned lift_slowly(struct bench *bench, double low_s, double facing_rad)
{
    struct alone_rep rep = {.told = {.signal = GENERIC_HEAVE, .swing = {.size = 1.0, .end = 0.5}}};
    struct swing *swing = &rep.told.swing;
    swing->start_up[2] = swing->end_up[2] = 1.0;
    swing->end_heading = facing_rad;
    swing->left_ns = swing->start_ns = bench->t_ns + 2 * NS;
    bench->t_ns = swing->left_ns + (int64_t)(low_s * (double)NS);
    swing->end_ns = swing->over_ns = bench->t_ns;
    return alone_push(&bench->alone, &rep, false, bench->given);
}

static struct bench lift_four(void)
{
    struct bench bench = {.t_ns = NS};
    unsigned given = 0;
    for (int i = 0; i < 4; i++)
        given += lift_slowly(&bench, 1.6, 0.0);
    assert_int_equal(4, given);
    return bench;
}

static void hands_that_let_go_wait_for_another_lift(void **state)
{
    struct bench bench = lift_four();
    (void)state;
    assert_int_equal(0, lift_slowly(&bench, 3.6, 0.0));
    assert_int_equal(0, lift_slowly(&bench, 3.6, 2.0)); /* it goes away */
    bench = lift_four();
    assert_int_equal(0, lift_slowly(&bench, 3.6, 0.0));
    assert_int_equal(2, lift_slowly(&bench, 1.6, 0.0));
}

static void hands_that_turn_round_wait_for_another_lift(void **state)
{
    struct bench bench = lift_four();
    (void)state;
    assert_int_equal(0, lift_slowly(&bench, 1.6, 2.0));
    assert_int_equal(2, lift_slowly(&bench, 1.6, 2.0));
}

static void what_is_done_again_is_another_movement(void **state)
{
    struct bench bench = lift_four();
    (void)state;
    assert_int_equal(0, lift_slowly(&bench, 3.6, 0.0));
    assert_int_equal(2, lift_slowly(&bench, 3.6, 0.0));
    assert_int_equal(1, lift_slowly(&bench, 3.6, 0.0));
}

static void where_samples_were_lost_nothing_is_doubted(void **state)
{
    struct bench bench = lift_four();
    struct alone_rep rep = {
        .told = {.signal = GENERIC_HEAVE, .swing = {.size = 1.0, .end = 0.5, .end_heading = 2.0}}};
    (void)state;
    rep.told.swing.left_ns = rep.told.swing.start_ns = bench.t_ns + 2 * NS;
    rep.told.lost_ns = rep.told.swing.left_ns + NS;
    rep.told.swing.end_ns = rep.told.swing.left_ns + 4 * NS;
    assert_int_equal(1, alone_push(&bench.alone, &rep, false, bench.given));
    assert_int_equal(4, bench.alone.set_down.count);
}

/* Which way it faced in the last one does not matter to the next movement. */
static void nothing_is_left_of_what_is_over(void **state)
{
    struct bench bench = lift_four();
    (void)state;
    alone_forget(&bench.alone);
    assert_int_equal(1, lift(&bench, 3.0, true));
}

static void the_one_before_the_newest_is_known(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    assert_int_equal(0, alone_before_ns(&bench.alone));
    (void)repeat(&bench);
    int64_t first_ns = bench.t_ns;
    assert_int_equal(0, alone_before_ns(&bench.alone));
    (void)repeat(&bench);
    assert_int_equal(first_ns, alone_before_ns(&bench.alone));
    int64_t second_ns = bench.t_ns;
    (void)repeat(&bench);
    assert_int_equal(second_ns, alone_before_ns(&bench.alone));
    int64_t third_ns = bench.t_ns;
    assert_int_equal(0, bend(&bench, 1.0, 2.0, false));
    assert_int_equal(third_ns, alone_before_ns(&bench.alone));
}

/* Of the newest no time was seen: what is known now is not that of the one before it. */
static void what_has_no_time_is_not_corrected(void **state)
{
    struct bench bench = {.t_ns = NS};
    const struct handling_rep known = {.end_ns = 5};
    (void)state;
    for (int i = 0; i < 3; i++)
        (void)repeat(&bench);
    (void)lift(&bench, 0.0, true);
    alone_correct(&bench.alone, &known);
    assert_int_not_equal(5, bench.alone.handling.reps[2].end_ns);
    bench = (struct bench){.t_ns = NS};
    (void)repeat(&bench);
    (void)repeat(&bench);
    assert_int_equal(0, alone_take_back(&bench.alone, 1));
    alone_correct(&bench.alone, &known);
    assert_int_not_equal(5, bench.alone.waiting[0].times.end_ns);
}

/* More than handling.h compares. */
static void what_fetches_is_not_given_however_many_waited(void **state)
{
    struct bench bench = {.t_ns = NS};
    (void)state;
    for (int i = 0; i < ALONE_MAX - 1; i++) {
        unsigned waited = bench.alone.waiting_count;
        struct alone_rep before[ALONE_MAX];
        for (unsigned k = 0; k < waited; k++)
            before[k] = bench.alone.waiting[k];
        alone_forget(&bench.alone);
        (void)bend(&bench, i == 1 ? 2.0 : 1.0, i == 0 ? 1.5 : 0.5, false);
        before[waited] = bench.alone.waiting[0];
        for (unsigned k = 0; k <= waited; k++)
            bench.alone.waiting[k] = before[k];
        bench.alone.waiting_count = waited + 1;
    }
    assert_int_equal(ALONE_MAX - 1, repeat(&bench));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_wait_for_the_third),
        cmocka_unit_test(what_comes_before_a_set_is_never_given),
        cmocka_unit_test(what_is_never_alike_waits_for_ever),
        cmocka_unit_test(in_a_set_nothing_waits),
        cmocka_unit_test(what_fetches_is_never_given),
        cmocka_unit_test(what_seems_set_down_is_given_when_it_goes_on),
        cmocka_unit_test(plates_fetched_after_it_do_not_prove_it),
        cmocka_unit_test(what_waits_is_taken_back_first),
        cmocka_unit_test(what_has_no_time_is_not_corrected),
        cmocka_unit_test(what_fetches_is_not_given_however_many_waited),
        cmocka_unit_test(the_newest_is_corrected_whether_it_waits_or_not),
        cmocka_unit_test(hands_that_let_go_wait_for_another_lift),
        cmocka_unit_test(hands_that_turn_round_wait_for_another_lift),
        cmocka_unit_test(what_is_done_again_is_another_movement),
        cmocka_unit_test(where_samples_were_lost_nothing_is_doubted),
        cmocka_unit_test(nothing_is_left_of_what_is_over),
        cmocka_unit_test(the_one_before_the_newest_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
