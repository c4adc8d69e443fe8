/* SPDX-License-Identifier: MIT */
#include "core/tempo.h"

#include <errno.h>
#include <math.h>

#define EDGE_OUTER 0.05 /* of the range: swaying at an end stays below; design value */
#define EDGE_INNER 0.10
#define BEYOND 0.6          /* so much of the time from edge to edge: people speed up evenly */
#define BEFORE_NS 500000000 /* the counter sees the start late by its hysteresis */
#define RESTED_NS 400000000 /* so long no lower, it has come to its end; design value */
#define RESTED 0.01         /* of the range; design value: the last tenth of a slow way back */
#define REST_NEAR 0.20      /* of the range from the start, as rep_counter.c */

double tempo_value(const struct trace_point *point, enum tempo_of of)
{
    return of == TEMPO_OF_STROKE ? point->stroke : point->y;
}

struct view {
    const struct trace *trace;
    enum tempo_of of;
};

static double value(const struct view *view, unsigned age)
{
    return tempo_value(trace_at(view->trace, age), view->of);
}

/* First moment, going from one age towards another (step +1: older), at which it falls below. */
static int64_t crossing_ns(const struct view *view, unsigned from_age, unsigned to_age, int step,
                           double level)
{
    unsigned age = from_age;
    while (age != to_age && value(view, age) > level)
        age = step > 0 ? age + 1 : age - 1;
    int64_t here_ns = trace_at(view->trace, age)->t_ns;
    if (age == from_age)
        return here_ns;
    unsigned before_age = step > 0 ? age - 1 : age + 1;
    double before = value(view, before_age), way = value(view, age) - before;
    int64_t before_ns = trace_at(view->trace, before_age)->t_ns;
    double share = way == 0.0 ? 0.0 : fmin(1.0, fmax(0.0, (level - before) / way));
    return before_ns + (int64_t)(share * (double)(here_ns - before_ns));
}

/*
 * When the movement leaves or reaches an end at the given level: from where it crosses two edges
 * of the range, on beyond the outer one. Swaying while one waits at an end stays outside of both.
 */
static int64_t edge_ns(const struct view *view, unsigned from_age, unsigned to_age, int step,
                       double end_level, double range)
{
    int64_t outer_ns = crossing_ns(view, from_age, to_age, step, end_level + EDGE_OUTER * range);
    int64_t inner_ns = crossing_ns(view, from_age, to_age, step, end_level + EDGE_INNER * range);
    return outer_ns + (int64_t)(BEYOND * (double)(outer_ns - inner_ns));
}

static double lowest_value(const struct view *view, unsigned from_age, unsigned to_age)
{
    double lowest = INFINITY;
    for (unsigned age = to_age; age <= from_age; age++)
        lowest = fmin(lowest, value(view, age));
    return lowest;
}

/*
 * Where the way back ends: where it first comes to rest near the start. What is done after the last
 * repetition may lead below it. Without a rest it is the lowest of all.
 */
static double end_level_of(const struct view *view, unsigned far_age, unsigned end_age,
                           double start_level)
{
    double range = value(view, far_age) - start_level;
    double lowest = INFINITY, rest = INFINITY; /* no lower since rest_ns but for a trifle */
    int64_t rest_ns = 0;
    bool rested = false;
    for (unsigned age = far_age; age-- > end_age;) {
        double y = value(view, age);
        int64_t t_ns = trace_at(view->trace, age)->t_ns;
        bool lower = y < rest - RESTED * range;
        if (rested && lower)
            break;
        lowest = fmin(lowest, y);
        if (lower) {
            rest = y;
            rest_ns = t_ns;
        }
        rested = t_ns - rest_ns > RESTED_NS && lowest < start_level + REST_NEAR * range;
    }
    return lowest;
}

static unsigned age_of_highest(const struct view *view, unsigned from_age, unsigned to_age)
{
    unsigned highest = from_age;
    for (unsigned age = to_age; age < from_age; age++)
        if (value(view, age) > value(view, highest))
            highest = age;
    return highest;
}

int64_t tempo_left_ns(const struct trace *trace, enum tempo_of of, int64_t start_ns, int64_t far_ns)
{
    const struct view view = {trace, of};
    unsigned start_age = trace_age_of(trace, start_ns), far_age = trace_age_of(trace, far_ns);
    double level = lowest_value(&view, start_age, far_age);
    return edge_ns(&view, far_age, start_age, 1, level, value(&view, far_age) - level);
}

int tempo_measure(const struct trace *trace, enum tempo_of of, int64_t start_ns, int64_t end_ns,
                  struct tempo *ret_tempo)
{
    if (trace->moments.count < 3 || trace_at(trace, trace->moments.count - 1)->t_ns > start_ns)
        return -ENODATA;
    const struct view view = {trace, of};
    /* A stroke begins at a rest that was found, not at one that was noticed. */
    int64_t before_ns = of == TEMPO_OF_SIGNAL ? BEFORE_NS : 0;
    unsigned start_age = trace_age_of(trace, start_ns - before_ns);
    unsigned end_age = trace_age_of(trace, end_ns);
    unsigned far_age = age_of_highest(&view, start_age, end_age);
    if (start_age <= far_age || far_age <= end_age)
        return -ENODATA;

    double far = value(&view, far_age);
    double start_level = lowest_value(&view, start_age, far_age);
    double end_level = end_level_of(&view, far_age, end_age, start_level);

    /* Outwards from the far end in both directions, so that a pause at an end does not mislead. */
    struct tempo tempo = {.range = fmax(far - start_level, far - end_level)};
    double out = far - start_level, back = far - end_level;
    tempo.far_ns = edge_ns(&view, far_age, start_age, 1, far, -out);
    tempo.start_ns = edge_ns(&view, far_age, start_age, 1, start_level, out);
    tempo.back_ns = edge_ns(&view, far_age, end_age, -1, far, -back);
    tempo.end_ns = edge_ns(&view, far_age, end_age, -1, end_level, back);
    *ret_tempo = tempo;
    return 0;
}
