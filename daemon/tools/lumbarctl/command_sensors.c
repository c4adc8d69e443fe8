/* SPDX-License-Identifier: MIT */
/* sensors: what hangs on the hub, and how well it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "json_output.h"
#include "sensor_list.h"
#include "text.h"

static void print_contexts(const struct hub_objects *objects)
{
    struct json_object *list = hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, "Contexts");
    for (size_t i = 0; list && i < json_object_array_length(list); i++) {
        struct json_object *pair = json_object_array_get_idx(list, i);
        const char *uri = json_object_get_string(json_object_array_get_idx(pair, 0));
        const char *state = json_object_get_string(json_object_array_get_idx(pair, 1));
        if (strcmp(state, "connected") != 0)
            printf("Not reached: %s (%s)\n", text_safe(uri).s, text_safe(state).s);
    }
}

static void print_sensor(const struct sensor_view *view)
{
    static const char *const state[] = {
        [SENSOR_FINE] = "ok",
        [SENSOR_DOUBTFUL] = "doubtful",
        [SENSOR_GONE] = "gone",
        [SENSOR_UNUSED] = "not used",
    };
    char rate[24] = "-";
    if (isfinite(view->rate_hz))
        snprintf(rate, sizeof(rate), "%.0f/s", view->rate_hz);
    struct text lost = text_share(view->lost, view->samples + view->lost);
    printf("%-14s %-9s %-7s %8s %8s  %s", *view->role ? text_safe(view->role).s : "-",
           state[view->health], text_safe(view->kind).s, rate, lost.s, text_safe(view->model).s);
    if (*view->remark.s)
        printf(": %s", text_safe(view->remark.s).s);
    putchar('\n');
}

int command_sensors(const struct arguments *arguments)
{
    struct hub *hub;
    const struct hub_objects *objects;
    int status = command_fetch(arguments, &hub, &objects);
    if (status != EXIT_OK)
        return status;
    if (arguments->json)
        return command_done(arguments, hub, json_output_sensors(objects), NULL);

    struct sensor_view view;
    size_t i = 0;
    for (; sensor_list_get(objects, i, &view); i++) {
        if (i == 0)
            printf("%-14s %-9s %-7s %8s %8s  %s\n", "WHERE", "STATE", "KIND", "RATE", "LOST",
                   "MODEL");
        print_sensor(&view);
    }
    if (i == 0)
        puts("No sensors found. Is the array plugged in? Places to look in stand in lumbard.conf.");
    print_contexts(objects);
    hub_free(hub);
    return EXIT_OK;
}
