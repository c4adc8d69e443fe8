/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bus/bus_hub_private.h"
#include "training/tempo.h"

static struct hub *hub_of(void *view)
{
    return ((struct manager_view *)view)->hub;
}

static int no_such_exercise(const struct hub *hub, const char *id, sd_bus_error *error)
{
    char near[256];

    training_near_exercises(hub->training, id, near, sizeof near);
    if (near[0] != '\0')
        return sd_bus_error_setf(error, ERROR("UnknownExercise"),
                                 "There is no exercise \"%s\". Near: %s.", id, near);
    return sd_bus_error_setf(error, ERROR("UnknownExercise"),
                             "There is no exercise \"%s\". Property Exercises lists all.", id);
}

static int not_possible(const struct hub *hub, int error_number, sd_bus_error *error)
{
    switch (error_number) {
    case -EBUSY:
        return sd_bus_error_setf(error, ERROR("SessionActive"),
                                 "A session is going on: %s. Stop it first.", hub->session.path);
    case -ESRCH:
        return sd_bus_error_set(error, ERROR("NoSession"), "No session is going on.");
    case -ENODATA:
        return sd_bus_error_set(error, ERROR("NoSet"), "No set is open.");
    case -ERANGE:
        return sd_bus_error_set(error, ERROR("NothingToUndo"),
                                "The open set has no repetition yet.");
    case -ENODEV:
        return sd_bus_error_set(error, ERROR("NoSensor"),
                                "No connected sensor can do that. Property Sensors lists all.");
    case -EINVAL:
        return sd_bus_error_set(error, ERROR("InvalidArgument"), "That value is out of range.");
    default:
        return error_number;
    }
}

static int finish(sd_bus_message *m, const struct hub *hub, int r, sd_bus_error *error)
{
    return r < 0 ? not_possible(hub, r, error) : sd_bus_reply_method_return(m, "");
}

static int bad_value(sd_bus_error *error, const char *key, const char *allowed)
{
    return sd_bus_error_setf(error, ERROR("InvalidArgument"), "%s is to be %s.", key, allowed);
}

static int bad_type(sd_bus_error *error, const char *key, const char *type)
{
    return sd_bus_error_setf(error, ERROR("InvalidArgument"), "%s is to be of D-Bus type %s.", key,
                             type);
}

static int read_value(sd_bus_message *m, const char *key, const char *type, void *ret_value,
                      sd_bus_error *error)
{
    const char *contents;
    char got;
    int r = sd_bus_message_peek_type(m, &got, &contents);

    if (r < 0)
        return r;
    if (got != 'v' || strcmp(contents, type) != 0)
        return bad_type(error, key, type);
    return sd_bus_message_read(m, "v", type, ret_value);
}

static int copy_text(char *to, size_t size, const char *text, const char *key, const char *allowed,
                     sd_bus_error *error)
{
    if (strlen(text) >= size)
        return bad_value(error, key, allowed);
    memcpy(to, text, strlen(text) + 1);
    return 0;
}

static int read_option(const struct hub *hub, sd_bus_message *m, const char *key, unsigned allowed,
                       struct training_options *options, sd_bus_error *error)
{
    const char *text;
    int r;

