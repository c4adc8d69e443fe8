/* SPDX-License-Identifier: MIT */
/*
 * set_tracker.h - sets: opened by a repetition or by command, closed likewise; numbers everything.
 */
#ifndef LUMBAR_CORE_SET_TRACKER_H
#define LUMBAR_CORE_SET_TRACKER_H

#include "core/event_sink.h"
#include "core/exercise.h"

#define SET_TRACKER_TIMED 1000 /* design value: so many repetitions have their time remembered */

struct set_tracker {
    uint32_t sets; /* opened so far: the number of the open or last one */
    bool open;
    bool by_command; /* opened by command: stays open while no repetition has come */
    uint32_t reps;
    uint32_t side_reps[3]; /* by enum side */
    enum side last_side;   /* of the last repetition: the one that an undo takes back */
    int64_t start_ns;
    int64_t last_end_ns; /* end of the last repetition; the set's end if it ends now */
    uint32_t holds;
    double held_s[3]; /* by enum side */
    bool has_range;
    struct motion_range range;      /* for the set's end, by who measures it */
    struct set_summary summary;     /* likewise, but for the time under tension */
    float rep_s[SET_TRACKER_TIMED]; /* how long each took; an undo takes it back */
    char exercise[EXERCISE_ID_SIZE];
};

/* A repetition as a counter found it. */
struct repetition {
    int64_t start_ns;
    int64_t end_ns;
    enum side side;
    enum movement movement;
    double confidence;
};

/* A hold as far as it has come. */
struct held {
    int64_t start_ns;
    int64_t end_ns; /* now, or when it was left */
    enum side side;
    bool over;
};

/* 0; -EALREADY: a set is open. exercise has EXERCISE_ID_SIZE bytes, here and below. */
int set_tracker_start(struct set_tracker *tracker, const char *exercise, bool by_command,
                      int64_t start_ns, struct event_sink *sink);
/* Counts; opens a set if none is open. Returns the repetition's number in its set. */
uint32_t set_tracker_rep(struct set_tracker *tracker, const char *exercise,
                         const struct repetition *repetition, struct event_sink *sink);
/* A hold has begun: opens a set if none is open. Returns the hold's number in its set. */
uint32_t set_tracker_begin_hold(struct set_tracker *tracker, const char *exercise, int64_t start_ns,
                                struct event_sink *sink);
/* Tells of the hold begun last. */
void set_tracker_hold(struct set_tracker *tracker, const struct held *held,
                      struct event_sink *sink);
/* It came back without having been at the far end. */
void set_tracker_attempt(struct set_tracker *tracker, double range_fraction,
                         struct event_sink *sink);
/* When a counted repetition really began and ended, once it is better known. */
void set_tracker_time(struct set_tracker *tracker, uint32_t rep, int64_t start_ns, int64_t end_ns);
/* The last repetition was kept at its far end for so long. */
void set_tracker_stretch(struct set_tracker *tracker, double kept_s);
/* -ENODATA: no set is open. */
int set_tracker_end(struct set_tracker *tracker, enum set_end_reason reason,
                    struct event_sink *sink);
/* What the open set is turns out: later repetitions and the set's end bear this name. */
void set_tracker_name(struct set_tracker *tracker, const char *exercise);
/* The last repetition no longer counts. -ENODATA: there is none. */
int set_tracker_undo(struct set_tracker *tracker, struct event_sink *sink);
/* Forgets the repetitions of the open set. -ENODATA: no set is open. */
int set_tracker_restart(struct set_tracker *tracker, struct event_sink *sink);

#endif
