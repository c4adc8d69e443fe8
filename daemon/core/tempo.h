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
    double range;     /* of y, the larger of out and back */
};

/*
 * start_ns as the counter found it, roughly; the movement has come to its end by the newest point
 * of the trace. Returns 0; -ENODATA when the trace does not reach back so far.
 */
int tempo_measure(const struct trace *trace, int64_t start_ns, struct tempo *ret_tempo);

#endif
