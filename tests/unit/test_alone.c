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
        cmocka_unit_test(the_newest_is_corrected_whether_it_waits_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
