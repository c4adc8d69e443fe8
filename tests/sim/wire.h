/* SPDX-License-Identifier: MIT */
/*
 * wire.h - the simulated array on a serial line: what `lumbar-sim --wire` serves.
 *
 * A Unix socket or pseudo terminal carries the bytes of kmod/PROTOCOL.md. Samples come from a
 * source (a simulated athlete or a recording), or from a pattern that a reader can check value by
 * value without being told what was sent.
 */
#ifndef LUMBAR_SIM_WIRE_H
#define LUMBAR_SIM_WIRE_H

#include "source.h"
#include "wire_array.h"
#include "wire_fault.h"

/* Says what the nodes measure. t_ns is the time of sampling since the first START. */
struct wire_sampler {
    /* Fills ret_instant. Returns 1, 0 at the end of all samples, or negative errno. */
    int (*sample)(struct wire_sampler *sampler, const struct wire_array *array, int64_t t_ns,
                  struct wire_instant *ret_instant);
};

struct wire_options {
    const char *path; /* of the socket; made, and removed at the end */
    bool pty;         /* path becomes a link to a pseudo terminal instead */
    double length_s;  /* ends so long after the first START; 0 = never */
    const char *log;  /* counters, written at the end; NULL = none */
    size_t backlog;   /* bytes that the concentrator holds for a slow host; 0 = 65536 */
    struct wire_array *array;
    struct wire_sampler *sampler;
    struct wire_faults *faults;
};

/*
 * Serves one host after another until the samples end, length_s is over or SIGTERM comes. Every
 * new connection finds the concentrator just switched on. Returns 0, or negative errno after
 * printing why.
 */
int wire_serve(const struct wire_options *options);

/*
 * The pattern: of the sampling instant n, an IMU node says n (low 16 bits), n (high 16 bits), its
 * address, and three numbers mixed from n and its address; a force node with the address a says
 * n * 256 + a mixed with the channel, in 24 bits. See tests/vm/wire_check.c.
 */
void wire_pattern_array(struct wire_array *ret_array, unsigned imus, unsigned bridges);
struct wire_sampler *wire_pattern_sampler(void);

/* The sensors of a source as nodes, and its samples as theirs. Free with free(). */
int wire_source_array(const struct sim_source *source, struct wire_array *ret_array);
struct wire_sampler *wire_source_sampler(struct sim_source *source);

#endif
