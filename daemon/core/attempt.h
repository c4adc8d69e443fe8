/* SPDX-License-Identifier: MIT */
/*
 * attempt.h - a bar that went a part of its usual way and came back: where the trunk hardly shows
 * it, because the knees do the first part of the lift.
 *
 * That it went and came back is told by the thighs, where they are seen: angles do not drift. Else
 * by the bar's swing, which forgets where a slow one began. How far it went, the bar has to tell.
 */
#ifndef LUMBAR_CORE_ATTEMPT_H
#define LUMBAR_CORE_ATTEMPT_H

#include "core/bar_part.h"
#include "core/rep_counter.h"

struct attempt {
    struct rep_counter counter; /* of the thighs, or of the bar's swing */
    bool by_thighs;
    double ways[BAR_PART_RECENT]; /* of the thighs in the last repetitions, degrees as signed; of
                                     the bar that is followed by itself, m */
    unsigned way_count;
    double way; /* their median */
};

/* What shows that the bar goes and comes back. */
struct attempt_input {
    double thigh; /* degrees, and degrees a second; NAN = not seen */
    double thigh_rate;
    double swing; /* m and m/s of the bar (travel.h), larger towards the far end; NAN = no bar */
    double velocity;
};

struct attempt_result {
    bool seen;
    int64_t start_ns;
    int64_t far_ns;
    double share; /* of the bar's usual way */
};

void attempt_reset(struct attempt *attempt);

/* A repetition: from its start to its far end the thighs went a usual way; or the bar. */
void attempt_learn_thighs(struct attempt *attempt, const struct trace *trace, unsigned start_age,
                          unsigned far_age);
void attempt_learn(struct attempt *attempt, double way);
void attempt_forget(struct attempt *attempt);

/* Whether so much of the usual way is neither shifting about nor a repetition. */
bool attempt_is_one(double share);

/* part: knows the bar's usual way; trace: its newest point is now; longest_s: of what is slow. */
void attempt_push(struct attempt *attempt, const struct bar_part *part, const struct trace *trace,
                  int64_t t_ns, const struct attempt_input *input, double longest_s,
                  struct attempt_result *ret_result);

#endif
