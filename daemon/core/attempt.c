/* SPDX-License-Identifier: MIT */
#include "core/attempt.h"

#include <math.h>

/* Of the usual way. Less is shifting the bar about; design value, as for the body. */
#define LEAST 0.25
#define MOST 0.60      /* research note 2.3: from there on it is a repetition */
#define SWING 0.15     /* that the swing, which leaks, must show of it; design value */
#define SHORTEST_S 0.4 /* a quicker one is a knock; design value */
#define LONGEST_S 8.0  /* design value: the swing has forgotten its start by then */

void attempt_reset(struct attempt *attempt)
{
    rep_counter_reset(&attempt->counter);
}

void attempt_push(struct attempt *attempt, const struct bar_part *part, const struct trace *trace,
                  int64_t t_ns, double swing, double velocity, struct attempt_result *ret_result)
{
    *ret_result = (struct attempt_result){0};
    if (isnan(swing)) {
        attempt_reset(attempt);
        return;
    }
    const struct rep_counter_params params = {
        .range_min = SWING * part->usual,
        .range_max = part->usual,
        .rep_min_s = SHORTEST_S,
        .rep_max_s = LONGEST_S,
    };
    struct rep_counter_result found;
    rep_counter_push(&attempt->counter, &params, t_ns, swing, velocity, &found);
    if (found.event != REP_EVENT_COUNTED)
        return;
    rep_counter_forget_ranges(&attempt->counter);
    double share = bar_part_share(part, trace, trace_age_of(trace, found.start_ns),
                                  trace_age_of(trace, found.far_ns));
    ret_result->seen = share >= LEAST && share < MOST;
    ret_result->start_ns = found.start_ns;
    ret_result->share = share;
}
