/* SPDX-License-Identifier: MIT */
/*
 * Signals of the Session interface. Each begins with time, sequence and confidence and ends with a
 * dictionary of details in which a quantity that is not known is left out.
 */
#include <math.h>
#include <string.h>

#include "bus/bus_hub_private.h"
#include "bus/log.h"

static uint64_t us(int64_t t_ns)
{
    return (uint64_t)(t_ns / 1000);
}

static const char *exercise_or_unknown(const char *id)
{
    return id[0] != '\0' ? id : "unknown";
}

static int open_signal(struct hub *hub, const char *member, int64_t t_ns, double confidence,
                       sd_bus_message **ret_message)
{
    sd_bus_message *m = NULL;
    int r = sd_bus_message_new_signal(link_bus(hub->link), &m, hub->session.path, SESSION_INTERFACE,
                                      member);

    if (r >= 0)
        r = sd_bus_message_append(m, "tud", us(t_ns), hub->sequence, confidence);
    *ret_message = m;
    return r;
}

static int append_double(sd_bus_message *m, const char *key, double value)
{
    return isnan(value) ? 0 : sd_bus_message_append(m, "{sv}", key, "d", value);
}

static int append_details_of_rep(sd_bus_message *m, const struct rep_detail *detail)
{
    const struct {
        const char *key;
        double value;
    } quantities[] = {
        {"eccentric", detail->eccentric_s},
        {"stretch-pause", detail->stretch_pause_s},
        {"concentric", detail->concentric_s},
        {"top-pause", detail->top_pause_s},
        {"range", detail->range},
        {"lumbar-start", detail->lumbar_start_deg},
        {"lumbar-peak", detail->lumbar_peak_deg},
        {"lumbar-least", detail->lumbar_least_deg},
        {"trunk-peak", detail->trunk_peak_deg},
        {"mean-velocity", detail->mean_velocity},
        {"peak-velocity", detail->peak_velocity},
        {"height", detail->height},
    };
    int r = 0;

    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0] && r >= 0; i++)
        r = append_double(m, quantities[i].key, quantities[i].value);
    if (r >= 0 && !isnan(detail->range))
        r = sd_bus_message_append(m, "{sv}", "range-unit", "s",
                                  detail->range_is_metres ? "metre" : "degree");
    return r;
}

static int append_effort(sd_bus_message *m, const struct rep_effort *effort)
{
    const struct {
        const char *key;
        double value;
    } quantities[] = {
        {"velocity-loss", effort->velocity_loss}, {"reserve-low", effort->reserve.low},
        {"reserve-high", effort->reserve.high},   {"feet-asymmetry", effort->feet_percent},
        {"load-measured", effort->load_kg},
    };
    int r = 0;

    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0] && r >= 0; i++)
        r = append_double(m, quantities[i].key, quantities[i].value);
    if (r >= 0 && !isnan(effort->load_kg))
        r = append_double(m, "load-confidence", effort->load_confidence);
    if (r >= 0 && effort->reserve.from != RESERVE_UNKNOWN)
        r = sd_bus_message_append(m, "{sv}", "reserve-from", "s",
                                  reserve_from_name(effort->reserve.from));
    return r;
}

static int append_bar(sd_bus_message *m, const struct rep_bar *bar)
{
    int r = append_double(m, "bar-stray", bar->stray_m);

    if (r >= 0 && !isnan(bar->stray_m))
        r = append_double(m, "bar-stray-confidence", bar->stray_confidence);
    if (r >= 0)
        r = append_double(m, "bar-tilt", bar->tilt_deg);
    if (r >= 0 && !isnan(bar->tilt_deg))
        r = append_double(m, "bar-tilt-confidence", bar->tilt_confidence);
    return r;
}

