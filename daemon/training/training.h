/* SPDX-License-Identifier: MIT */
/*
 * training.h - who trains, what, and how it goes: takes samples and commands, owns the session, and
 * tells one listener what happens. Between the core, which knows only movement, and the bus.
 *
 * No I/O and no clock: every call that needs the time is given it (CLOCK_MONOTONIC, ns). Nothing is
 * allocated after training_new(). Not thread-safe; the listener must not call back into training.
 *
 * Calls that can fail return 0 or:
 *   -EINVAL a value out of range     -ENOENT no such exercise    -EBUSY a session is going on
 *   -ESRCH  no session is going on   -ENODATA no set is open     -ERANGE no repetition to undo
 *   -ENODEV no sensor that can do it
 * On an error nothing has changed.
 */
#ifndef LUMBAR_TRAINING_TRAINING_H
#define LUMBAR_TRAINING_TRAINING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"
#include "training/reserve_history.h"
#include "training/session.h"

#define LOAD_MAX_KG 1000.0       /* design value: twice the heaviest lift on record */
#define TARGET_REPS_MAX 1000     /* design value */
#define TARGET_HOLD_MAX_S 3600.0 /* design value */

struct training;

struct training_config {
    int64_t idle_timeout_ns; /* a session in which nothing happens for so long ends; 0 = never */
    bool auto_track;
    char language[8]; /* of the cue texts */
};

enum happening_type {
    HAPPENING_EVENT, /* event, and what goes with it */
    HAPPENING_SESSION_STARTED,
    HAPPENING_SESSION_ENDED, /* session is still filled in */
    HAPPENING_CHANGED,       /* something of training's state that is no event */
};

/* Valid only during the call of the listener. */
struct happening {
    enum happening_type type;
    int64_t t_ns;
    const struct session *session;      /* state SESSION_IDLE: there is none */
    const struct core_event *event;     /* HAPPENING_EVENT; its set numbers are the session's */
    double load_kg;                     /* with EVENT_SET_STARTED and EVENT_SET_ENDED */
    double rest_s;                      /* with EVENT_SET_STARTED; NAN = first set */
    const char *text;                   /* with EVENT_CUE */
    enum session_end_reason end_reason; /* HAPPENING_SESSION_ENDED */
};

struct training_listener {
    void (*happened)(void *data, const struct happening *happening);
    /* level: as syslog(3) */
    void (*log)(void *data, int level, const char *message);
    /* What was measured of an athlete before; false = nothing. NULL: nothing of anyone. */
    bool (*recall_range)(void *data, const char *athlete, struct lumbar_range *ret_range);
    /* Likewise what their sets of an exercise have shown of repetitions in reserve; and what is to
     * be kept of it. Of nobody, and where these are NULL, it is forgotten with the exercise. */
    bool (*recall_reserve)(void *data, const char *athlete, const char *exercise,
                           struct reserve_history *ret_history);
    void (*keep_reserve)(void *data, const char *athlete, const char *exercise,
                         const struct reserve_history *history);
    void *data;
};

enum training_option {
    OPTION_ATHLETE = 1 << 0,
    OPTION_EXERCISE = 1 << 1,
    OPTION_LOAD = 1 << 2,
    OPTION_REPS = 1 << 3,
    OPTION_HOLD = 1 << 4,
    OPTION_TEMPO = 1 << 5,
};

struct training_options {
    unsigned given; /* enum training_option, or-ed: which members count */
    char athlete[ATHLETE_SIZE];
    char exercise[EXERCISE_ID_SIZE];
    double load_kg;
    struct prescription prescription;
};

/* core and exercises stay the caller's and must outlive training. 0, -ENOMEM. */
int training_new(struct core *core, const struct exercise *exercises, size_t exercise_count,
                 const struct training_config *config, const struct training_listener *listener,
                 struct training **ret_training);
struct training *training_free(struct training *training); /* NULL is fine; returns NULL */

/* The way of a sample. */
void training_push(struct training *training, const struct sample *sample);
void training_attach(struct training *training, uint16_t sensor, const struct sensor_info *info);
void training_detach(struct training *training, uint16_t sensor);

/* realtime_us: the wall clock, for the session's history. */
int training_start_session(struct training *training, const struct training_options *options,
                           int64_t now_ns, int64_t realtime_us);
int training_stop_session(struct training *training, enum session_end_reason reason,
                          int64_t now_ns);
int training_select_exercise(struct training *training, const char *exercise, int64_t now_ns);
/* Takes load, reps, hold and tempo of the options. */
int training_prescribe(struct training *training, const struct training_options *options,
                       int64_t now_ns);
int training_set_auto_track(struct training *training, bool enable, int64_t now_ns);
int training_start_set(struct training *training, int64_t now_ns);
int training_stop_set(struct training *training, int64_t now_ns);
int training_undo_rep(struct training *training, int64_t now_ns);
int training_restart_set(struct training *training, int64_t now_ns);
int training_report_pain(struct training *training, int64_t now_ns);
/*
 * So many repetitions could have followed the last set that has ended; more than RESERVE_TOLD_MAX
 * are thanked for and tell nothing. -EINVAL: more than TARGET_REPS_MAX; -ESRCH; -ENODATA: no set
 * has ended since, or its speeds are not known.
 */
int training_tell_reserve(struct training *training, unsigned reserve, int64_t now_ns);
/* Steps and end are told by EVENT_CALIBRATION. */
int training_calibrate(struct training *training, const struct calibration_request *request,
                       int64_t now_ns);
int training_stop_calibration(struct training *training, int64_t now_ns);

/* Sessions that no command opens need the wall clock too: how far it is ahead of the other, µs. */
void training_set_realtime_offset(struct training *training, int64_t offset_us);

/*
 * When training_advance() wants to be called next; INT64_MAX = it does not. It may be later by
 * then, when there is life, but earlier only after the listener was called. What time alone does: a
 * set that gets no samples any more ends, and so does a session in which nothing happens.
 */
int64_t training_deadline_ns(const struct training *training);
void training_advance(struct training *training, int64_t now_ns);

const struct session *training_session(const struct training *training);
const char *training_exercise(const struct training *training); /* "" = none in force */
bool training_exercise_recognised(const struct training *training);
double training_load_kg(const struct training *training);
bool training_auto_track(const struct training *training);
/* The athlete's own range of the lower back; 0 = not known. */
const struct lumbar_range *training_range(const struct training *training);
/* The kind of the calibration that is going on; -1 = none is. */
int training_calibrating(const struct training *training);
const struct prescription *training_prescription(const struct training *training);
void training_pose(const struct training *training, struct pose *ret_pose);

/*
 * The ids nearest to one that is not known, as "a, b, c" for people; "" when none is near.
 */
void training_near_exercises(const struct training *training, const char *id, char *ret_text,
                             size_t size);

#endif
