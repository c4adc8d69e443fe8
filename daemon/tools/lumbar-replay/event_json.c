/* SPDX-License-Identifier: MIT */
#include "event_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NS_PER_S 1e9

static void add_number(struct json_object *object, const char *key, double value, int decimals)
{
    char text[64];

    if (!isfinite(value) || fabs(value) > 1e15) {
        json_object_object_add(object, key, NULL);
        return;
    }
    snprintf(text, sizeof text, "%.*f", decimals, value);
    if (text[0] == '-' && strspn(text, "-0.") == strlen(text)) /* no minus before a zero */
        memmove(text, text + 1, strlen(text));
    json_object_object_add(object, key, json_object_new_double_s(value, text));
}

static void add_time(struct json_object *object, const char *key, int64_t t_ns)
{
    add_number(object, key, (double)t_ns / NS_PER_S, 4);
}

static void add_text(struct json_object *object, const char *key, const char *text)
{
    json_object_object_add(object, key, json_object_new_string(text));
}

static void add_count(struct json_object *object, const char *key, uint64_t count)
{
    json_object_object_add(object, key, json_object_new_uint64(count));
}

static void add_flag(struct json_object *object, const char *key, bool flag)
{
    json_object_object_add(object, key, json_object_new_boolean(flag));
}

static void add_rep(struct json_object *object, const struct core_event *event)
{
    add_time(object, "at", event->rep.end_ns);
    add_count(object, "set", event->rep.set);
    add_count(object, "rep", event->rep.rep);
    add_text(object, "exercise", event->rep.exercise);
    if (event->rep.side != SIDE_NONE) {
        add_text(object, "side", side_name(event->rep.side));
        add_count(object, "side_rep", event->rep.side_rep);
    }
    if (event->rep.movement != MOVEMENT_NONE)
        add_text(object, "movement", movement_name(event->rep.movement));
    add_time(object, "start", event->rep.start_ns);
    add_number(object, "confidence", event->rep.confidence, 2);
    if (event->rep.doubt != 0)
        add_text(object, "doubt", sensor_condition_name(event->rep.doubt));
}

static void add_effort(struct json_object *object, const struct rep_effort *effort)
{
    add_number(object, "velocity_loss", effort->velocity_loss, 1);
    add_number(object, "reserve_low", effort->reserve.low, 0);
    add_number(object, "reserve_high", effort->reserve.high, 0);
    add_text(object, "reserve_from", reserve_from_name(effort->reserve.from));
    add_number(object, "feet_asymmetry", effort->feet_percent, 1);
    add_number(object, "load", effort->load_kg, 1);
    add_number(object, "load_confidence", effort->load_confidence, 2);
}

static void add_bar(struct json_object *object, const struct rep_bar *bar)
{
    add_number(object, "bar_stray", bar->stray_m, 3);
    add_number(object, "bar_stray_confidence", bar->stray_confidence, 2);
    add_number(object, "bar_tilt", bar->tilt_deg, 1);
    add_number(object, "bar_tilt_confidence", bar->tilt_confidence, 2);
}

static void add_rep_detail(struct json_object *object, const struct core_event *event)
{
    const struct rep_detail *detail = &event->rep_detail.detail;

    add_time(object, "at", event->rep_detail.end_ns);
    add_count(object, "set", event->rep_detail.set);
    add_count(object, "rep", event->rep_detail.rep);
    add_time(object, "start", event->rep_detail.start_ns);
    add_number(object, "duration",
               (double)(event->rep_detail.end_ns - event->rep_detail.start_ns) / NS_PER_S, 3);
    add_number(object, "eccentric", detail->eccentric_s, 3);
    add_number(object, "stretch_pause", detail->stretch_pause_s, 3);
    add_number(object, "concentric", detail->concentric_s, 3);
    add_number(object, "top_pause", detail->top_pause_s, 3);
    add_number(object, "range", detail->range, detail->range_is_metres ? 3 : 1);
    add_text(object, "range_unit", detail->range_is_metres ? "m" : "deg");
    add_number(object, "lumbar_start", detail->lumbar_start_deg, 2);
    add_number(object, "lumbar_peak", detail->lumbar_peak_deg, 2);
    add_number(object, "lumbar_least", detail->lumbar_least_deg, 2);
    add_number(object, "trunk_peak", detail->trunk_peak_deg, 2);
    add_number(object, "mean_velocity", detail->mean_velocity, 3);
    add_number(object, "peak_velocity", detail->peak_velocity, 3);
    add_number(object, "height", detail->height, 3);
    if (event->rep_detail.effort.known) {
        add_effort(object, &event->rep_detail.effort);
        add_bar(object, &event->rep_detail.bar);
    }
    add_number(object, "confidence", event->rep_detail.confidence, 2);
}

