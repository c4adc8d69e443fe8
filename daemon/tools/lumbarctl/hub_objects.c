/* SPDX-License-Identifier: MIT */
#include "hub_objects.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "bus_json.h"
#include "hub.h"

void hub_objects_clear(struct hub_objects *objects)
{
    json_object_put(objects->paths);
    objects->paths = NULL;
}

int hub_objects_fill(struct hub_objects *objects, sd_bus_message *reply)
{
    struct json_object *paths = NULL;
    int r = bus_json_read(reply, &paths);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    if (!json_object_is_type(paths, json_type_object)) {
        json_object_put(paths);
        return -EBADMSG;
    }
    hub_objects_clear(objects);
    objects->paths = paths;
    return 0;
}

int hub_objects_fill_manager(struct hub_objects *objects, sd_bus_message *reply)
{
    struct json_object *properties = NULL;
    int r = bus_json_read(reply, &properties);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    struct json_object *interfaces = json_object_new_object();
    json_object_object_add(interfaces, HUB_MANAGER, properties);
    json_object_object_add(objects->paths, HUB_ROOT, interfaces);
    return 0;
}

static int interfaces_added(struct hub_objects *objects, sd_bus_message *signal,
                            struct hub_change *change)
{
    const char *path;
    struct json_object *added, *interfaces;
    int r = sd_bus_message_read_basic(signal, 'o', &path);
    if (r > 0)
        r = bus_json_read(signal, &added);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    *change = (struct hub_change){path, ""};
    if (!json_object_object_get_ex(objects->paths, path, &interfaces)) {
        json_object_object_add(objects->paths, path, added);
        return 1;
    }
    json_object_object_foreach(added, interface, properties)
        json_object_object_add(interfaces, interface, json_object_get(properties));
    json_object_put(added);
    return 1;
}

static int interfaces_removed(struct hub_objects *objects, sd_bus_message *signal,
                              struct hub_change *change)
{
    const char *path;
    struct json_object *removed, *interfaces;
    int r = sd_bus_message_read_basic(signal, 'o', &path);
    if (r > 0)
        r = bus_json_read(signal, &removed);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    *change = (struct hub_change){path, ""};
    if (json_object_object_get_ex(objects->paths, path, &interfaces)) {
        for (size_t i = 0; i < json_object_array_length(removed); i++)
            json_object_object_del(interfaces,
                                   json_object_get_string(json_object_array_get_idx(removed, i)));
        if (json_object_object_length(interfaces) == 0)
            json_object_object_del(objects->paths, path);
    }
    json_object_put(removed);
    return 1;
}

static int properties_changed(struct hub_objects *objects, sd_bus_message *signal,
                              struct hub_change *change)
{
    const char *interface;
    struct json_object *changed, *interfaces, *properties;
    int r = sd_bus_message_read_basic(signal, 's', &interface);
    if (r > 0)
        r = bus_json_read(signal, &changed);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    *change = (struct hub_change){sd_bus_message_get_path(signal), interface};
    bool known = json_object_object_get_ex(objects->paths, change->path, &interfaces) &&
                 json_object_object_get_ex(interfaces, interface, &properties);
    if (known) {
        json_object_object_foreach(changed, property, value)
            json_object_object_add(properties, property, json_object_get(value));
    }
    json_object_put(changed);
    return known;
}

int hub_objects_update(struct hub_objects *objects, sd_bus_message *signal,
                       struct hub_change *ret_change)
{
    static const char manager[] = "org.freedesktop.DBus.ObjectManager";

    if (!objects->paths)
        return 0;
    if (sd_bus_message_is_signal(signal, manager, "InterfacesAdded"))
        return interfaces_added(objects, signal, ret_change);
    if (sd_bus_message_is_signal(signal, manager, "InterfacesRemoved"))
        return interfaces_removed(objects, signal, ret_change);
    if (sd_bus_message_is_signal(signal, "org.freedesktop.DBus.Properties", "PropertiesChanged"))
        return properties_changed(objects, signal, ret_change);
    return 0;
}

struct json_object *hub_objects_get(const struct hub_objects *objects, const char *path,
                                    const char *interface, const char *property)
{
    struct json_object *interfaces, *properties, *value;
    if (!path || !json_object_object_get_ex(objects->paths, path, &interfaces) ||
        !json_object_object_get_ex(interfaces, interface, &properties) ||
        !json_object_object_get_ex(properties, property, &value))
        return NULL;
    return value;
}

const char *hub_objects_string(const struct hub_objects *objects, const char *path,
                               const char *interface, const char *property, const char *fallback)
{
    struct json_object *value = hub_objects_get(objects, path, interface, property);
    return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : fallback;
}

double hub_objects_number(const struct hub_objects *objects, const char *path,
                          const char *interface, const char *property, double fallback)
{
    struct json_object *value = hub_objects_get(objects, path, interface, property);
    return value ? json_object_get_double(value) : fallback;
}

bool hub_objects_bool(const struct hub_objects *objects, const char *path, const char *interface,
                      const char *property)
{
    return json_object_get_boolean(hub_objects_get(objects, path, interface, property));
}

const char *hub_objects_session(const struct hub_objects *objects)
{
    const char *path = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Session", "/");
    return strcmp(path, "/") == 0 ? NULL : path;
}

const char *hub_objects_exercise_name(const struct hub_objects *objects, const char *id)
{
    struct json_object *list = hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, "Exercises");
    for (size_t i = 0; list && i < json_object_array_length(list); i++) {
        struct json_object *pair = json_object_array_get_idx(list, i);
        if (strcmp(json_object_get_string(json_object_array_get_idx(pair, 0)), id) == 0)
            return json_object_get_string(json_object_array_get_idx(pair, 1));
    }
    return id;
}

void hub_objects_each_sensor(const struct hub_objects *objects,
                             void (*each)(void *data, const char *path), void *data)
{
    struct json_object *list = hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, "Sensors");
    for (size_t i = 0; list && i < json_object_array_length(list); i++)
        each(data, json_object_get_string(json_object_array_get_idx(list, i)));
}

void hub_word(const char *camel_case, char *ret_word, size_t size)
{
    size_t n = 0;
    for (const char *c = camel_case; *c && n + 2 < size; c++) {
        if (isupper((unsigned char)*c) && c != camel_case)
            ret_word[n++] = '-';
        ret_word[n++] = (char)tolower((unsigned char)*c);
    }
    ret_word[n] = '\0';
}
