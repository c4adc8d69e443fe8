/* SPDX-License-Identifier: MIT */
/* status: everything that matters at a glance. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "json_output.h"
#include "sensor_list.h"
#include "text.h"

static void print_state(const struct hub_objects *objects, const char *session)
{
    const char *state = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "State", "unknown");
    unsigned set = (unsigned)hub_objects_number(objects, session, HUB_SESSION, "Set", 0);
    unsigned reps = (unsigned)hub_objects_number(objects, session, HUB_SESSION, "Reps", 0);
    struct text repetitions = text_count(reps, "repetition", "repetitions");

    printf("State     ");
    if (strcmp(state, "idle") == 0)
        puts("idle: no session; the first set opens one");
    else if (strcmp(state, "ready") == 0)
        puts("ready: waiting for the first set");
    else if (strcmp(state, "set") == 0)
        printf("set %u is going on: %s\n", set, repetitions.s);
    else if (strcmp(state, "rest") == 0)
        printf("rest, %s since set %u (%s)\n",
               text_clock(text_seconds_since((uint64_t)hub_objects_number(
                              objects, session, HUB_SESSION, "RestSince", 0)))
                   .s,
               set, repetitions.s);
    else
        printf("%s\n", text_safe(state).s);
}

static void print_session(const struct hub_objects *objects, const char *session)
{
    if (!session)
        return;
    const char *athlete = hub_objects_string(objects, session, HUB_SESSION, "Athlete", "");
    double started = hub_objects_number(objects, session, HUB_SESSION, "Started", 0);
    printf("Session   since %s", text_clock(text_seconds_since((uint64_t)started)).s);
    if (*athlete)
        printf(", %s", text_safe(athlete).s);
    if (hub_objects_bool(objects, session, HUB_SESSION, "Pain"))
        printf(", pain was reported");
    putchar('\n');
}

static void print_exercise(const struct hub_objects *objects, const char *session)
{
    const char *id = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Exercise", "unknown");
    const char *source =
        hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "ExerciseSource", "unknown");
    double load_kg = hub_objects_number(objects, HUB_ROOT, HUB_MANAGER, "Load", 0);
    unsigned reps = (unsigned)hub_objects_number(objects, session, HUB_SESSION, "TargetReps", 0);
    double hold_s = hub_objects_number(objects, session, HUB_SESSION, "TargetHold", 0);
    const char *tempo = hub_objects_string(objects, session, HUB_SESSION, "Tempo", "");

    if (strcmp(id, "unknown") == 0)
        printf("Exercise  recognised when you lift");
    else
        printf("Exercise  %s (%s)", text_safe(hub_objects_exercise_name(objects, id)).s,
               text_safe(source).s);
    if (load_kg > 0)
        printf(", %s", text_load(load_kg).s);
    if (reps > 0)
        printf(", %s a set", text_count(reps, "repetition", "repetitions").s);
    if (hold_s > 0)
        printf(", %s hold", text_seconds(hold_s).s);
    if (*tempo)
        printf(", tempo %s", text_safe(tempo).s);
    putchar('\n');
}

static void print_counting(const struct hub_objects *objects)
{
    const char *kind = hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Calibrating", "");
    if (*kind)
        printf("Counting  waits for the %s calibration\n", text_safe(kind).s);
}

static void print_list(const struct hub_objects *objects, const char *property)
{
    struct json_object *list = hub_objects_get(objects, HUB_ROOT, HUB_MANAGER, property);
    for (size_t i = 0; list && i < json_object_array_length(list); i++)
        printf("Problem   %s\n", json_object_get_string(json_object_array_get_idx(list, i)));
}

int command_status(const struct arguments *arguments)
{
    struct hub *hub;
    const struct hub_objects *objects;
    int status = command_fetch(arguments, &hub, &objects);
    if (status != EXIT_OK)
        return status;
    if (arguments->json)
        return command_done(arguments, hub, json_output_status(objects), NULL);

    const char *session = hub_objects_session(objects);
    printf("Hub       lumbard %s\n",
           hub_objects_string(objects, HUB_ROOT, HUB_MANAGER, "Version", "?"));
    print_state(objects, session);
    print_counting(objects);
    print_session(objects, session);
    print_exercise(objects, session);
    if (!hub_objects_bool(objects, HUB_ROOT, HUB_MANAGER, "AutoTrack"))
        puts("Sets      start and end only by command");
    printf("Sensors   ");
    sensor_list_print_line(objects, stdout);
    putchar('\n');
    print_list(objects, "Problems");
    print_list(objects, "ProfileProblems");
    hub_free(hub);
    return EXIT_OK;
}
