/* SPDX-License-Identifier: MIT */
/*
 * lumbard: puts the parts together. Options and configuration, what is started in which order, what
 * goes from which part to which, and the stop. See lumbard(8).
 */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "bus/bus_address.h"
#include "bus/bus_hub.h"
#include "bus/log.h"
#include "core/core.h"
#include "problems.h"
#include "profiles/config.h"
#include "profiles/options.h"
#include "profiles/profiles.h"
#include "real_time.h"
#include "sensors/sensors.h"
#include "store/calibrations.h"
#include "store/learned.h"
#include "training/cue_text.h"
#include "training/training.h"

#define LEVELS "error, warning, notice, info or debug"
#define ADDRESSES "system, session or a D-Bus address"

struct daemon {
    struct config config;
    struct problems problems;
    struct problems profile_problems;
    struct profile_set profiles;
    struct event_base *base;
    struct core *core;
    struct training *training;
    struct hub *hub;
    struct sensors *sensors;
    struct calibrations *calibrations;
    struct learned learned;
    struct event *sigterm;
    struct event *sigint;
    struct event *training_timer; /* for training_deadline_ns() */
    struct event *watchdog;
    int exit_code;
};

static int64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- configuration ---- */

static void on_config_problem(void *data, bool serious, const char *file, unsigned line,
                              const char *message)
{
    struct daemon *daemon = data;

    if (serious)
        log_error("%s:%u: %s", file, line, message);
    else
        problems_add(&daemon->problems, "%s:%u: %s", file, line, message);
}

static void copy_text(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text);
}

static int read_config(struct daemon *daemon, const struct options *options)
{
    struct config *config = &daemon->config;
    const char *file = options->config_file ? options->config_file : CONFIG_FILE;

    config_defaults(config);
    int r = config_read(file, on_config_problem, daemon, config);
    if (r == -ENOENT && !options->config_file) {
        log_notice("no configuration %s: using the defaults", file);
    } else if (r < 0) {
        log_error("cannot use the configuration %s: %s", file,
                  r == -EINVAL ? "it has errors" : strerror(-r));
        return r;
    }
    options_apply(options, config);
    /* Only the parts that use them can judge these. */
    if (log_level_parse(config->log_level) < 0) {
        log_error("%s: level is to be " LEVELS ", not \"%s\"", file, config->log_level);
        return -EINVAL;
    }
    log_set_level(log_level_parse(config->log_level));
    if (!bus_address_is_valid(config->bus)) {
        log_error("%s: address is to be " ADDRESSES ", not \"%s\"", file, config->bus);
        return -EINVAL;
    }
    if (!cue_text_has_language(config->language))
        problems_add(&daemon->problems, "%s: language \"%s\" is not known; cues are in English",
                     file, config->language);
    return 0;
}

static void on_profile_refused(void *data, const char *file, unsigned line, const char *reason)
{
    struct daemon *daemon = data;

    problems_add(&daemon->profile_problems, "%s:%u: %s", file, line, reason);
}

static void load_profiles(struct daemon *daemon)
{
    const char *directory = daemon->config.profiles;

    if (directory[0] == '\0')
        directory = profiles_default_directory();
    int r = profiles_load(directory, on_profile_refused, daemon, &daemon->profiles);
    if (r < 0)
        problems_add(&daemon->profile_problems, "%s: %s; only the generic exercise can be counted",
                     directory, strerror(-r));
    else
        log_info("%zu exercises from %s, %d refused", daemon->profiles.count, directory, r);
}

/* ---- from part to part ---- */

static void arm_training_timer(struct daemon *daemon)
{
    int64_t deadline_ns = training_deadline_ns(daemon->training);

    if (deadline_ns == INT64_MAX) {
        event_del(daemon->training_timer);
        return;
    }
    int64_t wait_us = (deadline_ns - clock_ns(CLOCK_MONOTONIC)) / 1000 + 1;
    if (wait_us < 0)
        wait_us = 0;
    struct timeval wait = {.tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000};
    event_add(daemon->training_timer, &wait);
}

static bool recall_range(void *data, const char *athlete, struct lumbar_range *ret_range)
{
    return calibrations_get_range(((struct daemon *)data)->calibrations, athlete, ret_range);
}

