/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <systemd/sd-event.h>

#include "command.h"
#include "happening.h"

/* How long to wait before the bus is tried again. */
#define RETRY_US (1 * 1000000ULL)
#define FETCH_TIMEOUT_US (5 * 1000000ULL)

struct watch {
    const struct arguments *arguments;
    const struct watch_options *options;
    const struct watch_view *view;
    void *data;
    sd_event *event;
    sd_event_source *later;
    uint64_t later_us; /* when it is due, CLOCK_MONOTONIC; 0 = not armed */
    sd_event_source *retry;
    sd_event_source *keys;
    struct hub *hub;
    sd_bus_slot *fetches[2];
    bool fetching;
    struct hub_objects objects;
    bool was_here;  /* the hub has been seen at least once */
    bool told_gone; /* the view knows that it is not there */
    unsigned sets_ended;
    int status;
};

static void stop(struct watch *watch, int status)
{
    watch->status = status;
    sd_event_exit(watch->event, 0);
}

static void stop_failed(struct watch *watch)
{
    int status = command_fail(watch->arguments, watch->hub);
    watch->hub = NULL;
    stop(watch, status);
}

static void tell_gone(struct watch *watch, enum presence presence)
{
    hub_objects_clear(&watch->objects);
    if (!watch->told_gone)
        watch->view->presence(watch->data, presence, &watch->objects);
    watch->told_gone = true;
}

/* The hub does not answer: an end, or something to wait for. */
static void hub_is_missing(struct watch *watch)
{
    if (watch->was_here || watch->options->wait)
        tell_gone(watch, PRESENCE_HUB_GONE);
    else
        stop_failed(watch);
}

static void try_bus_later(struct watch *watch);

static void bus_is_missing(struct watch *watch)
{
    if (!watch->was_here && !watch->options->wait) {
        stop_failed(watch);
        return;
    }
    tell_gone(watch, PRESENCE_BUS_GONE);
    try_bus_later(watch);
}

static int on_objects(sd_bus_message *reply, void *data, sd_bus_error *ret_error)
{
    (void)ret_error;
    struct watch *watch = data;
    watch->fetching = false;
    const sd_bus_error *error = sd_bus_message_get_error(reply);
    int r = error ? -sd_bus_error_get_errno(error) : hub_objects_fill(&watch->objects, reply);
    if (r < 0) {
        hub_fail(watch->hub, error, r);
        hub_is_missing(watch);
    }
    return 0;
}

static int on_manager(sd_bus_message *reply, void *data, sd_bus_error *ret_error)
{
    (void)ret_error;
    struct watch *watch = data;
    if (!watch->objects.paths || sd_bus_message_get_error(reply))
        return 0; /* on_objects() has been told the reason */
    if (hub_objects_fill_manager(&watch->objects, reply) < 0)
        return 0;
    watch->was_here = true;
    watch->told_gone = false;
    watch->view->presence(watch->data, PRESENCE_HERE, &watch->objects);
    return 0;
}

static int ask(struct watch *watch, unsigned place,
               int (*request_part)(struct hub *, sd_bus_message **),
               sd_bus_message_handler_t callback)
{
    sd_bus_message *request = NULL;
    watch->fetches[place] = sd_bus_slot_unref(watch->fetches[place]);
    int r = request_part(watch->hub, &request);
    if (r >= 0)
        r = sd_bus_call_async(hub_bus(watch->hub), &watch->fetches[place], request, callback, watch,
                              FETCH_TIMEOUT_US);
    sd_bus_message_unref(request);
    return r;
}

static int fetch(struct watch *watch)
{
    int r = ask(watch, 0, hub_request_objects, on_objects);
    watch->fetching = r >= 0;
    return r < 0 ? r : ask(watch, 1, hub_request_manager, on_manager);
}

