/* SPDX-License-Identifier: MIT */
/* The rules of form that need a whole repetition. */
#include <math.h>
#include <string.h>

#include "core/form_bounce.h"
#include "core/form_hips.h"
#include "core/form_tempo.h"
#include "core/judge.h"

/* How sure a finding is; design values: what is measured, and what is compared with a habit. */
#define MEASURED 0.8
#define COMPARED 0.7
#define LOSS_REPS 2 /* from then on there is a fastest one to compare with */

static bool lifts_first(const struct judge *judge)
{
    return judge->exercise->start == EXERCISE_START_CONCENTRIC;
}

static void mean_loads(const struct trace *trace, int64_t from_ns, int64_t to_ns, double *ret_left,
                       double *ret_right)
{
    unsigned from = trace_age_of(trace, from_ns), to = trace_age_of(trace, to_ns);
    double left = 0.0, right = 0.0, count = from - to + 1;
    for (unsigned age = to; age <= from; age++) {
        left += trace_at(trace, age)->left;
        right += trace_at(trace, age)->right;
    }
    *ret_left = left / count;
    *ret_right = right / count;
}

static int64_t lift_start_ns(const struct judge *judge, const struct tempo *tempo)
{
    return lifts_first(judge) ? tempo->start_ns : tempo->back_ns;
}

static int64_t lift_end_ns(const struct judge *judge, const struct tempo *tempo)
{
    return lifts_first(judge) ? tempo->far_ns : tempo->end_ns;
}

static void offer(struct form *form, struct form_finding *finding, int64_t onset_ns,
                  double confidence)
{
    finding->of = FORM_OF_LAST;
    finding->onset_ns = onset_ns;
    finding->confidence = confidence;
    form_offer(form, finding);
}

/* m, how far the bar went where its way makes the repetition; NAN = it does not, or is not seen. */
static double height_of(const struct judge *judge, const struct rep_detail *detail)
{
    return judge->exercise->phases == BODY_SIGNAL_BAR_HEIGHT ? detail->height : NAN;
}

/* Of the bar where it was seen then and now, else of the movement followed. */
static double range_share(const struct judge *judge, const struct rep_detail *detail)
{
    double share = reference_share(&judge->own, REFERENCE_HEIGHT, height_of(judge, detail));
    return isnan(share) ? reference_share(&judge->own, REFERENCE_RANGE, detail->range) : share;
}

static void judge_range(struct judge *judge, const struct judge_rep *rep, struct form *form)
{
    struct form_finding finding = {.fault = FAULT_SHORT_RANGE};
    double share = range_share(judge, rep->detail);
    if (form_beyond(judge->exercise, FORM_RULE_SHORT_RANGE, share, &finding))
        offer(form, &finding, rep->tempo->far_ns, COMPARED);
}

static void judge_tempo(struct judge *judge, const struct judge_rep *rep, struct form *form)
{
    const struct tempo *tempo = rep->tempo;
    struct form_finding fast = {.fault = FAULT_TOO_FAST}, pause = {.fault = FAULT_NO_PAUSE};
    struct form_finding bounce = {.fault = FAULT_BOUNCE};
    double own_s = reference_value(&judge->own, REFERENCE_ECCENTRIC);
    if (form_lowers_too_fast(judge->exercise, &judge->prescription, own_s, rep->detail, &fast))
        offer(form, &fast, lifts_first(judge) ? tempo->back_ns : tempo->start_ns, MEASURED);
    if (form_lacks_pause(judge->exercise, &judge->prescription, rep->detail, &pause))
        offer(form, &pause, tempo->far_ns, MEASURED);
    double thrown = lifts_first(judge) ? rep->thrown : form_bounce_peak(rep->trace, tempo);
    if (form_beyond(judge->exercise, FORM_RULE_BOUNCE, thrown, &bounce))
        offer(form, &bounce, lifts_first(judge) ? tempo->end_ns : tempo->back_ns, MEASURED);
}

static void judge_speed(struct judge *judge, const struct judge_rep *rep, struct form *form)
{
    struct form_finding finding;
    int64_t onset_ns = lift_start_ns(judge, rep->tempo);
    const struct rep_detail *detail = rep->detail;
    const struct form_speed_rep unknown = {{NAN, NAN}, {NAN, NAN}, NAN};
    const struct form_speed_rep speed = {
        .speed = {detail->mean_velocity, detail->range / detail->concentric_s},
        .range = {height_of(judge, detail), detail->range},
        .lifting_s = detail->concentric_s,
    };
    form_speed_push(&judge->speed, rep->whole ? &speed : &unknown);
    if (form_near_failure(judge->exercise, &judge->speed, &finding))
        offer(form, &finding, onset_ns, COMPARED);
    if (form_too_heavy(judge->exercise, &judge->speed, &finding))
        offer(form, &finding, onset_ns, COMPARED);
}

static void judge_hips(struct judge *judge, const struct judge_rep *rep, struct form *form)
{
    struct form_finding finding = {.fault = FAULT_HIPS_FIRST};
    if (!exercise_judges(judge->exercise, FORM_RULE_HIPS_FIRST))
        return;
    double tip = form_hips_tip(rep->trace, rep->tempo, judge->exercise->start);
    if (form_beyond(judge->exercise, FORM_RULE_HIPS_FIRST, tip, &finding))
        offer(form, &finding, lift_start_ns(judge, rep->tempo), MEASURED);
}

