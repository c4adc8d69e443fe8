/* SPDX-License-Identifier: MIT */
#include "core/judge.h"

#include <math.h>

#include "core/form_arch.h"

#define ROUNDING_CONFIDENCE 0.8 /* design value */

void judge_set_flexion_max(struct judge *judge, double flexion_max_deg)
{
    judge->flexion_max_deg = flexion_max_deg;
    judge->rounding_params = (struct form_rounding_params){
        .warn_deg = judge->exercise->rounding_warn * flexion_max_deg,
        .stop_deg = judge->exercise->rounding_stop * flexion_max_deg,
    };
}

static void forget_set(struct judge *judge)
{
    form_speed_begin_set(&judge->speed);
    form_balance_begin_set(&judge->balance);
    form_creep_begin_set(&judge->creep);
}

void judge_init(struct judge *judge, const struct exercise *exercise)
{
    *judge = (struct judge){
        .flexion_max_deg = LUMBAR_FLEXION_MAX_DEG,
        .prescription = {.hold_s = NAN, .tempo_s = {NAN, NAN, NAN, NAN}},
    };
    judge_choose(judge, exercise);
    form_load_forget(&judge->load);
}

void judge_forget_athlete(struct judge *judge)
{
    form_load_forget(&judge->load);
}

void judge_forget_measure(struct judge *judge)
{
    reference_forget(&judge->own);
    forget_set(judge);
}

void judge_choose(struct judge *judge, const struct exercise *exercise)
{
    judge->exercise = exercise;
    judge_set_flexion_max(judge, judge->flexion_max_deg);
    form_rounding_begin(&judge->rounding);
    judge->arch = (struct form_dwell){0};
    form_twist_reset(&judge->twist);
    judge_forget_measure(judge);
}

void judge_begin_set(struct judge *judge, struct form *form)
{
    form_begin_set(form);
    forget_set(judge);
    form_load_begin_set(&judge->load, judge->exercise);
}

void judge_begin_rep(struct judge *judge, struct form *form)
{
    form_rounding_begin(&judge->rounding);
    form_begin_rep(form);
}

static void judge_rounding(struct judge *judge, const struct judge_moment *moment,
                           const struct motion_frame *frame, struct form *form)
{
    struct form_rounding *rounding = &judge->rounding;
    struct form_rounding_finding found;
    /* The count comes before the end: the last of the way still belongs to what was counted. */
    bool last_bit = moment->counted && (moment->t_ns <= moment->over_ns ||
                                        (rounding->above && rounding->onset_ns <= moment->over_ns));
    form->judged |= !isnan(frame->angles.lumbar);
    if (!moment->under_way && !last_bit)
        return;
    if (!form_rounding_push(rounding, &judge->rounding_params, moment->t_ns, frame->angles.lumbar,
                            &found))
        return;
    bool before = moment->counted && found.onset_ns <= moment->over_ns;
    const struct form_finding finding = {
        .fault = FAULT_ROUNDING,
        .severity = found.severe ? CUE_WARNING : CUE_HINT,
        .of = before ? FORM_OF_LAST : FORM_OF_NEXT,
        .onset_ns = found.onset_ns,
        .amount = found.amount_deg,
        .threshold = judge->rounding_params.warn_deg,
        .confidence = ROUNDING_CONFIDENCE,
    };
    form_offer(form, &finding);
}

/* Between repetitions the upright end is still that of the one before. */
static void judge_arch(struct judge *judge, const struct judge_moment *moment,
                       const struct motion_frame *frame, struct form *form)
{
    struct form_finding finding = {.of = moment->under_way ? FORM_OF_NEXT : FORM_OF_LAST};
    if ((moment->under_way || moment->counted) &&
        form_arch_push(&judge->arch, judge->exercise, moment->t_ns, frame->angles.lumbar, &finding))
        form_offer(form, &finding);
}

static void judge_twist(struct judge *judge, const struct judge_moment *moment,
                        const struct motion_frame *frame, struct form *form)
{
    struct form_finding finding = {.of = FORM_OF_NEXT};
    if (form_twist_push(&judge->twist, judge->exercise, moment->t_ns, moment->under_way,
                        &frame->angles, &finding))
        form_offer(form, &finding);
}

void judge_push(struct judge *judge, const struct judge_moment *moment,
                const struct motion_frame *frame, struct form *form)
{
    if (judge->exercise->rounding)
        judge_rounding(judge, moment, frame, form);
    if (exercise_judges(judge->exercise, FORM_RULE_OVER_ARCHING))
        judge_arch(judge, moment, frame, form);
    if (exercise_judges(judge->exercise, FORM_RULE_TWIST))
        judge_twist(judge, moment, frame, form);
}
