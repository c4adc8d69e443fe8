/* SPDX-License-Identifier: MIT */
#include "sensors/sensors_private.h"

#include <errno.h>
#include <event2/event.h>
#include <math.h>
#include <stdio.h>
#include <syslog.h>

#include "sensors/reader_local.h"
#include "sensors/stream.h"

void delivery_emit_changed(struct sensors *sensors)
{
    if (sensors->callbacks.changed != NULL)
        sensors->callbacks.changed(sensors->data);
}

void delivery_fill_status(const struct sensors *sensors, const struct roster_device *device,
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
    delivery_fill_status(sensors, device, &status);
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

void delivery_drop(struct sensors *sensors, struct stream *stream)
{
    if (stream->readable != NULL)
        event_free(stream->readable);
    stream->readable = NULL;
    if (sensors->live[chair_of(stream)] == stream)
        sensors->live[chair_of(stream)] = NULL;
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

void delivery_serve_remotes(struct sensors *sensors)
{
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = sensors->live[i];
        if (stream == NULL || stream->poll_fd >= 0)
            continue;
        bool ending = atomic_load(&stream->phase) == STREAM_ENDING;
        drain_remote(stream);
        if (ending)
            delivery_drop(sensors, stream);
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
        delivery_drop(sensors, stream);
        delivery_emit_changed(sensors);
    }
}

void delivery_adopt(struct sensors *sensors, struct stream *stream)
{
    int opened = STREAM_OPENED;

    sensors->live[chair_of(stream)] = stream;
    atomic_compare_exchange_strong(&stream->phase, &opened, STREAM_LIVE);
    int r = stream_start(stream);
    if (r == 0 && stream->poll_fd >= 0) {
        stream->readable =
            event_new(sensors->base, stream->poll_fd, EV_READ | EV_PERSIST, on_readable, stream);
        r = stream->readable == NULL || event_add(stream->readable, NULL) < 0 ? -ENOMEM : 0;
    }
    if (r < 0) {
        stream_end(stream, r);
        delivery_drop(sensors, stream);
    }
}
