/* SPDX-License-Identifier: MIT */
#include "core/detector_private.h"

#include <math.h>
#include <stddef.h>

#include "core/vec3.h"

#define SAG_CONFIDENCE 0.8    /* design value */
#define TWIST_CONFIDENCE 0.7  /* design value: turning about the vertical is integrated */
#define PRAISE_CONFIDENCE 0.8 /* as form.c */
#define TURNING_SMOOTH_S 0.5  /* design value: sway turns to and fro within a second or two */
#define TURNING_MIN_DEG_S 0.6 /* design value: twice what a bias is off after a rest */
#define PRAISE_S 10.0         /* design value: without a target a shorter one earns no praise */

static const struct segment *seen(const struct segment *segment)
{
    return segment && segment->present && segment->has_up ? segment : NULL;
}

/* Slower than a gyroscope's bias may be off nothing can be told from it. */
static void follow_turning(struct detector *detector, double rate_deg_s, double dt_s)
{
    detector->turning_deg_s +=
        (rate_deg_s - detector->turning_deg_s) * dt_s / (TURNING_SMOOTH_S + dt_s);
    if (fabs(detector->turning_deg_s) > TURNING_MIN_DEG_S)
        detector->turned_deg += detector->turning_deg_s * dt_s;
}

void detector_look(struct detector *detector, int64_t t_ns, struct motion_frame *frame,
                   struct hold_moment *ret_moment)
{
    const struct segment *trunk = seen(body_trunk(&detector->body));
    const struct segment *pelvis = seen(&detector->body.parts[BODY_PELVIS]);
    const struct body_angles *angles = &frame->angles;
    double dt_s = fmin(0.1, (double)(t_ns - detector->look_ns) * 1e-9);
    detector->look_ns = t_ns;
    detector_frame(detector, t_ns, frame);
    if (!isnan(angles->trunk_turn_rate) && !isnan(angles->pelvis_turn_rate))
        follow_turning(detector, angles->trunk_turn_rate - angles->pelvis_turn_rate, dt_s);
    *ret_moment = (struct hold_moment){
        .t_ns = t_ns,
        .frame = frame,
        .has_trunk = trunk,
        .has_pelvis = pelvis,
        .turned_deg = trunk && pelvis ? detector->turned_deg : NAN,
    };
    if (trunk)
        vec3_copy(ret_moment->trunk_up, trunk->now);
    if (pelvis)
        vec3_copy(ret_moment->pelvis_up, pelvis->now);
}

static void offer(struct detector *detector, enum fault fault, int64_t onset_ns, double amount,
                  double threshold, double confidence)
{
    const struct form_finding finding = {
        .fault = fault,
        .severity = CUE_HINT,
        .of = FORM_OF_NEXT,
        .onset_ns = onset_ns,
        .amount = amount,
        .threshold = threshold,
        .confidence = confidence,
    };
    form_offer(&detector->form, &finding);
}

static void judge(struct detector *detector, const struct hold_result *found,
                  struct event_sink *sink)
{
    const struct exercise_hold *asked = &detector->exercise->hold;
    const struct set_tracker *tracker = &detector->tracker;
    bool body = seen(body_trunk(&detector->body)) || seen(&detector->body.parts[BODY_PELVIS]);
    detector->form.judged |= body && !isnan(asked->sag_deg);
    if (found->given.sagged)
        offer(detector, FAULT_SAG, found->given.sag_onset_ns, found->given.sag_deg, asked->sag_deg,
              SAG_CONFIDENCE);
    if (found->given.twisted)
        offer(detector, FAULT_TWIST, found->given.twist_onset_ns, found->given.twist_deg,
              asked->twist_deg, TWIST_CONFIDENCE);
    form_speak(&detector->form, tracker->open ? tracker->sets : 0, tracker->holds - 1, sink);
}

