/* SPDX-License-Identifier: MIT */
/* Repetitions in reserve: what athletes say after a set becomes the line that later sets are told
 * by. */
#include <errno.h>
#include <string.h>

#include "training/training_private.h"

static void put_in_force(struct training *training)
{
    struct command command = {.type = COMMAND_SET_RESERVE};

    bool known = reserve_history_line(&training->reserve, &command.reserve.line);
    if (!known && !training->reserve_in_force)
        return;
    if (known)
        memcpy(command.reserve.exercise, training->reserve_exercise, EXERCISE_ID_SIZE);
    training->reserve_in_force = training_command(training, &command) >= 0 && known;
}

static void recall(const struct training *training, const char *exercise,
                   struct reserve_history *ret_history)
{
    const struct training_listener *listener = &training->listener;
    const char *athlete = training->session.athlete;

    if (!listener->recall_reserve || *athlete == '\0' || *exercise == '\0' ||
        !listener->recall_reserve(listener->data, athlete, exercise, ret_history))
        *ret_history = (struct reserve_history){.sets = 0};
}

void training_recall_reserve(struct training *training)
{
    bool open = training->session.state != SESSION_IDLE;

    if (!open || strcmp(training->reserve_exercise, training->exercise) == 0)
        return;
    memcpy(training->reserve_exercise, training->exercise, EXERCISE_ID_SIZE);
    recall(training, training->exercise, &training->reserve);
    put_in_force(training);
}

void training_forget_reserve(struct training *training)
{
    training->reserve = (struct reserve_history){.sets = 0};
    training->reserve_exercise[0] = '\0';
    training->speeds_whole = false;
    put_in_force(training);
}

void training_watch_speeds(struct training *training, const struct core_event *event)
{
    switch (event->type) {
    case EVENT_SET_STARTED:
        set_speeds_begin(&training->speeds, event->set_started.exercise);
        training->speeds_whole = false;
        break;
    case EVENT_REP_DETAIL:
        set_speeds_put(&training->speeds, event->rep_detail.rep,
                       event->rep_detail.detail.mean_velocity);
        break;
    case EVENT_SET_ENDED: /* its name may have been found out on the way */
        memcpy(training->speeds.exercise, event->set_ended.exercise, EXERCISE_ID_SIZE);
        training->speeds_whole = true;
        break;
    default:
        break;
    }
}

int training_tell_reserve(struct training *training, unsigned reserve, int64_t now_ns)
{
    const struct training_listener *listener = &training->listener;
    struct session *session = &training->session;

    if (reserve > TARGET_REPS_MAX)
        return -EINVAL;
    if (session->state == SESSION_IDLE)
        return -ESRCH;
    if (session->state != SESSION_REST || !training->speeds_whole)
        return -ENODATA;
    session->activity_ns = now_ns;
    training->speeds_whole = false; /* it is said once */
    if (reserve > RESERVE_TOLD_MAX)
        return 0;
    /* The next exercise may have been chosen already. */
    const char *exercise = training->speeds.exercise;
    bool in_force = strcmp(exercise, training->reserve_exercise) == 0;
    struct reserve_history before, *history = in_force ? &training->reserve : &before;
    if (*exercise == '\0')
        return -ENODATA; /* nobody knows what it was */
    if (!in_force)
        recall(training, exercise, history);
    if (!reserve_history_take(history, &training->speeds, session->reps, reserve))
        return -ENODATA;
    if (listener->keep_reserve && session->athlete[0] != '\0')
        listener->keep_reserve(listener->data, session->athlete, exercise, history);
    if (in_force)
        put_in_force(training);
    return 0;
}
