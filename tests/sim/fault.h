/* SPDX-License-Identifier: MIT */
/*
 * fault.h - what goes wrong, when, and with which sensor.
 *
 * A fault is a line of text, the same on the command line, in a script and in the debug attribute:
 *
 *     WHAT[=ARGUMENT][@SECONDS[+DURATION]][:SENSOR]
 *
 * Seconds are those of the source since it began to play; without them the fault is there from the
 * start (or, in the debug attribute, from now on). Without a duration it stays, without a sensor,
 * or with `all`, it is meant for all. `clear` ends all faults of its sensor and `replug` an
 * `unplug`.
 */
#ifndef LUMBAR_SIM_FAULT_H
#define LUMBAR_SIM_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "prng.h"
#include "source.h"

#define SIM_FAULTS_MAX 128
#define SIM_FAULT_LINE_MAX 128

enum sim_fault_kind {
    /* How commands are answered. */
    SIM_FAULT_GARBAGE,  /* text instead of a number */
    SIM_FAULT_STOP,     /* half of the answer, then silence */
    SIM_FAULT_HANG,     /* silence */
    SIM_FAULT_CLOSE,    /* end of file instead of the answer */
    SIM_FAULT_LATE,     /* the answer, ARGUMENT seconds late */
    SIM_FAULT_ERROR,    /* errno ARGUMENT */
    SIM_FAULT_FUZZ,     /* well-formed answers with random contents */
    SIM_FAULT_FUZZ_XML, /* a description with wrong letters in it */
    /* The server as a whole. */
    SIM_FAULT_RESTART, /* all connections closed and no port open, for its duration */
    SIM_FAULT_EXIT,    /* the program ends */
    /* Devices. */
    SIM_FAULT_UNPLUG,
    SIM_FAULT_BUSY, /* another program reads it */
    SIM_FAULT_NO_LABEL,
    SIM_FAULT_LABEL, /* the label is ARGUMENT: a second device of one role */
    SIM_FAULT_NO_SCALE,
    SIM_FAULT_BAD_SCALE, /* the scales read ARGUMENT */
    SIM_FAULT_NO_TIMESTAMP,
    /* Samples. */
    SIM_FAULT_GAP,        /* none are given */
    SIM_FAULT_DROP,       /* each is lost with probability ARGUMENT */
    SIM_FAULT_SATURATED,  /* every channel at its end of scale */
    SIM_FAULT_STUCK,      /* the same values again and again */
    SIM_FAULT_CLOCK_JUMP, /* stamps jump by ARGUMENT seconds */
    SIM_FAULT_KINDS,
};

struct sim_fault {
    enum sim_fault_kind kind;
    int sensor;    /* -1 = all */
    char text[32]; /* the argument as written, and as a number */
    double argument;
    double from_s;
    double until_s;
};

struct sim_faults {
    const struct sim_source *source;
    int64_t start_ns; /* CLOCK_MONOTONIC when the source began to play; 0 = not yet */
    double speed;
    struct prng prng;
    size_t count;
    struct sim_fault fault[SIM_FAULTS_MAX];
};

void sim_faults_init(struct sim_faults *faults, const struct sim_source *source, double speed,
                     uint64_t seed);
void sim_faults_start(struct sim_faults *faults, int64_t monotonic_ns);

/*
 * at_once: a fault without a time begins now rather than at 0. Returns 0, -ENOSPC, or -EINVAL with
 * what is wrong in ret_problem.
 */
int sim_faults_add(struct sim_faults *faults, const char *line, bool at_once,
                   const char **ret_problem);
/* A script: one fault a line, # begins a comment. On error prints and returns negative errno. */
int sim_faults_load(struct sim_faults *faults, const char *path);

/* The latest fault of that kind that is there now for this sensor (-1: for all), or NULL. */
const struct sim_fault *sim_faults_find(const struct sim_faults *faults, enum sim_fault_kind kind,
                                        int sensor);
/*
 * The same for a sample of this time in the source: what happens to samples does not depend on how
 * busy the host is.
 */
const struct sim_fault *sim_faults_find_at(const struct sim_faults *faults,
                                           enum sim_fault_kind kind, int sensor, int64_t t_ns);
/* Sum of all clock jumps of a sensor until that time. */
int64_t sim_faults_clock_ns(const struct sim_faults *faults, int sensor, int64_t t_ns);

/* Names of the faults that a sensor has now, separated by spaces; "none". */
void sim_faults_describe(const struct sim_faults *faults, int sensor, char *ret_text, size_t size);
/* Part of --help. */
void sim_faults_help(FILE *out);

#endif
