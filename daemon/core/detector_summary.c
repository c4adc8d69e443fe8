/* SPDX-License-Identifier: MIT */
#include "core/detector_private.h"

#include <errno.h>
#include <math.h>

#include "core/target.h"

#define LOAD_MAX_KG 1000.0 /* design value: twice the heaviest lift on record */

int detector_set_load(struct detector *detector, double load_kg)
{
    if (!(load_kg >= 0.0 && load_kg <= LOAD_MAX_KG))
        return -EINVAL;
    detector->judge.said_kg = load_kg;
    return 0;
}

int detector_take_back(struct detector *detector, struct event_sink *sink)
{
    int r = set_tracker_undo(&detector->tracker, sink);
    if (r >= 0)
        form_undo_rep(&detector->form);
    return r;
}

static struct target_done done_of(const struct set_tracker *tracker)
{
    struct target_done done;
    for (unsigned side = SIDE_NONE; side <= SIDE_RIGHT; side++) {
        done.reps[side] = tracker->side_reps[side];
        done.held_s[side] = tracker->held_s[side];
    }
    return done;
}

/* Of the set as a whole; both amounts in repetitions, or in seconds where those were asked. */
static void say(const struct detector *detector, enum fault fault, enum cue_severity severity,
                struct event_sink *sink)
{
    const struct set_tracker *tracker = &detector->tracker;
    const struct prescription *prescription = &detector->judge.prescription;
    bool seconds = prescription->hold_s > 0.0;
    struct core_event *event = event_sink_add(sink, EVENT_CUE);
    event->cue.fault = fault;
    event->cue.severity = severity;
    event->cue.set = tracker->sets;
    event->cue.onset_ns = sink->now_ns;
    event->cue.amount = seconds ? tracker->held_s[SIDE_NONE] + tracker->held_s[SIDE_LEFT] +
                                      tracker->held_s[SIDE_RIGHT]
                                : tracker->reps;
    event->cue.threshold = seconds ? prescription->hold_s : prescription->reps;
    event->cue.confidence = 1.0;
}

void detector_look_at_target(struct detector *detector, struct event_sink *sink)
{
    struct target_done done = done_of(&detector->tracker);
    bool has_sides = detector->exercise->kind == EXERCISE_SIDES;
    if (detector->target_told || detector->tracker.reps == 0 ||
        !target_is_now(&detector->judge.prescription, has_sides, &done))
        return;
    detector->target_told = true;
    say(detector, FAULT_TARGET, CUE_PRAISE, sink);
}

void detector_sum_up(struct detector *detector, enum set_end_reason reason, struct event_sink *sink)
{
    struct set_tracker *tracker = &detector->tracker;
    const struct form *form = &detector->form;
    const struct prescription *prescription = &detector->judge.prescription;
    const struct target_done done = done_of(tracker);
    struct set_summary *summary = &tracker->summary;
    summary->judged = form->judged;
    summary->clean_reps = form->judged ? form_clean_reps(form, tracker->reps + tracker->holds) : 0;
    summary->load_kg = detector->judge.load.kg_median;
    summary->target_reps = prescription->reps;
    summary->target_hold_s = prescription->hold_s > 0.0 ? prescription->hold_s : 0.0;
    summary->target = target_compare(prescription, &done);
    /* Who was told to stop, or was stopped, has not given up. */
    if (reason == SET_END_REST && summary->target == TARGET_SHORT && form->stopped == 0)
        say(detector, FAULT_SHORT_SET, CUE_HINT, sink);
}
