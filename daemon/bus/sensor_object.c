/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/bus_hub_private.h"
#include "bus/log.h"

#define AT(member) offsetof(struct sensor_view, member)
#define EMITS SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE

const sd_bus_vtable sensor_vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_PROPERTY("Role", "s", object_get_string, AT(role), EMITS),
    SD_BUS_PROPERTY("Kind", "s", object_get_string, AT(kind), EMITS),
    SD_BUS_PROPERTY("Model", "s", object_get_string, AT(model), EMITS),
    SD_BUS_PROPERTY("Label", "s", object_get_string, AT(label), EMITS),
    SD_BUS_PROPERTY("Serial", "s", object_get_string, AT(serial), EMITS),
    SD_BUS_PROPERTY("Uri", "s", object_get_string, AT(uri), EMITS),
    SD_BUS_PROPERTY("Device", "s", object_get_string, AT(device), EMITS),
    SD_BUS_PROPERTY("Rate", "d", NULL, AT(rate), EMITS),
    SD_BUS_PROPERTY("Samples", "t", NULL, AT(samples), 0),
    SD_BUS_PROPERTY("Lost", "t", NULL, AT(lost), EMITS),
    SD_BUS_PROPERTY("Connected", "b", NULL, AT(connected), EMITS),
    SD_BUS_PROPERTY("Noise", "d", NULL, AT(noise), EMITS),
    SD_BUS_PROPERTY("Condition", "s", object_get_string, AT(condition), EMITS),
    SD_BUS_PROPERTY("Problem", "s", object_get_string, AT(problem), EMITS),
    SD_BUS_VTABLE_END,
};

/* Two devices may claim one role; only the one that has it is called by it. */
static int make_path(const struct hub_sensor *sensor, char ret_path[OBJECT_PATH_SIZE])
{
    char name[sizeof sensor->uri + sizeof sensor->device + 1];
    char *path;

    if (sensor->has_role)
        snprintf(name, sizeof name, "%s", sensor->role);
    else
        snprintf(name, sizeof name, "%s/%s", sensor->uri, sensor->device);
    int r = sd_bus_path_encode(HUB_PATH "/sensor", name, &path);
    if (r < 0)
        return r;
    size_t length = strlen(path);
    if (length < OBJECT_PATH_SIZE)
        memcpy(ret_path, path, length + 1);
    free(path);
    return length < OBJECT_PATH_SIZE ? 0 : -ENAMETOOLONG;
}

static double round_to(double value, double step)
{
    return round(value / step) * step;
}

static void fill_view(const struct hub *hub, const struct hub_sensor *sensor,
                      struct sensor_view *view)
{
    static const struct signal_quality unknown_quality = {.noise = NAN};
    const struct signal_quality *quality = &unknown_quality;

    if (sensor->has_role && sensor->sensor < SENSORS_MAX)
        quality = &hub->quality[sensor->sensor];
    snprintf(view->role, sizeof view->role, "%s", sensor->has_role ? sensor->role : "");
    snprintf(view->kind, sizeof view->kind, "%s", sensor->kind);
    snprintf(view->model, sizeof view->model, "%s", sensor->model);
    snprintf(view->label, sizeof view->label, "%s", sensor->label);
    snprintf(view->serial, sizeof view->serial, "%s", sensor->serial);
    snprintf(view->uri, sizeof view->uri, "%s", sensor->uri);
    snprintf(view->device, sizeof view->device, "%s", sensor->device);
    view->rate = round_to(sensor->rate_hz, 0.1);
    view->samples = sensor->samples;
    /* Both see what is missing in the time stamps; the core adds what it threw away as bad. */
    view->lost = quality->lost > sensor->lost ? quality->lost : sensor->lost;
    view->connected = sensor->connected;
    view->noise = quality->noise;
    snprintf(view->condition, sizeof view->condition, "%s",
             sensor_condition_name(quality->condition));
    snprintf(view->problem, sizeof view->problem, "%s", sensor->problem);
}

static struct sensor_object *find_or_take(struct hub *hub, const char *path)
{
    struct sensor_object *free_place = NULL;

    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++) {
        struct sensor_object *sensor = &hub->sensors[i];

        if (sensor->used && strcmp(sensor->object.path, path) == 0)
            return sensor;
        if (!sensor->used && !free_place)
            free_place = sensor;
    }
    return free_place;
}

/* Returns whether the list of sensors has changed. */
static bool list_sensor(struct hub *hub, const struct sensor_object *sensor)
{
    const struct sensor_object **place = &hub->listed[hub->listed_count++];
    bool changed = *place != sensor;

    *place = sensor;
    return changed;
}

/* Likewise. */
static bool refresh_sensor(struct hub *hub, const struct hub_sensor *status)
{
    char path[OBJECT_PATH_SIZE];

    if (make_path(status, path) < 0)
        return false;
    struct sensor_object *sensor = find_or_take(hub, path);
    if (!sensor || sensor->seen)
        return false;
    bool is_new = !sensor->used;
    sensor->seen = true;
    sensor->used = true;
    fill_view(hub, status, &sensor->now);
    sensor->place = status->has_role ? status->sensor : -1;
    memcpy(sensor->object.path, path, sizeof path);
    if (!is_new)
        hub_touch(hub, &sensor->object);
    else if (hub->bus)
        object_show(&sensor->object, hub->bus, link_bus(hub->link) != NULL);
    return list_sensor(hub, sensor) || is_new;
}

static bool remove_unseen(struct hub *hub)
{
    bool changed = false;

    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++) {
        struct sensor_object *sensor = &hub->sensors[i];

        if (!sensor->used || sensor->seen)
            continue;
        object_hide(&sensor->object, link_bus(hub->link) != NULL);
        sensor->used = false;
        changed = true;
    }
    return changed;
}

static bool refresh_contexts(struct hub *hub)
{
    bool changed = false;
    const char *uri;
    const char *state;
    size_t count = 0;

    while (count < HUB_CONTEXTS_MAX &&
           hub->source.context(hub->source.data, count, &uri, &state) >= 0) {
        struct hub_context *context = &hub->contexts[count++];
        struct hub_context fresh = {.uri = ""};

        snprintf(fresh.uri, sizeof fresh.uri, "%s", uri);
        snprintf(fresh.state, sizeof fresh.state, "%s", state);
        if (memcmp(context, &fresh, sizeof fresh) != 0) {
            *context = fresh;
            changed = true;
        }
    }
    changed |= count != hub->context_count;
    hub->context_count = count;
    return changed;
}

void sensors_refresh(struct hub *hub)
{
    struct hub_sensor status;
    bool changed = false;

    for (unsigned i = 0; i < HUB_SENSORS_MAX; i++)
        hub->sensors[i].seen = false;
    hub->listed_count = 0;
    for (size_t i = 0; hub->source.sensor(hub->source.data, i, &status) >= 0; i++)
        changed |= refresh_sensor(hub, &status);
    changed |= remove_unseen(hub);
    if (changed)
        hub->manager_now.sensors.version++;
    if (refresh_contexts(hub)) {
        hub->manager_now.contexts.version++;
        changed = true;
    }
    if (changed)
        hub_touch(hub, &hub->manager);
}
