/* SPDX-License-Identifier: MIT */
#include "bus/stream_server.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bus/log.h"
#include "bus/stream.h"

#define RING_SIZE 4096 /* records: 1.6 s of twelve sensors at 208 Hz */
#define SEND_BATCH 32
#define RATE_MAX_HZ 1000
/* Stated in stream.h. */
#define PATIENCE_NS 10000000000LL

union record {
    struct lumbar_record_header header;
    struct lumbar_pose_record pose;
    struct lumbar_sample_record sample;
};

struct stream {
    struct stream_server *server;
    int fd; /* our end; -1 = a free place */
    char reader[STREAM_READER_SIZE];
    bool wants_samples;
    int64_t period_ns; /* poses: between two records */
    int64_t next_ns;   /* poses: when the next one is due */
    uint32_t dropped;
    int64_t stuck_since_ns; /* the socket has taken nothing since; 0 = it takes */
    struct event *readable; /* the reader never writes: this is its hang-up */
    struct event *writable; /* armed while something waits */
    unsigned first;
    unsigned count;
    union record *ring; /* RING_SIZE */
};

struct stream_server {
    struct event_base *base;
    struct stream streams[STREAMS_MAX];
    bool attached[SENSORS_MAX];
    struct sensor_info sensors[SENSORS_MAX];
};

static int64_t monotonic_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void close_stream(struct stream *stream)
{
    if (stream->readable)
        event_free(stream->readable);
    if (stream->writable)
        event_free(stream->writable);
    if (stream->fd >= 0)
        close(stream->fd);
    free(stream->ring);
    *stream = (struct stream){.server = stream->server, .fd = -1};
}

/* A place for one more record; the oldest goes where there is none. */
static union record *next_place(struct stream *stream)
{
    if (stream->count == RING_SIZE) {
        stream->first = (stream->first + 1) % RING_SIZE;
        stream->count--;
        stream->dropped++;
    }
    union record *record = &stream->ring[(stream->first + stream->count) % RING_SIZE];
    stream->count++;
    return record;
}

static unsigned fill_messages(const struct stream *stream, struct mmsghdr *messages,
                              struct iovec *parts)
{
    unsigned count = stream->count < SEND_BATCH ? stream->count : SEND_BATCH;

    for (unsigned i = 0; i < count; i++) {
        union record *record = &stream->ring[(stream->first + i) % RING_SIZE];

        record->header.dropped = stream->dropped;
        parts[i] = (struct iovec){.iov_base = record, .iov_len = record->header.size};
        messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}};
    }
    return count;
}

static void send_waiting(struct stream *stream)
{
    struct mmsghdr messages[SEND_BATCH];
    struct iovec parts[SEND_BATCH];

    while (stream->count > 0) {
        unsigned count = fill_messages(stream, messages, parts);
        int sent = sendmmsg(stream->fd, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent > 0) {
            stream->first = (stream->first + (unsigned)sent) % RING_SIZE;
            stream->count -= (unsigned)sent;
            stream->stuck_since_ns = 0;
            continue;
        }
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN && errno != ENOBUFS) {
            close_stream(stream); /* EPIPE: the reader has gone, which is its right */
            return;
        }
        int64_t now_ns = monotonic_ns();
        if (stream->stuck_since_ns == 0) {
            stream->stuck_since_ns = now_ns;
        } else if (now_ns - stream->stuck_since_ns > PATIENCE_NS) {
            log_notice("a %s stream is not being read: closed, %u records were dropped",
                       stream->wants_samples ? "sample" : "pose", stream->dropped);
            close_stream(stream);
            return;
        }
        event_add(stream->writable, NULL);
        return;
    }
}

