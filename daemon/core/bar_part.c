/* SPDX-License-Identifier: MIT */
#include "core/bar_part.h"

#include <math.h>

#include "core/motion.h"
#include "core/stats.h"

#define STILL_SHARE 0.7 /* design value */
/* Of the bar's smallest range this much must have been moved: far from a bar that rests, less than
 * the filter loses; design value. */
#define LEAST_SHARE 0.4
#define CARRIED_M_S 0.15 /* design value: faster than an error makes a bar that rests */
#define KNOWN_MIN 2      /* ways; design value */

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

double bar_part_least(const struct exercise *exercise)
{
    for (unsigned i = 0; i < exercise->signal_count; i++)
        if (exercise->signals[i].signal == BODY_SIGNAL_BAR_HEIGHT)
            return LEAST_SHARE * exercise->signals[i].range_min;
    return NAN;
}

/*
 * How far the bar went between two ages, m, if it was at rest at both: what its plainly integrated
 * acceleration shows beside a straight line, which is the offset's. One that is lowered slowly and
 * evenly is as quiet as one at rest, but not on the way into and out of that.
 */
static double bar_way(const struct trace *trace, unsigned older, unsigned newer)
{
    const struct trace_point *from = trace_at(trace, older), *to = trace_at(trace, newer);
    double span_s = seconds(from->t_ns, to->t_ns), way = 0.0;
    for (unsigned age = newer; age < older; age++) {
        const struct trace_point *point = trace_at(trace, age);
        double u = seconds(from->t_ns, point->t_ns) / span_s;
        double line = from->integral + u * (to->integral - from->integral);
        way += fabs(point->integral - line) * seconds(trace_at(trace, age + 1)->t_ns, point->t_ns);
    }
    return way;
}

/* Whether the bar seemed to rest nearly all the time between two ages. */
static bool bar_rested(const struct trace *trace, unsigned older, unsigned newer)
{
    unsigned still = 0;
    for (unsigned age = newer; age <= older; age++)
        still += trace_at(trace, age)->bar_still;
    return still > STILL_SHARE * (older - newer + 1);
}

/* A bar that is lowered so evenly that it seems to rest has at least sunk. */
bool bar_part_stayed_out(const struct exercise *exercise, const struct trace *trace,
                         unsigned start_age, unsigned far_age, double share)
{
    double least = share * bar_part_least(exercise);
    double gone = trace_at(trace, far_age)->height - trace_at(trace, start_age)->height;
    return bar_way(trace, start_age, far_age) < least &&
           motion_away(exercise, BODY_SIGNAL_BAR_HEIGHT) * gone < least;
}

/* A bar that is still being lowered when the repetition counts has not come to its second rest:
 * then it must seem to have rested, too, and not to have sunk. */
bool bar_part_stayed_back(const struct exercise *exercise, const struct trace *trace,
                          unsigned far_age)
{
    double least = bar_part_least(exercise);
    bool lifts_first = exercise->start == EXERCISE_START_CONCENTRIC;
    double sunk = trace_at(trace, far_age)->height - trace_at(trace, 0)->height;
    return bar_way(trace, far_age, 0) < least &&
           (!lifts_first || (sunk < least && bar_rested(trace, far_age, 0)));
}

/* By the plainly integrated acceleration beside a straight line, as in bar_way(): a height that was
 * filtered drifts where a bar turns without a rest. */
unsigned bar_part_far_age(const struct exercise *exercise, const struct trace *trace,
                          unsigned start_age, unsigned body_far_age)
{
    int away = motion_away(exercise, BODY_SIGNAL_BAR_HEIGHT);
    const struct trace_point *from = trace_at(trace, start_age), *to = trace_at(trace, 0);
    double span_s = seconds(from->t_ns, to->t_ns), height = 0.0, highest = 0.0;
    unsigned farthest = body_far_age;
    if (!(fabs(trace_at(trace, body_far_age)->velocity) > CARRIED_M_S))
        return body_far_age;
    for (unsigned age = start_age; age-- > 0;) {
        const struct trace_point *point = trace_at(trace, age);
        double u = seconds(from->t_ns, point->t_ns) / span_s;
        double line = from->integral + u * (to->integral - from->integral);
        height +=
            away * (point->integral - line) * seconds(trace_at(trace, age + 1)->t_ns, point->t_ns);
        if (height > highest) {
            highest = height;
            farthest = age;
        }
    }
    return farthest;
}

void bar_part_forget(struct bar_part *part)
{
    *part = (struct bar_part){0};
}

void bar_part_learn(struct bar_part *part, const struct trace *trace, unsigned start_age,
                    unsigned far_age)
{
    double way = bar_way(trace, start_age, far_age);
    if (!isnan(way))
        part->usual = median_push(part->ways, BAR_PART_RECENT, &part->count, way);
}

double bar_part_share(const struct bar_part *part, const struct trace *trace, unsigned start_age,
                      unsigned far_age)
{
    return part->count < KNOWN_MIN ? NAN : bar_way(trace, start_age, far_age) / part->usual;
}
