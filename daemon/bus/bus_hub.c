/* SPDX-License-Identifier: MIT */
#include "bus/bus_hub.h"

#include <errno.h>
#include <event2/event.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bus/bus_hub_private.h"
#include "bus/log.h"

#define TELL_PERIOD_NS 100000000LL /* ten announcements a second: stated in the XML */
#define SENSORS_PERIOD_S 1         /* rates, counters, states of contexts; design value */

int64_t hub_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void on_tell(evutil_socket_t fd, short events, void *userdata)
{
    struct hub *hub = userdata;
    (void)fd;
    (void)events;

    hub->tell_queued = false;
    hub->told_ns = hub_now_ns();
    if (hub->session.dirty) {
        session_refresh_pose(hub);
        object_tell(&hub->session);
    }
    if (hub->manager.dirty)
        object_tell(&hub->manager);
    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++)
        if (hub->sensors[i].used && hub->sensors[i].object.dirty)
            object_tell(&hub->sensors[i].object);
    link_arm(hub->link);
}

void hub_touch(struct hub *hub, struct object *object)
{
    object->dirty = true;
    if (hub->tell_queued || !hub->bus)
        return;
    int64_t wait_ns = hub->told_ns + TELL_PERIOD_NS - hub_now_ns();
    if (wait_ns < 0)
        wait_ns = 0; /* still through the loop, so that signals of this batch go first */
    struct timeval wait = {.tv_usec = (suseconds_t)(wait_ns / 1000)};
    event_add(hub->tell_timer, &wait);
    hub->tell_queued = true;
}

void hub_problems_changed(struct hub *hub)
{
    hub->manager_now.problems.version++;
    hub_touch(hub, &hub->manager);
}

static void tell_serving(struct hub *hub, bool serving)
{
    hub->serving_told = true;
    hub->source.serving(hub->source.data, serving);
}

static void on_sensors_timer(evutil_socket_t fd, short events, void *userdata)
{
    struct hub *hub = userdata;
    (void)fd;
    (void)events;

    if (!hub->serving_told)
        tell_serving(hub, false); /* a bus that hangs: whoever waits for us waits no longer */
    sensors_refresh(hub);
}

/* Any call may read: of properties, of all objects, or as an answer of ours. */
static int on_call(sd_bus_message *message, void *userdata, sd_bus_error *ret_error)
{
    struct hub *hub = userdata;
    uint8_t type;
    (void)ret_error;

    if (sd_bus_message_get_type(message, &type) < 0 || type != SD_BUS_MESSAGE_METHOD_CALL)
        return 0;
    object_note_read(&hub->session);
    object_note_read(&hub->manager);
    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++)
        if (hub->sensors[i].used)
            object_note_read(&hub->sensors[i].object);
    return 0;
}

static int on_opened(void *userdata, sd_bus *bus)
{
    struct hub *hub = userdata;
    int r = sd_bus_add_object_manager(bus, &hub->object_manager, HUB_PATH);

    if (r >= 0)
        r = sd_bus_add_filter(bus, &hub->calls, on_call, hub);
    if (r < 0)
        return r;
    hub->bus = bus;
    manager_refresh(hub);
    sensors_refresh(hub);
    r = object_show(&hub->manager, bus, false);
    for (unsigned i = 0; i < HUB_SENSORS_MAX && r >= 0; i++)
        if (hub->sensors[i].used && !hub->sensors[i].object.bus)
            r = object_show(&hub->sensors[i].object, bus, false);
    if (r >= 0 && hub->has_session)
        r = object_show(&hub->session, bus, false);
    return r;
}

static void on_named(void *userdata)
{
    log_info("serving %s", HUB_NAME);
    tell_serving(userdata, true);
}

static void on_down(void *userdata)
{
    tell_serving(userdata, false);
}

static void on_closed(void *userdata)
{
    struct hub *hub = userdata;

    event_del(hub->tell_timer);
    hub->tell_queued = false;
    object_hide(&hub->session, false);
    object_hide(&hub->manager, false);
    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++)
        object_hide(&hub->sensors[i].object, false);
    hub->calls = sd_bus_slot_unref(hub->calls);
    hub->object_manager = sd_bus_slot_unref(hub->object_manager);
    hub->bus = NULL;
}

static void on_taken(void *userdata, const char *message)
{
    struct hub *hub = userdata;

    hub->source.taken(hub->source.data, message);
}

static void init_objects(struct hub *hub)
{
    hub->manager = (struct object){
        .path = HUB_PATH,
        .interface = MANAGER_INTERFACE,
        .vtable = manager_vtable,
        .now = &hub->manager_now,
        .told = &hub->manager_told,
        .view_size = sizeof hub->manager_now,
    };
    hub->session = (struct object){
        .interface = SESSION_INTERFACE,
        .vtable = session_vtable,
        .now = &hub->session_now,
        .told = &hub->session_told,
        .view_size = sizeof hub->session_now,
    };
    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++)
        hub->sensors[i].object = (struct object){
            .interface = SENSOR_INTERFACE,
            .vtable = sensor_vtable,
            .now = &hub->sensors[i].now,
            .told = &hub->sensors[i].told,
            .view_size = sizeof hub->sensors[i].now,
        };
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        hub->quality[i].noise = NAN;
}

