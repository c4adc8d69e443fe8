/* SPDX-License-Identifier: MIT */
#include "core/judge.h"

#include <math.h>

#define ROUNDING_CONFIDENCE 0.8 /* design value */

void judge_set_flexion_max(struct judge *judge, double flexion_max_deg)
{
    judge->flexion_max_deg = flexion_max_deg;
    judge->rounding_params = (struct form_rounding_params){
        .warn_deg = judge->exercise->rounding_warn * flexion_max_deg,
        .stop_deg = judge->exercise->rounding_stop * flexion_max_deg,
    };
}

void judge_choose(struct judge *judge, const struct exercise *exercise)
{
    bool known = judge->flexion_max_deg > 0.0;
    judge->exercise = exercise;
    judge_set_flexion_max(judge, known ? judge->flexion_max_deg : LUMBAR_FLEXION_MAX_DEG);
    form_rounding_begin(&judge->rounding);
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
    bool last_bit = moment->t_ns <= moment->over_ns ||
                    (rounding->above && rounding->onset_ns <= moment->over_ns);
    form->judged |= !isnan(frame->angles.lumbar);
    if (!moment->under_way && !last_bit)
        return;
    if (!form_rounding_push(rounding, &judge->rounding_params, moment->t_ns, frame->angles.lumbar,
                            &found))
        return;
    const struct form_finding finding = {
        .fault = FAULT_ROUNDING,
        .severity = found.severe ? CUE_WARNING : CUE_HINT,
        .of = found.onset_ns <= moment->over_ns ? FORM_OF_LAST : FORM_OF_NEXT,
        .onset_ns = found.onset_ns,
        .amount = found.amount_deg,
        .threshold = judge->rounding_params.warn_deg,
        .confidence = ROUNDING_CONFIDENCE,
    };
    form_offer(form, &finding);
}

void judge_push(struct judge *judge, const struct judge_moment *moment,
                const struct motion_frame *frame, struct form *form)
{
    if (judge->exercise->rounding)
        judge_rounding(judge, moment, frame, form);
}
