/* SPDX-License-Identifier: MIT */
/*
 * form.h - the one way by which findings about form become cues.
 *
 * Rules offer what they find, with dwell and hysteresis of their own; here it is decided what is
 * said. Of what is offered at one moment only the most important is said, a repetition gets at
 * most one cue, and what calls for stopping is said at once whatever was said before. What is
 * found before the first repetition has opened a set waits for the set. A set in which something
 * was judged and nothing was found is praised.
 */
#ifndef LUMBAR_CORE_FORM_H
#define LUMBAR_CORE_FORM_H

#include "core/event_sink.h"
#include "core/exercise.h"

/* Whose a finding is. */
enum form_of {
    FORM_OF_NEXT, /* the repetition under way, or the hold, which is not yet counted */
    FORM_OF_LAST, /* the repetition counted last */
};

struct form_finding {
    enum fault fault;
    enum cue_severity severity;
    enum form_of of;
    int64_t onset_ns;
    double amount;    /* in the fault's own unit: event.h */
    double threshold; /* same unit */
    double confidence;
};

/* Of one repetition or hold. */
struct form_rep {
    bool counted;  /* else it is none, or none yet */
    unsigned seen; /* bit per fault */
    bool cued;
    bool waiting; /* best is yet to be said */
    struct form_finding best;
};

struct form {
    bool judged;          /* some rule could see what it needs, in this set */
    unsigned seen;        /* bit per fault, in this set */
    unsigned stopped;     /* bit per fault for which stopping was called, in this set */
    uint32_t clean;       /* repetitions before the last one in which nothing was found */
    struct form_rep next; /* by enum form_of */
    struct form_rep last;
};

/*
 * Whether the amount is beyond what the exercise allows; then fills in severity, amount and
 * threshold. False too when the exercise does not judge it, or the amount is NAN: not seen.
 */
bool form_beyond(const struct exercise *exercise, enum form_rule rule, double amount,
                 struct form_finding *ret_finding);

void form_begin_set(struct form *form);
/* A repetition or a hold begins; what was found in an attempt before it is forgotten. */
void form_begin_rep(struct form *form);
/* It has been counted: what is offered from now on is of the one after it. */
void form_count_rep(struct form *form);
/* The last one has been taken back. */
void form_undo_rep(struct form *form);
/* So many were clean, of as many as have been counted. */
uint32_t form_clean_reps(const struct form *form, uint32_t reps);
/* Nothing is under way: what waited for a set that did not open is forgotten. */
void form_forget_rep(struct form *form);

void form_offer(struct form *form, const struct form_finding *finding);

/*
 * Says what is to be said of all that was offered since the last call. set: the open set, 0 = none;
 * reps: counted so far.
 */
void form_speak(struct form *form, uint32_t set, uint32_t reps, struct event_sink *sink);

/* Somebody said that it hurts: calls for stopping whatever was found. */
void form_stop_for_pain(struct form *form, uint32_t set, uint32_t reps, struct event_sink *sink);

/* The set is over, after so many repetitions or holds: praises it if it has earned it. */
void form_praise(const struct form *form, uint32_t set, uint32_t reps, struct event_sink *sink);

#endif
