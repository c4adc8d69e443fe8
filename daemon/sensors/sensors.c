/* SPDX-License-Identifier: MIT */
/*
 * The loop's side of the sensors: takes over the streams that the contexts open, reads them, calls
 * back. What is here runs on the loop's thread; only the relay is shared (relay.h).
 *
 * Each wake-up delivers all samples that are there, then says batch_done once: the event for it is
 * made active while others are still to be served, and libevent serves it after them.
 */
#include "sensors/sensors.h"

#include <errno.h>
#include <event2/event.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "sensors/context.h"
#include "sensors/hotplug.h"
#include "sensors/relay.h"
#include "sensors/reader_local.h"
#include "sensors/seat.h"
#include "sensors/stream.h"

static const int64_t silence_ns =
    2000000000; /* design value: without a sample, something is wrong */

/* An IMU may be two devices. */
#define STREAMS_MAX (2 * SENSORS_MAX)

struct sensors {
    struct relay relay;
    struct event_base *base;
    struct sensors_callbacks callbacks;
    void *data;

    struct context *contexts[SENSORS_URIS_MAX];
    size_t context_count;
    char context_state[CONTEXT_STATE_SIZE]; /* as last asked for */
    struct hotplug *hotplug;

    struct stream *live[STREAMS_MAX]; /* by place in the sensor table and part; see chair_of() */
    bool attached[SENSORS_MAX];
    struct seat seats[SENSORS_MAX];

    struct event *woken; /* readers or contexts have something */
    struct event *batch; /* samples have been delivered in this wake-up */
    struct event *tick;
};

static void emit_changed(struct sensors *sensors)
{
    if (sensors->callbacks.changed != NULL)
        sensors->callbacks.changed(sensors->data);
}

static void fill_status(const struct sensors *sensors, const struct roster_device *device,
                        struct sensor_status *ret_status)
{
    *ret_status = device->status;
    if (!device->status.has_role)
        return;
    const struct seat *seat = &sensors->seats[device->status.sensor];
    ret_status->rate_hz = seat->timing.cadence.rate_hz;
    ret_status->samples = seat->samples;
    ret_status->lost = seat->lost;
}

/* The relay is the sensors' first member. */
static struct sensors *sensors_of(struct stream *stream)
{
    return (struct sensors *)stream->relay;
}

static unsigned chair_of(const struct stream *stream)
{
    return 2u * stream->sensor + (stream->probe.part == ROSTER_ANGLVEL);
}

/* The other half of an IMU of two devices, if it is there and gives samples. */
static struct stream *other_half(struct sensors *sensors, const struct stream *stream)
{
    struct stream *other = sensors->live[chair_of(stream) ^ 1u];

    return stream->probe.part != ROSTER_WHOLE && other != NULL && other->seen ? other : NULL;
}

/* The first sample of a stream has come. */
static void begin(struct sensors *sensors, struct stream *stream)
{
    const struct device_probe *probe = &stream->probe;
    struct seat *seat = &sensors->seats[stream->sensor];
    bool ours = stream->poll_fd >= 0 && probe->clock_known;

    stream->seen = true;
    timing_begin(probe->part == ROSTER_ACCEL ? &seat->accel_timing : &seat->timing, ours,
                 probe->clock);
    relay_log(&sensors->relay, LOG_INFO,
              "%s: %s/%s gives samples, nominally %g a second, %zu at a time",
              sensors->relay.roster.role[stream->sensor].name, stream->uri, stream->device_id,
              probe->rate_hz, probe->samples_count);
}

static void set_half(struct sensors *sensors, const struct stream *stream, bool connected,
                     const char *problem)
{
    pthread_mutex_lock(&sensors->relay.lock);
    roster_set_problem(&sensors->relay.roster, stream->device, problem);
    roster_set_connected(&sensors->relay.roster, stream->device, connected);
    pthread_mutex_unlock(&sensors->relay.lock);
}

