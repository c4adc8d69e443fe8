/* SPDX-License-Identifier: MIT */
/*
 * phase.h - progress as a function of time: people accelerate, keep a speed, slow down, wait.
 *
 * A phase is a row of speeds at instants. From one instant to the next the speed changes by a
 * smooth step (jet_step), so that progress has continuous derivatives up to the third, and turns
 * at a bottom without a stop where the speeds on both sides have opposite signs.
 */
#ifndef LUMBAR_SIM_PHASE_H
#define LUMBAR_SIM_PHASE_H

#include "jet.h"

#define PHASE_KNOTS_MAX 16

struct phase {
    int count;
    double t[PHASE_KNOTS_MAX];        /* s, rising */
    double speed[PHASE_KNOTS_MAX];    /* progress per s; the first and the last are 0, unless it
                                         turns there: phase_begin_turning() */
    double progress[PHASE_KNOTS_MAX]; /* at the knots */
};

void phase_begin(struct phase *phase, double t, double progress);
/* In the middle of a turn: with a speed. What came before has to end with the same one. */
void phase_begin_turning(struct phase *phase, double t, double progress, double speed);
/* The speed that will have been reached after so many seconds. */
void phase_add(struct phase *phase, double duration, double speed);
void phase_wait(struct phase *phase, double duration);
/*
 * Moves on by distance, with a ramp at each end. Its speed comes out of distance and duration:
 * ramps are shortened to half of the duration at most.
 */
void phase_move(struct phase *phase, double distance, double duration, double ramp);
double phase_end(const struct phase *phase);
double phase_final(const struct phase *phase);            /* progress at the end */
struct jet phase_at(const struct phase *phase, double t); /* before and after it stands still */
/* First instant in from..to at which progress crosses the level; NAN when it does not. */
double phase_crossing(const struct phase *phase, double level, double from, double to);

#endif
