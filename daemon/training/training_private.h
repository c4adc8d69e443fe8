/* SPDX-License-Identifier: MIT */
/*
 * training_private.h - training from inside: what its commands and its way of a sample share.
 */
#ifndef LUMBAR_TRAINING_TRAINING_PRIVATE_H
#define LUMBAR_TRAINING_TRAINING_PRIVATE_H

#include "training/training.h"

/* Events of one push or command; a set of side repetitions undone is most. */
#define QUEUE_SIZE 64

struct training {
    struct core *core;
    const struct exercise *exercises;
    size_t exercise_count;
    struct training_config config;
    struct training_listener listener;
    int64_t realtime_offset_us;

    char exercise[EXERCISE_ID_SIZE];
    bool recognised;
    double load_kg;
    struct prescription prescription;
    bool auto_track;
    struct lumbar_range range;      /* of who trains; 0 = not known */
    int calibrating;                /* enum calibration_kind; -1 = none */
    struct set_speeds speeds;       /* of the open set, or the last one */
    bool reserve_in_force;          /* the core knows a line */
    bool speeds_whole;              /* that has ended, and nobody has said yet how hard it was */
    struct reserve_history reserve; /* of who trains, */
    char reserve_exercise[EXERCISE_ID_SIZE]; /* in this exercise; "" = it is to be recalled */

    int64_t sample_ns; /* of the newest sample; 0 = none yet */
    uint32_t session_count;
    uint32_t core_sets; /* sets that the core has counted so far */
    struct session session;

    struct core_event events[QUEUE_SIZE];
    struct event_queue queue;
};

extern const struct prescription training_nothing_prescribed;

/* Gives the core a command and tells what events it made; returns what the core said. */
int training_command(struct training *training, const struct command *command);

/* What is known of this athlete's range is put in force; of nobody ("") what was measured stays. */
void training_recall_range(struct training *training, const char *athlete);

/* training_reserve.c: what the exercise in force asks for is recalled, if it is another one. */
void training_recall_reserve(struct training *training);
void training_forget_reserve(struct training *training);
void training_watch_speeds(struct training *training, const struct core_event *event);

void training_tell(struct training *training, enum happening_type type, int64_t t_ns);

void training_begin_session(struct training *training, const char *athlete, int64_t now_ns,
                            int64_t realtime_us);

#endif
