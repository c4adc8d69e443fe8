/* SPDX-License-Identifier: MIT */
/*
 * reserve_history.h - what somebody's sets of one exercise have shown of speed and of repetitions
 * in reserve: the points that the own line is fitted to (core/reserve.h).
 *
 * A set counts that was taken to RESERVE_TOLD_MAX repetitions in reserve or less, as its athlete
 * says: then the repetition before the last one had one more left, and so on.
 */
#ifndef LUMBAR_TRAINING_RESERVE_HISTORY_H
#define LUMBAR_TRAINING_RESERVE_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/event.h"
#include "core/reserve.h"

#define RESERVE_TOLD_MAX 2 /* research note 3.5: further away nobody knows */
#define RESERVE_POINTS 40  /* the newest; design value: four sets of ten */
#define RESERVE_REPS 30    /* of a set; design value: longer ones tell nothing of heavy loads */

struct reserve_history {
    uint32_t sets; /* taken in, since ever */
    uint32_t count;
    struct reserve_point points[RESERVE_POINTS]; /* the oldest first */
};

/* The lifting speeds of one set, m/s; NAN = not known. */
struct set_speeds {
    char exercise[EXERCISE_ID_SIZE];
    uint32_t reps;
    double speed[RESERVE_REPS]; /* of repetition 1 ... */
};

void set_speeds_begin(struct set_speeds *speeds, const char *exercise);
void set_speeds_put(struct set_speeds *speeds, uint32_t rep, double speed);

/* reps: as the set's end counts them. False, and nothing is taken in, when the set tells nothing:
 * it was too long, or fewer than RESERVE_SPEEDS_MIN of its speeds are known. */
#define RESERVE_SPEEDS_MIN 3
bool reserve_history_take(struct reserve_history *history, const struct set_speeds *speeds,
                          uint32_t reps, unsigned reserve);

/* False while there is none: RESERVE_SETS_MIN sets, and a line that rises. */
bool reserve_history_line(const struct reserve_history *history, struct reserve_line *ret_line);

#endif
