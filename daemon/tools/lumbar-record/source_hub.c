/* SPDX-License-Identifier: MIT */
/* Samples from the running hub: the socket that OpenSampleStream hands out, see bus/stream.h. */
#include "sample_source.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

#include "bus/bus_address.h"
#include "bus/stream.h"

#define CALL_TIMEOUT_US (5 * 1000000ULL)

struct source_hub {
    struct sample_source source;
    struct sample_sink sink;
    int fd;
    struct event *readable;
};

static void source_hub_free(struct sample_source *source)
{
    struct source_hub *hub = (struct source_hub *)source;
    if (hub->readable)
        event_free(hub->readable);
    if (hub->fd >= 0)
        close(hub->fd);
    free(hub);
}

static void take_sensor(struct source_hub *hub, const struct lumbar_sample_record *record)
{
    struct sensor_info info = {
        .kind = record->kind == 1 ? SENSOR_FORCE : SENSOR_IMU,
        .channels = record->kind == 1 ? record->channels : 0,
        .accel_full_scale = record->info.accel_full_scale,
        .anglvel_full_scale = record->info.anglvel_full_scale,
    };
    _Static_assert(sizeof(info.role) == sizeof(record->info.role), "length of roles");
    memcpy(info.role, record->info.role, sizeof(info.role));
    info.role[sizeof(info.role) - 1] = '\0';
    hub->sink.attached(hub->sink.data, record->sensor, &info);
}

static void take_sample(struct source_hub *hub, const struct lumbar_sample_record *record)
{
    struct sample sample = {
        .t_ns = record->header.t_ns,
        .sensor = record->sensor,
        .flags = record->flags & 1 ? SAMPLE_GAP_BEFORE : 0,
    };
    if (record->kind == 1) {
        memcpy(sample.force, record->value, sizeof(sample.force));
    } else {
        memcpy(sample.imu.accel, record->value, sizeof(sample.imu.accel));
        memcpy(sample.imu.anglvel, record->value + 3, sizeof(sample.imu.anglvel));
    }
    hub->sink.sample(hub->sink.data, &sample);
}

static void take_record(struct source_hub *hub, const struct lumbar_sample_record *record,
                        size_t length)
{
    if (length < sizeof(*record) || record->header.size < sizeof(*record)) {
        hub->sink.ended(hub->sink.data, "the hub sends records that this program does not know");
        return;
    }
    hub->source.dropped = record->header.dropped;
    if (record->header.type == LUMBAR_RECORD_SENSOR)
        take_sensor(hub, record);
    else if (record->header.type == LUMBAR_RECORD_SAMPLE)
        take_sample(hub, record);
}

static void on_readable(evutil_socket_t fd, short events, void *data)
{
    (void)events;
    struct source_hub *hub = data;
    for (unsigned i = 0; i < 256; i++) { /* then it is the turn of signals and timers */
        struct lumbar_sample_record record;
        ssize_t length = recv(fd, &record, sizeof(record), MSG_DONTWAIT);
        if (length < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (length <= 0) {
            event_del(hub->readable);
            hub->sink.ended(hub->sink.data, "the hub has stopped");
            return;
        }
        take_record(hub, &record, (size_t)length);
    }
}

static void explain(const char *address, const sd_bus_error *error, int r)
{
    if (sd_bus_error_has_name(error, SD_BUS_ERROR_SERVICE_UNKNOWN) ||
        sd_bus_error_has_name(error, SD_BUS_ERROR_NAME_HAS_NO_OWNER))
        fprintf(stderr,
                "lumbar-record: the hub is not running on the %s bus. Start it (sudo systemctl "
                "start lumbard), or read sensors directly with --uri local:\n",
                address);
    else if (sd_bus_error_has_name(error, SD_BUS_ERROR_ACCESS_DENIED))
        fprintf(stderr, "lumbar-record: you may not record here; try with sudo\n");
    else
        fprintf(stderr, "lumbar-record: the hub does not hand out samples: %s\n",
                error && error->message ? error->message : strerror(-r));
}

static int ask_for_stream(const char *address, int *ret_fd)
{
    sd_bus *bus = NULL;
    int r = bus_address_open(address, "lumbar-record", &bus);
    if (r < 0) {
        fprintf(stderr, "lumbar-record: the %s bus cannot be reached: %s\n", address, strerror(-r));
        return r;
    }
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message *request = NULL, *reply = NULL;
    int fd = -1;
    r = sd_bus_message_new_method_call(bus, &request, "org.lumbar.Hub1", "/org/lumbar/Hub1",
                                       "org.lumbar.Hub1.Manager", "OpenSampleStream");
    if (r >= 0)
        r = sd_bus_call(bus, request, CALL_TIMEOUT_US, &error, &reply);
    if (r >= 0)
        r = sd_bus_message_read(reply, "h", &fd);
    if (r >= 0) {
        /* the message owns the descriptor that it brought */
        fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        r = fd < 0 ? -errno : 0;
    }
    if (r < 0)
        explain(address, &error, r);
    else
        *ret_fd = fd;
    sd_bus_message_unref(reply);
    sd_bus_message_unref(request);
    sd_bus_error_free(&error);
    sd_bus_flush_close_unref(bus);
    return r;
}

int sample_source_open_hub(struct event_base *base, const char *bus, const struct sample_sink *sink,
                           struct sample_source **ret_source)
{
    int fd;
    int r = ask_for_stream(bus, &fd);
    if (r < 0)
        return r;
    struct source_hub *hub = calloc(1, sizeof(*hub));
    if (!hub) {
        close(fd);
        return -ENOMEM;
    }
    hub->source = (struct sample_source){.free = source_hub_free};
    hub->sink = *sink;
    hub->fd = fd;
    hub->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, hub);
    if (!hub->readable || event_add(hub->readable, NULL) < 0) {
        source_hub_free(&hub->source);
        return -ENOMEM;
    }
    *ret_source = &hub->source;
    return 0;
}
