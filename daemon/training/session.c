/* SPDX-License-Identifier: MIT */
/*
 * The states of a session, and what each event makes of them. "bug" cannot happen while the core
 * keeps its word: it is reported, and the event is taken in as far as it goes.
 *
 *           begin    set started   rep, hold, undone   set ended   end
 *   idle    ready    bug           bug                 bug         -
 *   ready   -        set           bug                 bug         idle
 *   set     -        bug, set      set                 rest        idle (its set has ended before)
 *   rest    -        set           undone: rest,       bug         idle
 *                                  else bug
 *
 * A repetition can be undone after its set has ended: the core finds out that it was the unracking.
 */
#include "training/session.h"

#include <errno.h>
#include <string.h>

void session_begin(struct session *session, uint32_t number, const char *athlete, int64_t now_ns,
                   int64_t realtime_us, uint32_t sets_before)
{
    *session = (struct session){
        .state = SESSION_READY,
        .number = number,
        .started_ns = now_ns,
        .started_realtime_us = realtime_us,
        .activity_ns = now_ns,
        .sets_before = sets_before,
    };
    memccpy(session->athlete, athlete, '\0', ATHLETE_SIZE - 1);
}

uint32_t session_set_number(const struct session *session, uint32_t core_set)
{
    return core_set > session->sets_before ? core_set - session->sets_before : 0;
}

static void start_set(struct session *session, uint32_t set, int64_t start_ns)
{
    session->state = SESSION_SET;
    session->set = set;
    session->reps = 0;
    session->reps_left = 0;
    session->reps_right = 0;
    session->held_s = 0.0;
    session->set_since_ns = start_ns;
    session->rest_since_ns = 0;
}

static void count_rep(struct session *session, uint32_t rep, enum side side)
{
    session->reps = rep;
    if (rep >= 1 && rep <= SESSION_SIDES_MAX)
        session->sides[rep - 1] = (uint8_t)side;
    session->reps_left += side == SIDE_LEFT;
    session->reps_right += side == SIDE_RIGHT;
}

static void undo_rep(struct session *session, uint32_t rep)
{
    if (rep == 0 || rep > session->reps)
        return;
    session->reps = rep - 1;
    if (rep <= SESSION_SIDES_MAX) {
        session->reps_left -= session->sides[rep - 1] == SIDE_LEFT;
        session->reps_right -= session->sides[rep - 1] == SIDE_RIGHT;
    }
}

static void end_set(struct session *session, const struct core_event *event, double load_kg)
{
    uint32_t set = session_set_number(session, event->set_ended.set);

    session->state = SESSION_REST;
    session->reps = event->set_ended.reps;
    session->reps_left = event->set_ended.reps_left;
    session->reps_right = event->set_ended.reps_right;
    session->held_s = event->set_ended.held_s;
    session->rest_since_ns = event->set_ended.end_ns;
    session->total_reps += event->set_ended.reps;
    if (event->set_ended.reason == SET_END_PAIN)
        session->pain = true;
    if (session->set_count < SESSION_SETS_MAX) {
        struct session_set *kept = &session->sets[session->set_count];

        *kept = (struct session_set){
            .set = set,
            .reps = event->set_ended.reps,
            .reps_left = event->set_ended.reps_left,
            .reps_right = event->set_ended.reps_right,
            .start_ns = event->set_ended.start_ns,
            .end_ns = event->set_ended.end_ns,
            .held_s = event->set_ended.held_s,
            .load_kg = load_kg,
            .reason = event->set_ended.reason,
        };
        memcpy(kept->exercise, event->set_ended.exercise, EXERCISE_ID_SIZE);
    }
    session->set_count++;
}

/* A repetition of a set that has ended is taken back: correct what was kept of it. */
static void undo_kept(struct session *session)
{
    if (session->set_count == 0)
        return;
    session->total_reps--;
    if (session->set_count > SESSION_SETS_MAX)
        return;
    struct session_set *kept = &session->sets[session->set_count - 1];
    kept->reps = session->reps;
    kept->reps_left = session->reps_left;
    kept->reps_right = session->reps_right;
}

int session_apply(struct session *session, const struct core_event *event, double load_kg)
{
    bool open = session->state == SESSION_SET;

    if (session->state == SESSION_IDLE)
        return -EPROTO;
    switch (event->type) {
    case EVENT_SET_STARTED:
        session->activity_ns = event->t_ns;
        start_set(session, session_set_number(session, event->set_started.set),
                  event->set_started.start_ns);
        return open ? -EPROTO : 0;
    case EVENT_REP:
        session->activity_ns = event->t_ns;
        count_rep(session, event->rep.rep, event->rep.side);
        return open ? 0 : -EPROTO;
    case EVENT_REP_UNDONE:
        session->activity_ns = event->t_ns;
        if (event->rep_undone.rep == 0 || event->rep_undone.rep > session->reps)
            return -EPROTO;
        undo_rep(session, event->rep_undone.rep);
        if (session->state == SESSION_REST)
            undo_kept(session);
        return session->state == SESSION_READY ? -EPROTO : 0;
    case EVENT_HOLD_PROGRESS:
        session->activity_ns = event->t_ns;
        session->held_s = event->hold.held_s;
        return open ? 0 : -EPROTO;
    case EVENT_SET_ENDED:
        session->activity_ns = event->t_ns;
        end_set(session, event, load_kg);
        return open ? 0 : -EPROTO;
    case EVENT_REP_DETAIL:
    case EVENT_PARTIAL:
    case EVENT_CUE:
    case EVENT_SENSOR:
    case EVENT_EXERCISE:
    case EVENT_CALIBRATION:
    case EVENT_CORRECTION:
    case EVENT_RANGE:
        return 0;
    }
    return -EPROTO;
}

void session_restart_set(struct session *session, int64_t now_ns)
{
    if (session->state != SESSION_SET)
        return;
    session->activity_ns = now_ns;
    session->reps = 0;
    session->reps_left = 0;
    session->reps_right = 0;
    session->held_s = 0.0;
}

void session_end(struct session *session)
{
    session->state = SESSION_IDLE;
}

const char *session_state_name(enum session_state state)
{
    switch (state) {
    case SESSION_IDLE:
        return "idle";
    case SESSION_READY:
        return "ready";
    case SESSION_SET:
        return "set";
    case SESSION_REST:
        return "rest";
    }
    return "unknown";
}

const char *session_end_reason_name(enum session_end_reason reason)
{
    switch (reason) {
    case SESSION_END_FINISHED:
        return "finished";
    case SESSION_END_ABANDONED:
        return "abandoned";
    case SESSION_END_PAIN:
        return "pain";
    case SESSION_END_IDLE:
        return "idle";
    case SESSION_END_SHUTDOWN:
        return "shutdown";
    }
    return "unknown";
}

int session_end_reason_parse(const char *word, enum session_end_reason *ret_reason)
{
    static const enum session_end_reason sayable[] = {
        SESSION_END_FINISHED,
        SESSION_END_ABANDONED,
        SESSION_END_PAIN,
    };

    if (word[0] == '\0') {
        *ret_reason = SESSION_END_FINISHED;
        return 0;
    }
    for (unsigned i = 0; i < sizeof sayable / sizeof sayable[0]; i++) {
        if (strcmp(word, session_end_reason_name(sayable[i])) == 0) {
            *ret_reason = sayable[i];
            return 0;
        }
    }
    return -EINVAL;
}