/* Held as long as was prescribed, or long enough where nothing was, and nothing gave way. */
static void praise(struct detector *detector, double held_s, bool over, struct event_sink *sink)
{
    double target_s = detector->judge.prescription.hold_s;
    bool asked = target_s > 0.0;
    bool enough = asked ? held_s >= target_s : over && held_s >= PRAISE_S;
    if (!enough || detector->hold_praised || detector->form.seen != 0 || !detector->form.judged)
        return;
    detector->hold_praised = true;
    struct core_event *event = event_sink_add(sink, EVENT_CUE);
    event->cue.fault = FAULT_NONE;
    event->cue.severity = CUE_PRAISE;
    event->cue.set = detector->tracker.sets;
    event->cue.rep = detector->tracker.holds;
    event->cue.onset_ns = sink->now_ns;
    event->cue.amount = held_s;
    event->cue.threshold = asked ? target_s : PRAISE_S;
    event->cue.confidence = PRAISE_CONFIDENCE;
}

void detector_tell_hold(struct detector *detector, const struct hold_result *found,
                        struct event_sink *sink)
{
    struct held held = {
        .start_ns = found->start_ns,
        .end_ns = found->end_ns,
        .over = found->event == HOLD_EVENT_OVER,
    };
    if (found->event == HOLD_EVENT_BEGUN) {
        if (!detector->tracker.open) {
            form_begin_set(&detector->form);
            detector->hold_praised = false;
        }
        form_begin_rep(&detector->form);
        detector->held_side =
            hold_side_find(&detector->hold_side, detector->exercise->hold.side,
                           seen(&detector->body.parts[BODY_PELVIS]), found->feet_share, SIDE_LEFT);
        set_tracker_begin_hold(&detector->tracker, detector->exercise->id, found->start_ns, sink);
    }
    held.side = detector->held_side;
    set_tracker_hold(&detector->tracker, &held, sink);
    if (held.over)
        form_count_rep(&detector->form);
    praise(detector, (double)(held.end_ns - held.start_ns) * 1e-9, held.over, sink);
}

bool detector_find_hold(const struct detector *detector, struct hold *hold, int64_t from_ns,
                        struct hold_result *ret_begun)
{
    const struct history *history = &detector->recogniser->history;
    struct hold_result found;
    *ret_begun = (struct hold_result){0};
    if (!isnan(detector->recogniser->body_weight))
        hold_know_weight(hold, detector->recogniser->body_weight);
    for (unsigned age = history_age_of(history, from_ns); age > 0; age--) {
        hold_push(hold, &history_at(history, age)->moment, &found);
        if (found.event == HOLD_EVENT_BEGUN)
            *ret_begun = found;
    }
    return hold->state == HOLD_HELD && ret_begun->event == HOLD_EVENT_BEGUN;
}

void detector_finish_hold(struct detector *detector, struct event_sink *sink)
{
    struct hold_result found;
    hold_finish(&detector->hold, sink->now_ns, &found);
    if (found.event == HOLD_EVENT_OVER)
        detector_tell_hold(detector, &found, sink);
}

void detector_push_hold(struct detector *detector, int64_t t_ns, struct event_sink *sink)
{
    struct set_tracker *tracker = &detector->tracker;
    struct motion_frame frame;
    struct hold_moment moment;
    struct hold_result found;
    if (t_ns - detector->hold_ns < 20000000)
        return;
    detector_look(detector, t_ns, &frame, &moment);
    detector->hold_ns = t_ns;
    hold_push(&detector->hold, &moment, &found);
    if (found.event == HOLD_EVENT_BEGUN && !tracker->open && !detector->auto_track)
        detector->hold.state = HOLD_NONE; /* nobody asked for it */
    else if (found.event != HOLD_EVENT_NONE)
        detector_tell_hold(detector, &found, sink);
    if (detector->hold.state == HOLD_HELD)
        judge(detector, &found, sink);
    if (tracker->open && tracker->holds > 0 && detector->hold.state == HOLD_NONE &&
        detector->auto_track &&
        (double)(t_ns - tracker->last_end_ns) > detector->exercise->set_end_s * 1e9)
        (void)detector_end_set(
            detector, hold_sees(&detector->hold) ? SET_END_REST : SET_END_SENSOR_LOST, sink);
}
