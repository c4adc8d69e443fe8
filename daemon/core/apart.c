/* SPDX-License-Identifier: MIT */
#include "core/apart.h"

#include <math.h>

#define REST_NS 250000000   /* a start is noticed late, more so where it folds; design value */
#define BEFORE_NS 500000000 /* as tempo.c looks back */

static double between(const struct trace_point *point, enum body_signal signal)
{
    if (signal == BODY_SIGNAL_THIGHS_APART)
        return point->thighs_between;
    return signal == BODY_SIGNAL_WRISTS_APART ? point->wrists_between : NAN;
}

void apart_unfold(struct trace *trace, enum body_signal signal, int64_t start_ns)
{
    if (trace->moments.count == 0)
        return;
    double rest = between(trace_at(trace, trace_age_of(trace, start_ns - REST_NS)), signal);
    unsigned oldest = trace_age_of(trace, start_ns - BEFORE_NS);
    for (unsigned age = 0; age <= oldest; age++) {
        struct trace_point *point = trace_change(trace, age);
        double apart = fabs(remainder(between(point, signal) - rest, 360.0));
        if (!isnan(apart))
            point->y = apart;
    }
}
