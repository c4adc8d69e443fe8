/* SPDX-License-Identifier: MIT */
/* What athletes say after a set, and what becomes of it; over a core that says what the test wants.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "training/training.h"

#define S 1000000000LL

/* ---- the core of these tests ---- */

struct core {
    struct command last;
    struct core_event next; /* given at the next push */
};

static struct core fake;

void core_push(struct core *core, const struct sample *sample, struct event_queue *out)
{
    (void)sample;
    assert_int_equal(out->count, 0);
    out->events[out->count++] = core->next;
}

int core_command(struct core *core, const struct command *command, struct event_queue *out)
{
    (void)out;
    core->last = *command;
    return 0;
}

void core_pose(const struct core *core, struct pose *ret_pose)
{
    (void)core;
    *ret_pose = (struct pose){.t_ns = 0};
}

static void push(struct training *training, struct core_event event)
{
    struct sample sample = {.t_ns = event.t_ns};

    fake.next = event;
    training_push(training, &sample);
}

/* ---- the listener ---- */

static struct reserve_history known_reserve; /* of kim's deadlifts */
static struct reserve_history kept_reserve;

static bool recall_reserve(void *data, const char *athlete, const char *exercise,
                           struct reserve_history *ret_history)
{
    (void)data;
    if (strcmp(athlete, "kim") != 0 || strcmp(exercise, "deadlift") != 0 || !known_reserve.sets)
        return false;
    *ret_history = known_reserve;
    return true;
}

static void keep_reserve(void *data, const char *athlete, const char *exercise,
                         const struct reserve_history *history)
{
    (void)data;
    assert_string_equal(athlete, "kim");
    assert_string_equal(exercise, "deadlift");
    kept_reserve = *history;
}

static void on_happened(void *data, const struct happening *happening)
{
    (void)data;
    (void)happening;
}

static void on_log(void *data, int level, const char *message)
{
    (void)data;
    (void)level;
    fail_msg("%s", message);
}

static const struct exercise exercises[] = {{.id = "back-squat"}, {.id = "deadlift"}};

static int set_up(void **state)
{
    const struct training_config config = {.auto_track = true, .language = "en"};
    const struct training_listener listener = {
        .happened = on_happened,
        .log = on_log,
        .recall_reserve = recall_reserve,
        .keep_reserve = keep_reserve,
    };
    struct training *training;

    known_reserve = kept_reserve = (struct reserve_history){.sets = 0};
    assert_int_equal(training_new(&fake, exercises, 2, &config, &listener, &training), 0);
    *state = training;
    return 0;
}

static int tear_down(void **state)
{
    assert_null(training_free(*state));
    return 0;
}

/* Five repetitions, from 0.5 m/s down to 0.3 m/s. */
static void push_set(struct training *training, uint32_t set)
{
    struct core_event event = {.type = EVENT_SET_STARTED, .t_ns = 100 * set * S};

    event.set_started.set = set;
    event.set_started.start_ns = event.t_ns;
    strcpy(event.set_started.exercise, "deadlift");
    push(training, event);
    for (uint32_t number = 1; number <= 5; number++) {
        event = (struct core_event){.type = EVENT_REP, .t_ns = (100 * set + number) * S};
        event.rep.set = set;
        event.rep.rep = number;
        push(training, event);
        event = (struct core_event){.type = EVENT_REP_DETAIL, .t_ns = event.t_ns};
        event.rep_detail.set = set;
        event.rep_detail.rep = number;
        event.rep_detail.detail.mean_velocity = 0.55 - 0.05 * number;
        push(training, event);
    }
    event = (struct core_event){.type = EVENT_SET_ENDED, .t_ns = (100 * set + 20) * S};
    event.set_ended.set = set;
    event.set_ended.reps = 5;
    event.set_ended.end_ns = event.t_ns;
    strcpy(event.set_ended.exercise, "deadlift");
    push(training, event);
}

