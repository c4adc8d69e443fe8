/* SPDX-License-Identifier: MIT */
/* Commands for the training session as a whole. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "prescription.h"

const struct option_spec command_start_options[] = {
    {"athlete", "NAME", "who trains"},
    {"exercise", "ID", "what is trained; left out, the hub recognises it"},
    PRESCRIPTION_OPTIONS,
    {0},
};

static int fill_start(sd_bus_message *request, const struct arguments *arguments,
                      const struct prescription_words *words)
{
    const char *athlete = arguments_option(arguments, "athlete");
    const char *exercise = arguments_option(arguments, "exercise");
    int r = sd_bus_message_open_container(request, 'a', "{sv}");
    if (r >= 0 && athlete)
        r = sd_bus_message_append(request, "{sv}", "athlete", "s", athlete);
    if (r >= 0 && exercise)
        r = sd_bus_message_append(request, "{sv}", "exercise", "s", exercise);
    if (r >= 0)
        r = prescription_append(words, request);
    return r < 0 ? r : sd_bus_message_close_container(request);
}

static int call_start(struct hub *hub, const struct arguments *arguments,
                      const struct prescription_words *words, struct json_object **ret_result)
{
    sd_bus_message *request = NULL, *reply = NULL;
    const char *path = NULL;
    int r = hub_request(hub, "StartSession", &request);
    if (r >= 0)
        r = fill_start(request, arguments, words);
    if (r < 0) {
        hub_fail(hub, NULL, r);
    } else {
        r = hub_call_message(hub, request, &reply);
        if (r >= 0)
            r = sd_bus_message_read_basic(reply, 'o', &path);
    }
    if (r >= 0) {
        *ret_result = json_object_new_object();
        json_object_object_add(*ret_result, "session", json_object_new_string(path));
    }
    sd_bus_message_unref(reply);
    sd_bus_message_unref(request);
    return r;
}

int command_start(const struct arguments *arguments)
{
    struct prescription_words words;
    if (prescription_read(arguments, &words) < 0)
        return EXIT_USAGE;
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    struct json_object *result;
    if (call_start(hub, arguments, &words, &result) < 0)
        return command_fail(arguments, hub);
    return command_done(arguments, hub, result,
                        "The session has started. Sets start on their own when you lift.");
}

int command_stop(const struct arguments *arguments)
{
    const char *reason = arguments->operand_count > 0 ? arguments->operands[0] : "finished";
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    if (hub_call(hub, NULL, "StopSession", "s", reason) < 0)
        return command_fail(arguments, hub);
    return command_done(arguments, hub, NULL, "The session has ended.");
}

int command_pain(const struct arguments *arguments)
{
    return command_simple(arguments, "ReportPain",
                          "Noted. Put the weight down. No more loaded work for the back today.");
}
