/* SPDX-License-Identifier: MIT */
#include "json_output.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hub.h"

static void snake(const char *key, char *ret_key, size_t size)
{
    hub_word(key, ret_key, size);
    for (char *c = ret_key; *c; c++)
        if (*c == '-')
            *c = '_';
}

struct json_object *json_output_copy(struct json_object *value)
{
    if (json_object_is_type(value, json_type_object)) {
        struct json_object *copy = json_object_new_object();
        json_object_object_foreach(value, key, member)
        {
            char name[64];
            snake(key, name, sizeof(name));
            json_object_object_add(copy, name, json_output_copy(member));
        }
        return copy;
    }
    if (json_object_is_type(value, json_type_array)) {
        struct json_object *copy = json_object_new_array();
        for (size_t i = 0; i < json_object_array_length(value); i++)
            json_object_array_add(copy, json_output_copy(json_object_array_get_idx(value, i)));
        return copy;
    }
    return json_object_get(value);
}

int json_output_print(struct json_object *object)
{
    const char *text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
                                                                  JSON_C_TO_STRING_NOSLASHESCAPE);
    bool printed = text && puts(text) >= 0 && fflush(stdout) == 0;
    json_object_put(object);
    return printed ? 0 : -EPIPE;
}

/* An array of structs as an array of objects; names are the words for their members. */
static struct json_object *name_members(struct json_object *structs, const char *const *names,
                                        size_t name_count)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; structs && i < json_object_array_length(structs); i++) {
        struct json_object *members = json_object_array_get_idx(structs, i);
        struct json_object *named = json_object_new_object();
        for (size_t k = 0; k < name_count; k++)
            json_object_object_add(named, names[k],
                                   json_object_get(json_object_array_get_idx(members, k)));
        json_object_array_add(list, named);
    }
    return list;
}

/* All properties of an object, but those of type a(...), which are named by the caller. */
static struct json_object *properties(const struct hub_objects *objects, const char *path,
                                      const char *interface)
{
    struct json_object *interfaces, *found;
    if (!path || !json_object_object_get_ex(objects->paths, path, &interfaces) ||
        !json_object_object_get_ex(interfaces, interface, &found))
        return NULL;
    return json_output_copy(found);
}

struct json_object *json_output_exercises(const struct hub_objects *objects)
{
    static const char *const names[] = {"id", "name"};
    return name_members(hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, "Exercises"), names, 2);
}

struct json_object *json_output_sensor(const struct hub_objects *objects, const char *path)
{
    struct json_object *sensor = properties(objects, path, HUB_SENSOR);
    if (sensor)
        json_object_object_add(sensor, "path", json_object_new_string(path));
    return sensor;
}

struct sensor_list {
    const struct hub_objects *objects;
    struct json_object *list;
};

static void add_sensor(void *data, const char *path)
{
    struct sensor_list *sensors = data;
    struct json_object *sensor = json_output_sensor(sensors->objects, path);
    if (sensor)
        json_object_array_add(sensors->list, sensor);
}

struct json_object *json_output_sensors(const struct hub_objects *objects)
{
    struct sensor_list sensors = {objects, json_object_new_array()};
    hub_objects_each_sensor(objects, add_sensor, &sensors);
    return sensors.list;
}

struct json_object *json_output_session(const struct hub_objects *objects, const char *path)
{
    static const char *const names[] = {"set",   "exercise", "reps", "reps_left", "reps_right",
                                        "start", "end",      "held", "load",      "reason"};
    struct json_object *session = properties(objects, path, HUB_SESSION);
    if (!session)
        return NULL;
    json_object_object_add(session, "path", json_object_new_string(path));
    json_object_object_add(session, "sets",
                           name_members(hub_objects_get(objects, path, HUB_SESSION, "Sets"), names,
                                        sizeof(names) / sizeof(names[0])));
    return session;
}

struct json_object *json_output_status(const struct hub_objects *objects)
{
    static const char *const context_names[] = {"uri", "state"};
    struct json_object *status = properties(objects, HUB_ROOT, HUB_MANAGER);
    if (!status)
        status = json_object_new_object();
    json_object_object_del(status, "exercises");
    json_object_object_add(status, "contexts",
                           name_members(hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, "Contexts"),
                                        context_names, 2));
    json_object_object_add(status, "session",
                           json_output_session(objects, hub_objects_session(objects)));
    json_object_object_add(status, "sensors", json_output_sensors(objects));
    return status;
}
