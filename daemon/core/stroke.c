/* SPDX-License-Identifier: MIT */
#include "core/stroke.h"

#include <errno.h>
#include <math.h>

#define END_NS 200000000    /* design value: how long an end lasts */
#define BEFORE_NS 500000000 /* as tempo.c: the true start may lie before the counter's */

/*
 * Mean of the plainly integrated velocity between two moments, of points at which the bar seems
 * still if there are such; NAN when nothing is there.
 */
static double mean_velocity(const struct trace *trace, int64_t from_ns, int64_t to_ns)
{
    double sum[2] = {0.0, 0.0};
    unsigned count[2] = {0, 0};
    for (unsigned age = trace_age_of(trace, to_ns); age < trace->count; age++) {
        const struct trace_point *point = trace_at(trace, age);
        if (point->t_ns < from_ns)
            break;
        sum[point->bar_still] += point->integral;
        count[point->bar_still]++;
    }
    bool still = count[true] > 0;
    return count[still] > 0 ? sum[still] / count[still] : NAN;
}

int stroke_correct(struct trace *trace, int64_t start_ns, int64_t end_ns)
{
    if (trace->count < 2 || end_ns - start_ns < END_NS)
        return -ENODATA;
    double at_start = mean_velocity(trace, start_ns - END_NS, start_ns);
    double at_end = mean_velocity(trace, end_ns, end_ns + END_NS);
    if (isnan(at_start) || isnan(at_end))
        return -ENODATA;

    double slope = (at_end - at_start) / (double)(end_ns - start_ns + END_NS);
    double height = 0.0;
    unsigned oldest = trace_age_of(trace, start_ns - BEFORE_NS);
    unsigned start_age = trace_age_of(trace, start_ns);
    for (unsigned age = oldest + 1; age-- > 0;) {
        struct trace_point *point = trace_change(trace, age);
        double error = at_start + slope * (double)(point->t_ns - start_ns + END_NS / 2);
        point->stroke_speed = point->integral - error;
        if (age < oldest) {
            const struct trace_point *before = trace_at(trace, age + 1);
            height += 0.5 * (point->stroke_speed + before->stroke_speed) *
                      (double)(point->t_ns - before->t_ns) * 1e-9;
        }
        point->stroke = height;
    }
    double zero = trace_at(trace, start_age)->stroke;
    for (unsigned age = 0; age <= oldest; age++)
        trace_change(trace, age)->stroke -= zero;
    return 0;
}