static bool recall_reserve(void *data, const char *athlete, const char *exercise,
                           struct reserve_history *ret_history)
{
    return calibrations_get_reserve(((struct daemon *)data)->calibrations, athlete, exercise,
                                    ret_history);
}

static void keep_reserve(void *data, const char *athlete, const char *exercise,
                         const struct reserve_history *history)
{
    calibrations_set_reserve(((struct daemon *)data)->calibrations, athlete, exercise, history);
}

static void on_correction(void *data, uint16_t sensor, const struct sensor_correction *correction)
{
    struct daemon *daemon = data;

    sensors_correct(daemon->sensors, sensor, correction);
}

static void on_happened(void *data, const struct happening *happening)
{
    struct daemon *daemon = data;

    learned_happened(&daemon->learned, happening);
    hub_happened(daemon->hub, happening);
    arm_training_timer(daemon);
}

static void on_training_timer(evutil_socket_t fd, short events, void *data)
{
    struct daemon *daemon = data;
    (void)fd;
    (void)events;

    training_advance(daemon->training, clock_ns(CLOCK_MONOTONIC));
    arm_training_timer(daemon);
}

static void on_log(void *data, int level, const char *message)
{
    (void)data;
    log_write(level, "%s", message);
}

static void on_attached(void *data, const struct sensor_status *status)
{
    struct daemon *daemon = data;
    struct sensor_info info = status->info;
    char identity[LEARNED_IDENTITY_SIZE];

    snprintf(identity, sizeof identity, "%s %s %s", status->model, status->serial, status->label);
    if (learned_attach(&daemon->learned, status->sensor, identity, &info))
        log_info("%s: calibrated earlier", info.role);
    hub_attach(daemon->hub, status->sensor, &info);
    training_attach(daemon->training, status->sensor, &info);
}

static void on_detached(void *data, uint16_t sensor)
{
    struct daemon *daemon = data;

    training_detach(daemon->training, sensor);
    hub_detach(daemon->hub, sensor);
}

static void on_sample(void *data, const struct sample *sample)
{
    struct daemon *daemon = data;

    training_push(daemon->training, sample);
    hub_sample(daemon->hub, sample);
}

/* The wall clock may be set while the hub runs: a Pi has no clock of its own before the network. */
static void refresh_realtime_offset(struct daemon *daemon)
{
    training_set_realtime_offset(daemon->training,
                                 (clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC)) / 1000);
}

static void on_batch_done(void *data)
{
    struct daemon *daemon = data;

    hub_batch_done(daemon->hub);
    refresh_realtime_offset(daemon);
}

static void on_sensors_changed(void *data)
{
    struct daemon *daemon = data;

    hub_sensors_changed(daemon->hub);
}

static int give_sensor(void *data, size_t index, struct hub_sensor *ret_sensor)
{
    struct daemon *daemon = data;
    struct sensor_status status;
    int r = daemon->sensors ? sensors_status(daemon->sensors, index, &status) : -ENOENT;

    if (r < 0)
        return r;
    struct hub_sensor sensor = {
        .has_role = status.has_role,
        .sensor = status.sensor,
        .kind = status.has_role ? (status.info.kind == SENSOR_FORCE ? "force" : "imu") : "unknown",
        .rate_hz = status.rate_hz,
        .samples = status.samples,
        .lost = status.lost,
        .connected = status.connected,
    };
    copy_text(sensor.role, sizeof sensor.role, status.info.role);
    copy_text(sensor.model, sizeof sensor.model, status.model);
    copy_text(sensor.label, sizeof sensor.label, status.label);
    copy_text(sensor.serial, sizeof sensor.serial, status.serial);
    copy_text(sensor.uri, sizeof sensor.uri, status.uri);
    copy_text(sensor.device, sizeof sensor.device, status.device);
    copy_text(sensor.problem, sizeof sensor.problem, status.problem);
    *ret_sensor = sensor;
    return 0;
}

static int give_context(void *data, size_t index, const char **ret_uri, const char **ret_state)
{
    struct daemon *daemon = data;

    return daemon->sensors ? sensors_context(daemon->sensors, index, ret_uri, ret_state) : -ENOENT;
}

/* Ready with or without a bus: sensors are served in any case. */
static void on_serving(void *data, bool serving)
{
    (void)data;
    sd_notify(0, serving ? "READY=1\nSTATUS=Serving " HUB_NAME "."
                         : "READY=1\nSTATUS=Tracking, but there is no bus.");
}

