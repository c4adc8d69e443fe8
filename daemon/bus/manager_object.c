/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "bus/bus_hub_private.h"
#include "bus/log.h"

static int get_sensors(sd_bus *bus, const char *path, const char *interface, const char *property,
                       sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    const struct hub *hub = ((const struct versioned *)userdata)->owner;
    int r = sd_bus_message_open_container(reply, 'a', "o");
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;

    for (unsigned i = 0; i < hub->listed_count && r >= 0; i++)
        r = sd_bus_message_append(reply, "o", hub->listed[i]->object.path);
    return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int get_contexts(sd_bus *bus, const char *path, const char *interface, const char *property,
                        sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    const struct hub *hub = ((const struct versioned *)userdata)->owner;
    int r = sd_bus_message_open_container(reply, 'a', "(ss)");
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;

    for (size_t i = 0; i < hub->context_count && r >= 0; i++)
        r = sd_bus_message_append(reply, "(ss)", hub->contexts[i].uri, hub->contexts[i].state);
    return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int get_exercises(sd_bus *bus, const char *path, const char *interface, const char *property,
                         sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    const struct hub *hub = ((const struct versioned *)userdata)->owner;
    int r = sd_bus_message_open_container(reply, 'a', "(ss)");
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;

    for (size_t i = 0; i < hub->config.exercise_count && r >= 0; i++)
        r = sd_bus_message_append(reply, "(ss)", hub->config.exercises[i].id,
                                  hub->config.exercises[i].name);
    return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int append_texts(sd_bus_message *reply, const char *const *texts)
{
    int r = sd_bus_message_open_container(reply, 'a', "s");

    for (; texts && *texts && r >= 0; texts++)
        r = sd_bus_message_append(reply, "s", *texts);
    return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int get_profile_problems(sd_bus *bus, const char *path, const char *interface,
                                const char *property, sd_bus_message *reply, void *userdata,
                                sd_bus_error *error)
{
    const struct hub *hub = ((const struct versioned *)userdata)->owner;
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;

    return append_texts(reply, hub->config.profile_problems);
}

static int get_problems(sd_bus *bus, const char *path, const char *interface, const char *property,
                        sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    const struct hub *hub = ((const struct versioned *)userdata)->owner;
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;

    return append_texts(reply, hub->config.problems);
}

static int set_auto_track(sd_bus *bus, const char *path, const char *interface,
                          const char *property, sd_bus_message *value, void *userdata,
                          sd_bus_error *error)
{
    struct manager_view *view =
        (struct manager_view *)((char *)userdata - offsetof(struct manager_view, auto_track));
    int enable;
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;

    int r = sd_bus_message_read(value, "b", &enable);
    if (r < 0)
        return r;
    return training_set_auto_track(view->hub->training, enable, hub_now_ns());
}

#define AT(member) offsetof(struct manager_view, member)
#define EMITS SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE
#define CONST SD_BUS_VTABLE_PROPERTY_CONST
/* Who may call is said by the bus policy, not here. */
#define OPEN SD_BUS_VTABLE_UNPRIVILEGED

const sd_bus_vtable manager_vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_PROPERTY("Version", "s", object_get_string, AT(version), CONST),
    SD_BUS_PROPERTY("State", "s", object_get_string, AT(state), EMITS),
    SD_BUS_PROPERTY("Session", "o", object_get_path, AT(session), EMITS),
    SD_BUS_PROPERTY("Athlete", "s", object_get_string, AT(athlete), EMITS),
    SD_BUS_PROPERTY("Exercise", "s", object_get_string, AT(exercise), EMITS),
    SD_BUS_PROPERTY("ExerciseSource", "s", object_get_string, AT(exercise_source), EMITS),
    SD_BUS_PROPERTY("Load", "d", NULL, AT(load), EMITS),
    SD_BUS_WRITABLE_PROPERTY("AutoTrack", "b", NULL, set_auto_track, AT(auto_track), EMITS | OPEN),
    SD_BUS_PROPERTY("LumbarFlexionMax", "d", NULL, AT(lumbar_flexion_max), EMITS),
    SD_BUS_PROPERTY("LumbarExtensionMax", "d", NULL, AT(lumbar_extension_max), EMITS),
    SD_BUS_PROPERTY("Calibrating", "s", object_get_string, AT(calibrating), EMITS),
    SD_BUS_PROPERTY("Sensors", "ao", get_sensors, AT(sensors), EMITS),
    SD_BUS_PROPERTY("Contexts", "a(ss)", get_contexts, AT(contexts), EMITS),
    SD_BUS_PROPERTY("Exercises", "a(ss)", get_exercises, AT(exercises), CONST),
    SD_BUS_PROPERTY("ProfileProblems", "as", get_profile_problems, AT(profile_problems), CONST),
    SD_BUS_PROPERTY("Problems", "as", get_problems, AT(problems), EMITS),
    SD_BUS_METHOD_WITH_ARGS("StartSession", SD_BUS_ARGS("a{sv}", options),
                            SD_BUS_RESULT("o", session), manager_start_session, OPEN),
    SD_BUS_METHOD_WITH_ARGS("StopSession", SD_BUS_ARGS("s", reason), SD_BUS_NO_RESULT,
                            manager_stop_session, OPEN),
    SD_BUS_METHOD_WITH_ARGS("SelectExercise", SD_BUS_ARGS("s", exercise), SD_BUS_NO_RESULT,
                            manager_select_exercise, OPEN),
    SD_BUS_METHOD_WITH_ARGS("Prescribe", SD_BUS_ARGS("a{sv}", options), SD_BUS_NO_RESULT,
                            manager_prescribe, OPEN),
    SD_BUS_METHOD_WITH_ARGS("SetLoad", SD_BUS_ARGS("d", load), SD_BUS_NO_RESULT, manager_set_load,
                            OPEN),
    SD_BUS_METHOD("StartSet", "", "", manager_start_set, OPEN),
    SD_BUS_METHOD("StopSet", "", "", manager_stop_set, OPEN),
    SD_BUS_METHOD("UndoRep", "", "", manager_undo_rep, OPEN),
    SD_BUS_METHOD("RestartSet", "", "", manager_restart_set, OPEN),
    SD_BUS_METHOD("ReportPain", "", "", manager_report_pain, OPEN),
    SD_BUS_METHOD_WITH_ARGS("TellReserve", SD_BUS_ARGS("u", repetitions), SD_BUS_NO_RESULT,
                            manager_tell_reserve, OPEN),
    SD_BUS_METHOD_WITH_ARGS("Calibrate", SD_BUS_ARGS("s", kind), SD_BUS_NO_RESULT,
                            manager_calibrate, OPEN),
    SD_BUS_METHOD_WITH_ARGS("CalibrateWith", SD_BUS_ARGS("s", kind, "a{sv}", options),
                            SD_BUS_NO_RESULT, manager_calibrate_with, OPEN),
    SD_BUS_METHOD("StopCalibration", "", "", manager_stop_calibration, OPEN),
    SD_BUS_METHOD("Tare", "", "", manager_tare, OPEN),
    SD_BUS_METHOD_WITH_ARGS("OpenPoseStream", SD_BUS_ARGS("u", rate), SD_BUS_RESULT("h", stream),
                            manager_open_pose_stream, OPEN),
    SD_BUS_METHOD_WITH_ARGS("OpenSampleStream", SD_BUS_NO_ARGS, SD_BUS_RESULT("h", stream),
                            manager_open_sample_stream, OPEN),
    SD_BUS_SIGNAL_WITH_ARGS("Calibration",
                            SD_BUS_ARGS("t", time, "u", sequence, "d", confidence, "s", kind, "u",
                                        step, "s", verdict, "s", reason, "a{sv}", details),
                            0),
    SD_BUS_VTABLE_END,
};

void manager_refresh(struct hub *hub)
{
    struct manager_view *view = &hub->manager_now;
    const struct session *session = training_session(hub->training);
    const char *exercise = training_exercise(hub->training);
    const char *source = "unknown";

    if (exercise[0] != '\0')
        source = training_exercise_recognised(hub->training) ? "recognised" : "chosen";
    snprintf(view->version, sizeof view->version, "%s", LUMBAR_VERSION);
    snprintf(view->state, sizeof view->state, "%s", session_state_name(session->state));
    snprintf(view->session, sizeof view->session, "%s", hub->has_session ? hub->session.path : "/");
    snprintf(view->athlete, sizeof view->athlete, "%s", hub->has_session ? session->athlete : "");
    snprintf(view->exercise, sizeof view->exercise, "%s",
             exercise[0] != '\0' ? exercise : "unknown");
    snprintf(view->exercise_source, sizeof view->exercise_source, "%s", source);
    view->load = training_load_kg(hub->training);
    view->auto_track = training_auto_track(hub->training);
    view->lumbar_flexion_max = training_range(hub->training)->flexion_deg;
    view->lumbar_extension_max = training_range(hub->training)->extension_deg;
    int calibrating = training_calibrating(hub->training);
    snprintf(view->calibrating, sizeof view->calibrating, "%s",
             calibrating < 0 ? "" : calibration_kind_name((enum calibration_kind)calibrating));
    hub_touch(hub, &hub->manager);
}

static const char *role_of(const struct hub *hub, int place)
{
    for (unsigned i = 0; i < HUB_SENSORS_MAX && place >= 0; i++) {
        const struct sensor_object *sensor = &hub->sensors[i];

        if (sensor->used && sensor->place == place)
            return sensor->now.role;
    }
    return NULL;
}

static int append_calibration(sd_bus_message *m, const struct hub *hub,
                              const struct core_event *event)
{
    const char *role = role_of(hub, event->calibration.sensor);
    int r = sd_bus_message_append(
        m, "tudsuss", (uint64_t)(event->t_ns / 1000), hub->sequence, 1.0,
        calibration_kind_name(event->calibration.kind), event->calibration.step,
        calibration_verdict_name(event->calibration.verdict), event->calibration.reason);

    if (r >= 0)
        r = sd_bus_message_open_container(m, 'a', "{sv}");
    if (r >= 0)
        r = sd_bus_message_append(m, "{sv}", "steps", "u", event->calibration.steps);
    if (r >= 0)
        r = sd_bus_message_append(m, "{sv}", "task", "s",
                                  calibration_task_name(event->calibration.task));
    if (r >= 0)
        r = sd_bus_message_append(m, "{sv}", "progress", "d", event->calibration.progress);
    if (r >= 0 && role)
        r = sd_bus_message_append(m, "{sv}", "sensor", "s", role);
    return r < 0 ? r : sd_bus_message_close_container(m);
}

void manager_emit_calibration(struct hub *hub, const struct core_event *event)
{
    sd_bus *bus = link_bus(hub->link);
    sd_bus_message *m = NULL;

    hub->sequence++;
    if (!bus)
        return;
    int r = sd_bus_message_new_signal(bus, &m, HUB_PATH, MANAGER_INTERFACE, "Calibration");
    if (r >= 0)
        r = append_calibration(m, hub, event);
    if (r >= 0)
        r = sd_bus_send(NULL, m, NULL);
    sd_bus_message_unref(m);
    if (r < 0)
        log_warning("cannot send Calibration: %s", strerror(-r));
}
