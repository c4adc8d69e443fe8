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
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "sensors/hotplug.h"
#include "sensors/reason.h"
#include "sensors/sensors_private.h"
#include "sensors/stream.h"

/* Design value: a loop that ticks once a second and is later than that has not been running. */
static const int64_t late_ns = 2000000000;

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
    unsigned lines_lost = relay->lines_lost;
    bool changed = relay->roster.changed;
    relay->opened = NULL;
    relay->lines = NULL;
    relay->lines_end = &relay->lines;
    relay->line_count = relay->lines_lost = 0;
    relay->roster.changed = false;
    pthread_mutex_unlock(&relay->lock);

    while (opened != NULL) {
        struct stream *next = opened->next_opened;
        delivery_adopt(sensors, opened);
        opened = next;
    }
    deliver_lines(sensors, lines);
    if (lines_lost > 0)
        relay_log(relay, LOG_WARNING, "%u more messages like these were left out", lines_lost);
    if (changed)
        delivery_emit_changed(sensors);
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
    delivery_serve_remotes(sensors);
}

static void on_batch(evutil_socket_t fd, short what, void *data)
{
    struct sensors *sensors = data;

    (void)fd;
    (void)what;
    if (sensors->callbacks.batch_done != NULL)
        sensors->callbacks.batch_done(sensors->data);
}

/* Once a second, not on the way of a sample. */
static void tell_jumps(struct sensors *sensors)
{
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        const struct seat *seat = &sensors->seats[i];
        uint64_t jumps = seat->timing.jumps + seat->accel_timing.jumps;
        if (jumps == sensors->jumps_told[i])
            continue;
        sensors->jumps_told[i] = jumps;
        relay_log(&sensors->relay, LOG_WARNING,
                  "%s: its clock jumped; its samples are put on the hub's time anew",
                  sensors->relay.roster.role[i].name);
    }
}

/* While the hub itself stood still nobody was heard: that is no silence of the sensors. */
static void notice_standstill(struct sensors *sensors, int64_t now_ns)
{
    int64_t since_ns = now_ns - sensors->tick_ns;

    sensors->tick_ns = now_ns;
    if (since_ns < late_ns)
        return;
    sensors->awake_ns = now_ns;
    if (!sensors->standstill_told)
        relay_log(&sensors->relay, LOG_WARNING,
                  "the hub has stood still for %.1f s: this machine is too busy",
                  (double)since_ns * 1e-9);
    sensors->standstill_told = true;
}

/* The kernel's poll says nothing of a device that is gone, so silence has to be noticed here. */
static bool is_silent(const struct sensors *sensors, const struct stream *stream, int64_t now_ns)
{
    return now_ns - stream->last_arrival_ns >= stream->silence_ns &&
           now_ns - sensors->awake_ns >= stream->silence_ns;
}

static void on_tick(evutil_socket_t fd, short what, void *data)
{
    struct sensors *sensors = data;
    int64_t now_ns = relay_now_ns();

    (void)fd;
    (void)what;
    notice_standstill(sensors, now_ns);
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = sensors->live[i];
        if (stream == NULL || !is_silent(sensors, stream, now_ns))
            continue;
        stream_end(stream, -ETIMEDOUT);
        delivery_drop(sensors, stream);
        delivery_emit_changed(sensors);
    }
    tell_jumps(sensors);
}

static void on_hotplug(void *data, const char *id, bool came)
{
    struct sensors *sensors = data;

    for (size_t i = 0; i < STREAMS_MAX && !came; i++) {
        struct stream *stream = sensors->live[i];
        if (stream == NULL || stream->poll_fd < 0 || strcmp(stream->device_id, id) != 0)
            continue;
        stream_end(stream, -ENODEV);
        delivery_drop(sensors, stream);
        delivery_emit_changed(sensors);
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
                      reason_of(r));
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
    sensors->tick_ns = relay_now_ns();
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
        delivery_fill_status(self, &self->relay.roster.device[index], ret_status);
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

void sensors_correct(struct sensors *sensors, uint16_t sensor,
                     const struct sensor_correction *correction)
{
    if (sensor < SENSORS_MAX)
        sensors->seats[sensor].correction = *correction;
}
