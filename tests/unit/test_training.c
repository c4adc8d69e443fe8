/* SPDX-License-Identifier: MIT */
/* Sessions, sets, rest and commands, over a core that says what the test wants. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "training/training.h"

#define S 1000000000LL

/* ---- the core of these tests: answers from a list, events as told ---- */

struct core {
    struct command last;
    unsigned commands;
    int answer; /* of core_command() */
    struct core_event script[16];
    unsigned script_count;
    unsigned flood; /* this many events at the next push */
    uint32_t set;
};

static struct core fake;

static void emit(struct event_queue *out, struct core_event event)
{
    if (out->count < out->size)
        out->events[out->count++] = event;
    else
        out->dropped++;
}

static struct core_event set_started(uint32_t set, int64_t t_ns)
{
    struct core_event e = {.type = EVENT_SET_STARTED, .t_ns = t_ns};

    e.set_started.set = set;
    e.set_started.start_ns = t_ns - S;
    strcpy(e.set_started.exercise, "deadlift");
    return e;
}

static struct core_event rep(uint32_t set, uint32_t number, enum side side, int64_t t_ns)
{
    struct core_event e = {.type = EVENT_REP, .t_ns = t_ns};

    e.rep.set = set;
    e.rep.rep = number;
    e.rep.side = side;
    return e;
}

static struct core_event rep_undone(uint32_t set, uint32_t number, int64_t t_ns)
{
    struct core_event e = {.type = EVENT_REP_UNDONE, .t_ns = t_ns};

    e.rep_undone.set = set;
    e.rep_undone.rep = number;
    return e;
}

static struct core_event set_ended(uint32_t set, uint32_t reps, enum set_end_reason reason,
                                   int64_t t_ns)
{
    struct core_event e = {.type = EVENT_SET_ENDED, .t_ns = t_ns};

    e.set_ended.set = set;
    e.set_ended.reps = reps;
    e.set_ended.reason = reason;
    e.set_ended.end_ns = t_ns;
    strcpy(e.set_ended.exercise, "deadlift");
    return e;
}

void core_push(struct core *core, const struct sample *sample, struct event_queue *out)
{
    (void)sample;
    for (unsigned i = 0; i < core->script_count; i++)
        emit(out, core->script[i]);
    core->script_count = 0;
    for (; core->flood > 0; core->flood--)
        emit(out, (struct core_event){.type = EVENT_PARTIAL});
}

int core_command(struct core *core, const struct command *command, struct event_queue *out)
{
    core->last = *command;
    core->commands++;
    if (core->answer < 0)
        return core->answer;
    if (command->type == COMMAND_START_SET)
        emit(out, set_started(++core->set, 50 * S));
    if (command->type == COMMAND_STOP_SET)
        emit(out, set_ended(core->set, 0, command->reason, 60 * S));
    if (command->type == COMMAND_SELECT_EXERCISE && strcmp(command->exercise, "nothing") == 0)
        return -ENOENT;
    return 0;
}

void core_pose(const struct core *core, struct pose *ret_pose)
{
    (void)core;
    *ret_pose = (struct pose){.trunk_deg = 12.0};
}

/* ---- what the listener has heard ---- */

struct heard {
    enum happening_type type;
    enum core_event_type event;
    uint32_t set;
    enum session_state state;
    double rest_s;
    double load_kg;
    enum session_end_reason reason;
};

static struct heard heard[80];
static unsigned heard_count;
static char logged[128];

static void on_happened(void *data, const struct happening *happening)
{
    (void)data;
    assert_in_range(heard_count, 0, 79);
    struct heard *h = &heard[heard_count++];
    *h = (struct heard){
        .type = happening->type,
        .state = happening->session->state,
        .rest_s = happening->rest_s,
        .load_kg = happening->load_kg,
        .reason = happening->end_reason,
    };
    if (happening->event) {
        h->event = happening->event->type;
        /* All of the events in question have the set first. */
        h->set = happening->event->rep.set;
    }
}

static void on_log(void *data, int level, const char *message)
{
    (void)data;
    (void)level;
    snprintf(logged, sizeof logged, "%s", message);
}

