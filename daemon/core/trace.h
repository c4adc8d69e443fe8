/* SPDX-License-Identifier: MIT */
/*
 * trace.h - the last seconds of what a repetition is judged by, for looking back.
 */
#ifndef LUMBAR_CORE_TRACE_H
#define LUMBAR_CORE_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/moments.h"

#define TRACE_SIZE MOMENTS_SIZE /* at least 20 s */

struct trace_point {
    int64_t t_ns;
    double y;        /* the counter's signal, larger towards the far end */
    double trunk;    /* degrees; NAN = absent, as all below */
    double pelvis;   /* degrees */
    double lumbar;   /* degrees */
    double height;   /* m, of the bar */
    double velocity; /* m/s, of the bar */
    double integral; /* m/s, its vertical acceleration plainly integrated */
    double turning;  /* rad/s, of the bar */
    double accel;    /* m/s^2, of the bar, upwards */
    double forth;    /* m/s, its horizontal accelerations plainly integrated */
    double across;
    double tilt; /* degrees, of the bar from level */
    double left; /* N, below the feet */
    double right;
    double thigh;        /* degrees from upright, mean of those present */
    double thighs_apart; /* degrees, motion.h */
    double wrists_apart;
    double thighs_between; /* degrees, left less right as they lean, forward or backward */
    double wrists_between;
    double cable;  /* N */
    double travel; /* m, of the trunk */
    bool bar_still;
    double stroke; /* m and m/s, of the bar towards the far end, looked back at: stroke.h */
    double stroke_speed;
};

struct trace {
    struct trace_point points[TRACE_SIZE];
    struct moments moments; /* theirs */
    int64_t step_ns;        /* points that follow each other more closely are dropped */
};

void trace_reset(struct trace *trace);
/* It is to reach back so far; beyond 20 s with fewer points. */
void trace_reset_for(struct trace *trace, double span_s);
/* Whether a point of this moment would be kept. */
static inline bool trace_is_due(const struct trace *trace, int64_t t_ns)
{
    return moments_are_due(&trace->moments, t_ns, trace->step_ns);
}
void trace_push(struct trace *trace, const struct trace_point *point);

/* age 0 = newest ... moments.count - 1 = oldest */
static inline const struct trace_point *trace_at(const struct trace *trace, unsigned age)
{
    return &trace->points[moments_place(&trace->moments, age)];
}
/* What it shows later than since_ns is not to be believed, or was of another sensor than what
 * comes. */
void trace_forget_bar(struct trace *trace, int64_t since_ns);
void trace_forget_trunk(struct trace *trace, int64_t since_ns);
void trace_forget_pelvis(struct trace *trace, int64_t since_ns);
void trace_forget_thighs(struct trace *trace, int64_t since_ns);
void trace_forget_feet(struct trace *trace, int64_t since_ns);
void trace_forget_cable(struct trace *trace, int64_t since_ns);
struct trace_point *trace_change(struct trace *trace, unsigned age);
/* Age of the newest point that is not later than t_ns; the oldest if there is none.
 * The trace must not be empty. */
unsigned trace_age_of(const struct trace *trace, int64_t t_ns);

#endif
