/* SPDX-License-Identifier: MIT */
/*
 * Repetitions that are told by their rhythm: of an exercise that is not known, or of which no
 * sensor shows a signal.
 */
#include "core/detector_private.h"

#include <string.h>

#include "core/bridge.h"
#include "core/handling_look.h"
#include "core/vec3.h"

static void judge_told(struct detector *detector, const struct generic_look_found *found,
                       struct event_sink *sink)
{
    const struct generic_channel *channel = &detector->generic.channels[found->sensor];
    const struct excursion *excursion = &found->excursion;
    struct form_own_rep rep = {
        .sensor = found->sensor,
        .duration_s = (double)(excursion->end_ns - excursion->start_ns) * 1e-9,
        .outer_s = (double)(excursion->half_in_ns - excursion->half_out_ns) * 1e-9,
        .half_in_ns = excursion->half_in_ns,
    };
    vec3_scale(rep.way.axis, channel->turn.axis, excursion->direction);
    turn_up_at(&channel->turn, excursion->rest, rep.way.up);
    memcpy(rep.range, found->range, sizeof(rep.range));
    form_own_push(&detector->own, &rep, &detector->form);
    form_speak(&detector->form, detector->tracker.sets, detector->tracker.reps, sink);
}

static void tell_detail(struct detector *detector, const struct generic_look_found *found,
                        struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_REP_DETAIL);
    event->rep_detail.set = detector->tracker.sets;
    event->rep_detail.rep = found->rep;
    event->rep_detail.start_ns = found->excursion.start_ns;
    event->rep_detail.end_ns = found->excursion.end_ns;
    event->rep_detail.detail = found->detail;
    event->rep_detail.confidence = found->confidence;
    set_tracker_time(&detector->tracker, found->rep, found->excursion.start_ns,
                     found->excursion.end_ns);
}

/* Of the last repetition told by its rhythm; next, t_ns: generic_look.h. */
void detector_look_back_told(struct detector *detector, const struct generic_look_rep *next,
                             int64_t t_ns, struct event_sink *sink)
{
    struct generic_look_found found;
    int r = generic_look_back(&detector->look, &detector->generic, next, t_ns, &found);
    if (r < 0 || found.rep != detector->tracker.reps) /* or it was taken back */
        return;
    tell_detail(detector, &found, sink);
    detector->looked_back = found;
    if (found.sensor < SENSORS_MAX)
        judge_told(detector, &found, sink);
    detector->look.preferred = form_own_sensor(&detector->own);
}

void detector_renumber_told(struct detector *detector, struct event_sink *sink)
{
    struct generic_look_found *found = &detector->looked_back;
    if (detector->look.due) {
        detector->look.last.rep--;
    } else if (found->rep == detector->tracker.reps + 1) {
        found->rep--;
        tell_detail(detector, found, sink);
    }
}

static void count_told(struct detector *detector, uint16_t sensor, enum generic_signal signal,
                       const struct swing *swing, int64_t t_ns, struct event_sink *sink)
{
    struct generic_look_rep rep = {.signal = signal, .sensor = sensor};
    generic_look_times(&detector->look, &detector->generic, swing, t_ns, &rep);
    detector_look_back_told(detector, &rep, t_ns, sink);
    struct repetition repetition = {
        .start_ns = rep.start_ns,
        .end_ns = rep.end_ns,
        .confidence = CONFIDENCE_RHYTHM,
    };
    detector_count(detector, &repetition, sink);
    rep.rep = detector->tracker.reps;
    if (detector->tracker.open)
        generic_look_expect(&detector->look, &rep);
}

/* Nothing is known of what is done, but it is seen: is it a set? */
static bool asks_whether_set(const struct detector *detector)
{
    const struct set_tracker *tracker = &detector->tracker;
    const struct recogniser *recogniser = detector->recogniser;
    bool counted = tracker->open && tracker->reps > 0;
    return recogniser && detector->recognises && !detector->recognised && !counted &&
           recogniser->history.count > 0 &&
           unnamed_sees(&history_at(&recogniser->history, 0)->frame);
}

/* Nothing but this sensor shows what is done. A bar does not move by chance, nor does a body go up
 * and down like the lift that was chosen. */
static bool is_alone(const struct detector *detector, const struct generic_result *found)
{
    const struct generic *generic = &detector->generic;
    bool bar = detector->bar_sensor == found->sensor && !detector->bar_is_wrist;
    bool chosen = generic->lift && generic->channels[found->sensor].place == GENERIC_ON_BODY &&
                  found->signal == GENERIC_HEAVE;
    return generic->used == 1 && !bar && !chosen;
}

static enum handling_place place_of(const struct detector *detector, uint16_t sensor)
{
    int part = detector->part_of[sensor];
    if (part < 0)
        return HANDLING_ANYWHERE;
    return part == BODY_WRIST_LEFT || part == BODY_WRIST_RIGHT ? HANDLING_HAND : HANDLING_BODY;
}

/* When a movement left and came back, where that is seen. */
static void look_alone(struct detector *detector, uint16_t sensor, int64_t t_ns,
                       struct alone_rep *rep)
{
    struct alone *alone = &detector->alone;
    struct handling_rep before = {0};
    struct handling_search search = {
        .sensor = sensor,
        .place = place_of(detector, sensor),
        .over_ns = alone_before_ns(alone),
        .limit_ns = rep->told.swing.left_ns,
    };
    /* Of the one before it is seen only now when it had come to rest. */
    if (alone->handling.count + alone->waiting_count > 0 &&
        handling_look(&detector->look, &alone->last, &search, &before) >= 0)
        alone_correct(alone, &before);
    search.over_ns = before.end_ns;
    search.limit_ns = t_ns;
    rep->timed = handling_look(&detector->look, &rep->told, &search, &rep->times) >= 0;
}