    if (strcmp(key, "athlete") == 0 && (allowed & OPTION_ATHLETE)) {
        options->given |= OPTION_ATHLETE;
        r = read_value(m, key, "s", &text, error);
        return r < 0 ? r
                     : copy_text(options->athlete, sizeof options->athlete, text, key,
                                 "at most 63 bytes", error);
    }
    if (strcmp(key, "exercise") == 0 && (allowed & OPTION_EXERCISE)) {
        options->given |= OPTION_EXERCISE;
        r = read_value(m, key, "s", &text, error);
        if (r >= 0 && strlen(text) >= sizeof options->exercise)
            return no_such_exercise(hub, text, error);
        return r < 0 ? r
                     : copy_text(options->exercise, sizeof options->exercise, text, key, "", error);
    }
    if (strcmp(key, "load") == 0) {
        options->given |= OPTION_LOAD;
        r = read_value(m, key, "d", &options->load_kg, error);
        if (r >= 0 && !(options->load_kg >= 0.0 && options->load_kg <= LOAD_MAX_KG))
            return bad_value(error, key, "0 to 1000 kg");
        return r;
    }
    if (strcmp(key, "reps") == 0) {
        options->given |= OPTION_REPS;
        r = read_value(m, key, "u", &options->prescription.reps, error);
        if (r >= 0 && options->prescription.reps > TARGET_REPS_MAX)
            return bad_value(error, key, "0 to 1000");
        return r;
    }
    if (strcmp(key, "hold") == 0) {
        options->given |= OPTION_HOLD;
        r = read_value(m, key, "d", &options->prescription.hold_s, error);
        if (r >= 0 && !(options->prescription.hold_s >= 0.0 &&
                        options->prescription.hold_s <= TARGET_HOLD_MAX_S))
            return bad_value(error, key, "0 to 3600 s");
        return r;
    }
    if (strcmp(key, "tempo") == 0) {
        options->given |= OPTION_TEMPO;
        r = read_value(m, key, "s", &text, error);
        if (r >= 0 && tempo_parse(text, options->prescription.tempo_s) < 0)
            return bad_value(error, key, "four durations of at most 60 s such as \"3-1-1-0\"");
        return r;
    }
    return sd_bus_error_setf(error, ERROR("UnknownOption"), "\"%s\" is no option here. Known: %s.",
                             key,
                             allowed & OPTION_ATHLETE ? "athlete, exercise, load, reps, hold, tempo"
                                                      : "load, reps, hold, tempo");
}

static int read_options(const struct hub *hub, sd_bus_message *m, unsigned allowed,
                        struct training_options *ret_options, sd_bus_error *error)
{
    struct training_options options = {.given = 0};
    const char *key;
    int r = sd_bus_message_enter_container(m, 'a', "{sv}");

    while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = sd_bus_message_read(m, "s", &key);
        if (r >= 0)
            r = read_option(hub, m, key, allowed, &options, error);
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
    }
    if (r < 0)
        return r;
    r = sd_bus_message_exit_container(m);
    if (r < 0)
        return r;
    *ret_options = options;
    return 0;
}

int manager_start_session(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    struct training_options options;
    struct timespec wall;
    int r = read_options(hub, m, ~0U, &options, error);

    if (r < 0)
        return r;
    clock_gettime(CLOCK_REALTIME, &wall);
    r = training_start_session(hub->training, &options, hub_now_ns(),
                               (int64_t)wall.tv_sec * 1000000 + wall.tv_nsec / 1000);
    if (r == -ENOENT)
        return no_such_exercise(hub, options.exercise, error);
    if (r < 0)
        return not_possible(hub, r, error);
    return sd_bus_reply_method_return(m, "o", hub->session.path);
}

int manager_stop_session(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    enum session_end_reason reason;
    const char *word;
    int r = sd_bus_message_read(m, "s", &word);

    if (r < 0)
        return r;
    if (session_end_reason_parse(word, &reason) < 0)
        return bad_value(error, "reason", "finished, abandoned or pain");
    return finish(m, hub, training_stop_session(hub->training, reason, hub_now_ns()), error);
}

int manager_select_exercise(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    const char *id;
    int r = sd_bus_message_read(m, "s", &id);

    if (r < 0)
        return r;
    r = training_select_exercise(hub->training, id, hub_now_ns());
    if (r == -ENOENT)
        return no_such_exercise(hub, id, error);
    return finish(m, hub, r, error);
}

int manager_prescribe(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    struct training_options options;
    int r = read_options(hub, m, OPTION_LOAD | OPTION_REPS | OPTION_HOLD | OPTION_TEMPO, &options,
                         error);

    if (r < 0)
        return r;
    return finish(m, hub, training_prescribe(hub->training, &options, hub_now_ns()), error);
}