static int on_owner_changed(sd_bus_message *signal, void *data, sd_bus_error *ret_error)
{
    (void)ret_error;
    struct watch *watch = data;
    const char *name, *before, *now;
    if (sd_bus_message_read(signal, "sss", &name, &before, &now) < 0)
        return 0;
    if (*now)
        fetch(watch);
    else
        tell_gone(watch, PRESENCE_HUB_GONE);
    return 0;
}

static int on_signal(sd_bus_message *signal, void *data, sd_bus_error *ret_error)
{
    (void)ret_error;
    struct watch *watch = data;
    struct hub_change change;
    int r = hub_objects_update(&watch->objects, signal, &change);
    if (r > 0 && watch->view->changed)
        watch->view->changed(watch->data, &watch->objects, &change);
    if (r != 0)
        return 0;
    if (!watch->objects.paths && !watch->fetching)
        fetch(watch); /* it did not answer before, and lives after all */
    struct json_object *happening;
    if (happening_read(signal, &happening) <= 0)
        return 0;
    watch->view->happening(watch->data, &watch->objects, happening);
    if (strcmp(happening_string(happening, "event"), "set-ended") == 0 &&
        ++watch->sets_ended == watch->options->sets)
        stop(watch, EXIT_OK);
    json_object_put(happening);
    return 0;
}

static int on_disconnected(sd_bus_message *signal, void *data, sd_bus_error *ret_error)
{
    (void)signal;
    (void)ret_error;
    struct watch *watch = data;
    hub_fail(watch->hub, NULL, -ECONNRESET);
    bus_is_missing(watch);
    return 0;
}

static int follow(struct watch *watch)
{
    sd_bus *bus = hub_bus(watch->hub);
    int r = sd_bus_attach_event(bus, watch->event, SD_EVENT_PRIORITY_NORMAL);
    if (r >= 0)
        r = sd_bus_match_signal(bus, NULL, "org.freedesktop.DBus.Local", NULL,
                                "org.freedesktop.DBus.Local", "Disconnected", on_disconnected,
                                watch);
    if (r >= 0)
        r = sd_bus_add_match(bus, NULL,
                             "type='signal',sender='org.freedesktop.DBus',"
                             "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
                             "arg0='" HUB_NAME "'",
                             on_owner_changed, watch);
    if (r >= 0)
        r = sd_bus_match_signal(bus, NULL, HUB_NAME, NULL, NULL, NULL, on_signal, watch);
    return r < 0 ? r : fetch(watch);
}

static void try_bus(struct watch *watch)
{
    for (unsigned i = 0; i < 2; i++)
        watch->fetches[i] = sd_bus_slot_unref(watch->fetches[i]);
    watch->hub = hub_free(watch->hub);
    int r = hub_open(watch->arguments->bus, &watch->hub);
    if (!watch->hub) {
        stop(watch, EXIT_REFUSED);
        return;
    }
    if (r < 0) {
        bus_is_missing(watch);
        return;
    }
    r = follow(watch);
    if (r < 0) {
        hub_fail(watch->hub, NULL, r);
        bus_is_missing(watch);
    }
}

static int on_retry(sd_event_source *source, uint64_t time_us, void *data)
{
    (void)source;
    (void)time_us;
    try_bus(data);
    return 0;
}

static void try_bus_later(struct watch *watch)
{
    int r;
    if (watch->retry) {
        r = sd_event_source_set_time_relative(watch->retry, RETRY_US);
        if (r >= 0)
            r = sd_event_source_set_enabled(watch->retry, SD_EVENT_ONESHOT);
    } else {
        r = sd_event_add_time_relative(watch->event, &watch->retry, CLOCK_MONOTONIC, RETRY_US, 0,
                                       on_retry, watch);
    }
    if (r < 0)
        stop(watch, EXIT_REFUSED);
}

static int on_later(sd_event_source *source, uint64_t time_us, void *data)
{
    (void)source;
    (void)time_us;
    struct watch *watch = data;
    watch->later_us = 0;
    watch->view->later(watch->data);
    return 0;
}