/* Only with a first sample, of both halves where it has two, is a sensor connected. */
static void attach(struct sensors *sensors, struct stream *stream)
{
    struct stream *other = other_half(sensors, stream);
    struct stream *main = other != NULL && stream->probe.part == ROSTER_ACCEL ? other : stream;
    struct roster_device *device = &sensors->relay.roster.device[main->device];
    struct sensor_status status;
    char problem[DEVICE_PROBLEM_SIZE];

    if (other != NULL) {
        const struct stream *helper = main == stream ? other : stream;

        snprintf(problem, sizeof(problem), "used together with %.64s", main->device_id);
        set_half(sensors, helper, true, problem);
        seat_part(&sensors->seats[stream->sensor]);
    }
    set_half(sensors, main, true, "");
    pthread_mutex_lock(&sensors->relay.lock);
    if (other != NULL) {
        device->status.info.accel_full_scale =
            fmax(stream->probe.info.accel_full_scale, other->probe.info.accel_full_scale);
    }
    fill_status(sensors, device, &status);
    pthread_mutex_unlock(&sensors->relay.lock);
    sensors->attached[stream->sensor] = true;
    if (sensors->callbacks.attached != NULL)
        sensors->callbacks.attached(sensors->data, &status);
}

static void give(struct sensors *sensors, const struct sample *sample)
{
    if (sensors->callbacks.sample != NULL)
        sensors->callbacks.sample(sensors->data, sample);
    event_active(sensors->batch, 0, 0);
}

static void take_half(struct sensors *sensors, struct stream *stream, const struct raw_sample *raw)
{
    struct seat *seat = &sensors->seats[stream->sensor];
    struct sample sample;

    if (!sensors->attached[stream->sensor])
        return;
    seat_push_half(seat, stream->probe.part, stream->sensor, raw);
    while (seat_pop(seat, &sample))
        give(sensors, &sample);
}

static void take(void *data, const struct raw_sample *raw)
{
    struct stream *stream = data;
    struct sensors *sensors = sensors_of(stream);
    const struct device_probe *probe = &stream->probe;
    struct sample sample;

    if (!stream->seen) {
        begin(sensors, stream);
        if (probe->part == ROSTER_WHOLE || other_half(sensors, stream) != NULL)
            attach(sensors, stream);
        else
            set_half(sensors, stream, false,
                     probe->part == ROSTER_ACCEL ? "there is no gyroscope for its role"
                                                 : "there is no accelerometer for its role");
    }
    stream->last_arrival_ns = raw->arrival_ns;
    if (probe->part != ROSTER_WHOLE) {
        take_half(sensors, stream, raw);
        return;
    }
    seat_push(&sensors->seats[stream->sensor], probe->info.kind, probe->info.channels,
              stream->sensor, raw, &sample);
    give(sensors, &sample);
}

/* Lets go of a stream and gives it back to its context. */
static void drop(struct sensors *sensors, struct stream *stream)
{
    if (stream->readable != NULL)
        event_free(stream->readable);
    stream->readable = NULL;
    if (sensors->live[chair_of(stream)] == stream)
        sensors->live[chair_of(stream)] = NULL;
    sensors->seats[stream->sensor].taring = false; /* a tare from before says nothing later */
    pthread_mutex_lock(&sensors->relay.lock);
    roster_set_connected(&sensors->relay.roster, stream->device, false);
    pthread_mutex_unlock(&sensors->relay.lock);
    struct stream *other = other_half(sensors, stream);
    if (other != NULL)
        set_half(sensors, other, false, "the other half of its sensor is gone");
    if (sensors->attached[stream->sensor]) {
        sensors->attached[stream->sensor] = false;
        if (sensors->callbacks.detached != NULL)
            sensors->callbacks.detached(sensors->data, stream->sensor);
    }
    context_take_back(stream->context, stream);
}

static void drain_remote(struct stream *stream)
{
    struct raw_sample raw;

    while (ring_pop(&stream->ring, &raw))
        take(stream, &raw);
}

/* Remote: whatever is in the ring, and the end of the stream when its reader has given up. */
static void serve_remotes(struct sensors *sensors)
{
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = sensors->live[i];
        if (stream == NULL || stream->poll_fd >= 0)
            continue;
        bool ending = atomic_load(&stream->phase) == STREAM_ENDING;
        drain_remote(stream);
        if (ending)
            drop(sensors, stream);
    }
}

