/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <stdio.h>

#include "json_output.h"

int command_open(const struct arguments *arguments, struct hub **ret_hub)
{
    struct hub *hub = NULL;
    int r = hub_open(arguments->bus, &hub);
    if (!hub) {
        fputs("lumbarctl: out of memory\n", stderr);
        return EXIT_REFUSED;
    }
    if (r < 0)
        return command_fail(arguments, hub);
    *ret_hub = hub;
    return EXIT_OK;
}

int command_fetch(const struct arguments *arguments, struct hub **ret_hub,
                  const struct hub_objects **ret_objects)
{
    struct hub *hub = NULL;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    if (hub_fetch(hub, ret_objects) < 0)
        return command_fail(arguments, hub);
    *ret_hub = hub;
    return EXIT_OK;
}

int command_fail(const struct arguments *arguments, struct hub *hub)
{
    int status = hub_is_absent(hub) ? EXIT_NO_HUB : EXIT_REFUSED;
    fprintf(stderr, "lumbarctl: %s\n", hub_problem(hub));
    if (arguments->json) {
        struct json_object *failure = json_object_new_object();
        json_object_object_add(failure, "error", json_object_new_string(hub_problem_word(hub)));
        json_object_object_add(failure, "message", json_object_new_string(hub_problem(hub)));
        json_output_print(failure);
    }
    hub_free(hub);
    return status;
}

int command_done(const struct arguments *arguments, struct hub *hub, struct json_object *result,
                 const char *sentence)
{
    hub_free(hub);
    if (arguments->json)
        return json_output_print(result ? result : json_object_new_object()) < 0 ? EXIT_REFUSED
                                                                                 : EXIT_OK;
    json_object_put(result);
    return puts(sentence) >= 0 && fflush(stdout) == 0 ? EXIT_OK : EXIT_REFUSED;
}

int command_simple(const struct arguments *arguments, const char *method, const char *sentence)
{
    struct hub *hub;
    int status = command_open(arguments, &hub);
    if (status != EXIT_OK)
        return status;
    if (hub_call(hub, NULL, method, NULL) < 0)
        return command_fail(arguments, hub);
    return command_done(arguments, hub, NULL, sentence);
}
