/* SPDX-License-Identifier: MIT */
/*
 * rep_phase.h - one repetition as a phase, with the durations that a prescription means.
 *
 * A repetition has left its start posture when the primary motion has passed 2 % of what it
 * reaches, and is at its far end when 98 % are passed; the same on the way back. Durations are
 * between these points: this is also the definition in the truth.
 */
#ifndef LUMBAR_SIM_REP_PHASE_H
#define LUMBAR_SIM_REP_PHASE_H

#include "phase.h"

/* Comes down to the start posture and is thrown up again from there, without a stop. */
struct rep_throw {
    double turn_s; /* 0: it stops */
    double speed;  /* with which it comes down, progress per s */
};

struct rep_plan {               /* wished for */
    double range;               /* progress of the far end */
    double near_edge, far_edge; /* progress at 2 and 98 % of the primary motion */
    double away_s;
    double far_pause_s; /* shorter than stopping takes: turns there without a stop */
    double back_s;
    double snap;     /* multiplies the ramps at both ends of a way */
    double turn;     /* multiplies the time that turning without a stop takes; 0: 1 */
    double sticking; /* 0..0.6: share of the speed lost half-way through the lifting phase */
    int lifts_on_way_back;
    struct rep_throw thrown; /* by what came before */
    double throw_s;          /* how long the turn after it takes; 0: it stops at the start */
};

struct rep_edges { /* got, absolute times */
    double start, away_end, back_start, end;
    double throw_t;         /* when the turn after it begins; else the end of the phase */
    struct rep_throw throw; /* for the plan of the next */
};

void rep_phase_build(struct phase *phase, double t, const struct rep_plan *plan,
                     struct rep_edges *ret_edges);

#endif
