/* SPDX-License-Identifier: MIT */
/* Commands for the exercises: which there are, and which is done. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "json_output.h"
#include "text.h"

int command_exercises(const struct arguments *arguments)
{
    struct hub *hub;
    const struct hub_objects *objects;
    int status = command_fetch(arguments, &hub, &objects);
    if (status != EXIT_OK)
        return status;
    if (arguments->json)
        return command_done(arguments, hub, json_output_exercises(objects), NULL);

    const char *current = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Exercise", "");
    struct json_object *list = hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, "Exercises");
    size_t count = list ? json_object_array_length(list) : 0;
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        struct json_object *id = json_object_array_get_idx(json_object_array_get_idx(list, i), 0);
        int length = json_object_get_string_len(id);
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < count; i++) {
        struct json_object *pair = json_object_array_get_idx(list, i);
        const char *id = json_object_get_string(json_object_array_get_idx(pair, 0));
        const char *name = json_object_get_string(json_object_array_get_idx(pair, 1));
        printf("%c %-*s  %s\n", strcmp(id, current) == 0 ? '*' : ' ', width, id, text_safe(name).s);
    }
    if (count == 0)
        puts("No exercises are installed; only 'generic' can be counted.");
    hub_free(hub);
    return EXIT_OK;
}

static int say_exercise(const struct arguments *arguments, struct hub *hub)
{
    const struct hub_objects *objects;
    if (hub_fetch(hub, &objects) < 0)
        return command_fail(arguments, hub);
    const char *id = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Exercise", "unknown");
    const char *source =
        hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "ExerciseSource", "unknown");

    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "exercise", json_object_new_string(id));
    json_object_object_add(result, "exercise_source", json_object_new_string(source));
    char sentence[160];
    if (strcmp(id, "unknown") == 0)
        snprintf(sentence, sizeof(sentence), "Exercise: the hub recognises it when you lift.");
    else
        snprintf(sentence, sizeof(sentence), "Exercise: %s (%s)",
                 text_safe(hub_objects_exercise_name(objects, id)).s, source);
    return command_done(arguments, hub, result, sentence);
}

int command_exercise(const struct arguments *arguments)
{
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    if (arguments->operand_count > 0) {
        const char *id = arguments->operands[0];
        if (hub_call(hub, NULL, "SelectExercise", "s", strcmp(id, "auto") == 0 ? "" : id) < 0)
            return command_fail(arguments, hub);
    }
    return say_exercise(arguments, hub);
}
