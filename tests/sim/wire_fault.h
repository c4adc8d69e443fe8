/* SPDX-License-Identifier: MIT */
/*
 * wire_fault.h - what goes wrong on the line and with the concentrator, and when.
 *
 * A fault is a line of text: WHAT[=ARGUMENT][@SECONDS[+DURATION]][:NODE]. Seconds count from the
 * host's first START; without them the fault is there from the beginning. Without a duration it
 * stays (or, for what happens once, is over at once).
 */
#ifndef LUMBAR_SIM_WIRE_FAULT_H
#define LUMBAR_SIM_WIRE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "prng.h"
#include "wire_array.h"

#define WIRE_FAULTS_MAX 64
#define WIRE_HOLDS_MAX 64

enum wire_fault_kind {
    /* The line; the argument is a probability for each byte. */
    WIRE_FAULT_BITS,
    WIRE_FAULT_LOSE,
    WIRE_FAULT_DOUBLE,
    WIRE_FAULT_ADD,
    /* The line, otherwise. */
    WIRE_FAULT_NOISE,  /* ARGUMENT random bytes, once */
    WIRE_FAULT_STALL,  /* nothing gets through; kept and sent afterwards */
    WIRE_FAULT_CUT,    /* nothing gets through, in either direction, and is lost */
    WIRE_FAULT_JITTER, /* bytes go out in heaps, up to ARGUMENT ms apart */
    WIRE_FAULT_HOLD, /* what is sent at once is held for up to ARGUMENT ms, and holds up the rest */
    /* The concentrator. */
    WIRE_FAULT_UNPLUG, /* NODE; plugged in again at the end of the duration */
    WIRE_FAULT_RESET,
    WIRE_FAULT_VERSION,  /* a reset, after which it speaks only versions from ARGUMENT on */
    WIRE_FAULT_MUTE,     /* commands are obeyed and not answered */
    WIRE_FAULT_OVERSIZE, /* a frame of ARGUMENT bytes, once */
    WIRE_FAULT_UNKNOWN,  /* a frame of a type that nobody knows, once */
    WIRE_FAULT_TWIN,     /* a second node with NODE's address announces itself, once */
    WIRE_FAULT_FAR,      /* a node with address ARGUMENT announces itself, once */
    WIRE_FAULT_LIE,      /* DATA whose blocks do not fit its nodes, once */
    WIRE_FAULT_KINDS,
};

struct wire_fault {
    enum wire_fault_kind kind;
    double argument, from_s, until_s;
    size_t node;
    bool begun, ended;
};

struct wire_faults {
    size_t count;
    struct wire_fault fault[WIRE_FAULTS_MAX];
    struct prng prng;
    bool started;
    int64_t start_ns;   /* of the first START */
    int64_t release_ns; /* jitter: nothing goes out before */
    struct wire_out held;
    struct {
        size_t upto; /* so many of the held bytes */
        int64_t release_ns;
    } hold[WIRE_HOLDS_MAX]; /* oldest first */
    size_t holds;
};

/* Returns 0, or -EINVAL with what is wrong in ret_problem. */
int wire_faults_add(struct wire_faults *faults, const char *text, const char **ret_problem);

/* Lets faults begin and end that concern the concentrator. */
void wire_faults_apply(struct wire_faults *faults, struct wire_array *array, int64_t now_ns);

/*
 * Takes what the array has sent, and gives what comes out at the other end of the line now, added
 * to ret_line.
 */
void wire_faults_pass(struct wire_faults *faults, struct wire_out *sent, struct wire_out *ret_line,
                      int64_t now_ns);

/* When bytes that are held up are let go next; INT64_MAX for never, or the past while it is not
 * known. */
int64_t wire_faults_next(const struct wire_faults *faults);

/* Whether bytes of the host get through. */
bool wire_faults_deaf(const struct wire_faults *faults, int64_t now_ns);

void wire_faults_help(FILE *out);

#endif
