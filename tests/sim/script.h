/* SPDX-License-Identifier: MIT */
/*
 * script.h - what the athlete does, and when: a posture for every instant.
 *
 * A script is motions along paths, one after the other; tracks, which step a single coordinate
 * (where the feet are, who carries the bar); and layers that never stop: sway, breathing, the
 * steps of walking, knocks of iron on iron. All of it is known before the first sample, so the
 * truth is too.
 */
#ifndef LUMBAR_SIM_SCRIPT_H
#define LUMBAR_SIM_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "form_fault.h"
#include "lift.h"
#include "person.h"
#include "phase.h"
#include "sway.h"

enum script_track {
    TRACK_ANCHOR_X,
    TRACK_ANCHOR_Y,
    TRACK_HEADING,
    TRACK_BAR_REST_X,
    TRACK_BAR_REST_Z,
    TRACK_SPIN_ZERO,
    TRACK_GRIP,
    TRACK_CARRIED,
    TRACK_ON_PLATES,
    TRACK_STEADY,  /* 1: hands on iron that does not move take most of the sway away */
    TRACK_GAIT,    /* 0: stands, 1: full steps */
    TRACK_VARIANT, /* 0: the motion's path, 1: its variant */
    TRACK_CABLE,   /* kg on it */
    TRACK_COUNT
};

/* Of the steps of a track no more than this many are under way at one time. */
#define SCRIPT_OVERLAP_MAX 4

struct script_step { /* from the value before to this one */
    double t, duration, to;
};

struct script_motion {
    struct phase phase;
    size_t path, variant; /* indices */
};

struct script_knock { /* a rattle of the bar, up and down */
    double t;
    double size; /* m */
};

struct script_rep {
    unsigned set, rep; /* from 1, of its side; rep 0: an attempt that does not count */
    const struct lift *lift;
    enum lift_side side;
    size_t motion;
    double start, end;           /* truth.h says how they are defined */
    double away_end, back_start; /* reaches and leaves the far end */
    unsigned faults;             /* bits, 1 << enum form_fault */
    double amount[FORM_FAULTS];  /* in the fault's unit */
    double onset[FORM_FAULTS];   /* s */
};

struct script_set {
    unsigned set;
    const struct lift *lift;
    double start, end, load_kg;
    unsigned reps; /* of both sides */
};

struct script_activity {
    char name[16];
    double start, end;
};

struct script_slip { /* a sensor slips on its segment */
    char role[32];   /* "": none does */
    double t, duration, angle;
};

struct script {
    struct person person;
    struct sway sway;
    double end;
    struct path *path;
    size_t path_count;
    struct script_motion *motion;
    size_t motion_count;
    struct {
        double initial;
        struct script_step *step;
        size_t count;
    } track[TRACK_COUNT];
    struct script_knock *knock;
    size_t knock_count;
    struct script_rep *rep;
    size_t rep_count;
    struct script_set *set;
    size_t set_count;
    struct script_activity *activity;
    size_t activity_count;
    struct script_slip slip;
    bool out_of_memory; /* sticky: something could not be added */
};

void script_init(struct script *script, const struct person *person, unsigned long long seed);
void script_deinit(struct script *script);

/* Each returns the index of what was added; on lack of memory out_of_memory is set and it is 0. */
size_t script_add_path(struct script *script, const struct path *path);
size_t script_add_motion(struct script *script, const struct phase *phase, size_t path,
                         size_t variant);
/* In order of t. */
void script_add_step(struct script *script, enum script_track track, double t, double duration,
                     double to);
void script_add_knock(struct script *script, double t, double size);
void script_add_rep(struct script *script, const struct script_rep *rep);
void script_add_set(struct script *script, const struct script_set *set);
void script_add_activity(struct script *script, const char *name, double start, double end);

/* The value of a track once all steps that were added are over. */
double script_track_final(const struct script *script, enum script_track track);

/* t: s since the script's start. */
void script_posture(const struct script *script, double t, struct posture *ret_posture);
void script_body(const struct script *script, double t, struct body *ret_body);

#endif