static void on_readable(evutil_socket_t fd, short events, void *userdata)
{
    struct stream *stream = userdata;
    char nothing[16];
    (void)events;

    ssize_t n = recv(fd, nothing, sizeof nothing, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_stream(stream);
}

static void on_writable(evutil_socket_t fd, short events, void *userdata)
{
    (void)fd;
    (void)events;
    send_waiting(userdata);
}

static void put_sensor(struct stream *stream, enum lumbar_record_type type, uint16_t sensor,
                       const struct sensor_info *info, int64_t now_ns)
{
    struct lumbar_sample_record *record = &next_place(stream)->sample;

    *record = (struct lumbar_sample_record){
        .header = {.size = sizeof *record, .type = (uint16_t)type, .t_ns = now_ns},
        .sensor = sensor,
    };
    if (!info)
        return;
    record->kind = info->kind == SENSOR_FORCE;
    record->channels = info->kind == SENSOR_FORCE ? (uint8_t)info->channels : 6;
    _Static_assert(sizeof record->info.role == ROLE_SIZE, "role in stream.h");
    memcpy(record->info.role, info->role, ROLE_SIZE);
    record->info.accel_full_scale = info->accel_full_scale;
    record->info.anglvel_full_scale = info->anglvel_full_scale;
}

/* A free place for one more stream of this reader. */
static int find_place(struct stream_server *server, const char *reader, struct stream **ret_stream)
{
    struct stream *place = NULL;
    unsigned own = 0;

    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &server->streams[i];

        if (stream->fd < 0)
            place = place ? place : stream;
        else if (strncmp(stream->reader, reader, STREAM_READER_SIZE - 1) == 0)
            own++;
    }
    if (own >= STREAMS_OF_ONE_MAX)
        return -EDQUOT;
    if (!place)
        return -ENFILE;
    *ret_stream = place;
    return 0;
}

static int open_stream(struct stream_server *server, const char *reader, struct stream **ret_stream)
{
    struct stream *stream;
    int pair[2];
    int r = find_place(server, reader, &stream);

    if (r < 0)
        return r;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return -errno;
    stream->fd = pair[0];
    snprintf(stream->reader, sizeof stream->reader, "%s", reader);
    stream->ring = calloc(RING_SIZE, sizeof *stream->ring);
    stream->readable = event_new(server->base, pair[0], EV_READ | EV_PERSIST, on_readable, stream);
    stream->writable = event_new(server->base, pair[0], EV_WRITE, on_writable, stream);
    if (!stream->ring || !stream->readable || !stream->writable ||
        event_add(stream->readable, NULL) < 0) {
        close_stream(stream);
        close(pair[1]);
        return -ENOMEM;
    }
    *ret_stream = stream;
    return pair[1];
}

int stream_server_open_poses(struct stream_server *server, const char *reader, uint32_t rate_hz)
{
    struct stream *stream;

    if (rate_hz < 1 || rate_hz > RATE_MAX_HZ)
        return -EINVAL;
    int fd = open_stream(server, reader, &stream);
    if (fd >= 0)
        stream->period_ns = 1000000000LL / rate_hz;
    return fd;
}

int stream_server_open_samples(struct stream_server *server, const char *reader)
{
    struct stream *stream;
    int fd = open_stream(server, reader, &stream);

    if (fd < 0)
        return fd;
    stream->wants_samples = true;
    int64_t now_ns = monotonic_ns();
    for (uint16_t i = 0; i < SENSORS_MAX; i++)
        if (server->attached[i])
            put_sensor(stream, LUMBAR_RECORD_SENSOR, i, &server->sensors[i], now_ns);
    send_waiting(stream);
    return fd;
}

void stream_server_sample(struct stream_server *server, const struct sample *sample)
{
    if (sample->sensor >= SENSORS_MAX || !server->attached[sample->sensor])
        return;
    const struct sensor_info *info = &server->sensors[sample->sensor];
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &server->streams[i];

        if (stream->fd < 0 || !stream->wants_samples)
            continue;
        struct lumbar_sample_record *record = &next_place(stream)->sample;
        *record = (struct lumbar_sample_record){
            .header = {.size = sizeof *record, .type = LUMBAR_RECORD_SAMPLE, .t_ns = sample->t_ns},
            .sensor = sample->sensor,
            .flags = sample->flags,
        };
        if (info->kind == SENSOR_FORCE) {
            record->kind = 1;
            record->channels = (uint8_t)info->channels;
            memcpy(record->value, sample->force, sizeof sample->force);
        } else {
            record->channels = 6;
            memcpy(record->value, sample->imu.accel, sizeof sample->imu.accel);
            memcpy(record->value + 3, sample->imu.anglvel, sizeof sample->imu.anglvel);
        }
    }
}

