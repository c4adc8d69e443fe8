/* SPDX-License-Identifier: MIT */
/* Hands that straighten up without the weight, told from those that lift it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/set_down.h"

#define NS 1e9

struct bench {
    struct set_down set_down;
    struct swing last;
    double t_s;
};

/* From rising fastest to sinking fastest, from there to rising fastest again, at that speed. */
static struct swing lift(const struct bench *bench, double high_s, double low_s, double speed)
{
    return (struct swing){
        .left_ns = (int64_t)((bench->t_s + high_s) * NS),
        .end_ns = (int64_t)((bench->t_s + high_s + low_s) * NS),
        .end = speed,
    };
}

static void add(struct bench *bench, double high_s, double low_s, double speed)
{
    bench->last = lift(bench, high_s, low_s, speed);
    bench->t_s = (double)bench->last.end_ns / NS;
    set_down_add(&bench->set_down, &bench->last);
}

static bool sees(const struct bench *bench, double high_s, double low_s, double speed)
{
    const struct swing swing = lift(bench, high_s, low_s, speed);
    return set_down_sees(&bench->set_down, &bench->last, &swing);
}

static struct bench lift_some(unsigned count)
{
    struct bench bench = {.t_s = 10.0};
    for (unsigned i = 0; i < count; i++)
        add(&bench, 2.0, 1.6, 0.5);
    return bench;
}

static void who_lets_go_rises_later_and_no_more_slowly(void **state)
{
    const struct bench bench = lift_some(5);
    (void)state;
    assert_true(sees(&bench, 2.0, 3.4, 0.5));
    assert_true(sees(&bench, 2.0, 2.3, 0.7));
}

static void the_same_once_more_is_a_lift(void **state)
{
    const struct bench bench = lift_some(5);
    (void)state;
    assert_false(sees(&bench, 2.0, 1.6, 0.5));
    assert_false(sees(&bench, 2.0, 1.6, 0.9)); /* fast alone tells nothing */
    assert_false(sees(&bench, 5.0, 1.6, 0.5)); /* nor a rest */
}

static void who_tires_rises_later_but_more_slowly(void **state)
{
    const struct bench bench = lift_some(5);
    (void)state;
    assert_false(sees(&bench, 2.0, 2.6, 0.4));
}

static void a_bottom_seen_earlier_is_no_longer_one(void **state)
{
    const struct bench bench = lift_some(5);
    (void)state;
    assert_false(sees(&bench, 1.0, 2.9, 0.5));
}

static void no_faster_than_the_fastest_is_usual(void **state)
{
    struct bench bench = lift_some(4);
    (void)state;
    add(&bench, 2.0, 1.6, 0.7);
    assert_false(sees(&bench, 2.0, 2.3, 0.7));
}

static void one_tells_nothing_and_old_ones_are_forgotten(void **state)
{
    struct bench bench = lift_some(1);
    (void)state;
    assert_false(sees(&bench, 2.0, 3.4, 0.5));
    for (unsigned i = 0; i < SET_DOWN_LIFTS; i++)
        add(&bench, 2.0, 3.4, 0.5);
    assert_int_equal(SET_DOWN_LIFTS, bench.set_down.count);
    assert_false(sees(&bench, 2.0, 3.4, 0.5));
    set_down_forget(&bench.set_down);
    assert_false(sees(&bench, 2.0, 9.0, 0.5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_lets_go_rises_later_and_no_more_slowly),
        cmocka_unit_test(the_same_once_more_is_a_lift),
        cmocka_unit_test(who_tires_rises_later_but_more_slowly),
        cmocka_unit_test(a_bottom_seen_earlier_is_no_longer_one),
        cmocka_unit_test(no_faster_than_the_fastest_is_usual),
        cmocka_unit_test(one_tells_nothing_and_old_ones_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