void watch_call_later(struct watch *watch, uint64_t delay_us)
{
    uint64_t now_us;
    sd_event_now(watch->event, CLOCK_MONOTONIC, &now_us);
    if (watch->later_us > 0 && watch->later_us <= now_us + delay_us)
        return;
    watch->later_us = now_us + delay_us;
    if (!watch->later) {
        sd_event_add_time(watch->event, &watch->later, CLOCK_MONOTONIC, watch->later_us, 1000,
                          on_later, watch);
        return;
    }
    sd_event_source_set_time(watch->later, watch->later_us);
    sd_event_source_set_enabled(watch->later, SD_EVENT_ONESHOT);
}

static int on_stop_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *data)
{
    (void)source;
    (void)info;
    stop(data, EXIT_OK);
    return 0;
}

static int on_resize_signal(sd_event_source *source, const struct signalfd_siginfo *info,
                            void *data)
{
    (void)source;
    (void)info;
    struct watch *watch = data;
    if (watch->view->resized)
        watch->view->resized(watch->data);
    return 0;
}

static int on_suspend_signal(sd_event_source *source, const struct signalfd_siginfo *info,
                             void *data)
{
    (void)source;
    (void)info;
    struct watch *watch = data;
    if (watch->view->suspended)
        watch->view->suspended(watch->data, true);
    raise(SIGSTOP);
    if (watch->view->suspended)
        watch->view->suspended(watch->data, false);
    return 0;
}

static int on_key(sd_event_source *source, int fd, uint32_t events, void *data)
{
    struct watch *watch = data;
    char key;
    if (!(events & EPOLLIN) || read(fd, &key, 1) != 1) {
        sd_event_source_set_enabled(source, SD_EVENT_OFF);
        return 0;
    }
    if (!watch->view->key(watch->data, key))
        stop(watch, EXIT_OK);
    return 0;
}

static int add_sources(struct watch *watch)
{
    static const struct {
        int number;
        sd_event_signal_handler_t handler;
    } handled[] = {
        {SIGINT, on_stop_signal},     {SIGTERM, on_stop_signal},    {SIGHUP, on_stop_signal},
        {SIGWINCH, on_resize_signal}, {SIGTSTP, on_suspend_signal},
    };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof(handled) / sizeof(handled[0]); i++)
        sigaddset(&set, handled[i].number);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        return -errno;
    for (size_t i = 0; i < sizeof(handled) / sizeof(handled[0]); i++) {
        int r =
            sd_event_add_signal(watch->event, NULL, handled[i].number, handled[i].handler, watch);
        if (r < 0)
            return r;
    }
    if (!watch->view->key || !isatty(STDIN_FILENO))
        return 0;
    return sd_event_add_io(watch->event, &watch->keys, STDIN_FILENO, EPOLLIN, on_key, watch);
}

int watch_run(const struct arguments *arguments, const struct watch_options *options,
              const struct watch_view *view, void *data,
              void (*attach)(void *data, struct watch *watch))
{
    struct watch watch = {
        .arguments = arguments,
        .options = options,
        .view = view,
        .data = data,
    };
    int r = sd_event_new(&watch.event);
    if (r >= 0)
        r = add_sources(&watch);
    if (r >= 0) {
        if (attach)
            attach(data, &watch);
        try_bus(&watch);
        r = sd_event_loop(watch.event);
    }
    if (r < 0) {
        fprintf(stderr, "lumbarctl: %s\n", strerror(-r));
        watch.status = EXIT_REFUSED;
    }
    for (unsigned i = 0; i < 2; i++)
        sd_bus_slot_unref(watch.fetches[i]);
    hub_free(watch.hub);
    hub_objects_clear(&watch.objects);
    sd_event_source_unref(watch.later);
    sd_event_source_unref(watch.retry);
    sd_event_source_unref(watch.keys);
    sd_event_unref(watch.event);
    return watch.status;
}
