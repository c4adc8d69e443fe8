/* SPDX-License-Identifier: MIT */
/* Walking, and what is not: bobs of a sensor with a known rhythm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/steps.h"

#define PI 3.14159265358979323846
#define STEP_NS 10000000

struct walker {
    struct steps steps;
    int64_t t_ns;
    bool walks;
    bool walked; /* ever */
};

static void push(struct walker *walker, double heave)
{
    walker->walks = steps_push(&walker->steps, walker->t_ns, heave);
    walker->walked = walker->walked || walker->walks;
    walker->t_ns += STEP_NS;
}

/* Velocities of so many bobs. */
static void bob(struct walker *walker, unsigned count, double top, double period_s)
{
    unsigned samples = (unsigned)(period_s * 1e9 / STEP_NS);
    for (unsigned i = 0; i < count * samples; i++)
        push(walker, top * sin(2.0 * PI * i / samples));
}

static void rest(struct walker *walker, double duration_s)
{
    for (int64_t i = 0; i < (int64_t)(duration_s * 1e9) / STEP_NS; i++)
        push(walker, 0.0);
}

static void hears_steps(void **state)
{
    (void)state;
    const double steps_s[] = {0.4, 0.55, 0.7};
    for (unsigned i = 0; i < 3; i++) {
        struct walker walker = {0};
        rest(&walker, 1.0);
        bob(&walker, 3, 0.15, steps_s[i]);
        assert_false(walker.walked);
        bob(&walker, 3, 0.15, steps_s[i]);
        assert_true(walker.walks);
        rest(&walker, 2.0);
        assert_false(walker.walks);
    }
}

static void three_steps_to_a_stance_are_no_walk(void **state)
{
    (void)state;
    struct walker walker = {0};
    for (unsigned i = 0; i < 5; i++) {
        rest(&walker, 2.0);
        bob(&walker, 3, 0.2, 0.55);
    }
    assert_false(walker.walked);
}

static void lifts_and_sway_are_no_steps(void **state)
{
    (void)state;
    struct walker walker = {0};
    bob(&walker, 10, 0.6, 1.2);
    bob(&walker, 10, 0.6, 3.0);
    bob(&walker, 40, 0.04, 0.5);
    assert_false(walker.walked);
}

static void uneven_bobs_are_no_steps(void **state)
{
    (void)state;
    struct walker walker = {0};
    for (unsigned i = 0; i < 20; i++) { /* 0.35 s and 0.75 s from top to top in turn */
        bob(&walker, 1, 0.2, 0.3);
        rest(&walker, i % 2 ? 0.05 : 0.45);
    }
    for (unsigned i = 0; i < 10; i++) {
        /* 0.5 s, but rising by 0.16, 0.48, 0.8, 0.48 m/s */
        bob(&walker, 2, 0.08, 0.5);
        bob(&walker, 2, 0.4, 0.5);
    }
    assert_false(walker.walked);
}

static void quick_rises_are_told_while_they_are_fresh(void **state)
{
    (void)state;
    struct walker walker = {0};
    rest(&walker, 1.0);
    bob(&walker, 2, 0.15, 1.2); /* rises for 0.6 s, as who bends over on a seat */
    assert_false(steps_lifted(&walker.steps, walker.t_ns));
    bob(&walker, 2, 0.15, 0.6);
    assert_true(steps_lifted(&walker.steps, walker.t_ns));
    assert_false(walker.walked);
    rest(&walker, 2.0);
    assert_false(steps_lifted(&walker.steps, walker.t_ns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hears_steps),
        cmocka_unit_test(three_steps_to_a_stance_are_no_walk),
        cmocka_unit_test(lifts_and_sway_are_no_steps),
        cmocka_unit_test(uneven_bobs_are_no_steps),
        cmocka_unit_test(quick_rises_are_told_while_they_are_fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
