/* SPDX-License-Identifier: MIT */
/*
 * judge.h - applies the rules of form to an exercise: a rule is fed only where the exercise asks
 * for it, and judges only while what it needs is seen. What the rules find goes to form.h.
 *
 * Some look at every moment (judge_push), so that they can speak while something can still be
 * changed; others need the whole repetition (judge_look_back).
 */
#ifndef LUMBAR_CORE_JUDGE_H
#define LUMBAR_CORE_JUDGE_H

#include "core/form.h"
#include "core/form_balance.h"
#include "core/form_creep.h"
#include "core/form_dwell.h"
#include "core/form_load.h"
#include "core/form_rounding.h"
#include "core/form_speed.h"
#include "core/form_twist.h"
#include "core/load_scale.h"
#include "core/motion.h"
#include "core/prescription.h"
#include "core/reference.h"
#include "core/tempo.h"

struct judge {
    const struct exercise *exercise;
    struct prescription prescription; /* for the sets that follow */
    double said_kg;                   /* the load, as somebody said; 0 = nobody did */
    double flexion_max_deg;           /* the athlete's own, or LUMBAR_FLEXION_MAX_DEG */

    struct form_rounding_params rounding_params;
    struct form_rounding rounding;
    struct form_dwell arch;
    struct form_twist twist;

    struct reference own; /* the athlete's first repetitions of this exercise */
    struct form_speed speed;
    struct form_balance balance;
    struct form_creep creep;
    struct form_load load;

    struct reserve_line reserve_line;        /* the athlete's own, */
    char reserve_exercise[EXERCISE_ID_SIZE]; /* in this exercise; "" = none is known */
};

/* Where in the set a moment lies. */
struct judge_moment {
    int64_t t_ns;
    bool under_way;  /* a repetition has left its start */
    bool counted;    /* one of this set is over */
    int64_t over_ns; /* end of the repetition counted last, as well as it is known */
};

/* A repetition that is over, as far as it can be seen. */
struct judge_rep {
    const struct trace *trace;
    const struct tempo *tempo;
    const struct rep_detail *detail;
    enum side side;
    const struct load_scale *scale;
    bool whole;    /* lift.h */
    double thrown; /* lift.h */
};

void judge_init(struct judge *judge, const struct exercise *exercise);
/* exercise must outlive the choice. */
void judge_choose(struct judge *judge, const struct exercise *exercise);
/* What follows is measured by another sensor: it is not held against what was. */
void judge_forget_measure(struct judge *judge);
void judge_set_flexion_max(struct judge *judge, double flexion_max_deg);
/* Another athlete, or the angles have another zero: what earlier sets have shown is gone. */
void judge_forget_athlete(struct judge *judge);

void judge_begin_set(struct judge *judge, struct form *form);
/* A repetition has left its start. */
void judge_begin_rep(struct judge *judge, struct form *form);
void judge_push(struct judge *judge, const struct judge_moment *moment,
                const struct motion_frame *frame, struct form *form);
/* The repetition under way came back without having been at the far end. */
void judge_attempt(struct judge *judge, double range_fraction, int64_t t_ns, struct form *form);
/* Of the repetition counted last; also tells how hard it was. */
void judge_look_back(struct judge *judge, const struct judge_rep *rep, struct form *form,
                     struct rep_effort *ret_effort);

#endif
