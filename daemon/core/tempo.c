/* SPDX-License-Identifier: MIT */
#include "core/tempo.h"

#include <errno.h>
#include <math.h>

#define EDGE 0.025        /* of the range: swaying at an end stays below; design value */
#define BEFORE_NS 500000000 /* the counter sees the start late by its hysteresis */

/* Moment between this point and the next younger one at which y crosses the level. */
static int64_t crossing_ns(const struct trace *trace, unsigned older_age, double level)
{
    const struct trace_point *older = trace_at(trace, older_age);
    const struct trace_point *younger = trace_at(trace, older_age - 1);
    double step = younger->y - older->y;
    double share = step == 0.0 ? 0.0 : fmin(1.0, fmax(0.0, (level - older->y) / step));
    return older->t_ns + (int64_t)(share * (double)(younger->t_ns - older->t_ns));
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
    double out_edge = EDGE * (far - start_level), back_edge = EDGE * (far - end_level);

    /* Outwards from the far end in both directions, so that a pause at an end does not mislead. */
    struct tempo tempo = {.range = fmax(far - start_level, far - end_level)};
    unsigned age = far_age;
    while (age < start_age && trace_at(trace, age)->y > far - out_edge)
        age++;
    tempo.far_ns = crossing_ns(trace, age, far - out_edge);
    while (age < start_age && trace_at(trace, age)->y > start_level + out_edge)
        age++;
    tempo.start_ns = crossing_ns(trace, age, start_level + out_edge);

    age = far_age;
    while (age > 0 && trace_at(trace, age)->y > far - back_edge)
        age--;
    tempo.back_ns = crossing_ns(trace, age + 1, far - back_edge);
    while (age > 0 && trace_at(trace, age)->y > end_level + back_edge)
        age--;
    tempo.end_ns = crossing_ns(trace, age + 1, end_level + back_edge);
    *ret_tempo = tempo;
    return 0;
}
