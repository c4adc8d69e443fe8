/* SPDX-License-Identifier: MIT */
/*
 * tempo.h - the phases of one repetition, looked back at when it is over.
 *
 * A phase of movement lasts from where the signal has left one end by a small part of the range to
 * where it is as near to the other end; the rest is pause. Measured afterwards, when both ends
 * are known, the times carry no dwell and no hysteresis.
 */
#ifndef LUMBAR_CORE_TEMPO_H
#define LUMBAR_CORE_TEMPO_H

#include "core/trace.h"

struct tempo {
    int64_t start_ns; /* leaves the start */
    int64_t far_ns;   /* has come to the far end */
    int64_t back_ns;  /* leaves the far end */
    int64_t end_ns;   /* is back */
    double range;     /* the larger of out and back */
};

enum tempo_of {
    TEMPO_OF_SIGNAL, /* trace_point.y */
    TEMPO_OF_STROKE, /* trace_point.stroke */
};

double tempo_value(const struct trace_point *point, enum tempo_of of);

/*
 * start_ns as the counter found it, roughly; by end_ns the movement has come to its end, and the
 * next has not come as far. Returns 0; -ENODATA when the trace does not reach back so far.
 */
int tempo_measure(const struct trace *trace, enum tempo_of of, int64_t start_ns, int64_t end_ns,
                  struct tempo *ret_tempo);

/* When a movement that is at rest at start_ns, and far out at far_ns, left the start. */
int64_t tempo_left_ns(const struct trace *trace, enum tempo_of of, int64_t start_ns,
                      int64_t far_ns);

#endif