static void on_readable(evutil_socket_t fd, short what, void *data)
{
    struct stream *stream = data;
    struct sensors *sensors = sensors_of(stream);

    (void)fd;
    (void)what;
    struct seat *seat = &sensors->seats[stream->sensor];
    timing_refresh(stream->probe.part == ROSTER_ACCEL ? &seat->accel_timing : &seat->timing);
    int r = reader_local_drain(stream, take, stream);
    if (r < 0) {
        stream_end(stream, r);
        drop(sensors, stream);
        emit_changed(sensors);
    }
}

static void adopt(struct sensors *sensors, struct stream *stream)
{
    int opened = STREAM_OPENED;

    sensors->live[chair_of(stream)] = stream;
    atomic_compare_exchange_strong(&stream->phase, &opened, STREAM_LIVE);
    if (stream->poll_fd < 0)
        return;
    stream->readable =
        event_new(sensors->base, stream->poll_fd, EV_READ | EV_PERSIST, on_readable, stream);
    if (stream->readable == NULL || event_add(stream->readable, NULL) < 0) {
        stream_end(stream, -ENOMEM);
        drop(sensors, stream);
    }
}

static void deliver_lines(struct sensors *sensors, struct relay_line *line)
{
    while (line != NULL) {
        struct relay_line *next = line->next;

        if (sensors->callbacks.log != NULL)
            sensors->callbacks.log(sensors->data, line->level, line->text);
        free(line);
        line = next;
    }
}

static void hear_news(struct sensors *sensors)
{
    struct relay *relay = &sensors->relay;

    pthread_mutex_lock(&relay->lock);
    struct stream *opened = relay->opened;
    struct relay_line *lines = relay->lines;
    bool changed = relay->roster.changed;
    relay->opened = NULL;
    relay->lines = NULL;
    relay->lines_end = &relay->lines;
    relay->line_count = 0;
    relay->roster.changed = false;
    pthread_mutex_unlock(&relay->lock);

    while (opened != NULL) {
        struct stream *next = opened->next_opened;
        adopt(sensors, opened);
        opened = next;
    }
    deliver_lines(sensors, lines);
    if (changed)
        emit_changed(sensors);
}

static void on_woken(evutil_socket_t fd, short what, void *data)
{
    struct sensors *sensors = data;
    uint64_t count;

    (void)what;
    ssize_t n = read(fd, &count, sizeof(count));
    (void)n;
    /* Before looking: who pushes after this asks for another wake-up. */
    atomic_store(&sensors->relay.woken, false);
    bool news = atomic_exchange(&sensors->relay.news, false);
    if (news)
        hear_news(sensors);
    serve_remotes(sensors);
}

static void on_batch(evutil_socket_t fd, short what, void *data)
{
    struct sensors *sensors = data;

    (void)fd;
    (void)what;
    if (sensors->callbacks.batch_done != NULL)
        sensors->callbacks.batch_done(sensors->data);
}

/* The kernel's poll says nothing of a device that is gone, so silence has to be noticed here. */
static void on_tick(evutil_socket_t fd, short what, void *data)
{
    struct sensors *sensors = data;
    int64_t now_ns = relay_now_ns();

    (void)fd;
    (void)what;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = sensors->live[i];
        if (stream == NULL || now_ns - stream->last_arrival_ns < silence_ns)
            continue;
        stream_end(stream, -ETIMEDOUT);
        drop(sensors, stream);
        emit_changed(sensors);
    }
}

static void on_hotplug(void *data, const char *id, bool came)
{
    struct sensors *sensors = data;

    for (size_t i = 0; i < STREAMS_MAX && !came; i++) {
        struct stream *stream = sensors->live[i];
        if (stream == NULL || stream->poll_fd < 0 || strcmp(stream->device_id, id) != 0)
            continue;
        stream_end(stream, -ENODEV);
        drop(sensors, stream);
        emit_changed(sensors);
    }
    for (size_t i = 0; i < sensors->context_count; i++) {
        if (strncmp(context_uri(sensors->contexts[i]), "local:", 6) == 0)
            context_kick(sensors->contexts[i]);
    }
}

/* libiio writes to broken sockets without MSG_NOSIGNAL; a handler that someone has set stays. */
static void ignore_sigpipe(void)
{
    struct sigaction action;

    if (sigaction(SIGPIPE, NULL, &action) == 0 && !(action.sa_flags & SA_SIGINFO) &&
        action.sa_handler == SIG_DFL) {
        action.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &action, NULL);
    }
}

