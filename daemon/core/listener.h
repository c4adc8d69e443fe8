/* SPDX-License-Identifier: MIT */
/*
 * listener.h - waits for one exercise's repetitions among whatever is done, and weighs how much
 * each of them looks like that exercise.
 */
#ifndef LUMBAR_CORE_LISTENER_H
#define LUMBAR_CORE_LISTENER_H

#include "core/feature.h"
#include "core/rep_counter.h"

struct listener {
    const struct exercise *exercise;
    int signal; /* of the exercise's; -1 = none is present */
    struct rep_counter_params params;
    struct rep_counter counter;
    bool began_elsewhere; /* the repetition under way, not where the exercise starts */
    unsigned reps;        /* found one after the other */
    double scores[2];     /* of the last two; of a hold, when it was weighed last: at end_ns */
    struct feature_values values; /* of the last one */
    int64_t first_start_ns;       /* of the first of them */
    int64_t before_ns;            /* of the one before the last */
    int64_t start_ns;             /* of the last one */
    int64_t far_ns;
    int64_t end_ns;
};

/* exercise stays. */
void listener_reset(struct listener *listener);

/*
 * The frame at t_ns, which the history has as its newest; body_weight: N, NAN = not known. True
 * when it has found a repetition.
 */
bool listener_push(struct listener *listener, const struct history *history, double body_weight,
                   int64_t t_ns, const struct motion_frame *frame);

/* What the exercise itself would not refuse to count. */
bool listener_allows(const struct exercise *exercise, const struct feature_values *values);

#endif