int hub_new(struct event_base *base, const struct hub_config *config,
            const struct hub_source *source, struct hub **ret_hub)
{
    static const struct link_callbacks link_callbacks = {
        .opened = on_opened,
        .named = on_named,
        .down = on_down,
        .closed = on_closed,
        .taken = on_taken,
    };
    static const struct timeval sensors_period = {.tv_sec = SENSORS_PERIOD_S};
    struct hub *hub = calloc(1, sizeof *hub);

    if (!hub)
        return -ENOMEM;
    hub->base = base;
    hub->config = *config;
    hub->source = *source;
    init_objects(hub);
    hub->manager_now.hub = hub;
    hub->manager_now.sensors.owner = hub;
    hub->manager_now.contexts.owner = hub;
    hub->manager_now.exercises.owner = hub;
    hub->manager_now.profile_problems.owner = hub;
    hub->manager_now.problems.owner = hub;
    hub->session_now.sets.owner = hub;
    hub->tell_timer = evtimer_new(base, on_tell, hub);
    hub->sensors_timer = event_new(base, -1, EV_PERSIST, on_sensors_timer, hub);
    int r = -ENOMEM;
    if (hub->tell_timer && hub->sensors_timer &&
        event_add(hub->sensors_timer, &sensors_period) >= 0)
        r = stream_server_new(base, &hub->streams);
    if (r >= 0)
        r = link_new(base, config->address, HUB_NAME, &link_callbacks, hub, &hub->link);
    if (r < 0) {
        hub_free(hub);
        return r;
    }
    *ret_hub = hub;
    return 0;
}

void hub_set_training(struct hub *hub, struct training *training)
{
    hub->training = training;
}

struct hub *hub_free(struct hub *hub)
{
    if (!hub)
        return NULL;
    link_free(hub->link);
    stream_server_free(hub->streams);
    if (hub->tell_timer)
        event_free(hub->tell_timer);
    if (hub->sensors_timer)
        event_free(hub->sensors_timer);
    free(hub);
    return NULL;
}

static void show_session(struct hub *hub, const struct session *session)
{
    snprintf(hub->session.path, sizeof hub->session.path, HUB_PATH "/session/%u", session->number);
    hub->has_session = true;
    session_refresh(hub);
    session_refresh_pose(hub);
    if (hub->bus)
        object_show(&hub->session, hub->bus, link_bus(hub->link) != NULL);
}

static void hide_session(struct hub *hub)
{
    object_hide(&hub->session, link_bus(hub->link) != NULL);
    hub->has_session = false;
}

static void take_quality(struct hub *hub, const struct core_event *event)
{
    if (event->sensor.sensor >= SENSORS_MAX)
        return;
    hub->quality[event->sensor.sensor] = (struct signal_quality){
        .condition = event->sensor.condition,
        .noise = event->sensor.noise,
        .lost = event->sensor.lost,
    };
    sensors_refresh(hub);
}

void hub_happened(struct hub *hub, const struct happening *happening)
{
    switch (happening->type) {
    case HAPPENING_SESSION_STARTED:
        show_session(hub, happening->session);
        manager_refresh(hub);
        break;
    case HAPPENING_SESSION_ENDED:
        session_emit_ended(hub, happening);
        hide_session(hub);
        manager_refresh(hub);
        break;
    case HAPPENING_EVENT:
        if (happening->event->type == EVENT_SENSOR)
            take_quality(hub, happening->event);
        else if (happening->event->type == EVENT_CALIBRATION)
            manager_emit_calibration(hub, happening->event);
        else if (hub->has_session)
            session_emit_event(hub, happening);
        /* fall through */
    case HAPPENING_CHANGED:
        manager_refresh(hub);
        session_refresh(hub);
        break;
    }
    link_arm(hub->link);
}

void hub_sample(struct hub *hub, const struct sample *sample)
{
    hub->sample_t_ns = sample->t_ns;
    stream_server_sample(hub->streams, sample);
}

void hub_batch_done(struct hub *hub)
{
    if (stream_server_wants_pose(hub->streams, hub->sample_t_ns)) {
        struct pose pose;

        training_pose(hub->training, &pose);
        pose.set = session_set_number(training_session(hub->training), pose.set);
        stream_server_pose(hub->streams, hub->sample_t_ns, &pose);
    }
    stream_server_flush(hub->streams);
    if (hub->has_session)
        hub_touch(hub, &hub->session);
}

void hub_sensors_changed(struct hub *hub)
{
    sensors_refresh(hub);
}

void hub_attach(struct hub *hub, uint16_t sensor, const struct sensor_info *info)
{
    if (sensor < SENSORS_MAX)
        hub->quality[sensor] = (struct signal_quality){.noise = NAN};
    stream_server_attach(hub->streams, sensor, info, hub_now_ns());
}

void hub_detach(struct hub *hub, uint16_t sensor)
{
    stream_server_detach(hub->streams, sensor, hub_now_ns());
}
