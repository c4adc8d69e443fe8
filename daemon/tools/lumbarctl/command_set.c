/* SPDX-License-Identifier: MIT */
/* Commands for the open set and for what is to be done in it. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "prescription.h"
#include "text.h"

int command_start_set(const struct arguments *arguments)
{
    return command_simple(arguments, "StartSet", "The set is open.");
}

int command_stop_set(const struct arguments *arguments)
{
    return command_simple(arguments, "StopSet", "The set has ended.");
}

int command_restart_set(const struct arguments *arguments)
{
    return command_simple(arguments, "RestartSet", "The set starts again at zero.");
}

int command_undo(const struct arguments *arguments)
{
    return command_simple(arguments, "UndoRep", "The last repetition no longer counts.");
}

static int say_load(const struct arguments *arguments, struct hub *hub, double load_kg)
{
    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "load", json_object_new_double(load_kg));
    char sentence[128];
    if (load_kg > 0)
        snprintf(sentence, sizeof(sentence), "Load: %s", text_load(load_kg).s);
    else
        snprintf(sentence, sizeof(sentence), "Load: not said");
    return command_done(arguments, hub, result, sentence);
}

int command_load(const struct arguments *arguments)
{
    double load_kg = 0;
    bool set = arguments->operand_count > 0;
    if (set && arguments_number(arguments->operands[0], "the load in kg", 0, 1000, &load_kg) < 0)
        return EXIT_USAGE;

    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    if (set) {
        if (hub_call(hub, NULL, "SetLoad", "d", load_kg) < 0)
            return command_fail(arguments, hub);
        return say_load(arguments, hub, load_kg);
    }
    const struct hub_objects *objects;
    if (hub_fetch(hub, &objects) < 0)
        return command_fail(arguments, hub);
    load_kg = hub_objects_number(objects, HUB_ROOT, HUB_MANAGER, "Load", 0);
    return say_load(arguments, hub, load_kg);
}

int command_reserve(const struct arguments *arguments)
{
    unsigned reserve;
    if (arguments_count(arguments->operands[0], "the repetitions left", 1000, &reserve) < 0)
        return EXIT_USAGE;

    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    if (hub_call(hub, NULL, "TellReserve", "u", reserve) < 0)
        return command_fail(arguments, hub);
    return command_done(arguments, hub, NULL, "Thank you, that is noted.");
}

const struct option_spec command_prescribe_options[] = {
    PRESCRIPTION_OPTIONS,
    {0},
};

int command_prescribe(const struct arguments *arguments)
{
    struct prescription_words words;
    if (prescription_read(arguments, &words) < 0)
        return EXIT_USAGE;
    if (!words.given) {
        fputs("lumbarctl: 'prescribe' needs at least one of --reps, --hold, --tempo, --load\n",
              stderr);
        return EXIT_USAGE;
    }
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    sd_bus_message *request = NULL;
    int r = hub_request(hub, "Prescribe", &request);
    if (r >= 0)
        r = sd_bus_message_open_container(request, 'a', "{sv}");
    if (r >= 0)
        r = prescription_append(&words, request);
    if (r >= 0)
        r = sd_bus_message_close_container(request);
    if (r < 0)
        hub_fail(hub, NULL, r);
    else
        r = hub_call_message(hub, request, NULL);
    sd_bus_message_unref(request);
    if (r < 0)
        return command_fail(arguments, hub);
    return command_done(arguments, hub, NULL, "That is what the next sets are to be.");
}

int command_auto_track(const struct arguments *arguments)
{
    const char *word = arguments->operands[0];
    bool on = strcmp(word, "on") == 0;
    if (!on && strcmp(word, "off") != 0) {
        fprintf(stderr, "lumbarctl: auto-track is 'on' or 'off', not '%s'\n", word);
        return EXIT_USAGE;
    }
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    if (hub_set_bool(hub, "AutoTrack", on) < 0)
        return command_fail(arguments, hub);
    return command_done(arguments, hub, NULL,
                        on ? "Sets start and end on their own."
                           : "Sets start and end only by start-set and stop-set.");
}