static int append_summary(sd_bus_message *m, const struct set_summary *summary)
{
    int r = append_double(m, "tension", summary->tension_s);

    if (r >= 0)
        r = append_double(m, "load-measured", summary->load_kg);
    if (r >= 0 && summary->attempts > 0)
        r = sd_bus_message_append(m, "{sv}", "attempts", "u", summary->attempts);
    if (r >= 0 && summary->judged)
        r = sd_bus_message_append(m, "{sv}", "clean", "u", summary->clean_reps);
    if (r < 0 || summary->target == TARGET_NONE)
        return r;
    r = sd_bus_message_append(m, "{sv}", "target", "s", target_verdict_name(summary->target));
    if (r >= 0 && summary->target_hold_s > 0.0)
        return append_double(m, "target-hold", summary->target_hold_s);
    return r < 0 ? r : sd_bus_message_append(m, "{sv}", "target-reps", "u", summary->target_reps);
}

static int append_details(sd_bus_message *m, const struct happening *happening)
{
    const struct core_event *event = happening->event;
    int r = sd_bus_message_open_container(m, 'a', "{sv}");

    if (r < 0)
        return r;
    switch (event->type) {
    case EVENT_SET_STARTED:
        r = append_double(m, "rest", happening->rest_s);
        break;
    case EVENT_REP_DETAIL:
        r = append_details_of_rep(m, &event->rep_detail.detail);
        if (r >= 0 && event->rep_detail.effort.known)
            r = append_effort(m, &event->rep_detail.effort);
        if (r >= 0 && event->rep_detail.effort.known)
            r = append_bar(m, &event->rep_detail.bar);
        break;
    case EVENT_CUE:
        r = sd_bus_message_append(m, "{sv}", "onset", "t", us(event->cue.onset_ns));
        if (r >= 0)
            r = append_double(m, "amount", event->cue.amount);
        if (r >= 0)
            r = append_double(m, "threshold", event->cue.threshold);
        break;
    case EVENT_SET_ENDED:
        r = append_double(m, "load", happening->load_kg);
        if (r >= 0 && event->set_ended.held_left_s + event->set_ended.held_right_s > 0.0)
            r = sd_bus_message_append(m, "{sv}{sv}", "held-left", "d", event->set_ended.held_left_s,
                                      "held-right", "d", event->set_ended.held_right_s);
        if (r >= 0)
            r = append_summary(m, &event->set_ended.summary);
        break;
    case EVENT_HOLD_PROGRESS:
        r = sd_bus_message_append(m, "{sv}{sv}{sv}", "hold", "u", event->hold.hold, "start", "t",
                                  us(event->hold.start_ns), "over", "b", event->hold.over);
        break;
    case EVENT_REP:
        if (event->rep.doubt != 0)
            r = sd_bus_message_append(m, "{sv}", "doubt", "s",
                                      sensor_condition_name(event->rep.doubt));
        if (r >= 0 && event->rep.movement != MOVEMENT_NONE)
            r = sd_bus_message_append(m, "{sv}", "movement", "s",
                                      movement_name(event->rep.movement));
        break;
    case EVENT_REP_UNDONE:
    case EVENT_PARTIAL:
    case EVENT_SENSOR:
    case EVENT_EXERCISE:
    case EVENT_CALIBRATION:
    case EVENT_CORRECTION:
    case EVENT_RANGE:
        break;
    }
    return r < 0 ? r : sd_bus_message_close_container(m);
}

