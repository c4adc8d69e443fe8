/* SPDX-License-Identifier: MIT */
#include "core/lift_private.h"

#include <math.h>
#include <stdlib.h>

#define REST_WITHIN_NS 1000000000 /* design value */
#define TURN_MAX_NS 500000000     /* so long a body lingers where the bar turns; design value */
#define TURN_WITHIN_NS 40000000   /* design value */
#define EDGE 0.025                /* as tempo.c */

int64_t lift_next_start_ns(const struct lift *lift, enum tempo_of of, const struct tempo *tempo)
{
    const struct trace *trace = &lift->trace;
    unsigned end_age = trace_age_of(trace, tempo->end_ns);
    double level = INFINITY;
    for (unsigned age = 0; age <= end_age; age++)
        level = fmin(level, tempo_value(trace_at(trace, age), of));
    level += EDGE * tempo->range;
    if (tempo_value(trace_at(trace, 0), of) <= level)
        return 0;
    unsigned age = 0;
    while (age < end_age && tempo_value(trace_at(trace, age), of) > level)
        age++;
    return trace_at(trace, age)->t_ns;
}

struct stroke_search lift_search_near(struct lift *lift, const struct tempo *tempo)
{
    int64_t next_ns = lift_next_start_ns(lift, TEMPO_OF_SIGNAL, tempo);
    struct stroke_search search = {
        .start_from_ns = tempo->start_ns - REST_WITHIN_NS,
        .start_to_ns = tempo->start_ns + REST_WITHIN_NS / 2,
        .end_from_ns = tempo->end_ns - REST_WITHIN_NS / 2,
        .end_to_ns = tempo->end_ns + REST_WITHIN_NS,
        .away = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT),
        .range_min = bar_part_least(lift->exercise),
    };
    if (lift->turn.t_ns > 0 && llabs(lift->turn.t_ns - tempo->start_ns) < TURN_MAX_NS) {
        search.start_turns = true;
        search.start_from_ns = lift->turn.t_ns - TURN_WITHIN_NS;
        search.start_to_ns = lift->turn.t_ns + TURN_WITHIN_NS;
    }
    lift->turn = (struct bar_turn){.accel = NAN};
    if (lift_rises_first(lift) && next_ns > 0 && next_ns - tempo->end_ns < TURN_MAX_NS &&
        bar_turn_find(&lift->trace, tempo->end_ns, next_ns, &lift->turn)) {
        search.end_turns = true;
        search.end_from_ns = lift->turn.t_ns - TURN_WITHIN_NS;
        search.end_to_ns = lift->turn.t_ns + TURN_WITHIN_NS;
    }
    return search;
}

struct stroke_search lift_search_between(const struct lift *lift)
{
    const struct rep_counter *counter = &lift->counter;
    return (struct stroke_search){
        .start_from_ns = lift->detail_start_ns - REST_WITHIN_NS,
        .start_to_ns = lift->detail_far_ns,
        .end_from_ns = lift->detail_far_ns,
        .end_to_ns = counter->state == REP_READY ? counter->t_ns : counter->far_ns,
        .away = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT),
        .range_min = bar_part_least(lift->exercise),
    };
}

struct stroke_search lift_search_way_out(const struct lift *lift,
                                         const struct rep_counter_result *found, int64_t t_ns)
{
    struct stroke_search search = {
        .start_from_ns = found->start_ns - REST_WITHIN_NS,
        .start_to_ns =
            lift_follows_bar(lift) ? found->far_ns : found->start_ns + REST_WITHIN_NS / 2,
        .end_from_ns = found->far_ns - REST_WITHIN_NS / 2,
        .end_to_ns = lift_follows_bar(lift) ? t_ns : found->far_ns + REST_WITHIN_NS / 2,
        .one_way = true,
        .away = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT),
        .range_min = bar_part_least(lift->exercise),
    };
    if (search.start_from_ns < lift->over_ns && lift->over_ns < search.start_to_ns)
        search.start_from_ns = lift->over_ns;
    return search;
}
