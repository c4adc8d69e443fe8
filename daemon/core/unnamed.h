/* SPDX-License-Identifier: MIT */
/*
 * unnamed.h - whether what was told by its rhythm is a set, of which no exercise is known.
 *
 * Who fetches plates, looks about or walks with a bar does something again and again, too. But a
 * repetition of a set is the same movement once more: as far, as soon, from the same posture to the
 * same posture. So where the body is seen, the first repetitions are kept until three in a row
 * are alike, or four of slow ones, for what is slow comes about by chance more often; what came
 * before them was none. Of an exercise that is known this is not asked.
 */
#ifndef LUMBAR_CORE_UNNAMED_H
#define LUMBAR_CORE_UNNAMED_H

#include "core/generic.h"
#include "core/history.h"

#define UNNAMED_MAX 4

struct unnamed_rep {
    struct swing swing;
    uint16_t sensor; /* that told it */
    enum generic_signal signal;
    struct body_angles start;
    struct body_angles far;
};

struct unnamed {
    struct unnamed_rep reps[UNNAMED_MAX]; /* the newest, oldest first */
    unsigned count;
};

/* Whether the frame shows enough of the body to ask: the trunk and one part more. */
bool unnamed_sees(const struct motion_frame *frame);
void unnamed_forget(struct unnamed *unnamed);
/* The newest repetitions were none. Returns how many of them were not kept here. */
unsigned unnamed_take_back(struct unnamed *unnamed, unsigned count);
/* How many of those that are kept, the newest, are a set; 0 = none yet. history must not be empty.
 */
unsigned unnamed_push(struct unnamed *unnamed, const struct history *history,
                      const struct swing *swing, uint16_t sensor, enum generic_signal signal);

#endif
