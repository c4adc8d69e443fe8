/* SPDX-License-Identifier: MIT */
/*
 * judge.h - applies the rules of form to an exercise: a rule is fed only where the exercise asks
 * for it, and judges only while what it needs is seen. What the rules find goes to form.h.
 */
#ifndef LUMBAR_CORE_JUDGE_H
#define LUMBAR_CORE_JUDGE_H

#include "core/exercise.h"
#include "core/form.h"
#include "core/form_rounding.h"
#include "core/motion.h"

struct judge {
    const struct exercise *exercise;
    double flexion_max_deg; /* the athlete's own, or LUMBAR_FLEXION_MAX_DEG */
    struct form_rounding_params rounding_params;
    struct form_rounding rounding;
};

/* Where in the set a moment lies. */
struct judge_moment {
    int64_t t_ns;
    bool under_way;  /* a repetition has left its start */
    int64_t over_ns; /* end of the repetition counted last, as well as it is known */
};

/* exercise must outlive the choice. */
void judge_choose(struct judge *judge, const struct exercise *exercise);
void judge_set_flexion_max(struct judge *judge, double flexion_max_deg);

/* A repetition has left its start. */
void judge_begin_rep(struct judge *judge, struct form *form);
void judge_push(struct judge *judge, const struct judge_moment *moment,
                const struct motion_frame *frame, struct form *form);

#endif
