/* SPDX-License-Identifier: MIT */
/*
 * set_log.h - what was seen of the set that is open, or of the last one: its repetitions and cues.
 */
#ifndef LUMBARCTL_SET_LOG_H
#define LUMBARCTL_SET_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <json-c/json.h>

#define SET_LOG_REPS_MAX 128 /* the newest ones are kept */

enum cue_level {
    CUE_LEVEL_NONE,
    CUE_LEVEL_PRAISE,
    CUE_LEVEL_HINT,
    CUE_LEVEL_WARNING,
    CUE_LEVEL_STOP
};

struct cue_entry {
    enum cue_level level;
    unsigned rep; /* 0 = none in particular */
    uint64_t time_us;
    char code[32];
    char text[96];
    double amount; /* in the fault's unit; NAN = not told */
    double threshold;
};

struct rep_entry {
    unsigned number;
    char side[8];    /* "left", "right", "" */
    bool has_detail; /* what follows is known; single quantities may be NAN all the same */
    double down_s;
    double stretch_s; /* pause at the low end */
    double up_s;
    double top_s;
    double range;
    char range_unit[8];
    double lumbar_deg;    /* most flexed */
    double velocity_m_s;  /* mean, lifting */
    struct cue_entry cue; /* the gravest of this repetition */
};

struct set_log {
    unsigned set; /* 0 = none was seen */
    bool open;
    char exercise[64];
    unsigned rep_count;
    struct rep_entry reps[SET_LOG_REPS_MAX];
    struct cue_entry cue;     /* the newest */
    struct cue_entry shown;   /* likewise, but that praise does not hide what was wrong */
    struct cue_entry waiting; /* seen in a repetition that has not been counted yet */
    double held_s;            /* NAN = no hold */
    double load_kg;
    /* once it has ended */
    unsigned reps_told;
    double lasted_s;
    double tension_s; /* NAN = not told, as all below */
    double clean;     /* repetitions or holds */
    double attempts;  /* that did not count */
    double target;    /* repetitions, or seconds of a hold, that were prescribed */
    char verdict[16]; /* on that: short, reached, passed; "" = nothing was prescribed */
    char reason[24];
};

void set_log_clear(struct set_log *log);
/* Takes a happening of a session. */
void set_log_take(struct set_log *log, struct json_object *happening);

/* NULL when there is none. */
const struct rep_entry *set_log_last(const struct set_log *log);
const struct rep_entry *set_log_find(const struct set_log *log, unsigned rep);

#endif