int manager_set_load(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    struct training_options options = {.given = OPTION_LOAD};
    int r = sd_bus_message_read(m, "d", &options.load_kg);

    if (r < 0)
        return r;
    r = training_prescribe(hub->training, &options, hub_now_ns());
    if (r == -EINVAL)
        return bad_value(error, "load", "0 to 1000 kg");
    return finish(m, hub, r, error);
}

int manager_start_set(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);

    return finish(m, hub, training_start_set(hub->training, hub_now_ns()), error);
}

int manager_stop_set(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);

    return finish(m, hub, training_stop_set(hub->training, hub_now_ns()), error);
}

int manager_undo_rep(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);

    return finish(m, hub, training_undo_rep(hub->training, hub_now_ns()), error);
}

int manager_restart_set(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);

    return finish(m, hub, training_restart_set(hub->training, hub_now_ns()), error);
}

int manager_report_pain(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);

    return finish(m, hub, training_report_pain(hub->training, hub_now_ns()), error);
}

int manager_tell_reserve(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    uint32_t reserve;
    int r = sd_bus_message_read(m, "u", &reserve);

    if (r < 0)
        return r;
    r = training_tell_reserve(hub->training, reserve, hub_now_ns());
    if (r == -EINVAL)
        return bad_value(error, "repetitions", "0 to 1000");
    if (r == -ENODATA)
        return sd_bus_error_set(
            error, ERROR("NoSet"),
            "There is no set to say it of: none has just ended, it has been said, "
            "or no speed was seen in it.");
    return finish(m, hub, r, error);
}

static bool has_connected(const struct hub *hub, const char *kind)
{
    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++) {
        const struct sensor_object *sensor = &hub->sensors[i];

        if (sensor->used && sensor->now.connected && sensor->now.role[0] != '\0' &&
            strcmp(sensor->now.kind, kind) == 0)
            return true;
    }
    return false;
}

/* The place of the connected sensor with that role. */
static int find_sensor(const struct hub *hub, const char *role, int *ret_place, sd_bus_error *error)
{
    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++) {
        const struct sensor_object *sensor = &hub->sensors[i];

        if (sensor->used && sensor->now.connected && sensor->place >= 0 &&
            strcmp(sensor->now.role, role) == 0) {
            *ret_place = sensor->place;
            return 0;
        }
    }
    return sd_bus_error_setf(error, ERROR("NoSensor"), "No sensor \"%s\" is connected.", role);
}

static int calibrate(sd_bus_message *m, struct hub *hub, const struct calibration_request *request,
                     sd_bus_error *error)
{
    bool force = request->kind == CALIBRATION_TARE || request->kind == CALIBRATION_SPAN;
    const char *needed = force ? "force" : "imu";

    if (!has_connected(hub, needed))
        return sd_bus_error_setf(error, ERROR("NoSensor"),
                                 "No sensor of kind %s with a role is connected.", needed);
    return finish(m, hub, training_calibrate(hub->training, request, hub_now_ns()), error);
}

static int read_kind(sd_bus_message *m, struct calibration_request *request, sd_bus_error *error)
{
    const char *word;
    int r = sd_bus_message_read(m, "s", &word);

    if (r < 0)
        return r;
    for (int kind = 0; kind < CALIBRATION_KINDS; kind++) {
        if (strcmp(word, calibration_kind_name((enum calibration_kind)kind)) == 0) {
            request->kind = (enum calibration_kind)kind;
            return 0;
        }
    }
    return bad_value(error, "kind", "gyro, body, tare, accel or span");
}

int manager_calibrate(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct calibration_request request = {.sensor = CALIBRATION_ANY_SENSOR};
    int r = read_kind(m, &request, error);

    if (r < 0)
        return r;
    if (request.kind == CALIBRATION_SPAN)
        return sd_bus_error_set(error, ERROR("InvalidArgument"),
                                "span needs a weight: see CalibrateWith.");
    return calibrate(m, hub_of(userdata), &request, error);
}

static int read_calibration_option(const struct hub *hub, sd_bus_message *m, const char *key,
                                   struct calibration_request *request, sd_bus_error *error)
{
    const char *role;

