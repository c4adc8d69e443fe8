/* SPDX-License-Identifier: MIT */
/* A weight that is fetched or set down, told from repetitions by its time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/handling.h"

#define NS 1000000000LL

/* Seconds of standing before it, going down, staying there, coming back. */
struct bend {
    double stood, out, far, back;
};

static const struct bend usual = {1.0, 1.5, 0.7, 0.9};

struct bench {
    struct handling handling;
    int64_t t_ns;
};

static int64_t after(int64_t t_ns, double seconds)
{
    return t_ns + (int64_t)(seconds * (double)NS);
}

static struct handling_rep take_time(struct bench *bench, const struct bend *bend)
{
    struct handling_rep rep = {0};
    rep.start_ns = after(bench->t_ns, bend->stood);
    rep.out_ns = after(rep.start_ns, bend->out);
    rep.in_ns = after(rep.out_ns, bend->far);
    rep.half_in_ns = after(rep.in_ns, bend->back / 2);
    rep.end_ns = bench->t_ns = after(rep.in_ns, bend->back);
    return rep;
}

static void add(struct bench *bench, const struct bend *bend)
{
    struct handling_rep rep = take_time(bench, bend);
    handling_add(&bench->handling, &rep);
}

static bool sets_down(const struct bend *last)
{
    struct bench bench = {.t_ns = 0};
    for (int i = 0; i < 4; i++)
        add(&bench, &usual);
    struct handling_rep rep = take_time(&bench, last);
    return handling_sets_down(&bench.handling, &rep, handling_end_ns(&bench.handling));
}

static bool fetches(const struct bend *first, const struct bend *second)
{
    struct bench bench = {.t_ns = 0};
    add(&bench, first);
    add(&bench, second);
    add(&bench, &usual);
    return handling_fetches(&bench.handling);
}

static void even_repetitions_are_repetitions(void **state)
{
    (void)state;
    assert_false(sets_down(&usual));
    assert_false(fetches(&usual, &usual));
}

static void who_tires_still_repeats(void **state)
{
    const struct bend breath = {2.0, 1.5, 0.7, 1.1}, slow = {1.3, 1.3, 0.9, 1.6};
    (void)state;
    assert_false(sets_down(&breath));
    assert_false(sets_down(&slow));
}

static void who_stays_long_and_rises_fast_has_set_it_down(void **state)
{
    const struct bend after_a_deadlift = {1.0, 1.5, 1.4, 0.7};
    (void)state;
    assert_true(sets_down(&after_a_deadlift));
}

static void who_stands_then_bends_at_another_pace_sets_it_down(void **state)
{
    const struct bend back_to_the_floor = {3.0, 0.8, 1.7, 0.9};
    (void)state;
    assert_true(sets_down(&back_to_the_floor));
}

static void who_grips_long_and_then_stands_has_fetched_it(void **state)
{
    const struct bend fetch = {5.0, 1.0, 2.5, 0.9}, second = {3.0, 1.5, 0.7, 0.9};
    (void)state;
    assert_true(fetches(&fetch, &second));
}

static void a_first_lift_off_the_floor_is_one(void **state)
{
    const struct bend grip = {5.0, 1.0, 2.5, 0.9};
    (void)state;
    assert_false(fetches(&grip, &usual));
}

static void a_rest_alone_tells_nothing(void **state)
{
    const struct bend after_a_rest = {3.0, 1.5, 0.7, 0.9};
    (void)state;
    assert_false(fetches(&usual, &after_a_rest));
}

static const struct bend after_standing = {3.0, 1.5, 0.7, 0.9};

/* Three by a hand, whose first and others rise and sink so far. */
static bool brings_up(const struct bend *second, double first_m, double others_m, bool depth_known)
{
    const struct bend *bends[] = {&usual, second, &usual};
    struct bench bench = {.t_ns = 0};
    for (unsigned i = 0; i < 3; i++) {
        struct handling_rep rep = take_time(&bench, bends[i]);
        rep.of_hand = true;
        rep.height = i == 2 ? 0.0 : i == 0 ? first_m : others_m; /* it is not back yet */
        rep.depth = depth_known ? i == 0 ? first_m : others_m : 0.0;
        handling_add(&bench.handling, &rep);
    }
    return handling_fetches(&bench.handling);
}

static void a_hand_that_comes_from_lower_and_stands_has_fetched_it(void **state)
{
    (void)state;
    assert_true(brings_up(&after_standing, 0.5, 0.3, false));
    assert_false(brings_up(&after_standing, 0.5, 0.5, false)); /* it goes down there each time */
    assert_false(brings_up(&after_standing, 0.0, 0.3, false));
    assert_false(brings_up(&after_standing, 0.5, 0.0, false));
}