void stream_server_flush(struct stream_server *server)
{
    for (unsigned i = 0; i < STREAMS_MAX; i++)
        if (server->streams[i].fd >= 0 && server->streams[i].count > 0)
            send_waiting(&server->streams[i]);
}

static bool is_due(const struct stream *stream, int64_t t_ns)
{
    return stream->fd >= 0 && !stream->wants_samples && t_ns >= stream->next_ns;
}

bool stream_server_wants_pose(const struct stream_server *server, int64_t t_ns)
{
    for (unsigned i = 0; i < STREAMS_MAX; i++)
        if (is_due(&server->streams[i], t_ns))
            return true;
    return false;
}

void stream_server_pose(struct stream_server *server, int64_t t_ns, const struct pose *pose)
{
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &server->streams[i];

        if (!is_due(stream, t_ns))
            continue;
        /* On a fixed grid, so that the mean rate is the one that was asked for. */
        stream->next_ns += stream->period_ns;
        if (stream->next_ns <= t_ns)
            stream->next_ns = t_ns + stream->period_ns;
        struct lumbar_pose_record *record = &next_place(stream)->pose;
        *record = (struct lumbar_pose_record){
            .header = {.size = sizeof *record, .type = LUMBAR_RECORD_POSE, .t_ns = t_ns},
            .trunk_deg = pose->trunk_deg,
            .pelvis_deg = pose->pelvis_deg,
            .lumbar_deg = pose->lumbar_deg,
            .thigh_deg = pose->thigh_deg,
            .bar_height_m = pose->bar_height_m,
            .bar_velocity_m_s = pose->bar_velocity_m_s,
            .force_left_n = pose->force_left_n,
            .force_right_n = pose->force_right_n,
            .range_fraction = pose->range_fraction,
            .set = pose->set,
            .reps = pose->reps,
        };
        send_waiting(stream);
    }
}

void stream_server_attach(struct stream_server *server, uint16_t sensor,
                          const struct sensor_info *info, int64_t now_ns)
{
    if (sensor >= SENSORS_MAX)
        return;
    server->attached[sensor] = true;
    server->sensors[sensor] = *info;
    for (unsigned i = 0; i < STREAMS_MAX; i++)
        if (server->streams[i].fd >= 0 && server->streams[i].wants_samples)
            put_sensor(&server->streams[i], LUMBAR_RECORD_SENSOR, sensor, info, now_ns);
    stream_server_flush(server);
}

void stream_server_detach(struct stream_server *server, uint16_t sensor, int64_t now_ns)
{
    if (sensor >= SENSORS_MAX || !server->attached[sensor])
        return;
    server->attached[sensor] = false;
    for (unsigned i = 0; i < STREAMS_MAX; i++)
        if (server->streams[i].fd >= 0 && server->streams[i].wants_samples)
            put_sensor(&server->streams[i], LUMBAR_RECORD_SENSOR_GONE, sensor, NULL, now_ns);
    stream_server_flush(server);
}

int stream_server_new(struct event_base *base, struct stream_server **ret_server)
{
    struct stream_server *server = calloc(1, sizeof *server);

    if (!server)
        return -ENOMEM;
    server->base = base;
    for (unsigned i = 0; i < STREAMS_MAX; i++)
        server->streams[i] = (struct stream){.server = server, .fd = -1};
    *ret_server = server;
    return 0;
}

struct stream_server *stream_server_free(struct stream_server *server)
{
    if (!server)
        return NULL;
    for (unsigned i = 0; i < STREAMS_MAX; i++)
        close_stream(&server->streams[i]);
    free(server);
    return NULL;
}
