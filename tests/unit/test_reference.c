/* SPDX-License-Identifier: MIT */
/* What is learned of an athlete's own repetitions, and for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/reference.h"

static struct reference_rep rep_of(double duration_s, double range)
{
    struct reference_rep rep = reference_rep_unknown();
    rep.value[REFERENCE_DURATION] = duration_s;
    rep.value[REFERENCE_RANGE] = range;
    return rep;
}

static void learn(struct reference *reference, double duration_s, double range)
{
    struct reference_rep rep = rep_of(duration_s, range);
    reference_learn(reference, &rep);
}

static void few_repetitions_are_no_measure(void **state)
{
    (void)state;
    struct reference reference;
    reference_forget(&reference);
    assert_true(isnan(reference_value(&reference, REFERENCE_RANGE)));
    for (int i = 0; i < REFERENCE_MIN - 1; i++)
        learn(&reference, 2.0, 50.0);
    assert_true(isnan(reference_value(&reference, REFERENCE_RANGE)));
    assert_true(isnan(reference_share(&reference, REFERENCE_RANGE, 50.0)));
    learn(&reference, 2.0, 50.0);
    assert_true(reference_value(&reference, REFERENCE_RANGE) == 50.0);
}

static void median_of_the_first_ten_stays(void **state)
{
    (void)state;
    struct reference reference;
    reference_forget(&reference);
    for (int i = 0; i < REFERENCE_REPS; i++)
        learn(&reference, i == 4 ? 20.0 : 2.0 + 0.01 * i, 50.0);
    assert_true(reference.settled);
    double before = reference_value(&reference, REFERENCE_DURATION);
    assert_true(before > 2.0 && before < 2.1);
    for (int i = 0; i < 20; i++)
        learn(&reference, 1.0, 10.0);
    reference_end_set(&reference);
    assert_true(reference_value(&reference, REFERENCE_DURATION) == before);
    assert_true(fabs(reference_share(&reference, REFERENCE_RANGE, 40.0) - 0.8) < 1e-9);
}

static void short_first_set_is_enough(void **state)
{
    (void)state;
    struct reference reference;
    reference_forget(&reference);
    for (int i = 0; i < REFERENCE_MIN; i++)
        learn(&reference, 2.0, 50.0);
    assert_false(reference.settled);
    reference_end_set(&reference);
    assert_true(reference.settled);
    learn(&reference, 2.0, 500.0);
    assert_true(reference_value(&reference, REFERENCE_RANGE) == 50.0);
}

static void set_that_is_too_short_is_forgotten(void **state)
{
    (void)state;
    struct reference reference;
    reference_forget(&reference);
    for (int i = 0; i < REFERENCE_MIN - 1; i++)
        learn(&reference, 2.0, 50.0);
    reference_end_set(&reference);
    for (int i = 0; i < REFERENCE_MIN; i++)
        learn(&reference, 3.0, 60.0);
    assert_true(reference_value(&reference, REFERENCE_RANGE) == 60.0);
}

static void what_is_not_known_is_not_learned(void **state)
{
    (void)state;
    struct reference reference;
    reference_forget(&reference);
    for (int i = 0; i < REFERENCE_REPS; i++)
        learn(&reference, i % 2 ? NAN : 2.0, NAN);
    assert_true(reference_value(&reference, REFERENCE_DURATION) == 2.0);
    assert_true(isnan(reference_value(&reference, REFERENCE_RANGE)));
    assert_true(isnan(reference_share(&reference, REFERENCE_RANGE, 40.0)));
    assert_true(isnan(reference_share(&reference, REFERENCE_DURATION, NAN)));
}

static void stored_one_is_taken_as_it_is(void **state)
{
    (void)state;
    struct reference reference;
    struct reference_rep stored = rep_of(NAN, 70.0);
    reference_restore(&reference, &stored);
    learn(&reference, 1.0, 10.0);
    assert_true(reference_value(&reference, REFERENCE_RANGE) == 70.0);
    assert_true(isnan(reference_value(&reference, REFERENCE_DURATION)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_repetitions_are_no_measure),
        cmocka_unit_test(median_of_the_first_ten_stays),
        cmocka_unit_test(short_first_set_is_enough),
        cmocka_unit_test(set_that_is_too_short_is_forgotten),
        cmocka_unit_test(what_is_not_known_is_not_learned),
        cmocka_unit_test(stored_one_is_taken_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
