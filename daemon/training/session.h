/* SPDX-License-Identifier: MIT */
/*
 * session.h - one training session: its sets as the core tells them, rest, and what was prescribed.
 * No I/O and no clock. Times are nanoseconds of CLOCK_MONOTONIC, as in the core's events.
 */
#ifndef LUMBAR_TRAINING_SESSION_H
#define LUMBAR_TRAINING_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"
#include "core/event.h"

#define ATHLETE_SIZE 64       /* bytes with the terminating NUL */
#define SESSION_SETS_MAX 500  /* a set a minute for eight hours; further sets are only counted */
#define SESSION_SIDES_MAX 256 /* repetitions of a set whose side is remembered, for undo */

enum session_state { SESSION_IDLE, SESSION_READY, SESSION_SET, SESSION_REST };

enum session_end_reason {
    SESSION_END_FINISHED,
    SESSION_END_ABANDONED,
    SESSION_END_PAIN,
    SESSION_END_IDLE,     /* nothing happened for the configured time */
    SESSION_END_SHUTDOWN, /* the daemon stops */
};

/* A set that has ended. */
struct session_set {
    uint32_t set; /* counts within the session, from 1 */
    char exercise[EXERCISE_ID_SIZE];
    uint32_t reps;
    uint32_t reps_left;
    uint32_t reps_right;
    int64_t start_ns;
    int64_t end_ns;
    double held_s;
    double load_kg; /* 0 = not said */
    enum set_end_reason reason;
};

struct session {
    enum session_state state; /* SESSION_IDLE: there is no session, the rest means nothing */
    uint32_t number;          /* counts the sessions since the daemon started, from 1 */
    char athlete[ATHLETE_SIZE];
    int64_t started_ns;
    int64_t started_realtime_us; /* since 1970 UTC, of the wall clock */
    int64_t activity_ns;         /* when something happened last */
    bool pain;

    /* The open set, or the last one. */
    uint32_t set; /* 0 = none yet */
    uint32_t reps;
    uint32_t reps_left;
    uint32_t reps_right;
    double held_s;
    int64_t set_since_ns;
    int64_t rest_since_ns;            /* 0 = no rest */
    uint8_t sides[SESSION_SIDES_MAX]; /* enum side of each repetition */

    uint32_t sets_before; /* how many sets the core had counted before the session's first */
    uint32_t set_count;   /* sets that have ended; of those, the first SESSION_SETS_MAX are kept */
    uint32_t total_reps;
    struct session_set sets[SESSION_SETS_MAX];
};

/* sets_before: the number of the last set that the core counted before this session. */
void session_begin(struct session *session, uint32_t number, const char *athlete, int64_t now_ns,
                   int64_t realtime_us, uint32_t sets_before);

/*
 * Takes an event of the core in. Returns 0, or -EPROTO when the event cannot happen in this state;
 * what can be taken in of it is taken in nevertheless, because the core's count is the authority.
 */
int session_apply(struct session *session, const struct core_event *event, double load_kg);

/* The open set starts again from nothing. */
void session_restart_set(struct session *session, int64_t now_ns);

/* Only sets back to SESSION_IDLE; an open set must have ended before. */
void session_end(struct session *session);

/* The number within the session of a set that the core counts as core_set. */
uint32_t session_set_number(const struct session *session, uint32_t core_set);

const char *session_state_name(enum session_state state);            /* "idle" … */
const char *session_end_reason_name(enum session_end_reason reason); /* "finished" … */
/* Returns -EINVAL for an unknown word; "" is SESSION_END_FINISHED. Only what a person may say. */
int session_end_reason_parse(const char *word, enum session_end_reason *ret_reason);

#endif
