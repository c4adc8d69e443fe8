/* SPDX-License-Identifier: MIT */
#include "core/lift_private.h"

#include <math.h>

#include "core/side.h"
#include "core/tempo.h"
#include "core/witness.h"

#define LATES_MIN 2        /* design value */
#define BAR_BACK_MAX_S 4.0 /* design value: lowered slowly, from more than half way */
#define CONFIDENCE 0.95    /* design values */
#define CONFIDENCE_UNWITNESSED 0.6

/*
 * When the bar left, and how far it is from being back, as well as can be told at the moment of
 * counting. The counter's idea stands where the bar tells nothing; for the end, which is what
 * true is returned for, also where the body's movement is followed, which needs no integration.
 */
static bool ask_bar(struct lift *lift, int64_t t_ns, struct rep_counter_result *found)
{
    struct stroke_search search = lift_search_way_out(lift, found, t_ns);
    struct stroke stroke;
    if (lift->exercise->phases != BODY_SIGNAL_BAR_HEIGHT ||
        stroke_find(&lift->trace, &search, &stroke) < 0)
        return false;
    found->start_ns = tempo_left_ns(&lift->trace, TEMPO_OF_STROKE, stroke.start_ns, stroke.end_ns);
    const struct trace_point *now = trace_at(&lift->trace, 0);
    if (!lift_follows_bar(lift) || now->stroke <= 0.0 || now->stroke_speed >= -LIFT_MOVING_M_S)
        return false;
    double left_s = fmin(BAR_BACK_MAX_S, -now->stroke / now->stroke_speed);
    found->end_ns = t_ns + (int64_t)(left_s * 1e9);
    return true;
}

static enum side side_of(const struct lift *lift, const struct rep_counter_result *found)
{
    const struct trace *trace = &lift->trace;
    if (trace->moments.count == 0)
        return SIDE_NONE;
    return side_of_repetition(lift->exercise, &lift->exercise->signals[lift->signal], trace,
                              trace_age_of(trace, found->start_ns),
                              trace_age_of(trace, found->far_ns));
}

void lift_time(const struct lift *lift, const struct tempo *tempo, struct lift_result *result)
{
    const struct trace *trace = &lift->trace;
    if (lift_follows_bar(lift) || lift_rises_first(lift))
        return;
    unsigned age = trace_age_of(trace, tempo->back_ns),
             end_age = trace_age_of(trace, tempo->end_ns);
    double half = 0.5 * (trace_at(trace, age)->y + trace_at(trace, end_age)->y);
    while (age > end_age && trace_at(trace, age)->y > half)
        age--;
    result->timed = true;
    result->times = (struct handling_rep){
        .start_ns = tempo->start_ns,
        .out_ns = tempo->far_ns,
        .in_ns = tempo->back_ns,
        .half_in_ns = trace_at(trace, age)->t_ns,
        .end_ns = tempo->end_ns,
    };
}

/* Of what is not seen to be back yet. */
static void time_count(const struct lift *lift, int64_t start_ns, int64_t t_ns,
                       struct lift_result *result)
{
    struct tempo tempo;
    if (!lift_follows_bar(lift) &&
        tempo_measure(&lift->trace, TEMPO_OF_SIGNAL, start_ns, t_ns, &tempo) >= 0)
        lift_time(lift, &tempo, result);
}

void lift_take_count(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                     struct lift_result *result)
{
    if (lift->detail_due)
        lift_give_detail(lift, result);
    result->counted = lift->begun = true;
    struct rep_counter_result looked = *found;
    bool end_seen = ask_bar(lift, t_ns, &looked);
    result->start_ns = looked.start_ns;
    /* One swing is no rule: the first is the one that a lift from the floor disturbs. */
    result->end_ns = end_seen && lift->late_count < LATES_MIN
                         ? looked.end_ns
                         : found->end_ns + (int64_t)(lift->late_s * 1e9);
    result->side = side_of(lift, found);
    result->range = found->range;
    result->witnessed = witness_is_there(lift->exercise, &lift->trace, found->far_ns, result->side);
    result->confidence = result->witnessed ? CONFIDENCE : CONFIDENCE_UNWITNESSED;
    if (!result->witnessed)
        time_count(lift, found->start_ns, t_ns, result);
    lift->detail_due = true;
    lift->detail_start_ns = found->start_ns;
    lift->over_ns = lift->detail_end_ns = result->end_ns;
    lift->foretold_ns = found->end_ns;
    lift->detail_far_ns = found->far_ns;
}

void lift_take_arrival(struct lift *lift, struct lift_result *result)
{
    const struct arrival *arrival = &lift->arrival;
    lift->arrival.due = false;
    lift_take_count(lift, &arrival->found, arrival->found_ns, result);
    result->start_ns = arrival->start_ns;
    lift->over_ns = lift->detail_end_ns = result->end_ns = arrival->end_ns;
}

void lift_await_arrival(struct lift *lift, int64_t t_ns, struct lift_result *result)
{
    struct arrival *arrival = &lift->arrival;
    struct stroke_search search = lift_search_way_out(lift, &arrival->found, arrival->found_ns);
    arrival_look(arrival, &lift->trace, &search, t_ns);
    if (arrival_is_now(arrival, t_ns))
        lift_take_arrival(lift, result);
}
