/* SPDX-License-Identifier: MIT */
/* What of the findings about form becomes a cue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/form.h"

static struct form form;
static struct core_event events[16];
static struct event_queue queue;
static struct event_sink sink;

static int set_up(void **state)
{
    (void)state;
    form = (struct form){0};
    queue = (struct event_queue){.events = events, .size = 16};
    sink = (struct event_sink){.now_ns = 5, .out = &queue};
    form_begin_set(&form);
    form_begin_rep(&form);
    return 0;
}

static void offer(enum fault fault, enum cue_severity severity, enum form_of of)
{
    const struct form_finding finding = {
        .fault = fault, .severity = severity, .of = of, .amount = 2.0, .threshold = 1.0};
    form_offer(&form, &finding);
}

static void only_the_most_important_is_said(void **state)
{
    (void)state;
    offer(FAULT_SHORT_RANGE, CUE_HINT, FORM_OF_NEXT);
    offer(FAULT_ROUNDING, CUE_HINT, FORM_OF_NEXT);
    offer(FAULT_TOO_FAST, CUE_HINT, FORM_OF_NEXT);
    form_speak(&form, 1, 3, &sink);
    assert_int_equal(queue.count, 1);
    assert_int_equal(events[0].cue.fault, FAULT_ROUNDING);
    assert_int_equal(events[0].cue.rep, 4);
    assert_int_equal(events[0].cue.set, 1);
}

static void severity_comes_before_rank(void **state)
{
    (void)state;
    offer(FAULT_ROUNDING, CUE_HINT, FORM_OF_NEXT);
    offer(FAULT_SHORT_RANGE, CUE_WARNING, FORM_OF_NEXT);
    form_speak(&form, 1, 0, &sink);
    assert_int_equal(events[0].cue.fault, FAULT_SHORT_RANGE);
}

static void a_repetition_gets_one_cue(void **state)
{
    (void)state;
    offer(FAULT_TOO_FAST, CUE_HINT, FORM_OF_NEXT);
    form_speak(&form, 1, 0, &sink);
    offer(FAULT_ROUNDING, CUE_WARNING, FORM_OF_NEXT);
    form_speak(&form, 1, 0, &sink);
    assert_int_equal(queue.count, 1);
    form_count_rep(&form);
    offer(FAULT_ROUNDING, CUE_WARNING, FORM_OF_LAST); /* still of the same */
    form_speak(&form, 1, 1, &sink);
    assert_int_equal(queue.count, 1);
    form_begin_rep(&form);
    offer(FAULT_ROUNDING, CUE_WARNING, FORM_OF_NEXT);
    form_speak(&form, 1, 1, &sink);
    assert_int_equal(queue.count, 2);
    assert_int_equal(events[1].cue.rep, 2);
}

static void stopping_is_called_for_at_once_and_once(void **state)
{
    (void)state;
    offer(FAULT_TOO_FAST, CUE_HINT, FORM_OF_NEXT);
    form_speak(&form, 1, 0, &sink);
    offer(FAULT_NEAR_FAILURE, CUE_STOP, FORM_OF_NEXT);
    form_speak(&form, 1, 0, &sink);
    offer(FAULT_NEAR_FAILURE, CUE_STOP, FORM_OF_NEXT);
    form_speak(&form, 1, 0, &sink);
    assert_int_equal(queue.count, 2);
    assert_int_equal(events[1].cue.severity, CUE_STOP);
}

static void what_opens_the_set_waits_for_it(void **state)
{
    (void)state;
    offer(FAULT_ROUNDING, CUE_HINT, FORM_OF_NEXT);
    form_speak(&form, 0, 0, &sink);
    assert_int_equal(queue.count, 0);
    form_begin_set(&form);
    form_count_rep(&form);
    form_speak(&form, 1, 1, &sink);
    assert_int_equal(queue.count, 1);
    assert_int_equal(events[0].cue.rep, 1);
}

static void what_opens_no_set_is_forgotten(void **state)
{
    (void)state;
    offer(FAULT_ROUNDING, CUE_HINT, FORM_OF_NEXT);
    form_speak(&form, 0, 0, &sink);
    form_forget_rep(&form);
    form_begin_rep(&form);
    form_begin_set(&form);
    form_count_rep(&form);
    form_speak(&form, 1, 1, &sink);
    assert_int_equal(queue.count, 0);
}

static void only_a_clean_set_is_praised(void **state)
{
    (void)state;
    form_praise(&form, 1, 5, &sink);
    assert_int_equal(queue.count, 0); /* nothing could be judged */
    form.judged = true;
    form_praise(&form, 1, 2, &sink);
    assert_int_equal(queue.count, 0); /* too few */
    form_praise(&form, 1, 5, &sink);
    assert_int_equal(queue.count, 1);
    assert_int_equal(events[0].cue.severity, CUE_PRAISE);
    offer(FAULT_TOO_FAST, CUE_HINT, FORM_OF_NEXT);
    form_speak(&form, 1, 5, &sink);
    form_praise(&form, 1, 5, &sink);
    assert_int_equal(queue.count, 2); /* the cue only */
}

static void a_repetition_without_a_finding_is_clean(void **state)
{
    (void)state;
    form_count_rep(&form); /* 1: clean */
    form_begin_rep(&form);
    offer(FAULT_ROUNDING, CUE_HINT, FORM_OF_NEXT);
    form_count_rep(&form); /* 2: rounded */
    form_begin_rep(&form);
    form_count_rep(&form);
    offer(FAULT_TOO_FAST, CUE_HINT, FORM_OF_LAST); /* 3: too fast */
    form_begin_rep(&form);
    form_count_rep(&form);
    offer(FAULT_NEAR_FAILURE, CUE_STOP, FORM_OF_LAST); /* 4: hard, but clean */
    assert_int_equal(form_clean_reps(&form, 4), 2);
    form_begin_rep(&form);
    form_count_rep(&form);
    assert_int_equal(form_clean_reps(&form, 5), 3);
    form_undo_rep(&form);
    assert_int_equal(form_clean_reps(&form, 4), 2);
    assert_int_equal(form_clean_reps(&form, 1), 1);
}

static void another_load_does_not_cost_the_praise(void **state)
{
    (void)state;
    form.judged = true;
    offer(FAULT_OTHER_LOAD, CUE_HINT, FORM_OF_LAST);
    form_speak(&form, 1, 3, &sink);
    form_praise(&form, 1, 5, &sink);
    assert_int_equal(queue.count, 2);
    assert_int_equal(events[1].cue.severity, CUE_PRAISE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(only_the_most_important_is_said, set_up),
        cmocka_unit_test_setup(severity_comes_before_rank, set_up),
        cmocka_unit_test_setup(a_repetition_gets_one_cue, set_up),
        cmocka_unit_test_setup(stopping_is_called_for_at_once_and_once, set_up),
        cmocka_unit_test_setup(what_opens_the_set_waits_for_it, set_up),
        cmocka_unit_test_setup(what_opens_no_set_is_forgotten, set_up),
        cmocka_unit_test_setup(only_a_clean_set_is_praised, set_up),
        cmocka_unit_test_setup(a_repetition_without_a_finding_is_clean, set_up),
        cmocka_unit_test_setup(another_load_does_not_cost_the_praise, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
