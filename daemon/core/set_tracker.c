/* SPDX-License-Identifier: MIT */
#include "core/set_tracker.h"

#include <errno.h>
#include <string.h>

int set_tracker_start(struct set_tracker *tracker, const char *exercise, bool by_command,
                      int64_t start_ns, struct event_sink *sink)
{
    if (tracker->open)
        return -EALREADY;
    *tracker = (struct set_tracker){
        .sets = tracker->sets + 1,
        .open = true,
        .by_command = by_command,
        .start_ns = start_ns,
        .last_end_ns = start_ns,
    };
    memcpy(tracker->exercise, exercise, EXERCISE_ID_SIZE);

    struct core_event *event = event_sink_add(sink, EVENT_SET_STARTED);
    event->set_started.set = tracker->sets;
    event->set_started.start_ns = start_ns;
    memcpy(event->set_started.exercise, exercise, EXERCISE_ID_SIZE);
    return 0;
}

uint32_t set_tracker_rep(struct set_tracker *tracker, const char *exercise,
                         const struct repetition *repetition, struct event_sink *sink)
{
    if (!tracker->open)
        (void)set_tracker_start(tracker, exercise, false, repetition->start_ns, sink);
    tracker->reps++;
    tracker->side_reps[repetition->side]++;
    tracker->last_side = repetition->side;

    struct core_event *event = event_sink_add(sink, EVENT_REP);
    event->rep.set = tracker->sets;
    event->rep.rep = tracker->reps;
    event->rep.side = repetition->side;
    if (repetition->side != SIDE_NONE)
        event->rep.side_rep = tracker->side_reps[repetition->side];
    event->rep.movement = repetition->movement;
    event->rep.start_ns = repetition->start_ns;
    event->rep.end_ns = repetition->end_ns;
    event->rep.confidence = repetition->confidence;
    memcpy(event->rep.exercise, tracker->exercise, EXERCISE_ID_SIZE);
    set_tracker_time(tracker, tracker->reps, repetition->start_ns, repetition->end_ns);
    return tracker->reps;
}

void set_tracker_time(struct set_tracker *tracker, uint32_t rep, int64_t start_ns, int64_t end_ns)
{
    if (rep >= 1 && rep <= SET_TRACKER_TIMED)
        tracker->rep_s[rep - 1] = (float)((double)(end_ns - start_ns) * 1e-9);
    if (rep >= 1 && rep == tracker->reps)
        tracker->last_end_ns = end_ns;
}

void set_tracker_attempt(struct set_tracker *tracker, double range_fraction,
                         struct event_sink *sink)
{
    if (!tracker->open)
        return;
    tracker->summary.attempts++;
    struct core_event *event = event_sink_add(sink, EVENT_PARTIAL);
    event->partial.set = tracker->sets;
    event->partial.at_ns = sink->now_ns;
    event->partial.range_fraction = range_fraction;
}

uint32_t set_tracker_begin_hold(struct set_tracker *tracker, const char *exercise, int64_t start_ns,
                                struct event_sink *sink)
{
    if (!tracker->open)
        (void)set_tracker_start(tracker, exercise, false, start_ns, sink);
    return ++tracker->holds;
}

void set_tracker_hold(struct set_tracker *tracker, const struct held *held, struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_HOLD_PROGRESS);
    event->hold.set = tracker->sets;
    event->hold.hold = tracker->holds;
    event->hold.held_s = (double)(held->end_ns - held->start_ns) * 1e-9;
    event->hold.side = held->side;
    event->hold.start_ns = held->start_ns;
    event->hold.end_ns = held->end_ns;
    event->hold.over = held->over;
    if (!held->over)
        return;
    tracker->held_s[held->side] += event->hold.held_s;
    tracker->last_end_ns = held->end_ns;
}

void set_tracker_stretch(struct set_tracker *tracker, double kept_s)
{
    tracker->held_s[tracker->last_side] += kept_s;
}

/* A stretch is kept within its repetition. */
static double tension_s(const struct set_tracker *tracker, double held_s)
{
    double sum_s = tracker->holds > 0 ? held_s : 0.0;
    for (uint32_t i = 0; i < tracker->reps && i < SET_TRACKER_TIMED; i++)
        sum_s += (double)tracker->rep_s[i];
    return sum_s;
}

int set_tracker_end(struct set_tracker *tracker, enum set_end_reason reason,
                    struct event_sink *sink)
{
    if (!tracker->open)
        return -ENODATA;
    tracker->open = false;

    struct core_event *event = event_sink_add(sink, EVENT_SET_ENDED);
    event->set_ended.set = tracker->sets;
    event->set_ended.reps = tracker->reps;
    event->set_ended.reps_left = tracker->side_reps[SIDE_LEFT];
    event->set_ended.reps_right = tracker->side_reps[SIDE_RIGHT];
    event->set_ended.start_ns = tracker->start_ns;
    event->set_ended.end_ns = tracker->last_end_ns;
    event->set_ended.held_s =
        tracker->held_s[SIDE_NONE] + tracker->held_s[SIDE_LEFT] + tracker->held_s[SIDE_RIGHT];
    event->set_ended.held_left_s = tracker->held_s[SIDE_LEFT];
    event->set_ended.held_right_s = tracker->held_s[SIDE_RIGHT];
    event->set_ended.has_range = tracker->has_range;
    event->set_ended.range = tracker->range;
    event->set_ended.summary = tracker->summary;
    event->set_ended.summary.tension_s = tension_s(tracker, event->set_ended.held_s);
    event->set_ended.reason = reason;
    memcpy(event->set_ended.exercise, tracker->exercise, EXERCISE_ID_SIZE);
    return 0;
}

void set_tracker_name(struct set_tracker *tracker, const char *exercise)
{
    memcpy(tracker->exercise, exercise, EXERCISE_ID_SIZE);
}

int set_tracker_undo(struct set_tracker *tracker, struct event_sink *sink)
{
    if (!tracker->open || tracker->reps == 0)
        return -ENODATA;
    struct core_event *event = event_sink_add(sink, EVENT_REP_UNDONE);
    event->rep_undone.set = tracker->sets;
    event->rep_undone.rep = tracker->reps--;
    if (tracker->side_reps[tracker->last_side] > 0)
        tracker->side_reps[tracker->last_side]--;
    return 0;
}

int set_tracker_restart(struct set_tracker *tracker, struct event_sink *sink)
{
    if (!tracker->open)
        return -ENODATA;
    while (tracker->reps > 0)
        (void)set_tracker_undo(tracker, sink);
    memset(tracker->side_reps, 0, sizeof(tracker->side_reps));
    memset(tracker->held_s, 0, sizeof(tracker->held_s));
    tracker->holds = 0;
    tracker->summary.attempts = 0;
    tracker->start_ns = sink->now_ns;
    tracker->last_end_ns = sink->now_ns;
    return 0;
}
