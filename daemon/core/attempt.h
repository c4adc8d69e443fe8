/* SPDX-License-Identifier: MIT */
/*
 * attempt.h - a bar that went a part of its usual way and came back: where the body hardly shows
 * it, because the knees do the first part of the lift.
 */
#ifndef LUMBAR_CORE_ATTEMPT_H
#define LUMBAR_CORE_ATTEMPT_H

#include "core/bar_part.h"
#include "core/rep_counter.h"

struct attempt {
    struct rep_counter counter; /* of the bar's swing */
};

struct attempt_result {
    bool seen;
    int64_t start_ns;
    double share; /* of the bar's usual way */
};

void attempt_reset(struct attempt *attempt);

/*
 * swing, velocity: of the bar (travel.h), m and m/s, larger towards the far end; NAN without a bar.
 * part: knows the usual way; trace: its newest point is now.
 */
void attempt_push(struct attempt *attempt, const struct bar_part *part, const struct trace *trace,
                  int64_t t_ns, double swing, double velocity, struct attempt_result *ret_result);

#endif
