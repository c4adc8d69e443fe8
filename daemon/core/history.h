/* SPDX-License-Identifier: MIT */
/*
 * history.h - the frames of the last seconds, thinned out to a fixed step: for looking at what was
 * done before it was known what it is, and for counting it again once it is known.
 */
#ifndef LUMBAR_CORE_HISTORY_H
#define LUMBAR_CORE_HISTORY_H

#include "core/hold.h"

#define HISTORY_SIZE 1024
#define HISTORY_STEP_NS 20000000 /* 50 a second: 20 s; a lift turns no faster than in 0.1 s */

struct history_point {
    int64_t t_ns;
    struct motion_frame frame;
    struct hold_moment moment; /* its frame is the one above */
};

struct history {
    struct history_point points[HISTORY_SIZE]; /* ring */
    unsigned next;
    unsigned count;
};

void history_reset(struct history *history);
/* Whether the step since the newest point is over. */
bool history_is_due(const struct history *history, int64_t t_ns);
void history_push(struct history *history, const struct hold_moment *moment);

/* age 0 = newest ... count - 1 = oldest */
const struct history_point *history_at(const struct history *history, unsigned age);
/* Age of the newest point that is not later than t_ns; the oldest if there is none.
 * The history must not be empty. */
unsigned history_age_of(const struct history *history, int64_t t_ns);

#endif
