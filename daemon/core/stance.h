/* SPDX-License-Identifier: MIT */
/*
 * stance.h - how the pelvis leaned in the repetitions of this set, for when the trunk's sensor
 * fails in the middle of it.
 *
 * Profiles tell an exercise from setting the weight down, or from getting up, by the trunk. Without
 * it the pelvis, which went along, must not leave the places where it was in the set so far.
 */
#ifndef LUMBAR_CORE_STANCE_H
#define LUMBAR_CORE_STANCE_H

#include "core/trace.h"

struct stance {
    bool known;
    double least, most; /* degrees, of the pelvis in repetitions whose trunk was seen */
};

void stance_forget(struct stance *stance);

/* A repetition from start_age on was one. */
void stance_learn(struct stance *stance, const struct trace *trace, unsigned start_age);

/* False: where the trunk is not seen the pelvis left its places. */
bool stance_fits(const struct stance *stance, const struct trace *trace, unsigned start_age);

#endif