/* (left - right) / (left + right) of the mean loads while the load was lifted, per cent. */
static double feet_percent(const struct judge *judge, const struct judge_rep *rep)
{
    double left, right;
    mean_loads(rep->trace, lift_start_ns(judge, rep->tempo), lift_end_ns(judge, rep->tempo), &left,
               &right);
    return 100.0 * (left - right) / (left + right);
}

static void judge_balance(struct judge *judge, const struct judge_rep *rep,
                          const struct rep_effort *effort, struct form *form)
{
    struct form_finding finding;
    if (!exercise_judges(judge->exercise, FORM_RULE_ASYMMETRY))
        return;
    bool found = rep->side == SIDE_NONE ? form_balance_feet(judge->exercise, &judge->balance,
                                                            effort->feet_percent, &finding)
                                        : form_balance_sides(judge->exercise, &judge->balance,
                                                             rep->side, rep->detail, &finding);
    if (found)
        offer(form, &finding, lift_start_ns(judge, rep->tempo), MEASURED);
}

/* Once the speed is known. */
static struct rep_effort effort_of(const struct judge *judge, const struct judge_rep *rep)
{
    bool own = strcmp(judge->reserve_exercise, judge->exercise->id) == 0;
    double loss = judge->speed.velocity_loss_percent, left, right;
    mean_loads(rep->trace, rep->tempo->start_ns, rep->tempo->end_ns, &left, &right);
    return (struct rep_effort){
        .known = true,
        .velocity_loss = loss,
        .reserve = reserve_tell(own ? &judge->reserve_line : NULL, rep->detail->mean_velocity,
                                judge->speed.reps >= LOSS_REPS ? loss : NAN),
        .feet_percent = feet_percent(judge, rep),
        .load_kg = load_scale_kg(rep->scale, left + right),
        .load_confidence = load_scale_confidence(rep->scale),
    };
}

static void judge_load(struct judge *judge, const struct judge_rep *rep,
                       const struct rep_effort *effort, struct form *form)
{
    struct form_finding finding;
    const struct form_load_rep load = {
        .feet_kg = effort->load_kg,
        .confidence = effort->load_confidence,
        .said_kg = judge->said_kg,
        .peak_deg = rep->detail->lumbar_peak_deg,
    };
    /* Only what is lifted with a bar do the feet bear as it was said. */
    bool bar = motion_uses(judge->exercise, BODY_SIGNAL_BAR_HEIGHT);
    form_load_push(&judge->load, &load);
    if (form_load_rounds(&judge->load, judge->exercise, judge->flexion_max_deg, &finding))
        offer(form, &finding, rep->tempo->start_ns, COMPARED);
    if (bar && form_load_differs(&judge->load, judge->said_kg, &finding))
        offer(form, &finding, rep->tempo->start_ns, effort->load_confidence);
}

/* What was done well enough to be held against later repetitions: the first ones. */
static void learn_own(struct judge *judge, const struct rep_detail *detail)
{
    struct reference_rep rep = reference_rep_unknown();
    rep.value[REFERENCE_RANGE] = detail->range;
    rep.value[REFERENCE_HEIGHT] = height_of(judge, detail);
    rep.value[REFERENCE_ECCENTRIC] = detail->eccentric_s;
    rep.value[REFERENCE_CONCENTRIC] = detail->concentric_s;
    reference_learn(&judge->own, &rep);
    if (judge->own.settled || judge->own.reps < REFERENCE_MIN)
        return;
    for (unsigned i = 0; i < REFERENCE_QUANTITIES; i++)
        rep.value[i] = reference_value(&judge->own, (enum reference_quantity)i);
    reference_restore(&judge->own, &rep);
}

/* Who was slow already has failed; who was not stopped short. */
void judge_attempt(struct judge *judge, double range_fraction, int64_t t_ns, struct form *form)
{
    const struct form_limit *slow = &judge->exercise->form[FORM_RULE_NEAR_FAILURE];
    struct form_finding finding = {
        .fault = FAULT_SHORT_RANGE, .onset_ns = t_ns, .confidence = COMPARED};
    bool failed = exercise_judges(judge->exercise, FORM_RULE_NEAR_FAILURE) &&
                  judge->speed.loss_percent >= slow->hint;
    if (failed) {
        finding.fault = FAULT_NEAR_FAILURE;
        finding.severity = CUE_STOP;
        finding.amount = judge->speed.loss_percent;
        finding.threshold = slow->hint;
        form_offer(form, &finding);
    } else if (form_beyond(judge->exercise, FORM_RULE_SHORT_RANGE, range_fraction, &finding)) {
        finding.severity = CUE_HINT; /* it did not count, which is told anyway */
        form_offer(form, &finding);
    }
}

void judge_look_back(struct judge *judge, const struct judge_rep *rep, struct form *form,
                     struct rep_effort *ret_effort)
{
    struct form_finding creep;
    form->judged |= !judge->exercise->rounding;
    if (rep->whole) {
        judge_range(judge, rep, form);
        judge_tempo(judge, rep, form);
        judge_hips(judge, rep, form);
    }
    judge_speed(judge, rep, form);
    *ret_effort = effort_of(judge, rep);
    judge_balance(judge, rep, ret_effort, form);
    if (form_creep_push(&judge->creep, judge->exercise, rep->detail->lumbar_peak_deg,
                        judge->flexion_max_deg, &creep))
        offer(form, &creep, rep->tempo->start_ns, COMPARED);
    judge_load(judge, rep, ret_effort, form);
    if (rep->whole)
        learn_own(judge, rep->detail);
}