static void test_what_was_left_teaches_the_own_line(void **state)
{
    struct training *t = *state;
    const struct training_options options = {
        .given = OPTION_ATHLETE | OPTION_EXERCISE, .athlete = "kim", .exercise = "deadlift"};

    assert_int_equal(training_tell_reserve(t, 1, S), -ESRCH);
    assert_int_equal(training_start_session(t, &options, S, 0), 0);
    assert_int_equal(training_tell_reserve(t, 1, 2 * S), -ENODATA);
    push_set(t, 1);
    assert_int_equal(training_tell_reserve(t, 5000, 130 * S), -EINVAL);
    assert_int_equal(training_tell_reserve(t, 1, 130 * S), 0);
    assert_int_equal(kept_reserve.sets, 1);
    assert_int_equal(kept_reserve.count, 5);
    assert_int_not_equal(fake.last.type, COMMAND_SET_RESERVE);        /* one set is no line */
    assert_int_equal(training_tell_reserve(t, 1, 131 * S), -ENODATA); /* it has been said */
    push_set(t, 2);
    assert_int_equal(training_tell_reserve(t, 7, 230 * S), 0); /* far away: thanks, and no more */
    assert_int_equal(kept_reserve.sets, 1);
    push_set(t, 3);
    assert_int_equal(training_tell_reserve(t, 1, 330 * S), 0);
    assert_int_equal(fake.last.type, COMMAND_SET_RESERVE);
    assert_string_equal(fake.last.reserve.exercise, "deadlift");
    /* 0.3 m/s is one in reserve, and 0.05 m/s more is one more. */
    assert_true(fabs(fake.last.reserve.line.per_rep - 0.05) < 1e-9);
    assert_true(fabs(fake.last.reserve.line.at_zero - 0.25) < 1e-9);
}

static void test_the_next_exercise_may_have_been_chosen(void **state)
{
    struct training *t = *state;
    const struct training_options kim = {
        .given = OPTION_ATHLETE | OPTION_EXERCISE, .athlete = "kim", .exercise = "deadlift"};

    known_reserve = (struct reserve_history){.sets = 1, .count = 1, .points = {{0.3, 1.0}}};
    assert_int_equal(training_start_session(t, &kim, S, 0), 0);
    push_set(t, 1);
    assert_int_equal(training_select_exercise(t, "back-squat", 125 * S), 0);
    fake.last = (struct command){.type = COMMAND_SELECT_EXERCISE};
    assert_int_equal(training_tell_reserve(t, 1, 130 * S), 0);
    assert_int_equal(kept_reserve.sets, 2); /* of the deadlift, as the listener checks */
    assert_int_equal(kept_reserve.count, 6);
    assert_int_not_equal(fake.last.type, COMMAND_SET_RESERVE); /* it is not of squats */
}

static void test_the_own_line_is_recalled_and_forgotten(void **state)
{
    struct training *t = *state;
    const struct training_options kim = {
        .given = OPTION_ATHLETE | OPTION_EXERCISE, .athlete = "kim", .exercise = "deadlift"};

    known_reserve = (struct reserve_history){
        .sets = 2, .count = 3, .points = {{0.5, 3.0}, {0.4, 2.0}, {0.3, 1.0}}};
    assert_int_equal(training_start_session(t, &kim, S, 0), 0);
    assert_int_equal(fake.last.type, COMMAND_SET_RESERVE);
    assert_string_equal(fake.last.reserve.exercise, "deadlift");
    assert_int_equal(training_select_exercise(t, "back-squat", 2 * S), 0);
    assert_int_equal(fake.last.type, COMMAND_SET_RESERVE); /* of squats nothing is known */
    assert_string_equal(fake.last.reserve.exercise, "");
    assert_int_equal(training_select_exercise(t, "deadlift", 3 * S), 0);
    assert_string_equal(fake.last.reserve.exercise, "deadlift");
    assert_int_equal(training_stop_session(t, SESSION_END_FINISHED, 4 * S), 0);
    assert_int_equal(fake.last.type, COMMAND_SET_RESERVE);
    assert_string_equal(fake.last.reserve.exercise, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_was_left_teaches_the_own_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_next_exercise_may_have_been_chosen, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_the_own_line_is_recalled_and_forgotten, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