static const struct exercise exercises[] = {{.id = "back-squat"}, {.id = "deadlift"}};

static int set_up(void **state)
{
    struct training_config config = {
        .idle_timeout_ns = 1800 * S, .auto_track = true, .language = "en"};
    struct training_listener listener = {.happened = on_happened, .log = on_log};
    struct training *training;

    fake = (struct core){.answer = 0};
    heard_count = 0;
    logged[0] = '\0';
    assert_int_equal(training_new(&fake, exercises, 2, &config, &listener, &training), 0);
    assert_int_equal(fake.last.type, COMMAND_AUTO_TRACK);
    *state = training;
    return 0;
}

static int tear_down(void **state)
{
    assert_null(training_free(*state));
    return 0;
}

static void push(struct training *training, struct core_event event)
{
    struct sample sample = {.t_ns = event.t_ns};

    fake.script[fake.script_count++] = event;
    if (event.type == EVENT_SET_STARTED)
        fake.set = event.set_started.set;
    training_push(training, &sample);
}

static void test_the_first_set_opens_a_session(void **state)
{
    struct training *t = *state;
    const struct session *s = training_session(t);

    assert_int_equal(s->state, SESSION_IDLE);
    training_set_realtime_offset(t, 5000000);
    push(t, set_started(1, 10 * S));
    assert_int_equal(heard[0].type, HAPPENING_SESSION_STARTED);
    assert_int_equal(heard[0].state, SESSION_READY);
    assert_int_equal(heard[1].event, EVENT_SET_STARTED);
    assert_int_equal(s->state, SESSION_SET);
    assert_int_equal(s->number, 1);
    assert_int_equal(s->started_realtime_us, 15000000);
    assert_true(isnan(heard[1].rest_s));
    assert_string_equal(logged, "");
}

static void test_a_session_counts_its_own_sets(void **state)
{
    struct training *t = *state;
    const struct session *s = training_session(t);

    push(t, set_started(1, 10 * S));
    push(t, set_ended(1, 5, SET_END_REST, 20 * S));
    assert_int_equal(training_stop_session(t, SESSION_END_FINISHED, 30 * S), 0);
    heard_count = 0;
    push(t, set_started(2, 100 * S));
    push(t, rep(2, 1, SIDE_NONE, 102 * S));
    push(t, set_ended(2, 1, SET_END_REST, 110 * S));
    push(t, set_started(3, 171 * S));
    assert_int_equal(s->number, 2);
    assert_int_equal(heard[1].set, 1);
    assert_int_equal(heard[2].set, 1);
    assert_int_equal(heard[3].set, 1);
    assert_int_equal(heard[4].set, 2);
    /* From the end of one to the start of the other, not to when it was noticed. */
    assert_true(fabs(heard[4].rest_s - 60.0) < 1e-9);
    assert_int_equal(s->set, 2);
    assert_int_equal(s->set_count, 1);
    assert_int_equal(s->sets[0].set, 1);
    assert_int_equal(s->sets[0].reps, 1);
    assert_string_equal(s->sets[0].exercise, "deadlift");
}

static void test_repetitions_and_sides_are_counted_and_undone(void **state)
{
    struct training *t = *state;
    const struct session *s = training_session(t);

    push(t, set_started(1, 10 * S));
    push(t, rep(1, 1, SIDE_LEFT, 12 * S));
    push(t, rep(1, 2, SIDE_RIGHT, 14 * S));
    push(t, rep(1, 3, SIDE_LEFT, 16 * S));
    assert_true(s->reps == 3 && s->reps_left == 2 && s->reps_right == 1);
    push(t, rep_undone(1, 3, 17 * S));
    assert_true(s->reps == 2 && s->reps_left == 1 && s->reps_right == 1);
    push(t, rep_undone(1, 2, 17 * S));
    assert_true(s->reps == 1 && s->reps_left == 1 && s->reps_right == 0);
    assert_string_equal(logged, "");
    push(t, rep_undone(1, 2, 17 * S)); /* it is not there any more */
    assert_int_equal(s->reps, 1);
    assert_string_equal(logged, "bug: rep-undone in state set");
}