    if (strcmp(key, "sensor") == 0) {
        int r = read_value(m, key, "s", &role, error);
        return r < 0 ? r : find_sensor(hub, role, &request->sensor, error);
    }
    if (strcmp(key, "weight") == 0) {
        int r = read_value(m, key, "d", &request->weight_kg, error);
        if (r >= 0 && !(request->weight_kg >= CALIBRATION_WEIGHT_MIN_KG &&
                        request->weight_kg <= CALIBRATION_WEIGHT_MAX_KG))
            return bad_value(error, key, "1 to 500 kg");
        return r;
    }
    return sd_bus_error_setf(error, ERROR("UnknownOption"),
                             "\"%s\" is no option here. Known: sensor, weight.", key);
}

/* An option that another kind has would be passed over: whoever gave it expects something else. */
static int check_calibration(const struct calibration_request *request, sd_bus_error *error)
{
    bool span = request->kind == CALIBRATION_SPAN;
    const char *kind = calibration_kind_name(request->kind);

    if (span && request->weight_kg == 0.0)
        return sd_bus_error_set(error, ERROR("InvalidArgument"), "span needs the option weight.");
    if (!span && request->weight_kg != 0.0)
        return sd_bus_error_setf(error, ERROR("InvalidArgument"), "%s takes no weight.", kind);
    if (!span && request->kind != CALIBRATION_ACCEL && request->sensor != CALIBRATION_ANY_SENSOR)
        return sd_bus_error_setf(error, ERROR("InvalidArgument"),
                                 "%s takes no sensor: it is of all.", kind);
    return 0;
}

int manager_calibrate_with(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    struct calibration_request request = {.sensor = CALIBRATION_ANY_SENSOR};
    const char *key;
    int r = read_kind(m, &request, error);

    if (r >= 0)
        r = sd_bus_message_enter_container(m, 'a', "{sv}");
    while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = sd_bus_message_read(m, "s", &key);
        if (r >= 0)
            r = read_calibration_option(hub, m, key, &request, error);
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
    }
    if (r >= 0)
        r = sd_bus_message_exit_container(m);
    if (r < 0)
        return r;
    r = check_calibration(&request, error);
    return r < 0 ? r : calibrate(m, hub, &request, error);
}

int manager_stop_calibration(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);

    return finish(m, hub, training_stop_calibration(hub->training, hub_now_ns()), error);
}

int manager_tare(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    const struct calibration_request request = {.kind = CALIBRATION_TARE,
                                                .sensor = CALIBRATION_ANY_SENSOR};

    return calibrate(m, hub_of(userdata), &request, error);
}

static const char *reader_of(sd_bus_message *m)
{
    const char *sender = sd_bus_message_get_sender(m);

    return sender ? sender : "";
}

static int reply_stream(sd_bus_message *m, int fd, sd_bus_error *error)
{
    if (fd == -EDQUOT)
        return sd_bus_error_setf(error, ERROR("TooManyStreams"),
                                 "You have %d streams open already; close one first.",
                                 STREAMS_OF_ONE_MAX);
    if (fd == -ENFILE)
        return sd_bus_error_setf(error, ERROR("TooManyStreams"), "All %d streams are taken.",
                                 STREAMS_MAX);
    if (fd < 0)
        return fd;
    int r = sd_bus_reply_method_return(m, "h", fd); /* takes a duplicate */
    close(fd);
    return r;
}

int manager_open_pose_stream(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);
    uint32_t rate_hz;
    int r = sd_bus_message_read(m, "u", &rate_hz);

    if (r < 0)
        return r;
    r = stream_server_open_poses(hub->streams, reader_of(m), rate_hz);
    if (r == -EINVAL)
        return bad_value(error, "rate", "1 to 1000 a second");
    return reply_stream(m, r, error);
}

int manager_open_sample_stream(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct hub *hub = hub_of(userdata);

    return reply_stream(m, stream_server_open_samples(hub->streams, reader_of(m)), error);
}
