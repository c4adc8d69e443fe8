/* SPDX-License-Identifier: MIT */
#include "core/lift_private.h"

#include <math.h>

#include "core/posture.h"

/* Of a bar that is followed by itself; design values. */
#define LOOK_NS 200000000      /* a look costs as much as many samples */
#define RESTS_BEFORE 600000000 /* after the last repetition, at its start */
#define RESTED_NS 150000000    /* its end is known so well */
#define RESTS_AFTER 300000000
/* Of its way, between two rests; design value: setting the bar down, simulated, comes to 0.3. */
#define TRIP_MIN 0.4
#define SLOW_NS 2000000000 /* half of the swing's leak or more is gone; design value */
#define WHOLE 0.7          /* of its way; an attempt comes to 0.6: attempt.c; design value */

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

bool lift_went_slowly(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns)
{
    if (!lift_follows_bar(lift) || found->far_ns - found->start_ns < SLOW_NS ||
        lift->attempt.way_count == 0)
        return false;
    const struct stroke_search search = lift_search_way_out(lift, found, t_ns);
    struct stroke stroke;
    if (stroke_find(&lift->trace, &search, &stroke) < 0)
        return false;
    double way = trace_at(&lift->trace, trace_age_of(&lift->trace, stroke.end_ns))->stroke;
    return way >= fmax(lift->params.range_min, WHOLE * lift->attempt.way);
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

/* How far the bar went between two rests, m, and when the first was; NAN: it is not seen back. */
static double find_trip(struct lift *lift, int64_t over_ns, int64_t t_ns, int64_t *ret_start_ns)
{
    const struct stroke_search search = {
        .start_from_ns = over_ns - RESTED_NS,
        .start_to_ns = over_ns + RESTS_BEFORE,
        .end_from_ns = t_ns - RESTS_AFTER,
        .end_to_ns = t_ns,
        .away = lift->bar_away,
        .range_min = bar_part_least(lift->exercise),
    };
    struct stroke stroke;
    double far = 0.0;
    *ret_start_ns = over_ns;
    if (t_ns - over_ns < 2 * RESTS_BEFORE || stroke_find(&lift->trace, &search, &stroke) < 0)
        return NAN;
    unsigned start_age = trace_age_of(&lift->trace, stroke.start_ns);
    for (unsigned age = trace_age_of(&lift->trace, stroke.end_ns); age <= start_age; age++)
        far = fmax(far, trace_at(&lift->trace, age)->stroke);
    *ret_start_ns = stroke.start_ns;
    return far;
}

/*
 * The swing of a bar that is followed by itself leaks, and does not come back to where it left for
 * an attempt. But the bar rests before and after: as soon as two such rests are found, and it has
 * gone a part of its way between them, there has been one.
 */
static void look_at_bar_itself(struct lift *lift, int64_t t_ns, struct lift_result *result)
{
    int64_t over_ns = lift->attempt_ns > lift->over_ns ? lift->attempt_ns : lift->over_ns;
    int64_t start_ns;
    if (lift->counter.state != REP_OUT || lift->arrival.due || lift->attempt.way_count == 0 ||
        t_ns - lift->attempt_look_ns < LOOK_NS)
        return;
    lift->attempt_look_ns = t_ns;
    double share = find_trip(lift, over_ns, t_ns, &start_ns) / lift->attempt.way;
    if (!(share >= TRIP_MIN) || !attempt_is_one(share))
        return;
    unsigned start_age = trace_age_of(&lift->trace, start_ns);
    if (!posture_attempts(lift->exercise, &lift->trace, start_age) ||
        !posture_stays(lift->exercise, &lift->trace, start_age))
        return;
    lift_take_attempt(lift, start_ns, share, t_ns, result);
    rep_counter_begin_here(&lift->counter);
}

void lift_look_at_bar(struct lift *lift, int64_t t_ns, const struct motion_frame *frame,
                      struct lift_result *result)
{
    if (lift_follows_bar(lift)) {
        look_at_bar_itself(lift, t_ns, result);
        return;
    }
    if (lift->exercise->phases != BODY_SIGNAL_BAR_HEIGHT || lift->bar_part.count == 0)
        return;
    bool thighs = lift_rises_first(lift);
    const struct attempt_input input = {
        .thigh = thighs ? frame->angles.thigh : NAN,
        .thigh_rate = thighs ? frame->angles.thigh_rate : NAN,
        .swing = lift->bar_away * frame->bar_swing,
        .velocity = lift->bar_away * frame->bar_swing_velocity,
    };
    struct attempt_result found;
    attempt_push(&lift->attempt, &lift->bar_part, &lift->trace, t_ns, &input,
                 lift->exercise->rep_max_s, &found);
    /* What goes out before the last one was over is that one: the swing of a slow repetition, which
     * leaks, is back before the body is. */
    bool repetition =
        result->counted || found.far_ns < lift->over_ns || lift->counter.state == REP_BACK;
    if (found.seen && !repetition &&
        posture_attempts(lift->exercise, &lift->trace, trace_age_of(&lift->trace, found.start_ns)))
        lift_take_attempt(lift, found.start_ns, found.share, t_ns, result);
}