static void test_a_repetition_can_be_undone_after_the_set(void **state)
{
    struct training *t = *state;
    const struct session *s = training_session(t);

    push(t, set_started(1, 10 * S));
    push(t, rep(1, 1, SIDE_NONE, 12 * S));
    push(t, rep(1, 2, SIDE_NONE, 14 * S));
    push(t, set_ended(1, 2, SET_END_REST, 20 * S));
    push(t, rep_undone(1, 2, 21 * S));
    assert_int_equal(s->reps, 1);
    assert_int_equal(s->sets[0].reps, 1);
    assert_int_equal(s->total_reps, 1);
    assert_string_equal(logged, "");
}

static void test_the_impossible_is_logged_and_survived(void **state)
{
    struct training *t = *state;
    const struct session *s = training_session(t);
    struct training_options options = {0};

    assert_int_equal(training_start_session(t, &options, S, S), 0);
    push(t, rep(1, 1, SIDE_NONE, 12 * S));
    assert_string_equal(logged, "bug: rep in state ready");
    push(t, set_started(1, 13 * S));
    logged[0] = '\0';
    push(t, set_started(2, 14 * S));
    assert_string_equal(logged, "bug: set-started in state set");
    assert_int_equal(s->set, 2);
    logged[0] = '\0';
    push(t, set_ended(2, 0, SET_END_REST, 15 * S));
    push(t, set_ended(2, 0, SET_END_REST, 16 * S));
    assert_string_equal(logged, "bug: set-ended in state rest");
}

static void test_a_session_takes_its_options(void **state)
{
    struct training *t = *state;
    struct training_options options = {
        .given = OPTION_ATHLETE | OPTION_EXERCISE | OPTION_LOAD | OPTION_REPS | OPTION_TEMPO,
        .athlete = "kim",
        .exercise = "deadlift",
        .load_kg = 80.0,
        .prescription = {.reps = 8, .tempo_s = {3, 1, 1, 0}},
    };

    assert_int_equal(training_start_session(t, &options, 10 * S, 99), 0);
    assert_int_equal(training_start_session(t, &options, 10 * S, 99), -EBUSY);
    assert_string_equal(training_session(t)->athlete, "kim");
    assert_string_equal(training_exercise(t), "deadlift");
    assert_true(training_load_kg(t) == 80.0);
    assert_int_equal(training_prescription(t)->reps, 8);
    /* What is not said stays. */
    options = (struct training_options){.given = OPTION_REPS, .prescription = {.reps = 5}};
    assert_int_equal(training_prescribe(t, &options, 11 * S), 0);
    assert_int_equal(training_prescription(t)->reps, 5);
    assert_true(training_prescription(t)->tempo_s[0] == 3.0);
    /* And goes with the session. */
    assert_int_equal(training_stop_session(t, SESSION_END_FINISHED, 12 * S), 0);
    assert_int_equal(training_prescription(t)->reps, 0);
    assert_true(isnan(training_prescription(t)->tempo_s[0]));
    assert_true(training_load_kg(t) == 0.0);
    assert_string_equal(training_exercise(t), "deadlift");
}

static void test_an_option_out_of_range_changes_nothing(void **state)
{
    struct training *t = *state;
    struct training_options options = {.given = OPTION_LOAD | OPTION_EXERCISE};
    static const double loads[] = {-1.0, 1000.1, NAN, INFINITY};
    unsigned commands = fake.commands;

    for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++) {
        options.load_kg = loads[i];
        assert_int_equal(training_start_session(t, &options, S, S), -EINVAL);
        assert_int_equal(training_prescribe(t, &options, S), -EINVAL);
    }
    options = (struct training_options){.given = OPTION_EXERCISE, .exercise = "yoga"};
    assert_int_equal(training_start_session(t, &options, S, S), -ENOENT);
    options = (struct training_options){.given = OPTION_REPS, .prescription = {.reps = 1001}};
    assert_int_equal(training_start_session(t, &options, S, S), -EINVAL);
    options = (struct training_options){.given = OPTION_HOLD, .prescription = {.hold_s = -0.1}};
    assert_int_equal(training_start_session(t, &options, S, S), -EINVAL);
    assert_int_equal(fake.commands, commands);
    assert_int_equal(training_session(t)->state, SESSION_IDLE);
}

