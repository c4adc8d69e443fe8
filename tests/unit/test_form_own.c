/* SPDX-License-Identifier: MIT */
/* Repetitions held against the athlete's own first ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/form_own.h"

struct trial {
    struct form_own own;
    struct form form;
    struct form_own_rep rep; /* as the athlete does it */
};

static struct trial begin(void)
{
    struct trial trial = {.rep = {.sensor = 2,
                                  .way = {.axis = {0.0, 1.0, 0.0}, .up = {0.0, 0.0, 1.0}},
                                  .duration_s = 4.0,
                                  .outer_s = 2.5}};
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        trial.rep.range[i] = i == 2 ? 1.0 : i == 3 ? 0.6 : i == 4 ? 0.1 : NAN;
    form_own_forget(&trial.own);
    form_begin_set(&trial.form);
    return trial;
}

/* The fault of one more repetition, FAULT_NONE = nothing was said. */
static enum fault judge(struct trial *trial, const struct form_own_rep *rep)
{
    struct core_event events[4];
    struct event_queue queue = {.events = events, .size = 4};
    struct event_sink sink = {.out = &queue};
    form_begin_rep(&trial->form);
    form_count_rep(&trial->form);
    form_own_push(&trial->own, rep, &trial->form);
    form_speak(&trial->form, 1, 1, &sink);
    assert_true(queue.count <= 1);
    if (queue.count == 0)
        return FAULT_NONE;
    assert_int_equal(events[0].type, EVENT_CUE);
    assert_true(events[0].cue.amount < events[0].cue.threshold);
    assert_true(events[0].cue.confidence >= 0.5 && events[0].cue.confidence <= 1.0);
    return events[0].cue.fault;
}

static void learn(struct trial *trial, unsigned reps)
{
    for (unsigned i = 0; i < reps; i++)
        assert_int_equal(judge(trial, &trial->rep), FAULT_NONE);
}

static void what_is_done_as_before_is_right(void **state)
{
    (void)state;
    struct trial trial = begin();
    assert_int_equal(form_own_sensor(&trial.own), -1);
    learn(&trial, REFERENCE_REPS);
    assert_int_equal(form_own_sensor(&trial.own), 2);
    assert_false(trial.form.judged);
    struct form_own_rep rep = trial.rep;
    rep.outer_s *= 0.7;
    rep.range[2] *= 0.9;
    rep.range[3] *= 0.7;
    rep.range[4] *= 0.2; /* it is only taken along */
    assert_int_equal(judge(&trial, &rep), FAULT_NONE);
    assert_true(trial.form.judged);
}

static void faults_are_told_apart(void **state)
{
    (void)state;
    struct trial trial = begin();
    learn(&trial, REFERENCE_REPS);
    struct form_own_rep rep = trial.rep;
    rep.outer_s *= 0.5;
    assert_int_equal(judge(&trial, &rep), FAULT_TOO_FAST);
    rep.range[2] *= 0.7; /* one cue, the more important */
    assert_int_equal(judge(&trial, &rep), FAULT_TOO_FAST);
    rep.outer_s = trial.rep.outer_s;
    assert_int_equal(judge(&trial, &rep), FAULT_SHORT_RANGE);
    rep = trial.rep;
    rep.range[3] *= 0.5; /* another limb that should take part */
    assert_int_equal(judge(&trial, &rep), FAULT_SHORT_RANGE);
}

static void measure_outlasts_the_set(void **state)
{
    (void)state;
    struct trial trial = begin();
    learn(&trial, REFERENCE_MIN);
    form_own_end_set(&trial.own);
    form_begin_set(&trial.form);
    struct form_own_rep rep = trial.rep;
    rep.range[2] *= 0.7;
    for (unsigned i = 0; i < 2 * REFERENCE_REPS; i++)
        assert_int_equal(judge(&trial, &rep), FAULT_SHORT_RANGE);
}

static void few_repetitions_are_no_measure(void **state)
{
    (void)state;
    struct trial trial = begin();
    learn(&trial, REFERENCE_MIN - 1);
    form_own_end_set(&trial.own);
    struct form_own_rep rep = trial.rep;
    rep.range[2] *= 0.5;
    for (unsigned i = 0; i < REFERENCE_REPS; i++)
        assert_int_equal(judge(&trial, &rep), FAULT_NONE);
    assert_int_equal(judge(&trial, &trial.rep), FAULT_NONE);
}

static void other_movement_becomes_the_measure(void **state)
{
    (void)state;
    /* the other way round, about another axis, in another posture, of another sensor */
    for (unsigned i = 0; i < 4; i++) {
        struct trial trial = begin();
        learn(&trial, REFERENCE_REPS);
        struct form_own_rep other = trial.rep;
        if (i == 0)
            other.way.axis[1] = -1.0;
        if (i == 1)
            other.way = (struct form_own_way){.axis = {1.0, 0.0, 0.0}, .up = {0.0, 0.0, 1.0}};
        if (i == 2)
            other.way.up[0] = 1.0, other.way.up[2] = 0.0;
        if (i == 3)
            other.sensor = 3;
        other.range[2] = 0.3;
        for (unsigned k = 0; k < REFERENCE_REPS + 3; k++)
            assert_int_equal(judge(&trial, &other), FAULT_NONE);
        other.range[2] = 0.2;
        other.range[3] = 0.2;
        assert_int_equal(judge(&trial, &other), FAULT_SHORT_RANGE);
    }
}

static void single_stranger_changes_nothing(void **state)
{
    (void)state;
    struct trial trial = begin();
    learn(&trial, REFERENCE_REPS);
    struct form_own_rep stranger = trial.rep, small = trial.rep;
    stranger.way.axis[1] = -1.0;
    stranger.range[2] = 0.1;
    small.range[2] = 0.5;
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(judge(&trial, &stranger), FAULT_NONE);
        assert_int_equal(judge(&trial, &small), FAULT_SHORT_RANGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_done_as_before_is_right),
        cmocka_unit_test(faults_are_told_apart),
        cmocka_unit_test(measure_outlasts_the_set),
        cmocka_unit_test(few_repetitions_are_no_measure),
        cmocka_unit_test(other_movement_becomes_the_measure),
        cmocka_unit_test(single_stranger_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
