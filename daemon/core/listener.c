/* SPDX-License-Identifier: MIT */
#include "core/listener.h"

#include <math.h>

#include "core/posture.h"

#define SCORE_REP_MIN 0.0    /* likelier than anything at all; design value */
#define PAUSE_MAX_S 8.0      /* design value: a longer one between repetitions begins anew */
#define ARRIVED_NS 300000000 /* design value, as lift.c */

void listener_reset(struct listener *listener)
{
    rep_counter_reset(&listener->counter);
    listener->signal = -1;
    listener->reps = 0;
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

static bool within(double value, double min, double max)
{
    return isnan(value) || isnan(min) || (value >= min && value <= max);
}

/* What the exercise itself would refuse to count. */
bool listener_allows(const struct exercise *exercise, const struct feature_values *values)
{
    return within(values->value[FEATURE_TRUNK_START], exercise->start_trunk_min_deg,
                  exercise->start_trunk_max_deg) &&
           within(values->value[FEATURE_TRUNK_FAR], exercise->far_trunk_min_deg,
                  exercise->far_trunk_max_deg);
}

static void take_repetition(struct listener *listener, const struct history *history,
                            double body_weight, const struct rep_counter_result *found)
{
    struct feature_values values;
    unsigned count;
    feature_measure(history, body_weight, found->start_ns, found->far_ns, found->end_ns, &values);
    double score = feature_score(listener->exercise, &values, &count);
    if (count == 0 || score < SCORE_REP_MIN || !listener_allows(listener->exercise, &values)) {
        rep_counter_disown(&listener->counter);
        listener->reps = 0;
        return;
    }
    if (listener->reps == 0 || seconds(listener->end_ns, found->start_ns) > PAUSE_MAX_S) {
        listener->reps = 0;
        listener->first_start_ns = found->start_ns;
    }
    listener->reps++;
    listener->scores[1] = listener->reps > 1 ? listener->scores[0] : score;
    listener->scores[0] = score;
    listener->values = values;
    listener->before_ns = listener->reps > 1 ? listener->start_ns : found->start_ns;
    listener->start_ns = found->start_ns;
    listener->far_ns = found->far_ns;
    listener->end_ns = found->end_ns;
}

/* As lift.c: who lies down or grips a bar arrives at the start while it seems to be left. */
static void watch_start(struct listener *listener, const struct motion_frame *frame,
                        enum rep_event event)
{
    const struct trace_point point = {
        .trunk = frame->angles.trunk,
        .thigh = motion_raw(frame, BODY_SIGNAL_THIGH).y,
    };
    bool starts = posture_starts(listener->exercise, &point);
    struct rep_counter *counter = &listener->counter;
    if (event == REP_EVENT_LEFT)
        listener->began_elsewhere = !starts;
    if (counter->state != REP_READY && listener->began_elsewhere && starts &&
        counter->t_ns - counter->moving_ns > ARRIVED_NS)
        rep_counter_begin_here(counter);
}

bool listener_push(struct listener *listener, const struct history *history, double body_weight,
                   int64_t t_ns, const struct motion_frame *frame)
{
    const struct exercise *exercise = listener->exercise;
    if (exercise->kind == EXERCISE_HOLD)
        return false;
    int signal = motion_choose(exercise, frame, false);
    if (signal >= 0 && exercise->signals[signal].signal == BODY_SIGNAL_CHEST_TURN &&
        !frame->chest_lies)
        signal = -1; /* another turn begins when it lies again */
    if (signal != listener->signal) {
        listener->signal = signal;
        listener->reps = 0;
        rep_counter_reset(&listener->counter);
        if (signal >= 0)
            listener->params = (struct rep_counter_params){
                .range_min = exercise->signals[signal].range_min,
                .range_max = exercise->signals[signal].range_max,
                .rep_min_s = exercise->rep_min_s,
                .rep_max_s = exercise->rep_max_s,
            };
    }
    if (signal < 0)
        return false;
    enum body_signal which = exercise->signals[signal].signal;
    struct motion_value raw = motion_raw(frame, which);
    int away = motion_away(exercise, which);
    struct rep_counter_result found;
    unsigned before = listener->reps;
    rep_counter_push(&listener->counter, &listener->params, t_ns, away * raw.y, away * raw.rate,
                     &found);
    if (found.event == REP_EVENT_COUNTED)
        take_repetition(listener, history, body_weight, &found);
    watch_start(listener, frame, found.event);
    return listener->reps != before && listener->reps > 0;
}