static void add_hold(struct json_object *object, const struct core_event *event)
{
    add_count(object, "set", event->hold.set);
    add_count(object, "hold", event->hold.hold);
    if (event->hold.side != SIDE_NONE)
        add_text(object, "side", side_name(event->hold.side));
    add_time(object, "start", event->hold.start_ns);
    if (event->hold.over)
        add_time(object, "end", event->hold.end_ns);
    add_number(object, "held", event->hold.held_s, 3);
}

static void add_cue(struct json_object *object, const struct core_event *event)
{
    add_text(object, "code", fault_name(event->cue.fault));
    add_text(object, "severity", cue_severity_name(event->cue.severity));
    add_count(object, "set", event->cue.set);
    if (event->cue.rep > 0)
        add_count(object, "rep", event->cue.rep);
    add_time(object, "onset", event->cue.onset_ns);
    add_number(object, "amount", event->cue.amount, 2);
    add_number(object, "threshold", event->cue.threshold, 2);
    add_number(object, "confidence", event->cue.confidence, 2);
    if (event->cue.exercise[0] != '\0')
        add_text(object, "exercise", event->cue.exercise);
}

/* How often and how far the trunk moved each way; what was not done is left out. */
static struct json_object *movements_to_json(const struct motion_range *range)
{
    struct json_object *movements = json_object_new_array();

    for (unsigned i = 0; i < MOVEMENT_COUNT * 3; i++) {
        enum movement movement = (enum movement)(i / 3);
        enum side side = (enum side)(i % 3);
        struct json_object *object;

        if (isnan(range->largest_deg[movement][side]))
            continue;
        object = json_object_new_object();
        add_text(object, "movement", movement_name(movement));
        if (side != SIDE_NONE)
            add_text(object, "side", side_name(side));
        add_count(object, "reps", range->reps[movement][side]);
        add_number(object, "largest", range->largest_deg[movement][side], 1);
        json_object_array_add(movements, object);
    }
    return movements;
}

static void add_summary(struct json_object *object, const struct set_summary *summary)
{
    add_number(object, "tension", summary->tension_s, 3);
    if (summary->attempts > 0)
        add_count(object, "attempts", summary->attempts);
    if (summary->judged)
        add_count(object, "clean", summary->clean_reps);
    if (!isnan(summary->load_kg))
        add_number(object, "load", summary->load_kg, 1);
    if (summary->target == TARGET_NONE)
        return;
    add_text(object, "target", target_verdict_name(summary->target));
    if (summary->target_hold_s > 0)
        add_number(object, "target_hold", summary->target_hold_s, 1);
    else
        add_count(object, "target_reps", summary->target_reps);
}

static void add_set(struct json_object *object, const struct core_event *event)
{
    add_text(object, "exercise", event->set_ended.exercise);
    add_count(object, "reps", event->set_ended.reps);
    if (event->set_ended.reps_left > 0 || event->set_ended.reps_right > 0) {
        add_count(object, "reps_left", event->set_ended.reps_left);
        add_count(object, "reps_right", event->set_ended.reps_right);
    }
    add_time(object, "start", event->set_ended.start_ns);
    add_time(object, "end", event->set_ended.end_ns);
    if (event->set_ended.held_s > 0)
        add_number(object, "held", event->set_ended.held_s, 3);
    if (event->set_ended.held_left_s > 0 || event->set_ended.held_right_s > 0) {
        add_number(object, "held_left", event->set_ended.held_left_s, 3);
        add_number(object, "held_right", event->set_ended.held_right_s, 3);
    }
    add_summary(object, &event->set_ended.summary);
    if (event->set_ended.has_range)
        json_object_object_add(object, "movements", movements_to_json(&event->set_ended.range));
    add_text(object, "reason", set_end_reason_name(event->set_ended.reason));
}

