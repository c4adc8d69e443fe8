/* SPDX-License-Identifier: MIT */
#include "sensor_list.h"

#include <math.h>
#include <string.h>

#include "hub.h"
#include "text.h"

static const char *get(const struct hub_objects *objects, const char *path, const char *property)
{
    return hub_objects_string(objects, path, HUB_SENSOR, property, "");
}

bool sensor_list_get(const struct hub_objects *objects, size_t i, struct sensor_view *ret_view)
{
    struct json_object *list = hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, "Sensors");
    if (!list || i >= json_object_array_length(list))
        return false;
    const char *path = json_object_get_string(json_object_array_get_idx(list, i));
    struct sensor_view view = {
        .path = path,
        .role = get(objects, path, "Role"),
        .kind = get(objects, path, "Kind"),
        .model = get(objects, path, "Model"),
        .device = get(objects, path, "Device"),
        .uri = get(objects, path, "Uri"),
        .rate_hz = hub_objects_number(objects, path, HUB_SENSOR, "Rate", NAN),
        .samples = hub_objects_number(objects, path, HUB_SENSOR, "Samples", 0),
        .lost = hub_objects_number(objects, path, HUB_SENSOR, "Lost", 0),
    };
    const char *problem = get(objects, path, "Problem");
    const char *condition =
        text_condition(hub_objects_string(objects, path, HUB_SENSOR, "Condition", "ok"));
    bool connected = hub_objects_bool(objects, path, HUB_SENSOR, "Connected");
    const char *remark = "";
    if (!*view.role) {
        view.health = SENSOR_UNUSED;
        remark = "no role";
    } else if (!connected) {
        view.health = SENSOR_GONE;
        remark = "gone";
    } else if (*condition || *problem) {
        view.health = SENSOR_DOUBTFUL;
        remark = condition;
    }
    snprintf(view.remark.s, sizeof(view.remark.s), "%s", *problem ? problem : remark);
    *ret_view = view;
    return true;
}

void sensor_list_print_line(const struct hub_objects *objects, FILE *file)
{
    struct sensor_view view;
    const char *separator = "";
    for (size_t i = 0; sensor_list_get(objects, i, &view); i++) {
        if (view.health != SENSOR_FINE)
            continue;
        fprintf(file, "%s%s", separator, text_safe(view.role).s);
        separator = ", ";
    }
    for (size_t i = 0; sensor_list_get(objects, i, &view); i++) {
        if (view.health == SENSOR_FINE)
            continue;
        const char *name = *view.role ? view.role : view.device;
        fprintf(file, "%s%s (%s)", separator, text_safe(name).s, text_safe(view.remark.s).s);
        separator = ", ";
    }
    if (!*separator)
        fputs("none found", file);
}
