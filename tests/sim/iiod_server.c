/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "iiod_connection.h"
#include "iiod_server.h"

#define CONNECTIONS_MAX 128 /* of 16 devices, 8 clients */

struct iiod_server {
    struct iiod_context context;
    struct iiod_server_options options;
    struct iiod_epoch epoch;
    struct event *acceptable;
    struct sockaddr_storage address;
    socklen_t address_length;
    int fd; /* -1 = suspended */
};

static int64_t clock_now_ns(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void on_opened(void *data)
{
    struct iiod_server *s = data;
    size_t open_devices = 0;

    for (size_t i = 0; i < s->context.device_count; i++)
        open_devices += s->context.device[i].open_count > 0;
    if (s->options.opened)
        s->options.opened(s->options.data, open_devices);
}

static size_t connections_count(const struct iiod_server *s)
{
    const struct iiod_connection *c;
    size_t count = 0;

    LIST_FOREACH(c, &s->context.connections, link)
    count++;
    return count;
}

static void on_acceptable(evutil_socket_t listener, short what, void *data)
{
    struct iiod_server *s = data;
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int on = 1;

    (void)what;
    if (fd < 0)
        return;
    if (connections_count(s) >= CONNECTIONS_MAX) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    iiod_connection_new(&s->context, fd);
}

/* Where the port was 0 it is settled now, so that a resumed server has the same. */
static int server_listen(struct iiod_server *s)
{
    int on = 1, fd, ret;

    fd = socket(s->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (struct sockaddr *)&s->address, s->address_length) < 0 || listen(fd, 16) < 0 ||
        getsockname(fd, (struct sockaddr *)&s->address, &s->address_length) < 0) {
        ret = -errno;
        close(fd);
        return ret;
    }
    s->acceptable = event_new(s->context.base, fd, EV_READ | EV_PERSIST, on_acceptable, s);
    if (!s->acceptable || event_add(s->acceptable, NULL) < 0) {
        close(fd);
        return -ENOMEM;
    }
    s->fd = fd;
    return 0;
}

static int address_find(struct iiod_server *s, const char *host, uint16_t port)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
    };
    struct addrinfo *found;
    char service[8];
    int ret;

    snprintf(service, sizeof(service), "%u", port);
    ret = getaddrinfo(host, service, &hints, &found);
    if (ret != 0) {
        fprintf(stderr, "lumbar-sim: --listen %s: %s\n", host, gai_strerror(ret));
        return -EINVAL;
    }
    memcpy(&s->address, found->ai_addr, found->ai_addrlen);
    s->address_length = found->ai_addrlen;
    freeaddrinfo(found);
    return 0;
}

int iiod_server_new(struct event_base *base, const struct sim_source *source,
                    struct sim_faults *faults, const struct iiod_server_options *options,
                    struct iiod_server **ret_server)
{
    struct iiod_server *s = calloc(1, sizeof(*s));
    const char *host = options->host ? options->host : "127.0.0.1";
    int ret;

    if (!s)
        return -ENOMEM;
    s->options = *options;
    s->fd = -1;
    s->context.base = base;
    s->context.faults = faults;
    s->context.stamp_log = options->stamp_log;
    s->context.opened = on_opened;
    s->context.data = s;
    LIST_INIT(&s->context.connections);
    for (unsigned i = 0; i < source->sensor_count; i++)
        iiod_device_init(&s->context.device[i], source, i, faults);
    s->context.device_count = source->sensor_count;
    ret = address_find(s, host, options->port);
    if (ret == 0) {
        ret = server_listen(s);
        if (ret < 0)
            fprintf(stderr, "lumbar-sim: cannot listen on %s:%u: %s\n", host, options->port,
                    strerror(-ret));
    }
    if (ret < 0) {
        iiod_server_free(s);
        return ret;
    }
    *ret_server = s;
    return 0;
}

struct iiod_server *iiod_server_free(struct iiod_server *s)
{
    if (!s)
        return NULL;
    iiod_server_suspend(s);
    free(s);
    return NULL;
}

uint16_t iiod_server_port(const struct iiod_server *s)
{
    if (s->address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)&s->address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)&s->address)->sin_port);
}

void iiod_server_start(struct iiod_server *s, int64_t monotonic_ns)
{
    int64_t passed_ns = clock_now_ns(CLOCK_MONOTONIC) - monotonic_ns;

    s->epoch = (struct iiod_epoch){
        .realtime_ns = clock_now_ns(CLOCK_REALTIME) - passed_ns,
        .monotonic_ns = monotonic_ns,
    };
}

void iiod_server_push(struct iiod_server *s, const struct sim_sample *sample)
{
    struct iiod_connection *c;
    struct iiod_sample raw;

    if (!iiod_device_convert(&s->context.device[sample->sensor], sample, &s->epoch, &raw))
        return;
    LIST_FOREACH(c, &s->context.connections, link)
    iiod_connection_push(c, sample->sensor, &raw);
}

void iiod_server_suspend(struct iiod_server *s)
{
    if (s->acceptable)
        event_free(s->acceptable);
    s->acceptable = NULL;
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    while (!LIST_EMPTY(&s->context.connections))
        iiod_connection_free(LIST_FIRST(&s->context.connections));
}

int iiod_server_resume(struct iiod_server *s)
{
    return s->fd >= 0 ? 0 : server_listen(s);
}
