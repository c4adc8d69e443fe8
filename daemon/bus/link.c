/* SPDX-License-Identifier: MIT */
/*
 * One connection after another; whatever cannot be goes back to waiting, and each time the pause
 * is longer:
 *
 *   state    event                  then
 *   waiting  the timer              opening, if a bus can be opened
 *   opening  the name is ours       up
 *   opening  another has the name   the end
 *   opening  refused, or bus lost   waiting, a longer pause
 *   up       bus lost               waiting, a short pause
 */
#include "bus/link.h"

#include <errno.h>
#include <event2/event.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bus/bus_address.h"
#include "bus/log.h"

#define RETRY_FIRST_MS 250  /* design value: a bus that restarts is back in about this time */
#define RETRY_LAST_MS 10000 /* design value */
#define FLUSH_LIMIT_US 1000000
#define NEVER UINT64_MAX

struct link {
    struct event_base *base;
    char *address;
    char *name;
    struct link_callbacks callbacks;
    void *data;

    sd_bus *bus; /* NULL while waiting */
    bool opened; /* the opened() callback has run for this bus */
    bool up;
    struct event *io;    /* on the bus's descriptor, while there is a bus */
    struct event *timer; /* sd-bus's own timeout, or the next try */
    short io_events;
    int retry_ms;
    bool complained; /* this outage has been reported */
    int failure; /* an answer that ends this connection; sd-bus swallows what callbacks return */
};

static uint64_t monotonic_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

sd_bus *link_bus(const struct link *link)
{
    return link->up ? link->bus : NULL;
}

static void set_timer_ms(struct link *link, int ms)
{
    struct timeval pause = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};

    event_add(link->timer, &pause);
}

static void drop(struct link *link)
{
    if (!link->bus)
        return;
    if (link->io)
        event_free(link->io);
    link->io = NULL;
    link->up = false;
    if (link->opened)
        link->callbacks.closed(link->data);
    link->opened = false;
    link->failure = 0;
    link->bus = sd_bus_close_unref(link->bus);
}

static const char *explain(int error)
{
    /* What sd-bus says when no address is set: the system's words do not help there. */
    return error == -ENOMEDIUM ? "DBUS_SESSION_BUS_ADDRESS is not set" : strerror(-error);
}

/* Once an outage, not once a try. */
__attribute__((format(printf, 2, 3))) static void complain(struct link *link, const char *format,
                                                           ...)
{
    char message[320];
    va_list arguments;

    if (link->complained)
        return;
    link->complained = true;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    log_error("%s; sensors are served on, the bus is tried again", message);
    link->callbacks.down(link->data);
}

static void drop_and_wait(struct link *link, int error, const char *what)
{
    complain(link, "%s (%s): %s", what, link->address, explain(error));
    drop(link);
    set_timer_ms(link, link->retry_ms);
    link->retry_ms = link->retry_ms * 2 < RETRY_LAST_MS ? link->retry_ms * 2 : RETRY_LAST_MS;
}

static int on_owner_pid(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    struct link *link = userdata;
    char message[160];
    uint32_t pid;
    (void)error;

    if (!sd_bus_message_is_method_error(reply, NULL) && sd_bus_message_read(reply, "u", &pid) > 0)
        snprintf(message, sizeof message,
                 "%s is taken by process %u: another lumbard runs on this bus", link->name, pid);
    else
        snprintf(message, sizeof message, "%s is taken: another lumbard runs on this bus",
                 link->name);
    link->callbacks.taken(link->data, message);
    return 0;
}

static int on_name(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    enum {
        PRIMARY_OWNER = 1,
        IN_QUEUE = 2,
        EXISTS = 3,
        ALREADY_OWNER = 4
    }; /* D-Bus specification */
    struct link *link = userdata;
    uint32_t answer = 0;
    (void)error;

    if (sd_bus_message_is_method_error(reply, NULL)) {
        const sd_bus_error *refusal = sd_bus_message_get_error(reply);

        complain(link, "the bus does not let us have the name %s: %s (is the policy file there?)",
                 link->name, refusal->message ? refusal->message : refusal->name);
        link->failure = -EACCES;
        return 0;
    }
    if (sd_bus_message_read(reply, "u", &answer) < 0)
        answer = 0;
    switch (answer) {
    case PRIMARY_OWNER:
    case ALREADY_OWNER:
        link->up = true;
        link->retry_ms = RETRY_FIRST_MS;
        link->complained = false;
        link->callbacks.named(link->data);
        return 0;
    case IN_QUEUE:
    case EXISTS:
        link->failure = sd_bus_call_method_async(link->bus, NULL, "org.freedesktop.DBus",
                                                 "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                                 "GetConnectionUnixProcessID", on_owner_pid, link,
                                                 "s", link->name);
        return 0;
    default:
        link->failure = -EBADMSG;
        return 0;
    }
}

