/* SPDX-License-Identifier: MIT */
#include "core/tempo.h"

#include <errno.h>
#include <math.h>

#define EDGE_OUTER 0.05  /* of the range: swaying at an end stays below; design value */
#define EDGE_INNER 0.10
#define BEYOND 0.6       /* so much of the time from edge to edge: people speed up evenly */
#define BEFORE_NS 500000000 /* the counter sees the start late by its hysteresis */

/* First moment, going from one age towards another (step +1: older), at which y falls below. */
static int64_t crossing_ns(const struct trace *trace, unsigned from_age, unsigned to_age, int step,
                           double level)
{
    unsigned age = from_age;
    while (age != to_age && trace_at(trace, age)->y > level)
        age = step > 0 ? age + 1 : age - 1;
    if (age == from_age)
        return trace_at(trace, age)->t_ns;
    const struct trace_point *here = trace_at(trace, age);
    const struct trace_point *before = trace_at(trace, step > 0 ? age - 1 : age + 1);
    double way = here->y - before->y;
    double share = way == 0.0 ? 0.0 : fmin(1.0, fmax(0.0, (level - before->y) / way));
    return before->t_ns + (int64_t)(share * (double)(here->t_ns - before->t_ns));
}

/*
 * When the movement leaves or reaches an end at the given level: from where it crosses two edges
 * of the range, on beyond the outer one. Swaying while one waits at an end stays outside of both.
 */
static int64_t edge_ns(const struct trace *trace, unsigned from_age, unsigned to_age, int step,
                       double end_level, double range)
{
    int64_t outer_ns = crossing_ns(trace, from_age, to_age, step, end_level + EDGE_OUTER * range);
    int64_t inner_ns = crossing_ns(trace, from_age, to_age, step, end_level + EDGE_INNER * range);
    return outer_ns + (int64_t)(BEYOND * (double)(outer_ns - inner_ns));
}

static double lowest_y(const struct trace *trace, unsigned from_age, unsigned to_age)
{
    double lowest = INFINITY;
    for (unsigned age = to_age; age <= from_age; age++)
        lowest = fmin(lowest, trace_at(trace, age)->y);
    return lowest;
}

static unsigned age_of_highest(const struct trace *trace, unsigned from_age)
{
    unsigned highest = from_age;
    for (unsigned age = 0; age < from_age; age++)
        if (trace_at(trace, age)->y > trace_at(trace, highest)->y)
            highest = age;
    return highest;
}

int tempo_measure(const struct trace *trace, int64_t start_ns, struct tempo *ret_tempo)
{
    if (trace->count < 3 || trace_at(trace, trace->count - 1)->t_ns > start_ns)
        return -ENODATA;
    unsigned start_age = trace_age_of(trace, start_ns - BEFORE_NS);
    unsigned far_age = age_of_highest(trace, start_age);
    if (start_age <= far_age || far_age == 0)
        return -ENODATA;

    double far = trace_at(trace, far_age)->y;
    double start_level = lowest_y(trace, start_age, far_age);
    double end_level = lowest_y(trace, far_age, 0);

    /* Outwards from the far end in both directions, so that a pause at an end does not mislead. */
    struct tempo tempo = {.range = fmax(far - start_level, far - end_level)};
    double out = far - start_level, back = far - end_level;
    tempo.far_ns = edge_ns(trace, far_age, start_age, 1, far, -out);
    tempo.start_ns = edge_ns(trace, far_age, start_age, 1, start_level, out);
    tempo.back_ns = edge_ns(trace, far_age, 0, -1, far, -back);
    tempo.end_ns = edge_ns(trace, far_age, 0, -1, end_level, back);
    *ret_tempo = tempo;
    return 0;
}