static int append_arguments(sd_bus_message *m, const struct happening *happening)
{
    const struct core_event *e = happening->event;

    switch (e->type) {
    case EVENT_SET_STARTED:
        return sd_bus_message_append(m, "ustd", e->set_started.set,
                                     exercise_or_unknown(e->set_started.exercise),
                                     us(e->set_started.start_ns), happening->load_kg);
    case EVENT_REP:
        return sd_bus_message_append(m, "uussutt", e->rep.set, e->rep.rep,
                                     exercise_or_unknown(e->rep.exercise), side_name(e->rep.side),
                                     e->rep.side_rep, us(e->rep.start_ns), us(e->rep.end_ns));
    case EVENT_REP_DETAIL:
        return sd_bus_message_append(m, "uutt", e->rep_detail.set, e->rep_detail.rep,
                                     us(e->rep_detail.start_ns), us(e->rep_detail.end_ns));
    case EVENT_REP_UNDONE:
        return sd_bus_message_append(m, "uu", e->rep_undone.set, e->rep_undone.rep);
    case EVENT_PARTIAL:
        return sd_bus_message_append(m, "utd", e->partial.set, us(e->partial.at_ns),
                                     e->partial.range_fraction);
    case EVENT_HOLD_PROGRESS:
        return sd_bus_message_append(m, "uds", e->hold.set, e->hold.held_s,
                                     side_name(e->hold.side));
    case EVENT_CUE:
        return sd_bus_message_append(m, "uusss", e->cue.set, e->cue.rep,
                                     e->cue.fault == FAULT_NONE ? "clean"
                                                                : fault_name(e->cue.fault),
                                     cue_severity_name(e->cue.severity), happening->text);
    case EVENT_SET_ENDED:
        return sd_bus_message_append(m, "usuuuttds", e->set_ended.set,
                                     exercise_or_unknown(e->set_ended.exercise), e->set_ended.reps,
                                     e->set_ended.reps_left, e->set_ended.reps_right,
                                     us(e->set_ended.start_ns), us(e->set_ended.end_ns),
                                     e->set_ended.held_s, set_end_reason_name(e->set_ended.reason));
    case EVENT_SENSOR:
    case EVENT_EXERCISE:
    case EVENT_CALIBRATION:
    case EVENT_CORRECTION:
    case EVENT_RANGE:
        break;
    }
    return 0;
}

static double confidence_of(const struct core_event *event)
{
    switch (event->type) {
    case EVENT_REP:
        return event->rep.confidence;
    case EVENT_REP_DETAIL:
        return event->rep_detail.confidence;
    case EVENT_CUE:
        return event->cue.confidence;
    default:
        return 1.0;
    }
}

static const char *signal_of(enum core_event_type type)
{
    switch (type) {
    case EVENT_SET_STARTED:
        return "SetStarted";
    case EVENT_REP:
        return "Rep";
    case EVENT_REP_DETAIL:
        return "RepDetail";
    case EVENT_REP_UNDONE:
        return "RepUndone";
    case EVENT_PARTIAL:
        return "Partial";
    case EVENT_HOLD_PROGRESS:
        return "HoldProgress";
    case EVENT_CUE:
        return "Cue";
    case EVENT_SET_ENDED:
        return "SetEnded";
    case EVENT_SENSOR:
    case EVENT_EXERCISE:
    case EVENT_CALIBRATION:
    case EVENT_CORRECTION:
    case EVENT_RANGE:
        break;
    }
    return NULL;
}

void session_emit_event(struct hub *hub, const struct happening *happening)
{
    const struct core_event *event = happening->event;
    const char *member = signal_of(event->type);
    sd_bus_message *m;

    if (!member)
        return;
    hub->sequence++; /* also while nobody can hear it: a gap tells them */
    if (!link_bus(hub->link))
        return;
    int r = open_signal(hub, member, event->t_ns, confidence_of(event), &m);
    if (r >= 0)
        r = append_arguments(m, happening);
    if (r >= 0)
        r = append_details(m, happening);
    if (r >= 0)
        r = sd_bus_send(NULL, m, NULL);
    sd_bus_message_unref(m);
    if (r < 0)
        log_warning("cannot send %s: %s", member, strerror(-r));
}

void session_emit_ended(struct hub *hub, const struct happening *happening)
{
    const struct session *session = happening->session;
    sd_bus_message *m;

    hub->sequence++;
    if (!link_bus(hub->link))
        return;
    int r = open_signal(hub, "Ended", happening->t_ns, 1.0, &m);
    if (r >= 0)
        r = sd_bus_message_append(m, "sua{sv}", session_end_reason_name(happening->end_reason),
                                  session->set_count, 1, "reps", "u", session->total_reps);
    if (r >= 0)
        r = sd_bus_send(NULL, m, NULL);
    sd_bus_message_unref(m);
    if (r < 0)
        log_warning("cannot send Ended: %s", strerror(-r));
}
