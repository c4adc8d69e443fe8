/* SPDX-License-Identifier: MIT */
/*
 * The set: how it begins, what counts in it, and when it is over.
 */
#include "core/detector_private.h"

#include <errno.h>
#include <string.h>

#define BUSY_PAUSE_S 4.0 /* design value: longest pause within a slow repetition */
#define RHYTHM_REPS 3.0  /* as rhythm_params.c */

static void begin_set(struct detector *detector)
{
    judge_begin_set(&detector->judge, &detector->form);
    detector->told.count = 0;
    bar_handling_forget(&detector->bar_handling);
    detector->target_told = false;
    detector->bar_zero = detector->bar.height;
}

int detector_start_set(struct detector *detector, struct event_sink *sink)
{
    int r = set_tracker_start(&detector->tracker, detector->exercise->id, true, sink->now_ns, sink);
    if (r < 0)
        return r;
    begin_set(detector);
    return 0;
}

int detector_close_set(struct detector *detector, enum set_end_reason reason,
                       struct event_sink *sink)
{
    if (!detector->tracker.open)
        return -ENODATA;
    detector_finish_hold(detector, sink);
    struct lift_result last;
    do {
        lift_finish(&detector->lift, &last);
        detector_take_lift(detector, &last, sink);
    } while (last.counted);
    detector->pelvis_rises = false;
    doubt_forget(&detector->doubt);
    (void)detector_doubt_first(detector, sink->now_ns, sink);
    detector_look_back_told(detector, NULL, sink->now_ns, sink);
    form_own_end_set(&detector->own);
    if (reason == SET_END_PAIN)
        form_stop_for_pain(&detector->form, detector->tracker.sets, detector->tracker.reps, sink);
    else
        form_praise(&detector->form, detector->tracker.sets, detector->tracker.reps, sink);
    generic_look_close(&detector->look);
    detector_close_range(detector, sink);
    detector_sum_up(detector, reason, sink);
    int r = set_tracker_end(&detector->tracker, reason, sink);
    detector_forget_recognised(detector);
    return r;
}

int detector_end_set(struct detector *detector, enum set_end_reason reason, struct event_sink *sink)
{
    int r = detector_close_set(detector, reason, sink);
    if (r < 0)
        return r;
    generic_close(&detector->generic);
    alone_forget(&detector->alone);
    return r;
}

int detector_restart_set(struct detector *detector, struct event_sink *sink)
{
    int r = set_tracker_restart(&detector->tracker, sink);
    if (r < 0)
        return r;
    begin_set(detector);
    lift_restart_signal(&detector->lift);
    doubt_forget(&detector->doubt);
    generic_close(&detector->generic);
    alone_forget(&detector->alone);
    generic_look_close(&detector->look);
    trunk_range_close(&detector->trunk_range);
    return 0;
}

static void remember_told(struct told *told, const struct repetition *repetition)
{
    if (told->count == DETECTOR_TOLD) {
        told->count--;
        memmove(told->start_ns, told->start_ns + 1, told->count * sizeof(told->start_ns[0]));
        memmove(told->end_ns, told->end_ns + 1, told->count * sizeof(told->end_ns[0]));
    }
    told->start_ns[told->count] = repetition->start_ns;
    told->end_ns[told->count++] = repetition->end_ns;
}

void detector_count(struct detector *detector, const struct repetition *repetition,
                    struct event_sink *sink)
{
    if (!detector->tracker.open) {
        if (!detector->auto_track)
            return;
        begin_set(detector);
    }
    remember_told(&detector->told, repetition);
    form_count_rep(&detector->form);
    set_tracker_rep(&detector->tracker, detector->exercise->id, repetition, sink);
    detector_look_at_target(detector, sink);
}

/* What was under way when its signal was lost is not told, and what comes next may have to be found
 * by its rhythm, of which three make a set: ns more than usual until the set is over. */
static double patience_ns(const struct detector *detector)
{
    const struct told *told = &detector->told;
    const struct lift *lift = &detector->lift;
    if (!lift->lost || lift->counter.range_count > 0 || told->count == 0)
        return 0.0;
    double rep_ns = (double)(told->end_ns[told->count - 1] - told->start_ns[told->count - 1]);
    return lift_sees(lift) ? rep_ns : RHYTHM_REPS * rep_ns;
}

static bool is_under_way(const struct exercise *exercise, const struct rep_counter *counter,
                         int64_t t_ns)
{
    /* What has come to rest on its way may yet come back, as an attempt. */
    int64_t start_ns = counter->settled ? counter->settled_start_ns : counter->start_ns;
    double since_ns = (double)(t_ns - start_ns);
    bool moving = (double)(t_ns - counter->moving_ns) < BUSY_PAUSE_S * 1e9;
    bool kept = exercise->kind == EXERCISE_STRETCH; /* at its far end, without moving */
    return (counter->state != REP_READY || counter->settled) &&
           (since_ns < exercise->set_end_s * 1e9 ||
            ((moving || kept) && since_ns < exercise->rep_max_s * 1e9));
}

void detector_end_if_over(struct detector *detector, int64_t t_ns, struct event_sink *sink)
{
    const struct set_tracker *tracker = &detector->tracker;
    const bool heard = generic_tells(&detector->generic); /* then it tells when it is over */
    if (!tracker->open || tracker->reps == 0 || !detector->auto_track || heard)
        return;
    double end_ns = detector->exercise->set_end_s * 1e9;
    int64_t last_ns = tracker->last_end_ns;
    if (detector->lift.attempt_ns > last_ns)
        last_ns = detector->lift.attempt_ns; /* who tries has not finished */
    double rest_ns = (double)(t_ns - last_ns);
    if (rest_ns <= end_ns || rest_ns <= end_ns + patience_ns(detector))
        return;
    bool busy = is_under_way(detector->exercise, &detector->lift.counter, t_ns) ||
                (detector->lift.attempt.by_thighs &&
                 is_under_way(detector->exercise, &detector->lift.attempt.counter, t_ns));
    if (!busy && !lift_waits(&detector->lift))
        (void)detector_end_set(
            detector, lift_sees(&detector->lift) ? SET_END_REST : SET_END_SENSOR_LOST, sink);
}