static void without_standing_both_ways_must_be_much_farther(void **state)
{
    (void)state;
    assert_true(brings_up(&usual, 0.5, 0.3, true));
    assert_false(brings_up(&usual, 0.5, 0.3, false));
    assert_false(brings_up(&usual, 0.5, 0.4, true));
}

static void one_that_is_raised_first_stands_at_the_far_end(void **state)
{
    const struct bend fetched = {1.0, 1.5, 3.0, 0.9};
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct bench bench = {.t_ns = 0};
        for (int i = 0; i < 3; i++) {
            struct handling_rep rep = take_time(&bench, i == 0 ? &fetched : &usual);
            rep.of_hand = true;
            rep.lifts = k == 0;
            rep.height = i == 0 ? 0.5 : 0.3;
            handling_add(&bench.handling, &rep);
        }
        assert_int_equal(k == 0, handling_fetches(&bench.handling));
    }
}

static bool raises_another(const struct bend *last, double metres)
{
    struct bench bench = {.t_ns = 0};
    struct handling_rep rep = {0};
    for (int i = 0; i < 4; i++) {
        rep = take_time(&bench, &usual);
        rep.of_hand = rep.lifts = true;
        rep.height = 0.3;
        handling_add(&bench.handling, &rep);
    }
    rep = take_time(&bench, last);
    rep.of_hand = rep.lifts = true;
    rep.height = metres;
    return handling_sets_down(&bench.handling, &rep, handling_end_ns(&bench.handling));
}

static void what_is_raised_and_then_set_down_is_a_repetition(void **state)
{
    const struct bend to_the_floor = {1.0, 1.5, 3.0, 0.4}, upright = {3.0, 2.6, 0.7, 0.9};
    (void)state;
    assert_false(raises_another(&to_the_floor, 0.3));
    assert_true(raises_another(&to_the_floor, 0.5));
    assert_true(raises_another(&upright, 0.3));
}

static void those_told_otherwise_are_not_compared(void **state)
{
    struct bench bench = {.t_ns = 0};
    (void)state;
    for (int i = 0; i < 3; i++)
        add(&bench, &usual);
    const struct bend odd = {3.0, 3.0, 3.0, 0.4};
    struct handling_rep rep = take_time(&bench, &odd);
    rep.lifts = true;
    assert_true(handling_sets_down(&bench.handling, &rep, handling_end_ns(&bench.handling)));
    rep.heaved = true;
    assert_false(handling_sets_down(&bench.handling, &rep, handling_end_ns(&bench.handling)));
    handling_add(&bench.handling, &rep);
    assert_int_equal(1, bench.handling.count);
}

static void too_few_tell_nothing(void **state)
{
    const struct bend odd = {5.0, 0.5, 4.0, 0.4};
    struct bench bench = {.t_ns = 0};
    (void)state;
    add(&bench, &usual);
    struct handling_rep rep = take_time(&bench, &odd);
    assert_false(handling_sets_down(&bench.handling, &rep, handling_end_ns(&bench.handling)));
    handling_add(&bench.handling, &rep);
    assert_false(handling_fetches(&bench.handling));
}

static void what_is_corrected_is_the_newest(void **state)
{
    struct bench bench = {.t_ns = 0};
    (void)state;
    add(&bench, &usual);
    add(&bench, &usual);
    struct handling_rep rep = take_time(&bench, &usual);
    handling_correct(&bench.handling, &rep);
    assert_int_equal(2, bench.handling.count);
    assert_int_equal(rep.end_ns, bench.handling.reps[1].end_ns);
    handling_drop(&bench.handling);
    assert_int_equal(rep.end_ns, bench.handling.reps[0].end_ns);
    for (int i = 0; i < HANDLING_REPS; i++)
        add(&bench, &usual);
    assert_int_equal(HANDLING_REPS, bench.handling.count);
    assert_int_equal(bench.t_ns, bench.handling.reps[HANDLING_REPS - 1].end_ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(even_repetitions_are_repetitions),
        cmocka_unit_test(who_tires_still_repeats),
        cmocka_unit_test(who_stays_long_and_rises_fast_has_set_it_down),
        cmocka_unit_test(who_stands_then_bends_at_another_pace_sets_it_down),
        cmocka_unit_test(who_grips_long_and_then_stands_has_fetched_it),
        cmocka_unit_test(a_first_lift_off_the_floor_is_one),
        cmocka_unit_test(a_rest_alone_tells_nothing),
        cmocka_unit_test(a_hand_that_comes_from_lower_and_stands_has_fetched_it),
        cmocka_unit_test(without_standing_both_ways_must_be_much_farther),
        cmocka_unit_test(one_that_is_raised_first_stands_at_the_far_end),
        cmocka_unit_test(what_is_raised_and_then_set_down_is_a_repetition),
        cmocka_unit_test(those_told_otherwise_are_not_compared),
        cmocka_unit_test(too_few_tell_nothing),
        cmocka_unit_test(what_is_corrected_is_the_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
