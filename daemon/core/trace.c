/* SPDX-License-Identifier: MIT */
#include "core/trace.h"

#include <math.h>

#define STEP_NS 20000000 /* 50 points a second; a quicker detail is no part of a repetition */
#define MARGIN 64        /* points beside the span that is asked for; design value */

void trace_reset(struct trace *trace)
{
    moments_reset(&trace->moments);
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
    int place = moments_push(&trace->moments, point->t_ns, trace->step_ns);
    if (place >= 0)
        trace->points[place] = *point;
}

struct trace_point *trace_change(struct trace *trace, unsigned age)
{
    return &trace->points[moments_place(&trace->moments, age)];
}

unsigned trace_age_of(const struct trace *trace, int64_t t_ns)
{
    return moments_age_of(&trace->moments, t_ns);
}

/* How many points are later. */
static unsigned later_than(const struct trace *trace, int64_t t_ns)
{
    unsigned count = 0;
    while (count < trace->moments.count && trace_at(trace, count)->t_ns > t_ns)
        count++;
    return count;
}

void trace_forget_bar(struct trace *trace, int64_t since_ns)
{
    for (unsigned age = later_than(trace, since_ns); age-- > 0;) {
        struct trace_point *point = trace_change(trace, age);
        point->height = point->velocity = point->integral = point->turning = NAN;
        point->accel = point->forth = point->across = point->tilt = NAN;
        point->bar_still = false;
    }
}

void trace_forget_trunk(struct trace *trace, int64_t since_ns)
{
    for (unsigned age = later_than(trace, since_ns); age-- > 0;) {
        struct trace_point *point = trace_change(trace, age);
        point->trunk = point->lumbar = point->travel = NAN;
    }
}

void trace_forget_pelvis(struct trace *trace, int64_t since_ns)
{
    for (unsigned age = later_than(trace, since_ns); age-- > 0;)
        trace_change(trace, age)->pelvis = trace_change(trace, age)->lumbar = NAN;
}

void trace_forget_thighs(struct trace *trace, int64_t since_ns)
{
    for (unsigned age = later_than(trace, since_ns); age-- > 0;) {
        struct trace_point *point = trace_change(trace, age);
        point->thigh = point->thighs_apart = point->thighs_between = NAN;
    }
}

void trace_forget_feet(struct trace *trace, int64_t since_ns)
{
    for (unsigned age = later_than(trace, since_ns); age-- > 0;)
        trace_change(trace, age)->left = trace_change(trace, age)->right = NAN;
}

void trace_forget_cable(struct trace *trace, int64_t since_ns)
{
    for (unsigned age = later_than(trace, since_ns); age-- > 0;)
        trace_change(trace, age)->cable = NAN;
}