static void hear_alone(struct detector *detector, const struct generic_result *found,
                       const struct swing *swing, int64_t t_ns, struct event_sink *sink)
{
    const struct set_tracker *tracker = &detector->tracker;
    const bool set_is_on = tracker->open && (tracker->by_command || tracker->reps > 0);
    struct alone_rep rep = {
        .told =
            {
                .swing = *swing,
                .signal = found->signal,
                .lost_ns = detector->generic.channels[found->sensor].lost_ns,
            },
    };
    struct alone_rep told[ALONE_MAX];
    look_alone(detector, found->sensor, t_ns, &rep);
    unsigned count = alone_push(&detector->alone, &rep, set_is_on, told);
    for (unsigned i = 0; i < count; i++)
        count_told(detector, found->sensor, told[i].told.signal, &told[i].told.swing, t_ns, sink);
}

static void hear_told(struct detector *detector, const struct generic_result *found,
                      const struct swing *swing, int64_t t_ns, struct event_sink *sink)
{
    struct unnamed *unnamed = &detector->unnamed;
    if (is_alone(detector, found)) {
        hear_alone(detector, found, swing, t_ns, sink);
        return;
    }
    if (!asks_whether_set(detector)) {
        (void)detector_doubt_first(detector, t_ns, sink);
        count_told(detector, found->sensor, found->signal, swing, t_ns, sink);
        detector_note_bar(detector, found->sensor, found->signal, swing);
        return;
    }
    unsigned set =
        unnamed_push(unnamed, &detector->recogniser->history, swing, found->sensor, found->signal);
    if (set == 0)
        return;
    for (unsigned i = unnamed->count - set; i < unnamed->count; i++)
        count_told(detector, unnamed->reps[i].sensor, unnamed->reps[i].signal,
                   &unnamed->reps[i].swing, t_ns, sink);
    unnamed_forget(unnamed);
}

/* What no rhythm has told yet, of the bar alone in a lift that was chosen. */
static void hear_first(struct detector *detector, uint16_t sensor, int64_t t_ns,
                       const double rate[3], struct event_sink *sink)
{
    struct generic *generic = &detector->generic;
    struct swing swing;
    if (generic->speaker >= 0 || !generic->lift || !detector_has_only_bar(detector, sensor) ||
        !first_lift_push(&detector->first_lift, detector->exercise, &generic->channels[sensor],
                         &detector->look, t_ns, rate, &swing))
        return;
    /* What is lowered first may lie on a back that leans; why else a bar turns nobody knows. */
    const double turn =
        generic->sinks_first ? generic_look_turn(&detector->look, sensor, &swing) : 0.0;
    const enum generic_signal signal = generic_livelier(swing.size, turn);
    (void)detector_doubt_first(detector, t_ns, sink);
    count_told(detector, sensor, signal, &swing, t_ns, sink);
    detector_note_bar(detector, sensor, signal, &swing);
    generic_tell_first(generic, &swing);
}

static void push_generic_step(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                              const struct attitude_output *attitude, double vertical_accel,
                              struct event_sink *sink)
{
    struct generic_result found;
    generic_push(&detector->generic, sensor, t_ns, dt_s, attitude->up, attitude->rate,
                 vertical_accel, &found);
    bool lifts = detector->bar_sensor == sensor || detector->generic.used == 1;
    generic_look_push(&detector->look, &detector->generic, sensor, t_ns, lifts, attitude->rate);
    if (found.taken_back > 0) {
        generic_look_close(&detector->look);
        bar_handling_forget(&detector->bar_handling);
    }
    unsigned taken_back = unnamed_take_back(&detector->unnamed, found.taken_back);
    taken_back = alone_take_back(&detector->alone, taken_back);
    for (unsigned i = 0; i < taken_back; i++)
        (void)detector_take_back(detector, sink);
    for (unsigned i = 0; i < found.count; i++)
        hear_told(detector, &found, &found.swings[i], t_ns, sink);
    hear_first(detector, sensor, t_ns, attitude->rate, sink);
    detector_doubt_last(detector, sensor, dt_s, t_ns, sink);
    if (found.closed) {
        first_lift_forget(&detector->first_lift);
        unnamed_forget(&detector->unnamed);
        alone_forget(&detector->alone);
    }
    if (generic_look_ready(&detector->look, t_ns))
        detector_look_back_told(detector, NULL, t_ns, sink);
    if (found.closed && detector->tracker.reps > 0 && detector->auto_track &&
        detector_close_set(detector, SET_END_REST, sink) >= 0)
        generic_close_told(&detector->generic);
}

/* Where samples were lost a velocity may have turned, even twice: a gap is crossed in small steps.
 */
void detector_push_generic(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                           const struct attitude_output *attitude, struct event_sink *sink)
{
    const struct heave *heave = &detector->generic.channels[sensor].heave;
    const double before = heave->started ? heave->accel : attitude->vertical_accel;
    const unsigned steps = bridge_steps(dt_s);
    const int64_t step_ns = (int64_t)(dt_s / steps * 1e9);
    for (unsigned i = 1; i < steps; i++)
        push_generic_step(detector, sensor, t_ns - (steps - i) * step_ns, dt_s / steps, attitude,
                          bridge(before, attitude->vertical_accel, dt_s, (double)i / steps), sink);
    generic_lose(&detector->generic, sensor, dt_s);
    push_generic_step(detector, sensor, t_ns, dt_s / steps, attitude, attitude->vertical_accel,
                      sink);
}
