/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "bus/bus_hub_private.h"
#include "training/tempo.h"

_Static_assert(sizeof((struct session_view *)0)->tempo >= TEMPO_TEXT_SIZE, "room for a tempo");

static int get_sets(sd_bus *bus, const char *path, const char *interface, const char *property,
                    sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    const struct hub *hub = ((const struct versioned *)userdata)->owner;
    const struct session *session = training_session(hub->training);
    int r = sd_bus_message_open_container(reply, 'a', "(usuuuttdds)");
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;

    for (uint32_t i = 0; i < session->set_count && i < SESSION_SETS_MAX && r >= 0; i++) {
        const struct session_set *set = &session->sets[i];

        r = sd_bus_message_append(reply, "(usuuuttdds)", set->set, set->exercise, set->reps,
                                  set->reps_left, set->reps_right, (uint64_t)(set->start_ns / 1000),
                                  (uint64_t)(set->end_ns / 1000), set->held_s, set->load_kg,
                                  set_end_reason_name(set->reason));
    }
    return r < 0 ? r : sd_bus_message_close_container(reply);
}

#define AT(member) offsetof(struct session_view, member)
#define EMITS SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE
#define CONST SD_BUS_VTABLE_PROPERTY_CONST

const sd_bus_vtable session_vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_PROPERTY("Athlete", "s", object_get_string, AT(athlete), CONST),
    SD_BUS_PROPERTY("Started", "t", NULL, AT(started), CONST),
    SD_BUS_PROPERTY("StartedRealtime", "t", NULL, AT(started_realtime), CONST),
    SD_BUS_PROPERTY("State", "s", object_get_string, AT(state), EMITS),
    SD_BUS_PROPERTY("Exercise", "s", object_get_string, AT(exercise), EMITS),
    SD_BUS_PROPERTY("Set", "u", NULL, AT(set), EMITS),
    SD_BUS_PROPERTY("Reps", "u", NULL, AT(reps), EMITS),
    SD_BUS_PROPERTY("RepsLeft", "u", NULL, AT(reps_left), EMITS),
    SD_BUS_PROPERTY("RepsRight", "u", NULL, AT(reps_right), EMITS),
    SD_BUS_PROPERTY("HoldTime", "d", NULL, AT(hold_time), EMITS),
    SD_BUS_PROPERTY("SetSince", "t", NULL, AT(set_since), EMITS),
    SD_BUS_PROPERTY("RestSince", "t", NULL, AT(rest_since), EMITS),
    SD_BUS_PROPERTY("Load", "d", NULL, AT(load), EMITS),
    SD_BUS_PROPERTY("TargetReps", "u", NULL, AT(target_reps), EMITS),
    SD_BUS_PROPERTY("TargetHold", "d", NULL, AT(target_hold), EMITS),
    SD_BUS_PROPERTY("Tempo", "s", object_get_string, AT(tempo), EMITS),
    SD_BUS_PROPERTY("Pain", "b", NULL, AT(pain), EMITS),
    SD_BUS_PROPERTY("Sets", "a(usuuuttdds)", get_sets, AT(sets), EMITS),
    SD_BUS_PROPERTY("TrunkAngle", "d", NULL, AT(trunk_angle), EMITS),
    SD_BUS_PROPERTY("PelvisAngle", "d", NULL, AT(pelvis_angle), EMITS),
    SD_BUS_PROPERTY("LumbarAngle", "d", NULL, AT(lumbar_angle), EMITS),
    SD_BUS_PROPERTY("ThighAngle", "d", NULL, AT(thigh_angle), EMITS),
    SD_BUS_PROPERTY("BarHeight", "d", NULL, AT(bar_height), EMITS),
    SD_BUS_PROPERTY("BarVelocity", "d", NULL, AT(bar_velocity), EMITS),
    SD_BUS_PROPERTY("ForceLeft", "d", NULL, AT(force_left), EMITS),
    SD_BUS_PROPERTY("ForceRight", "d", NULL, AT(force_right), EMITS),
    SD_BUS_PROPERTY("RangeFraction", "d", NULL, AT(range_fraction), EMITS),
    SD_BUS_SIGNAL_WITH_ARGS("SetStarted",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "s",
                                        exercise, "t", start, "d", load, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("Rep",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "u",
                                        rep, "s", exercise, "s", side, "u", side_rep, "t", start,
                                        "t", end, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("RepDetail",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "u",
                                        rep, "t", start, "t", end, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("RepUndone",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "u",
                                        rep, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("Partial",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "t",
                                        at, "d", range_fraction, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("HoldProgress",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "d",
                                        held, "s", side, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("Cue",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "u",
                                        rep, "s", code, "s", severity, "s", text, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("SetEnded",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "u", set, "s",
                                        exercise, "u", reps, "u", reps_left, "u", reps_right, "t",
                                        start, "t", end, "d", held, "s", reason, "a{sv}", details),
                            0),
    SD_BUS_SIGNAL_WITH_ARGS("Ended",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "s", reason, "u",
                                        sets, "a{sv}", details),
                            0),
    SD_BUS_VTABLE_END,
};

void session_refresh(struct hub *hub)
{
    struct session_view *view = &hub->session_now;
    const struct session *session = training_session(hub->training);
    const struct prescription *prescription = training_prescription(hub->training);
    const char *exercise = training_exercise(hub->training);

    if (!hub->has_session)
        return;
    /* A set added, or its last repetition undone after its end. */
    if (session->set_count + session->total_reps != view->sets.version)
        view->sets.version = session->set_count + session->total_reps;
    snprintf(view->athlete, sizeof view->athlete, "%s", session->athlete);
    view->started = (uint64_t)(session->started_ns / 1000);
    view->started_realtime = (uint64_t)session->started_realtime_us;
    snprintf(view->state, sizeof view->state, "%s", session_state_name(session->state));
    snprintf(view->exercise, sizeof view->exercise, "%s",
             exercise[0] != '\0' ? exercise : "unknown");
    view->set = session->set;
    view->reps = session->reps;
    view->reps_left = session->reps_left;
    view->reps_right = session->reps_right;
    view->hold_time = round(session->held_s * 10.0) / 10.0;
    view->set_since = session->state == SESSION_SET ? (uint64_t)(session->set_since_ns / 1000) : 0;
    view->rest_since = (uint64_t)(session->rest_since_ns / 1000);
    view->load = training_load_kg(hub->training);
    view->target_reps = prescription->reps;
    view->target_hold = prescription->hold_s;
    tempo_format(prescription->tempo_s, view->tempo);
    view->pain = session->pain;
    hub_touch(hub, &hub->session);
}

/* Steps below which nobody sees a difference; they keep a quiet body from being announced. */
static double shown(double value, double step)
{
    double rounded = round(value / step) * step;

    return rounded + 0.0; /* no negative zero */
}

void session_refresh_pose(struct hub *hub)
{
    struct session_view *view = &hub->session_now;
    struct pose pose;

    training_pose(hub->training, &pose);
    view->trunk_angle = shown(pose.trunk_deg, 0.1);
    view->pelvis_angle = shown(pose.pelvis_deg, 0.1);
    view->lumbar_angle = shown(pose.lumbar_deg, 0.1);
    view->thigh_angle = shown(pose.thigh_deg, 0.1);
    view->bar_height = shown(pose.bar_height_m, 0.001);
    view->bar_velocity = shown(pose.bar_velocity_m_s, 0.01);
    view->force_left = shown(pose.force_left_n, 1.0);
    view->force_right = shown(pose.force_right_n, 1.0);
    view->range_fraction = shown(pose.range_fraction, 0.01);
}
