/* SPDX-License-Identifier: MIT */
/* watch --json: an object a line. Happenings as they come; state when it changes. */
#include "watch_views.h"

#include <stdio.h>
#include <string.h>

#include "hub.h"
#include "json_output.h"

struct watch_json {
    bool live;
};

static void print_event(const char *event, struct json_object *members)
{
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "event", json_object_new_string(event));
    if (members) {
        json_object_object_foreach(members, name, value)
            json_object_object_add(object, name, json_object_get(value));
        json_object_put(members);
    }
    json_output_print(object);
}

static void on_presence(void *data, enum presence presence, const struct hub_objects *objects)
{
    (void)data;
    static const char *const events[] = {
        [PRESENCE_HERE] = "status",
        [PRESENCE_HUB_GONE] = "hub-gone",
        [PRESENCE_BUS_GONE] = "bus-gone",
    };
    print_event(events[presence], presence == PRESENCE_HERE ? json_output_status(objects) : NULL);
}

static void on_changed(void *data, const struct hub_objects *objects,
                       const struct hub_change *change)
{
    const struct watch_json *json = data;
    if (strcmp(change->interface, HUB_SENSOR) == 0) {
        print_event("sensor", json_output_sensor(objects, change->path));
    } else if (strcmp(change->interface, HUB_SESSION) == 0) {
        if (json->live)
            print_event("live", json_output_session(objects, change->path));
    } else {
        print_event("status", json_output_status(objects));
    }
}

static void on_happening(void *data, const struct hub_objects *objects,
                         struct json_object *happening)
{
    (void)data;
    (void)objects;
    json_output_print(json_object_get(happening));
}

int watch_json_run(const struct arguments *arguments, const struct watch_options *options,
                   bool live)
{
    static const struct watch_view view = {
        .presence = on_presence,
        .happening = on_happening,
        .changed = on_changed,
    };
    struct watch_json json = {.live = live};
    return watch_run(arguments, options, &view, &json, NULL);
}
