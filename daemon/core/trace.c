/* SPDX-License-Identifier: MIT */
#include "core/trace.h"

#define STEP_NS 20000000 /* 50 points a second; a quicker detail is no part of a repetition */
#define MARGIN 64        /* points beside the span that is asked for; design value */

void trace_reset(struct trace *trace)
{
    trace->next = trace->count = 0;
    trace->step_ns = STEP_NS;
}

void trace_reset_for(struct trace *trace, double span_s)
{
    trace_reset(trace);
    int64_t step_ns = (int64_t)(span_s * 1e9 / (TRACE_SIZE - MARGIN));
    if (step_ns > STEP_NS)
        trace->step_ns = step_ns;
}

void trace_push(struct trace *trace, const struct trace_point *point)
{
    if (trace->count > 0 && point->t_ns - trace_at(trace, 0)->t_ns < trace->step_ns)
        return;
    trace->points[trace->next] = *point;
    trace->next = (trace->next + 1) % TRACE_SIZE;
    if (trace->count < TRACE_SIZE)
        trace->count++;
}

const struct trace_point *trace_at(const struct trace *trace, unsigned age)
{
    return &trace->points[(trace->next + TRACE_SIZE - 1 - age) % TRACE_SIZE];
}

struct trace_point *trace_change(struct trace *trace, unsigned age)
{
    return &trace->points[(trace->next + TRACE_SIZE - 1 - age) % TRACE_SIZE];
}

unsigned trace_age_of(const struct trace *trace, int64_t t_ns)
{
    /* Times fall with age: bisect for the first that is not later. */
    unsigned low = 0, high = trace->count - 1;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (trace_at(trace, middle)->t_ns <= t_ns)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