static void test_commands_without_a_set_or_session(void **state)
{
    struct training *t = *state;

    assert_int_equal(training_stop_session(t, SESSION_END_FINISHED, S), -ESRCH);
    assert_int_equal(training_stop_set(t, S), -ENODATA);
    assert_int_equal(training_undo_rep(t, S), -ENODATA);
    assert_int_equal(training_restart_set(t, S), -ENODATA);
    assert_int_equal(training_report_pain(t, S), 0);
    assert_int_equal(training_start_set(t, S), 0);
    assert_int_equal(training_undo_rep(t, S), -ERANGE);
    assert_int_equal(training_start_set(t, S), 0); /* nothing: one is open */
    assert_int_equal(fake.set, 1);
}

static void test_what_the_core_refuses_has_not_happened(void **state)
{
    struct training *t = *state;

    fake.answer = -ENODEV;
    assert_int_equal(training_start_set(t, S), -ENODEV);
    assert_int_equal(training_session(t)->state, SESSION_IDLE);
    assert_int_equal(training_set_auto_track(t, false, S), -ENODEV);
    assert_true(training_auto_track(t));
    fake.answer = 0;
    assert_int_equal(training_select_exercise(t, "nothing", S), -ENOENT);
    assert_string_equal(training_exercise(t), "");
    char long_id[200];
    memset(long_id, 'a', sizeof long_id);
    long_id[199] = '\0';
    assert_int_equal(training_select_exercise(t, long_id, S), -ENOENT);
}

static void test_pain_ends_the_set_and_stays(void **state)
{
    struct training *t = *state;
    const struct session *s = training_session(t);

    push(t, set_started(1, 10 * S));
    assert_int_equal(training_report_pain(t, 11 * S), 0);
    assert_int_equal(fake.last.type, COMMAND_STOP_SET);
    assert_int_equal(fake.last.reason, SET_END_PAIN);
    assert_int_equal(s->state, SESSION_REST);
    assert_true(s->pain);
    assert_int_equal(s->sets[0].reason, SET_END_PAIN);
    push(t, set_started(2, 100 * S));
    assert_true(s->pain);
}

static void test_an_open_set_ends_before_its_session(void **state)
{
    struct training *t = *state;

    push(t, set_started(1, 10 * S));
    heard_count = 0;
    assert_int_equal(training_stop_session(t, SESSION_END_ABANDONED, 12 * S), 0);
    assert_int_equal(heard[0].event, EVENT_SET_ENDED);
    assert_int_equal(heard[1].type, HAPPENING_SESSION_ENDED);
    assert_int_equal(heard[1].reason, SESSION_END_ABANDONED);
    assert_int_equal(training_session(t)->set_count, 1);
}

static void test_a_session_in_which_nothing_happens_ends(void **state)
{
    struct training *t = *state;

    assert_true(training_deadline_ns(t) == INT64_MAX);
    push(t, set_started(1, 10 * S));
    push(t, rep(1, 1, SIDE_NONE, 100 * S));
    push(t, set_ended(1, 1, SET_END_REST, 200 * S));
    assert_true(training_deadline_ns(t) == 2000 * S);
    training_set_auto_track(t, true, 300 * S); /* a command counts as life */
    heard_count = 0;
    training_advance(t, 2000 * S);
    assert_int_equal(heard_count, 0);
    training_advance(t, 2100 * S);
    assert_int_equal(heard[0].type, HAPPENING_SESSION_ENDED);
    assert_int_equal(heard[0].reason, SESSION_END_IDLE);
}

static void test_a_set_that_gets_no_samples_ends(void **state)
{
    struct training *t = *state;
    struct sample sample = {.t_ns = 15 * S};

    push(t, set_started(1, 10 * S));
    assert_true(training_deadline_ns(t) == 20 * S);
    training_push(t, &sample);
    training_advance(t, 20 * S);
    assert_int_equal(training_session(t)->state, SESSION_SET);
    assert_true(training_deadline_ns(t) == 25 * S);
    training_advance(t, 25 * S);
    assert_int_equal(training_session(t)->state, SESSION_REST);
    assert_int_equal(training_session(t)->sets[0].reason, SET_END_SENSOR_LOST);
}