static int make_events(struct sensors *sensors)
{
    static const struct timeval second = {.tv_sec = 1};

    sensors->woken =
        event_new(sensors->base, sensors->relay.wake_fd, EV_READ | EV_PERSIST, on_woken, sensors);
    sensors->batch = event_new(sensors->base, -1, 0, on_batch, sensors);
    sensors->tick = event_new(sensors->base, -1, EV_PERSIST, on_tick, sensors);
    if (sensors->woken == NULL || sensors->batch == NULL || sensors->tick == NULL ||
        event_add(sensors->woken, NULL) < 0 || event_add(sensors->tick, &second) < 0)
        return -ENOMEM;
    return 0;
}

static int start(struct sensors *sensors, const struct sensors_config *config)
{
    int r = make_events(sensors);
    if (r < 0)
        return r;
    for (size_t i = 0; i < config->uri_count; i++) {
        r = context_new(&sensors->relay, config->uris[i], &sensors->contexts[i]);
        if (r < 0)
            return r;
        sensors->context_count++;
        if (strncmp(config->uris[i], "local:", 6) != 0 || sensors->hotplug != NULL)
            continue;
        r = hotplug_new(sensors->base, on_hotplug, sensors, &sensors->hotplug);
        if (r < 0)
            relay_log(&sensors->relay, LOG_WARNING,
                      "cannot hear of hot-plug (%s): new devices are found only now and then",
                      strerrordesc_np(-r));
    }
    return 0;
}

int sensors_new(struct event_base *base, const struct sensors_config *config,
                const struct sensors_callbacks *callbacks, void *data, struct sensors **ret_sensors)
{
    if (config->uri_count > SENSORS_URIS_MAX || config->rule_count > SENSORS_RULES_MAX)
        return -EINVAL;
    struct sensors *sensors = calloc(1, sizeof(*sensors));
    if (sensors == NULL)
        return -ENOMEM;
    int r = relay_init(&sensors->relay, config);
    if (r < 0) {
        free(sensors);
        return r;
    }
    sensors->base = base;
    sensors->callbacks = *callbacks;
    sensors->data = data;
    for (size_t i = 0; i < SENSORS_MAX; i++)
        seat_init(&sensors->seats[i]);
    ignore_sigpipe();
    r = start(sensors, config);
    if (r < 0) {
        sensors_free(sensors);
        return r;
    }
    *ret_sensors = sensors;
    return 0;
}

static void free_event(struct event *event)
{
    if (event != NULL)
        event_free(event);
}

struct sensors *sensors_free(struct sensors *sensors)
{
    if (sensors == NULL)
        return NULL;
    sensors->hotplug = hotplug_free(sensors->hotplug);
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (sensors->live[i] != NULL)
            free_event(sensors->live[i]->readable);
    }
    for (size_t i = 0; i < sensors->context_count; i++)
        context_stop(sensors->contexts[i]);
    for (size_t i = 0; i < sensors->context_count; i++)
        context_free(sensors->contexts[i]);
    free_event(sensors->woken);
    free_event(sensors->batch);
    free_event(sensors->tick);
    relay_deinit(&sensors->relay);
    free(sensors);
    return NULL;
}

int sensors_status(const struct sensors *sensors, size_t index, struct sensor_status *ret_status)
{
    /* The caller's view is constant; the lock is not. */
    struct sensors *self = (struct sensors *)sensors;
    int r = -ENOENT;

    pthread_mutex_lock(&self->relay.lock);
    if (index < self->relay.roster.device_count) {
        fill_status(self, &self->relay.roster.device[index], ret_status);
        r = 0;
    }
    pthread_mutex_unlock(&self->relay.lock);
    return r;
}

int sensors_context(const struct sensors *sensors, size_t index, const char **ret_uri,
                    const char **ret_state)
{
    struct sensors *self = (struct sensors *)sensors;

    if (index >= sensors->context_count)
        return -ENOENT;
    context_describe(self->contexts[index], self->context_state);
    *ret_uri = context_uri(self->contexts[index]);
    *ret_state = self->context_state;
    return 0;
}

void sensors_tare(struct sensors *sensors)
{
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        const struct stream *stream = sensors->live[i];

        if (stream != NULL && stream->seen && stream->probe.info.kind == SENSOR_FORCE)
            seat_tare(&sensors->seats[stream->sensor]);
    }
}
