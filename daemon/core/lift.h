/* SPDX-License-Identifier: MIT */
/*
 * lift.h - a known exercise as it is done: repetitions from its primary signal, checked against
 * posture and bar; what needs a look back.
 */
#ifndef LUMBAR_CORE_LIFT_H
#define LUMBAR_CORE_LIFT_H

#include "core/arrival.h"
#include "core/attempt.h"
#include "core/bar_part.h"
#include "core/bar_turn.h"
#include "core/handling.h"
#include "core/motion.h"
#include "core/rep_counter.h"
#include "core/stance.h"
#include "core/tempo.h"
#include "core/trace.h"

struct lift_result {
    bool left;          /* the start was left: a repetition may have begun */
    bool under_way;     /* one has begun and is not yet counted */
    bool other_measure; /* from now on another signal is followed than before */

    bool counted;
    int64_t start_ns; /* of what was counted */
    int64_t end_ns;
    enum side side;
    double range;   /* of the signal */
    bool witnessed; /* witness.h */
    double confidence;

    /* Of what was counted, or looked back at, where the body's own signal shows it and the exercise
     * begins upright: whether it may be the weight being fetched or set down. */
    bool timed;
    struct handling_rep times;

    bool partial;
    double range_fraction;

    bool detailed; /* the repetition counted before this moment, looked back at */
    int64_t detail_start_ns;
    int64_t detail_end_ns;
    struct rep_detail detail;
    struct tempo tempo; /* of what was looked back at; the trace still holds it */
    bool whole;         /* nothing of it was lost: its range and times are what they seem */
    double thrown; /* m/s^2, by which a bar that touched the floor was; NAN = it stopped there */
};

struct lift {
    const struct exercise *exercise; /* NULL = none is chosen */
    int signal;                      /* which of its signals is followed; -1 = none is present */
    int measured;                    /* which was followed last; -1 = none yet */
    int away;                        /* of that signal: motion.h */
    int bar_away;                    /* likewise of the bar's height */
    struct rep_counter_params params;
    struct rep_counter counter;
    struct trace trace;
    struct bar_part bar_part;
    struct stance stance;
    struct attempt attempt;  /* of the bar, where it shows more than the body */
    int64_t attempt_ns;      /* when the last one was told; 0 = none */
    int64_t attempt_look_ns; /* when the bar was looked at for one */

    bool began_elsewhere; /* what is under way began in no start position */
    bool lost;            /* the signal was lost in this set; the one since then may have begun
                             anywhere */
    bool begun;           /* it has shown repetitions of the set that is on */
    bool gone;            /* it is not what it was: what is left is to be chosen anew */

    bool detail_due;
    int64_t detail_far_ns;
    int64_t over_ns;      /* the last repetition counted, as well as is known yet */
    struct bar_turn turn; /* off the floor, after the last one looked back at; NAN = it stopped */
    int64_t foretold_ns;  /* the counter's idea of when it ends */
    double late_s;        /* so much later it did end, in the median of ... */
    double lates[REP_COUNTER_RECENT];
    unsigned late_count;
    struct arrival arrival; /* of what the bar alone shows */
    bool left;              /* the next began before the last was counted */
    int64_t detail_start_ns;
    int64_t detail_end_ns;
};

/* exercise must outlive the choice; NULL = none. */
void lift_choose(struct lift *lift, const struct exercise *exercise);

/* A repetition is as good as done, and is given when it ends. */
bool lift_waits(const struct lift *lift);

/* True when an exercise is chosen and a signal of it is present. */
static inline bool lift_sees(const struct lift *lift)
{
    return lift->exercise && lift->signal >= 0 && !lift->gone;
}

/* The bar's own swing is what is counted; to be asked only when lift_sees(). */
bool lift_follows_bar(const struct lift *lift);

/* in_set: repetitions have been counted, by whatever, in a set that is on. */
void lift_push(struct lift *lift, int64_t t_ns, const struct motion_frame *frame, bool in_set,
               struct lift_result *ret_result);

/* A set ends: what is still due is given now; if that is a repetition, call again. */
void lift_finish(struct lift *lift, struct lift_result *ret_result);

/* What its trace has shown has just been found to be wrong in part. True when by the rest of it the
 * newest repetition was none: then it begins anew, and has learned nothing. */
bool lift_disowns_newest(struct lift *lift);

/* A sensor is gone: what is left to follow is to be chosen anew. */
void lift_lose_signal(struct lift *lift);

/* Another sensor shows the bar from now on: what lies between the two is no movement of it. */
void lift_change_bar(struct lift *lift);

/* The signal begins anew after a gap or a jump; ranges learned in this set stay known. */
void lift_restart_signal(struct lift *lift);

#endif
