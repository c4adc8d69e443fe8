/* SPDX-License-Identifier: MIT */
/* Sensors that come and go, and who stands for one that is gone. */
#include "core/detector_private.h"

#include <string.h>

void detector_reset_bar(struct detector *detector)
{
    bar_reset(&detector->bar);
    bar_path_reset(&detector->bar_path);
}

static bool is_wrist(int part)
{
    return part == BODY_WRIST_LEFT || part == BODY_WRIST_RIGHT;
}

/* A wrist that is heard; the one that stands for the bar already, if it is. */
static int find_wrist(const struct detector *detector)
{
    int found = DETECTOR_NO_SENSOR;
    for (int i = 0; i < SENSORS_MAX; i++) {
        int part = detector->part_of[i];
        if (is_wrist(part) && detector->body.parts[part].present &&
            (found < 0 || i == detector->bar_sensor))
            found = i;
    }
    return found;
}

/* A wrist stands for the bar and has a repetition of it half seen. */
static bool wrist_is_busy(const struct detector *detector)
{
    const struct lift *lift = &detector->lift;
    return detector->bar_is_wrist && find_wrist(detector) == detector->bar_sensor && lift->begun &&
           lift_sees(lift) && lift_follows_bar(lift) &&
           (lift->counter.state != REP_READY || lift->arrival.due);
}

/* A hand that holds the bar moves as the bar does: where no bar is heard it stands for it. */
void detector_follow_bar(struct detector *detector)
{
    bool heard = detector->bar_place >= 0 && !detector->bar_missed;
    int sensor = heard ? detector->bar_place : find_wrist(detector);
    if (sensor == detector->bar_sensor || (heard && wrist_is_busy(detector)))
        return;
    detector->bar_sensor = sensor;
    detector->bar_is_wrist = !heard;
    detector_reset_bar(detector);
    judge_forget_measure(&detector->judge);
    doubt_change_measure(&detector->doubt);
    lift_change_bar(&detector->lift);
}

static enum generic_place place_of(int part, bool bar)
{
    if (bar)
        return GENERIC_ON_BAR;
    return part >= 0 && !is_wrist(part) ? GENERIC_ON_BODY : GENERIC_ANYWHERE;
}

void detector_attach(struct detector *detector, uint16_t sensor, const struct sensor_info *info,
                     int64_t now_ns)
{
    loads_attach(&detector->loads, sensor, info);
    if (info->kind != SENSOR_IMU)
        return;
    const char *role = info->role;
    int part = body_part_of(role);
    detector->part_of[sensor] = part;
    if (part >= 0)
        body_attach(&detector->body, (enum body_part)part, now_ns);
    if (strcmp(role, "bar") == 0) {
        detector->bar_place = sensor;
        detector->bar_missed = false;
    }
    if (detector->bar_sensor == sensor) /* what is attached anew begins anew */
        detector->bar_sensor = DETECTOR_NO_SENSOR;
    detector_follow_bar(detector);
    generic_attach(&detector->generic, sensor, place_of(part, detector->bar_place == sensor));
    generic_look_restart(&detector->look, sensor);
    form_own_forget(&detector->own); /* it may be worn elsewhere */
}

/* The trunk may be shown by the other of its two sensors now, or by none. */
static void follow_trunk(struct detector *detector, const struct segment *before)
{
    const struct segment *trunk = body_trunk(&detector->body);
    if (trunk == before)
        return;
    hold_give_change_trunk(&detector->hold.give);
    travel_reset(&detector->trunk_travel);
    detector->pelvis_rises = detector->pelvis_rises || (!trunk && detector->lift.begun);
}

/* What this sensor has told so far is over; part: of the body, that it shows. */
static void lose_sensor(struct detector *detector, uint16_t sensor, int part)
{
    const struct segment *trunk = body_trunk(&detector->body);
    bool followed = detector_follows_sensor(detector, sensor);
    if (part >= 0)
        body_miss(&detector->body, (enum body_part)part);
    follow_trunk(detector, trunk);
    detector_follow_bar(detector);
    trunk_range_restart(&detector->trunk_range, part);
    if (part == BODY_PELVIS) {
        detector->pelvis_rises = false;
        hold_give_change_pelvis(&detector->hold.give);
    }
    if (followed)
        lift_lose_signal(&detector->lift);
}

void detector_detach(struct detector *detector, uint16_t sensor)
{
    int part = detector->part_of[sensor];
    if (detector_shows_hold(detector, sensor))
        hold_restart(&detector->hold);
    loads_detach(&detector->loads, sensor);
    if (part == BODY_PELVIS)
        detector->hold_side = detector->chest_side = (struct hold_side_finder){0};
    if (detector->bar_place == sensor)
        detector->bar_place = DETECTOR_NO_SENSOR;
    lose_sensor(detector, sensor, part);
    detector->part_of[sensor] = -1;
    generic_detach(&detector->generic, sensor);
}

static void forget_since(struct detector *detector, uint16_t sensor, int64_t since_ns)
{
    int part = detector->part_of[sensor];
    struct trace *trace = &detector->lift.trace;
    if (part >= 0 && &detector->body.parts[part] == body_trunk(&detector->body))
        trace_forget_trunk(trace, since_ns);
    if (part == BODY_PELVIS)
        trace_forget_pelvis(trace, since_ns);
    if (part == BODY_THIGH_LEFT || part == BODY_THIGH_RIGHT)
        trace_forget_thighs(trace, since_ns);
}

/* What showed that a set begins was wrong: it has not. */
static void doubt_beginning(struct detector *detector, struct event_sink *sink)
{
    const struct set_tracker *tracker = &detector->tracker;
    if (!tracker->open || tracker->reps != 1 || !lift_disowns_newest(&detector->lift))
        return;
    (void)detector_take_back(detector, sink);
    doubt_forget(&detector->doubt);
}

void detector_miss(struct detector *detector, uint16_t sensor, int64_t since_ns,
                   struct event_sink *sink)
{
    forget_since(detector, sensor, since_ns);
    doubt_beginning(detector, sink);
    if (detector->bar_place == sensor)
        detector->bar_missed = true;
    lose_sensor(detector, sensor, detector->part_of[sensor]);
    generic_miss(&detector->generic, sensor);
}

void detector_hear(struct detector *detector, uint16_t sensor)
{
    int part = detector->part_of[sensor];
    const struct segment *trunk = body_trunk(&detector->body);
    if (part >= 0)
        body_hear(&detector->body, (enum body_part)part);
    if (detector->bar_place == sensor)
        detector->bar_missed = false;
    follow_trunk(detector, trunk);
    detector_follow_bar(detector);
}

void detector_miss_force(struct detector *detector, uint16_t sensor, int64_t since_ns)
{
    loads_miss(&detector->loads, sensor);
    if (detector->loads.place_of[sensor] == LOAD_FEET)
        trace_forget_feet(&detector->lift.trace, since_ns);
    if (detector->loads.place_of[sensor] == LOAD_CABLE)
        trace_forget_cable(&detector->lift.trace, since_ns);
}