static void on_taken(void *data, const char *message)
{
    struct daemon *daemon = data;

    log_error("%s", message);
    daemon->exit_code = EXIT_FAILURE;
    event_base_loopbreak(daemon->base);
}

/* ---- start and stop ---- */

static void on_signal(evutil_socket_t number, short events, void *data)
{
    struct daemon *daemon = data;
    (void)events;

    log_info("stopping on %s", number == SIGINT ? "SIGINT" : "SIGTERM");
    event_base_loopbreak(daemon->base);
}

static void on_watchdog(evutil_socket_t fd, short events, void *data)
{
    (void)fd;
    (void)events;
    (void)data;
    /* From the loop: a loop that hangs is restarted. */
    sd_notify(0, "WATCHDOG=1");
}

static void make_sensors_config(const struct config *config, struct sensors_config *ret_config)
{
    _Static_assert(CONFIG_URIS_MAX <= SENSORS_URIS_MAX, "room for uris");
    _Static_assert(CONFIG_SENSORS_MAX <= SENSORS_RULES_MAX, "room for rules");
    *ret_config = (struct sensors_config){
        .uri_count = config->uri_count,
        .rule_count = config->sensor_count,
        .newton_per_volt = config->newton_per_volt,
        .rate_hz = config->rate_hz,
        .kernel_buffers = config->kernel_buffers,
    };
    for (size_t i = 0; i < config->uri_count; i++)
        copy_text(ret_config->uris[i], sizeof ret_config->uris[i], config->uris[i]);
    for (size_t i = 0; i < config->sensor_count; i++) {
        const struct config_sensor *from = &config->sensors[i];
        struct sensors_rule *to = &ret_config->rules[i];

        copy_text(to->label, sizeof to->label, from->label);
        copy_text(to->name, sizeof to->name, from->name);
        copy_text(to->serial, sizeof to->serial, from->serial);
        copy_text(to->path, sizeof to->path, from->path);
        copy_text(to->role, sizeof to->role, from->role);
        memcpy(to->newton_per_volt, from->newton_per_volt, sizeof to->newton_per_volt);
    }
}

static int start_hub(struct daemon *daemon)
{
    struct hub_config config = {
        .address = daemon->config.bus,
        .exercises = daemon->profiles.exercises,
        .exercise_count = daemon->profiles.count,
        .profile_problems = daemon->profile_problems.text,
        .problems = daemon->problems.text,
    };
    struct hub_source source = {
        .sensor = give_sensor,
        .context = give_context,
        .serving = on_serving,
        .taken = on_taken,
        .data = daemon,
    };

    return hub_new(daemon->base, &config, &source, &daemon->hub);
}

static int start_training(struct daemon *daemon)
{
    struct training_config config = {
        .idle_timeout_ns = (int64_t)llround(daemon->config.idle_minutes * 60e9),
        .auto_track = daemon->config.auto_track,
    };
    struct training_listener listener = {
        .happened = on_happened,
        .log = on_log,
        .recall_range = recall_range,
        .recall_reserve = recall_reserve,
        .keep_reserve = keep_reserve,
        .data = daemon,
    };

    copy_text(config.language, sizeof config.language, daemon->config.language);
    int r = core_new(daemon->profiles.exercises, daemon->profiles.count, &daemon->core);
    if (r < 0)
        return r;
    r = training_new(daemon->core, daemon->profiles.exercises, daemon->profiles.count, &config,
                     &listener, &daemon->training);
    if (r < 0)
        return r;
    refresh_realtime_offset(daemon);
    hub_set_training(daemon->hub, daemon->training);
    return 0;
}

static int start_sensors(struct daemon *daemon)
{
    static const struct sensors_callbacks callbacks = {
        .attached = on_attached,
        .detached = on_detached,
        .sample = on_sample,
        .batch_done = on_batch_done,
        .changed = on_sensors_changed,
        .log = on_log,
    };
    struct sensors_config config;

    make_sensors_config(&daemon->config, &config);
    return sensors_new(daemon->base, &config, &callbacks, daemon, &daemon->sensors);
}