static void add_sensor(struct json_object *object, const struct core_event *event, const char *role)
{
    add_text(object, "sensor", role);
    add_text(object, "condition", sensor_condition_name(event->sensor.condition));
    add_count(object, "conditions", event->sensor.condition);
    add_number(object, "noise", event->sensor.noise, 4);
    add_count(object, "lost", event->sensor.lost);
}

static void add_calibration(struct json_object *object, const struct core_event *event,
                            const char *role)
{
    add_text(object, "kind", calibration_kind_name(event->calibration.kind));
    add_text(object, "verdict", calibration_verdict_name(event->calibration.verdict));
    add_count(object, "step", event->calibration.step);
    add_count(object, "steps", event->calibration.steps);
    add_text(object, "task", calibration_task_name(event->calibration.task));
    if (event->calibration.verdict == CALIBRATION_PROGRESS)
        add_number(object, "progress", event->calibration.progress, 2);
    if (*event->calibration.reason)
        add_text(object, "reason", event->calibration.reason);
    if (event->calibration.sensor >= 0)
        add_text(object, "sensor", role);
}

static void add_numbers(struct json_object *object, const char *key, const double values[],
                        unsigned count, int decimals)
{
    struct json_object *array = json_object_new_array();
    char text[64];

    for (unsigned i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%.*f", decimals, values[i]);
        json_object_array_add(array, json_object_new_double_s(values[i], text));
    }
    json_object_object_add(object, key, array);
}

static void add_correction(struct json_object *object, const struct core_event *event,
                           const char *role)
{
    add_text(object, "sensor", role);
    add_text(object, "kind", calibration_kind_name(event->correction.kind));
    if (event->correction.kind == CALIBRATION_GYRO) {
        add_numbers(object, "anglvel_bias", event->correction.anglvel_bias, 3, 6);
        return;
    }
    add_numbers(object, "offset", event->correction.correction.offset, CORRECTION_CHANNELS, 4);
    add_numbers(object, "gain", event->correction.correction.gain, CORRECTION_CHANNELS, 6);
}

struct json_object *event_to_json(const struct core_event *event, const char *sensor_role)
{
    struct json_object *object = json_object_new_object();
    if (!object)
        return NULL;

    add_time(object, "t", event->t_ns);
    bool over = event->type == EVENT_HOLD_PROGRESS && event->hold.over;
    add_text(object, "event", over ? "hold" : event_type_name(event->type));
    switch (event->type) {
    case EVENT_SET_STARTED:
        add_count(object, "set", event->set_started.set);
        add_text(object, "exercise", event->set_started.exercise);
        add_time(object, "start", event->set_started.start_ns);
        break;
    case EVENT_REP:
        add_rep(object, event);
        break;
    case EVENT_REP_DETAIL:
        add_rep_detail(object, event);
        break;
    case EVENT_REP_UNDONE:
        add_count(object, "set", event->rep_undone.set);
        add_count(object, "rep", event->rep_undone.rep);
        break;
    case EVENT_PARTIAL:
        add_count(object, "set", event->partial.set);
        add_time(object, "at", event->partial.at_ns);
        add_number(object, "range_fraction", event->partial.range_fraction, 3);
        break;
    case EVENT_HOLD_PROGRESS:
        add_hold(object, event);
        break;
    case EVENT_CUE:
        add_cue(object, event);
        break;
    case EVENT_SET_ENDED:
        add_count(object, "set", event->set_ended.set);
        add_set(object, event);
        break;
    case EVENT_SENSOR:
        add_sensor(object, event, sensor_role);
        break;
    case EVENT_EXERCISE:
        add_text(object, "exercise", event->exercise.exercise);
        if (event->exercise.family[0] != '\0')
            add_text(object, "family", event->exercise.family);
        add_flag(object, "recognised", event->exercise.recognised);
        add_number(object, "confidence", event->exercise.confidence, 2);
        break;
    case EVENT_CALIBRATION:
        add_calibration(object, event, sensor_role);
        break;
    case EVENT_CORRECTION:
        add_correction(object, event, sensor_role);
        break;
    case EVENT_RANGE:
        add_number(object, "flexion", event->range.flexion_deg, 1);
        add_number(object, "extension", event->range.extension_deg, 1);
        break;
    }
    return object;
}

struct json_object *set_to_json(const struct core_event *event)
{
    struct json_object *object = json_object_new_object();

    if (object)
        add_set(object, event);
    return object;
}
