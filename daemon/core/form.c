/* SPDX-License-Identifier: MIT */
#include "core/form.h"

#include <math.h>

#define PRAISE_REPS 3         /* design value: fewer make no clean set */
#define PRAISE_CONFIDENCE 0.8 /* design value */

/* What matters more is smaller. First what makes all other judgement doubtful, then what may hurt,
 * then what the movement is for, then how it is timed; design decision. */
static const unsigned rank_of[FAULT_COUNT] = {
    [FAULT_NONE] = FAULT_COUNT, [FAULT_MOVED_SENSOR] = 0,
    [FAULT_ROUNDING] = 1,       [FAULT_TOO_HEAVY] = 2,
    [FAULT_NEAR_FAILURE] = 3,   [FAULT_HIPS_FIRST] = 4,
    [FAULT_TWIST] = 5,          [FAULT_OVER_ARCHING] = 6,
    [FAULT_ASYMMETRY] = 7,      [FAULT_SAG] = 8,
    [FAULT_NO_PAUSE] = 9,       [FAULT_TOO_FAST] = 10,
    [FAULT_SHORT_RANGE] = 11,   [FAULT_PAIN] = 0,
    [FAULT_BOUNCE] = 9,         [FAULT_OTHER_LOAD] = 12,
};

/* To tire is what a set is for. */
#define NOT_UNCLEAN (1u << FAULT_NEAR_FAILURE | 1u << FAULT_OTHER_LOAD)

bool form_beyond(const struct exercise *exercise, enum form_rule rule, double amount,
                 struct form_finding *ret_finding)
{
    const struct form_limit *limit = &exercise->form[rule];
    double sign = form_rule_falls(rule) ? -1.0 : 1.0;
    if (!exercise_judges(exercise, rule) || isnan(amount) || sign * (amount - limit->hint) < 0.0)
        return false;
    ret_finding->severity = sign * (amount - limit->warn) >= 0.0 ? CUE_WARNING : CUE_HINT;
    ret_finding->amount = amount;
    ret_finding->threshold = limit->hint;
    return true;
}

void form_begin_set(struct form *form)
{
    const struct form_rep next = form->next;
    *form = (struct form){.next = next}; /* the repetition that opens the set is under way */
}

void form_begin_rep(struct form *form)
{
    form->next = (struct form_rep){0};
}

static bool is_clean(const struct form_rep *rep)
{
    return rep->counted && !(rep->seen & ~NOT_UNCLEAN);
}

void form_count_rep(struct form *form)
{
    form->clean += is_clean(&form->last);
    form->last = form->next;
    form->last.counted = true;
    form->next = (struct form_rep){0};
}

void form_undo_rep(struct form *form)
{
    form->last = (struct form_rep){0};
}

uint32_t form_clean_reps(const struct form *form, uint32_t reps)
{
    uint32_t clean = form->clean + is_clean(&form->last);
    return clean < reps ? clean : reps; /* more than one may have been taken back */
}

void form_forget_rep(struct form *form)
{
    if (form->next.waiting)
        form->next = (struct form_rep){0};
}

static bool matters_more(const struct form_finding *one, const struct form_finding *other)
{
    if (one->severity != other->severity)
        return one->severity > other->severity;
    return rank_of[one->fault] < rank_of[other->fault];
}

void form_offer(struct form *form, const struct form_finding *finding)
{
    struct form_rep *rep = finding->of == FORM_OF_LAST ? &form->last : &form->next;
    unsigned bit = 1u << finding->fault;
    bool stop = finding->severity == CUE_STOP && !(form->stopped & bit);
    rep->seen |= bit;
    if ((rep->cued && !stop) || (rep->waiting && !matters_more(finding, &rep->best)))
        return;
    rep->best = *finding;
    rep->waiting = true;
}

static void say(const struct form_finding *finding, uint32_t set, uint32_t rep,
                struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_CUE);
    event->cue.fault = finding->fault;
    event->cue.severity = finding->severity;
    event->cue.set = set;
    event->cue.rep = rep;
    event->cue.onset_ns = finding->onset_ns;
    event->cue.amount = finding->amount;
    event->cue.threshold = finding->threshold;
    event->cue.confidence = finding->confidence;
}

static void speak_of(struct form *form, struct form_rep *rep, uint32_t set, uint32_t number,
                     struct event_sink *sink)
{
    const struct form_finding *finding = &rep->best;
    form->seen |= rep->seen;
    if (!rep->waiting)
        return;
    rep->waiting = false;
    rep->cued = true;
    if (finding->severity == CUE_STOP)
        form->stopped |= 1u << finding->fault;
    say(finding, set, number, sink);
}

void form_speak(struct form *form, uint32_t set, uint32_t reps, struct event_sink *sink)
{
    if (set == 0)
        return;
    speak_of(form, &form->last, set, reps, sink);
    speak_of(form, &form->next, set, reps + 1, sink);
}

void form_stop_for_pain(struct form *form, uint32_t set, uint32_t reps, struct event_sink *sink)
{
    const struct form_finding finding = {
        .fault = FAULT_PAIN, .severity = CUE_STOP, .onset_ns = sink->now_ns, .confidence = 1.0};
    form->seen |= 1u << FAULT_PAIN;
    say(&finding, set, reps, sink);
}

void form_praise(const struct form *form, uint32_t set, uint32_t reps, struct event_sink *sink)
{
    if (!form->judged || form->seen & ~(1u << FAULT_OTHER_LOAD) || reps < PRAISE_REPS)
        return;
    const struct form_finding clean = {.fault = FAULT_NONE,
                                       .severity = CUE_PRAISE,
                                       .onset_ns = sink->now_ns,
                                       .confidence = PRAISE_CONFIDENCE};
    say(&clean, set, 0, sink);
}