static int start_watchdog(struct daemon *daemon)
{
    uint64_t limit_us;

    if (sd_watchdog_enabled(0, &limit_us) <= 0)
        return 0;
    struct timeval period = {
        .tv_sec = (time_t)(limit_us / 2 / 1000000),
        .tv_usec = (suseconds_t)(limit_us / 2 % 1000000),
    };
    daemon->watchdog = event_new(daemon->base, -1, EV_PERSIST, on_watchdog, daemon);
    return daemon->watchdog && event_add(daemon->watchdog, &period) >= 0 ? 0 : -ENOMEM;
}

static int start_events(struct daemon *daemon)
{
    signal(SIGPIPE, SIG_IGN); /* libiio writes to sockets that the other side has closed */
    daemon->base = event_base_new();
    if (!daemon->base)
        return -ENOMEM;
    daemon->sigterm = evsignal_new(daemon->base, SIGTERM, on_signal, daemon);
    daemon->sigint = evsignal_new(daemon->base, SIGINT, on_signal, daemon);
    daemon->training_timer = evtimer_new(daemon->base, on_training_timer, daemon);
    if (!daemon->sigterm || !daemon->sigint || !daemon->training_timer ||
        event_add(daemon->sigterm, NULL) < 0 || event_add(daemon->sigint, NULL) < 0)
        return -ENOMEM;
    return start_watchdog(daemon);
}

/* Where systemd says (StateDirectory=), unless the command line says otherwise. */
static int start_memory(struct daemon *daemon, const char *directory)
{
    if (!directory)
        directory = getenv("STATE_DIRECTORY");
    if (!directory)
        log_notice("no state directory: calibrations are forgotten at the end (see --state)");
    int r = calibrations_open(directory, on_log, NULL, &daemon->calibrations);
    if (r < 0)
        return r;
    learned_init(&daemon->learned, daemon->calibrations, on_correction, daemon);
    return 0;
}

static int start(struct daemon *daemon, const struct options *options)
{
    int r = start_events(daemon);

    if (r >= 0)
        r = start_memory(daemon, options->state);
    if (r >= 0)
        r = start_hub(daemon);
    if (r >= 0)
        r = start_training(daemon);
    if (r >= 0)
        r = start_sensors(daemon);
    return r;
}

static void free_event(struct event *event)
{
    if (event)
        event_free(event);
}

/* Against the order of start; but the session ends while the bus can still say so. */
static void stop(struct daemon *daemon)
{
    if (daemon->training)
        training_stop_session(daemon->training, SESSION_END_SHUTDOWN, clock_ns(CLOCK_MONOTONIC));
    daemon->hub = hub_free(daemon->hub);
    daemon->sensors = sensors_free(daemon->sensors);
    daemon->training = training_free(daemon->training);
    daemon->core = core_free(daemon->core);
    daemon->calibrations = calibrations_free(daemon->calibrations);
    free_event(daemon->watchdog);
    free_event(daemon->training_timer);
    free_event(daemon->sigint);
    free_event(daemon->sigterm);
    if (daemon->base)
        event_base_free(daemon->base);
    profiles_free(&daemon->profiles);
    problems_free(&daemon->profile_problems);
    problems_free(&daemon->problems);
}

/* A daemon started with one of them closed would get a sensor or the bus there, and write its log
 * into it. */
static void keep_standard_files(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    static struct daemon daemon;
    struct options options;

    keep_standard_files();
    int code = options_parse(argc, argv, &options);

    if (code >= 0)
        return code;
    if (options.bus && !bus_address_is_valid(options.bus))
        return options_complain("--bus", options.bus, ADDRESSES);
    if (options.log_level && log_level_parse(options.log_level) < 0)
        return options_complain("--log-level", options.log_level, LEVELS);
    if (read_config(&daemon, &options) < 0) {
        problems_free(&daemon.problems);
        return EXIT_FAILURE;
    }
    real_time_prepare(&daemon.problems);
    load_profiles(&daemon);
    int r = start(&daemon, &options);
    if (r < 0) {
        log_error("cannot start: %s", strerror(-r));
        daemon.exit_code = EXIT_FAILURE;
    } else {
        event_base_dispatch(daemon.base);
        sd_notify(0, "STOPPING=1\nSTATUS=Stopping.");
    }
    stop(&daemon);
    return daemon.exit_code;
}
