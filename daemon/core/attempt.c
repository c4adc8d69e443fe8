/* SPDX-License-Identifier: MIT */
#include "core/attempt.h"

#include <math.h>

#include "core/stats.h"

/* Of the usual way. Less is shifting the bar about; design value, as for the body. */
#define LEAST 0.25
#define MOST 0.60       /* research note 2.3: from there on it is a repetition */
#define SWING 0.15      /* that the swing, which leaks, must show of it; design value */
#define SHORTEST_S 0.4  /* a quicker one is a knock; design value */
#define LONGEST_S 8.0   /* design value: the swing has forgotten its start by then */
#define THIGHS_DEG 20.0 /* they go so far in a lift off the floor; design value */

void attempt_reset(struct attempt *attempt)
{
    rep_counter_reset(&attempt->counter);
}

void attempt_forget(struct attempt *attempt)
{
    *attempt = (struct attempt){0};
    attempt_reset(attempt);
}

void attempt_learn(struct attempt *attempt, double way)
{
    if (!isnan(way))
        attempt->way = median_push(attempt->ways, BAR_PART_RECENT, &attempt->way_count, way);
}

void attempt_learn_thighs(struct attempt *attempt, const struct trace *trace, unsigned start_age,
                          unsigned far_age)
{
    attempt_learn(attempt, trace_at(trace, far_age)->thigh - trace_at(trace, start_age)->thigh);
}

bool attempt_is_one(double share)
{
    return share >= LEAST && share < MOST;
}

/* The one that is followed. */
static void follow(struct attempt *attempt, bool by_thighs)
{
    if (attempt->by_thighs != by_thighs)
        attempt_reset(attempt);
    attempt->by_thighs = by_thighs;
}

void attempt_push(struct attempt *attempt, const struct bar_part *part, const struct trace *trace,
                  int64_t t_ns, const struct attempt_input *input, double longest_s,
                  struct attempt_result *ret_result)
{
    *ret_result = (struct attempt_result){0};
    if (isnan(input->swing)) {
        attempt_reset(attempt);
        return;
    }
    follow(attempt, !isnan(input->thigh) && fabs(attempt->way) >= THIGHS_DEG);
    int away = attempt->way < 0.0 ? -1 : 1;
    double usual = attempt->by_thighs ? fabs(attempt->way) : part->usual;
    const struct rep_counter_params params = {
        .range_min = SWING * usual,
        .range_max = usual,
        .rep_min_s = SHORTEST_S,
        .rep_max_s = attempt->by_thighs ? longest_s : LONGEST_S,
    };
    struct rep_counter_result found;
    if (attempt->by_thighs)
        rep_counter_push(&attempt->counter, &params, t_ns, away * input->thigh,
                         away * input->thigh_rate, &found);
    else
        rep_counter_push(&attempt->counter, &params, t_ns, input->swing, input->velocity, &found);
    if (found.event != REP_EVENT_COUNTED)
        return;
    rep_counter_forget_ranges(&attempt->counter);
    double share = bar_part_share(part, trace, trace_age_of(trace, found.start_ns),
                                  trace_age_of(trace, found.far_ns));
    ret_result->seen = attempt_is_one(share);
    ret_result->start_ns = found.start_ns;
    ret_result->far_ns = found.far_ns;
    ret_result->share = share;
}