static void test_a_restarted_set_counts_from_nothing(void **state)
{
    struct training *t = *state;

    push(t, set_started(1, 10 * S));
    push(t, rep(1, 1, SIDE_LEFT, 12 * S));
    assert_int_equal(training_restart_set(t, 13 * S), 0);
    assert_int_equal(fake.last.type, COMMAND_RESTART_SET);
    assert_int_equal(training_session(t)->reps, 0);
    assert_int_equal(training_session(t)->reps_left, 0);
    assert_int_equal(training_session(t)->state, SESSION_SET);
}

static void test_more_sets_than_are_kept_are_counted(void **state)
{
    struct training *t = *state;
    const struct session *s = training_session(t);

    for (uint32_t set = 1; set <= SESSION_SETS_MAX + 3; set++) {
        heard_count = 0;
        push(t, set_started(set, set * 60 * S));
        push(t, set_ended(set, 2, SET_END_REST, (set * 60 + 30) * S));
    }
    assert_int_equal(s->set_count, SESSION_SETS_MAX + 3);
    assert_int_equal(s->total_reps, 2 * (SESSION_SETS_MAX + 3));
    assert_int_equal(s->sets[SESSION_SETS_MAX - 1].set, SESSION_SETS_MAX);
    push(t, rep_undone(SESSION_SETS_MAX + 3, 2, 99999 * S));
    assert_int_equal(s->sets[SESSION_SETS_MAX - 1].reps, 2);
}

static void test_more_events_than_the_queue_holds_are_reported(void **state)
{
    struct training *t = *state;
    struct sample sample = {0};

    push(t, set_started(1, 10 * S));
    heard_count = 0;
    fake.flood = 70;
    training_push(t, &sample);
    assert_int_equal(heard_count, 64);
    assert_non_null(strstr(logged, "some were dropped"));
    /* And it goes on. */
    heard_count = 0;
    push(t, rep(1, 1, SIDE_NONE, 12 * S));
    assert_int_equal(training_session(t)->reps, 1);
}

static void test_near_exercises_are_listed(void **state)
{
    char text[64];

    training_near_exercises(*state, "deadlfit", text, sizeof text);
    assert_string_equal(text, "deadlift");
    training_near_exercises(*state, "yoga", text, sizeof text);
    assert_string_equal(text, "");
    training_near_exercises(*state, "squat", text, 5);
    assert_string_equal(text, "back");
}

static void test_end_reasons_that_people_may_give(void **state)
{
    enum session_end_reason reason = SESSION_END_IDLE;
    (void)state;

    assert_int_equal(session_end_reason_parse("", &reason), 0);
    assert_int_equal(reason, SESSION_END_FINISHED);
    assert_int_equal(session_end_reason_parse("pain", &reason), 0);
    assert_int_equal(reason, SESSION_END_PAIN);
    assert_int_equal(session_end_reason_parse("idle", &reason), -EINVAL);
    assert_int_equal(session_end_reason_parse("shutdown", &reason), -EINVAL);
    assert_int_equal(reason, SESSION_END_PAIN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_first_set_opens_a_session),
        TEST(test_a_session_counts_its_own_sets),
        TEST(test_repetitions_and_sides_are_counted_and_undone),
        TEST(test_a_repetition_can_be_undone_after_the_set),
        TEST(test_the_impossible_is_logged_and_survived),
        TEST(test_a_session_takes_its_options),
        TEST(test_an_option_out_of_range_changes_nothing),
        TEST(test_commands_without_a_set_or_session),
        TEST(test_what_the_core_refuses_has_not_happened),
        TEST(test_pain_ends_the_set_and_stays),
        TEST(test_an_open_set_ends_before_its_session),
        TEST(test_a_session_in_which_nothing_happens_ends),
        TEST(test_a_set_that_gets_no_samples_ends),
        TEST(test_a_restarted_set_counts_from_nothing),
        TEST(test_more_sets_than_are_kept_are_counted),
        TEST(test_more_events_than_the_queue_holds_are_reported),
        TEST(test_near_exercises_are_listed),
        cmocka_unit_test(test_end_reasons_that_people_may_give),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
