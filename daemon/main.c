/* SPDX-License-Identifier: MIT */
/*
 * lumbard: puts the parts together. What is started in which order, what goes from which part to
 * which, and the stop. See lumbard(8).
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
#include "memory.h"
#include "real_time.h"
#include "sensors/sensors.h"
#include "settings.h"
#include "store/learned.h"
#include "training/training.h"

struct daemon {
    struct settings settings;
    struct event_base *base;
    struct core *core;
    struct training *training;
    struct hub *hub;
    struct sensors *sensors;
    struct memory memory;
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

/* ---- from part to part ---- */

static void copy_text(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text);
}

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
    return calibrations_get_range(((struct daemon *)data)->memory.calibrations, athlete, ret_range);
}

static bool recall_reserve(void *data, const char *athlete, const char *exercise,
                           struct reserve_history *ret_history)
{
    return calibrations_get_reserve(((struct daemon *)data)->memory.calibrations, athlete, exercise,
                                    ret_history);
}

static void keep_reserve(void *data, const char *athlete, const char *exercise,
                         const struct reserve_history *history)
{
    calibrations_set_reserve(((struct daemon *)data)->memory.calibrations, athlete, exercise,
                             history);
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

static void on_problems_changed(void *data)
{
    struct daemon *daemon = data;

    hub_problems_changed(daemon->hub);
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

static int start_hub(struct daemon *daemon)
{
    const struct settings *settings = &daemon->settings;
    struct hub_config config = {
        .address = settings->config.bus,
        .exercises = settings->profiles.exercises,
        .exercise_count = settings->profiles.count,
        .profile_problems = settings->profile_problems.text,
        .problems = settings->problems.text,
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
    const struct settings *settings = &daemon->settings;
    struct training_config config = {
        .idle_timeout_ns = (int64_t)llround(settings->config.idle_minutes * 60e9),
        .auto_track = settings->config.auto_track,
    };
    struct training_listener listener = {
        .happened = on_happened,
        .log = on_log,
        .recall_range = recall_range,
        .recall_reserve = recall_reserve,
        .keep_reserve = keep_reserve,
        .data = daemon,
    };

    copy_text(config.language, sizeof config.language, settings->config.language);
    int r = core_new(settings->profiles.exercises, settings->profiles.count, &daemon->core);
    if (r < 0)
        return r;
    r = training_new(daemon->core, settings->profiles.exercises, settings->profiles.count, &config,
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

    settings_make_sensors(&daemon->settings, &config);
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

static int start_memory(struct daemon *daemon, const char *directory)
{
    int r = memory_open(&daemon->memory, daemon->base, directory, &daemon->settings.problems,
                        on_problems_changed, daemon);

    if (r >= 0)
        learned_init(&daemon->learned, daemon->memory.calibrations, on_correction, daemon);
    return r;
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
    memory_close(&daemon->memory);
    free_event(daemon->watchdog);
    free_event(daemon->training_timer);
    free_event(daemon->sigint);
    free_event(daemon->sigterm);
    if (daemon->base)
        event_base_free(daemon->base);
    settings_free(&daemon->settings);
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
        return options_complain("--bus", options.bus, SETTINGS_ADDRESSES);
    if (options.log_level && log_level_parse(options.log_level) < 0)
        return options_complain("--log-level", options.log_level, SETTINGS_LEVELS);
    if (settings_read(&daemon.settings, &options) < 0) {
        settings_free(&daemon.settings);
        return EXIT_FAILURE;
    }
    real_time_prepare(&daemon.settings.problems);
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
