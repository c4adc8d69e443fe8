/* SPDX-License-Identifier: MIT */
#include "core/lift_private.h"

#include <math.h>

#include "core/posture.h"

double lift_range_share(const struct lift *lift, const struct rep_counter_result *found)
{
    return found->range / fmax(lift->params.range_min, lift->counter.reference);
}

bool lift_fell_short(const struct lift *lift, const struct rep_counter_result *found)
{
    const struct exercise *exercise = lift->exercise;
    const struct trace *trace = &lift->trace;
    if (trace->moments.count == 0 || isnan(exercise->far_trunk_min_deg) ||
        lift->counter.reference <= 0.0)
        return false;
    unsigned start_age = trace_age_of(trace, found->start_ns);
    unsigned far_age = trace_age_of(trace, found->far_ns);
    double start = trace_at(trace, start_age)->trunk, far = trace_at(trace, far_age)->trunk;
    bool grows = exercise->far_trunk_min_deg > exercise->start_trunk_min_deg;
    bool short_of = grows ? far < exercise->far_trunk_min_deg && far > start
                          : far > exercise->far_trunk_max_deg && far < start;
    return short_of && posture_attempts(exercise, trace, start_age) &&
           !bar_part_stayed_out(exercise, trace, start_age,
                                bar_part_far_age(exercise, trace, start_age, far_age),
                                LIFT_ATTEMPT);
}

void lift_take_attempt(struct lift *lift, int64_t start_ns, double share, int64_t t_ns,
                       struct lift_result *result)
{
    if (start_ns < lift->attempt_ns)
        return;
    lift->attempt_ns = t_ns;
    result->partial = true;
    result->range_fraction = share;
}

void lift_look_at_bar(struct lift *lift, int64_t t_ns, double swing, double velocity,
                      struct lift_result *result)
{
    if (lift->exercise->phases != BODY_SIGNAL_BAR_HEIGHT || lift_follows_bar(lift) ||
        lift->bar_part.count == 0)
        return;
    int away = lift->bar_away;
    struct attempt_result found;
    attempt_push(&lift->attempt, &lift->bar_part, &lift->trace, t_ns, away * swing, away * velocity,
                 &found);
    /* The swing of a slow repetition, which leaks, is back before the body is. */
    bool repetition =
        result->counted || found.start_ns < lift->over_ns || lift->counter.state == REP_BACK;
    if (found.seen && !repetition &&
        posture_attempts(lift->exercise, &lift->trace, trace_age_of(&lift->trace, found.start_ns)))
        lift_take_attempt(lift, found.start_ns, found.share, t_ns, result);
}