static void process(struct link *link)
{
    int r;

    do {
        r = sd_bus_process(link->bus, NULL);
    } while (r > 0 && link->failure >= 0);
    if (r >= 0 && link->failure < 0)
        r = link->failure;
    if (r < 0) {
        drop_and_wait(link, r, link->up ? "the bus was lost" : "cannot use the bus");
        return;
    }
    link_arm(link);
}

static void on_io(evutil_socket_t fd, short events, void *userdata)
{
    (void)fd;
    (void)events;
    process(userdata);
}

void link_arm(struct link *link)
{
    uint64_t timeout_us;

    if (!link->bus)
        return;
    int events = sd_bus_get_events(link->bus);
    int r = events < 0 ? events : sd_bus_get_timeout(link->bus, &timeout_us);
    if (r < 0) {
        /* Closed under our hands; process() will learn it and say so. */
        event_active(link->timer, EV_TIMEOUT, 0);
        return;
    }
    short wanted =
        (short)(EV_PERSIST | (events & POLLIN ? EV_READ : 0) | (events & POLLOUT ? EV_WRITE : 0));
    if (wanted != link->io_events) {
        event_del(link->io);
        event_assign(link->io, link->base, sd_bus_get_fd(link->bus), wanted, on_io, link);
        event_add(link->io, NULL);
        link->io_events = wanted;
    }
    if (timeout_us == NEVER) {
        event_del(link->timer);
        return;
    }
    uint64_t now_us = monotonic_us(); /* the timeout is a moment of this clock, not a duration */
    uint64_t wait_us = timeout_us > now_us ? timeout_us - now_us : 0;
    struct timeval wait = {
        .tv_sec = (time_t)(wait_us / 1000000),
        .tv_usec = (suseconds_t)(wait_us % 1000000),
    };
    event_add(link->timer, &wait);
}

static void try_open(struct link *link)
{
    int r = bus_address_open(link->address, "lumbard", &link->bus);

    if (r < 0) {
        link->bus = NULL;
        drop_and_wait(link, r, "no bus");
        return;
    }
    link->io_events = EV_PERSIST | EV_READ;
    link->io = event_new(link->base, sd_bus_get_fd(link->bus), link->io_events, on_io, link);
    if (!link->io || event_add(link->io, NULL) < 0) {
        drop_and_wait(link, -ENOMEM, "cannot watch the bus");
        return;
    }
    r = link->callbacks.opened(link->data, link->bus);
    link->opened = r >= 0;
    if (r >= 0)
        r = sd_bus_request_name_async(link->bus, NULL, link->name, 0, on_name, link);
    if (r < 0) {
        drop_and_wait(link, r, "cannot set the bus up");
        return;
    }
    link_arm(link);
}

static void on_timer(evutil_socket_t fd, short events, void *userdata)
{
    struct link *link = userdata;
    (void)fd;
    (void)events;

    if (link->bus)
        process(link);
    else
        try_open(link);
}

int link_new(struct event_base *base, const char *address, const char *name,
             const struct link_callbacks *callbacks, void *data, struct link **ret_link)
{
    if (!bus_address_is_valid(address))
        return -EINVAL;
    struct link *link = calloc(1, sizeof *link);
    if (!link)
        return -ENOMEM;
    link->base = base;
    link->callbacks = *callbacks;
    link->data = data;
    link->retry_ms = RETRY_FIRST_MS;
    link->address = strdup(address);
    link->name = strdup(name);
    link->timer = evtimer_new(base, on_timer, link);
    if (!link->address || !link->name || !link->timer) {
        link_free(link);
        return -ENOMEM;
    }
    /* From the loop, so that callbacks come only after link_new() has returned. */
    set_timer_ms(link, 0);
    *ret_link = link;
    return 0;
}

/* sd_bus_flush() would wait for ever on a bus that hangs. */
static void flush(sd_bus *bus)
{
    uint64_t end_us = monotonic_us() + FLUSH_LIMIT_US;
    uint64_t queued = 0;

    while (sd_bus_get_n_queued_write(bus, &queued) >= 0 && queued > 0) {
        uint64_t now_us = monotonic_us();

        if (now_us >= end_us || sd_bus_wait(bus, end_us - now_us) < 0 ||
            sd_bus_process(bus, NULL) < 0)
            return;
    }
}

struct link *link_free(struct link *link)
{
    if (!link)
        return NULL;
    if (link->bus && link->up)
        flush(link->bus);
    drop(link);
    if (link->timer)
        event_free(link->timer);
    free(link->address);
    free(link->name);
    free(link);
    return NULL;
}
