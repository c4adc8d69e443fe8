/* SPDX-License-Identifier: MIT */
/* The load of a set, and what it does to the back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "close.h"
#include "core/form_load.h"

static const struct exercise lift = {.id = "lift", .form = {[FORM_RULE_HEAVIER] = {6.0, 10.0}}};
static const struct exercise other = {.id = "other", .form = {[FORM_RULE_HEAVIER] = {6.0, 10.0}}};

static struct form_load load;
static struct form_finding finding;

static int set_up(void **state)
{
    (void)state;
    finding = (struct form_finding){.fault = FAULT_NONE};
    form_load_forget(&load);
    return 0;
}

/* A set of four; in how many of its repetitions the back was found to be rounder. */
static unsigned set_of(const struct exercise *exercise, double feet_kg, double said_kg,
                       double peak_deg)
{
    const struct form_load_rep rep = {
        .feet_kg = feet_kg, .confidence = 0.9, .said_kg = said_kg, .peak_deg = peak_deg};
    unsigned found = 0;
    form_load_begin_set(&load, exercise);
    for (unsigned i = 0; i < 4; i++) {
        form_load_push(&load, &rep);
        found += form_load_rounds(&load, exercise, 50.0, &finding);
    }
    return found;
}

static void a_heavier_load_that_rounds_the_back_is_too_heavy(void **state)
{
    (void)state;
    assert_int_equal(set_of(&lift, 40.0, 0.0, 20.0), 0);
    assert_int_equal(set_of(&lift, 60.0, 0.0, 25.0), 0); /* 5 degrees more are none */
    assert_int_equal(set_of(&lift, 80.0, 0.0, 28.0), 1); /* beside the lightest: 8 */
    assert_int_equal(finding.fault, FAULT_TOO_HEAVY);
    assert_int_equal(finding.severity, CUE_HINT);
    assert_close(finding.amount, 16.0, 1e-9); /* per cent of 50 degrees */
    assert_close(finding.threshold, 12.0, 1e-9);
    assert_int_equal(set_of(&lift, 90.0, 0.0, 30.5), 1);
    assert_int_equal(finding.severity, CUE_WARNING);
}

static void another_load_is_more_than_a_collar(void **state)
{
    (void)state;
    assert_int_equal(set_of(&lift, 80.0, 0.0, 20.0), 0);
    assert_int_equal(set_of(&lift, 82.0, 0.0, 40.0), 0);
    assert_int_equal(set_of(&lift, 80.0, 0.0, 20.0), 0);
    assert_int_equal(set_of(&lift, 60.0, 0.0, 40.0), 0); /* lighter: it becomes the measure */
    assert_int_equal(set_of(&lift, 80.0, 0.0, 43.0), 0);
    assert_int_equal(set_of(&lift, 80.0, 0.0, 47.0), 1);
    assert_int_equal(set_of(&lift, 20.0, 0.0, 20.0), 0);
    assert_int_equal(set_of(&lift, 22.0, 0.0, 40.0), 0); /* a tenth more, but 2 kg */
}

static void what_was_said_counts_where_the_feet_are_not_seen(void **state)
{
    (void)state;
    assert_int_equal(set_of(&lift, NAN, 40.0, 20.0), 0);
    assert_int_equal(set_of(&lift, NAN, 0.0, 40.0), 0);
    assert_int_equal(set_of(&lift, NAN, 60.0, 30.0), 1);
}

static void nothing_is_carried_to_another_exercise_or_athlete(void **state)
{
    (void)state;
    assert_int_equal(set_of(&lift, 40.0, 0.0, 20.0), 0);
    assert_int_equal(set_of(&other, 80.0, 0.0, 40.0), 0);
    assert_int_equal(set_of(&lift, 80.0, 0.0, 40.0), 0);
    form_load_forget(&load);
    assert_int_equal(set_of(&lift, 120.0, 0.0, 60.0), 0);
}

static void an_unseen_back_is_no_fault(void **state)
{
    (void)state;
    assert_int_equal(set_of(&lift, 40.0, 0.0, NAN), 0);
    assert_int_equal(set_of(&lift, 80.0, 0.0, 40.0), 0);
    assert_int_equal(set_of(&lift, 120.0, 0.0, NAN), 0);
}

static bool differs(double feet_kg, double confidence, double said_kg)
{
    const struct form_load_rep rep = {
        .feet_kg = feet_kg, .confidence = confidence, .said_kg = said_kg, .peak_deg = NAN};
    form_load_begin_set(&load, &lift);
    form_load_push(&load, &rep);
    assert_false(form_load_differs(&load, said_kg, &finding)); /* one proves nothing */
    form_load_push(&load, &rep);
    return form_load_differs(&load, said_kg, &finding);
}

static void another_load_than_was_said_is_told_once(void **state)
{
    (void)state;
    assert_true(differs(77.0, 0.9, 60.0));
    assert_int_equal(finding.fault, FAULT_OTHER_LOAD);
    assert_int_equal(finding.severity, CUE_HINT);
    assert_close(finding.amount, 77.0, 1e-9);
    assert_close(finding.threshold, 60.0, 1e-9);
    assert_false(form_load_differs(&load, 60.0, &finding));
    assert_true(differs(43.0, 0.9, 60.0));
}

static void what_may_be_the_same_load_is_not_told(void **state)
{
    (void)state;
    assert_false(differs(104.0, 0.9, 110.0)); /* less than a tenth */
    assert_false(differs(16.0, 0.9, 20.0));   /* less than 5 kg */
    assert_false(differs(77.0, 0.3, 60.0));   /* not sure */
    assert_false(differs(77.0, 0.9, 0.0));    /* nothing was said */
    assert_false(differs(NAN, 0.9, 60.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_heavier_load_that_rounds_the_back_is_too_heavy, set_up),
        cmocka_unit_test_setup(another_load_is_more_than_a_collar, set_up),
        cmocka_unit_test_setup(what_was_said_counts_where_the_feet_are_not_seen, set_up),
        cmocka_unit_test_setup(nothing_is_carried_to_another_exercise_or_athlete, set_up),
        cmocka_unit_test_setup(an_unseen_back_is_no_fault, set_up),
        cmocka_unit_test_setup(another_load_than_was_said_is_told_once, set_up),
        cmocka_unit_test_setup(what_may_be_the_same_load_is_not_told, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
