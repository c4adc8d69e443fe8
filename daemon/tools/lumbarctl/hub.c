/* SPDX-License-Identifier: MIT */
#include "hub.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bus/bus_address.h"

/* A hub that lives answers within milliseconds. */
#define CALL_TIMEOUT_US (5 * 1000000ULL)

struct hub {
    sd_bus *bus;
    char *address; /* "system", "session" or as given */
    struct hub_objects objects;
    char problem[512];
    char word[48];
    bool absent;
};

static int connect_bus(const char *address, sd_bus **ret_bus)
{
    const char *name;
    sd_bus *bus = NULL;
    int r = bus_address_open(address, "lumbarctl", &bus);
    /* Hello is answered only when somebody waits for it: find out now, not at the first call. */
    if (r >= 0)
        r = sd_bus_get_unique_name(bus, &name);
    if (r < 0) {
        sd_bus_close_unref(bus);
        return r;
    }
    *ret_bus = bus;
    return 0;
}

static int fail_to_connect(struct hub *hub, int r)
{
    hub->absent = true;
    snprintf(hub->word, sizeof(hub->word), "no-bus");
    if (strcmp(hub->address, "system") == 0)
        snprintf(hub->problem, sizeof(hub->problem),
                 "The system bus cannot be reached (%s). Is D-Bus running? A hub that was started "
                 "with --bus needs the same --bus here.",
                 strerror(-r));
    else if (strcmp(hub->address, "session") == 0)
        snprintf(hub->problem, sizeof(hub->problem),
                 "There is no session bus (%s). Log in on a desktop, or use: dbus-run-session",
                 strerror(-r));
    else
        snprintf(hub->problem, sizeof(hub->problem), "The bus at '%s' cannot be reached: %s",
                 hub->address, r == -EINVAL ? "this is not a D-Bus address" : strerror(-r));
    return r;
}

int hub_open(const char *bus, struct hub **ret_hub)
{
    struct hub *hub = calloc(1, sizeof(*hub));
    if (!hub)
        return -ENOMEM;
    hub->address = strdup(bus);
    if (!hub->address) {
        free(hub);
        return -ENOMEM;
    }
    *ret_hub = hub;
    int r = connect_bus(bus, &hub->bus);
    return r < 0 ? fail_to_connect(hub, r) : 0;
}

struct hub *hub_free(struct hub *hub)
{
    if (!hub)
        return NULL;
    hub_objects_clear(&hub->objects);
    sd_bus_flush_close_unref(hub->bus);
    free(hub->address);
    free(hub);
    return NULL;
}

sd_bus *hub_bus(struct hub *hub)
{
    return hub->bus;
}

const char *hub_problem(const struct hub *hub)
{
    return hub->problem;
}

const char *hub_problem_word(const struct hub *hub)
{
    return hub->word;
}

bool hub_is_absent(const struct hub *hub)
{
    return hub->absent;
}

static void explain(struct hub *hub, bool absent, const char *word, const char *sentence)
{
    hub->absent = absent;
    snprintf(hub->word, sizeof(hub->word), "%s", word);
    snprintf(hub->problem, sizeof(hub->problem), "%s", sentence);
}

static void explain_absence(struct hub *hub)
{
    explain(hub, true, "no-hub", "");
    if (strcmp(hub->address, "system") == 0)
        snprintf(hub->problem, sizeof(hub->problem),
                 "The hub is not running. Start it with: sudo systemctl start lumbard\n"
                 "(If it runs on another bus, say which with --bus.)");
    else
        snprintf(hub->problem, sizeof(hub->problem),
                 "The hub is not running on this bus. Start it with: lumbard --bus %s",
                 hub->address);
}

/* The hub's own errors: their text is for people, but cannot know what to type next. */
static void explain_refusal(struct hub *hub, const char *error, const char *text)
{
    char word[sizeof(hub->word)];
    hub_word(error, word, sizeof(word));
    explain(hub, false, word, text);
    if (strcmp(word, "session-active") == 0)
        explain(hub, false, word, "A session is going on already. End it with: lumbarctl stop");
    else if (strcmp(word, "unknown-exercise") == 0)
        snprintf(hub->problem, sizeof(hub->problem), "%s\nAll of them: lumbarctl exercises", text);
}

int hub_fail(struct hub *hub, const sd_bus_error *error, int r)
{
    static const char own_errors[] = HUB_NAME ".Error.";
    const char *name = error && error->name ? error->name : "";
    const char *text = error && error->message ? error->message : "";

    if (strncmp(name, own_errors, strlen(own_errors)) == 0) {
        explain_refusal(hub, name + strlen(own_errors), text);
    } else if (strcmp(name, SD_BUS_ERROR_SERVICE_UNKNOWN) == 0 ||
               strcmp(name, SD_BUS_ERROR_NAME_HAS_NO_OWNER) == 0) {
        explain_absence(hub);
    } else if (strcmp(name, SD_BUS_ERROR_NO_REPLY) == 0 || r == -ETIMEDOUT) {
        explain(hub, true, "no-answer",
                "The hub does not answer. It may be stopping or stuck; see: "
                "journalctl -u lumbard");
    } else if (strcmp(name, SD_BUS_ERROR_ACCESS_DENIED) == 0) {
        explain(hub, false, "not-allowed",
                "You may not do this here: use sudo, or be made a member of the group lumbar "
                "(sudo adduser NAME lumbar) and log in anew.");
    } else if (strcmp(name, SD_BUS_ERROR_UNKNOWN_METHOD) == 0 ||
               strcmp(name, SD_BUS_ERROR_UNKNOWN_OBJECT) == 0 ||
               strcmp(name, SD_BUS_ERROR_UNKNOWN_INTERFACE) == 0 ||
               strcmp(name, SD_BUS_ERROR_UNKNOWN_PROPERTY) == 0) {
        explain(hub, false, "not-known",
                "This hub does not know that command. Is it older than this lumbarctl?");
    } else if (r == -ECONNRESET || r == -ENOTCONN || strcmp(name, SD_BUS_ERROR_DISCONNECTED) == 0) {
        explain(hub, true, "no-bus", "The bus has gone away.");
    } else if (r == -EINVAL && !*name) {
        /* the bus takes only UTF-8, and nothing else that people give can be refused here */
        explain(hub, false, "invalid-argument", "A word of the command is not UTF-8 text.");
    } else {
        explain(hub, false, "failed", *text ? text : strerror(-r));
    }
    return r;
}

int hub_request(struct hub *hub, const char *method, sd_bus_message **ret_request)
{
    return sd_bus_message_new_method_call(hub->bus, ret_request, HUB_NAME, HUB_ROOT, HUB_MANAGER,
                                          method);
}

int hub_call_message(struct hub *hub, sd_bus_message *request, sd_bus_message **ret_reply)
{
    sd_bus_error error = SD_BUS_ERROR_NULL;
    int r = sd_bus_call(hub->bus, request, CALL_TIMEOUT_US, &error, ret_reply);
    if (r < 0)
        hub_fail(hub, &error, r);
    sd_bus_error_free(&error);
    return r < 0 ? r : 0;
}

int hub_call(struct hub *hub, sd_bus_message **ret_reply, const char *method, const char *types,
             ...)
{
    sd_bus_message *request = NULL;
    int r = hub_request(hub, method, &request);
    if (r >= 0 && types) {
        va_list values;
        va_start(values, types);
        r = sd_bus_message_appendv(request, types, values);
        va_end(values);
    }
    if (r < 0)
        hub_fail(hub, NULL, r);
    else
        r = hub_call_message(hub, request, ret_reply);
    sd_bus_message_unref(request);
    return r;
}

int hub_request_objects(struct hub *hub, sd_bus_message **ret_request)
{
    return sd_bus_message_new_method_call(hub->bus, ret_request, HUB_NAME, HUB_ROOT,
                                          "org.freedesktop.DBus.ObjectManager",
                                          "GetManagedObjects");
}

int hub_request_manager(struct hub *hub, sd_bus_message **ret_request)
{
    int r = sd_bus_message_new_method_call(hub->bus, ret_request, HUB_NAME, HUB_ROOT,
                                           "org.freedesktop.DBus.Properties", "GetAll");
    return r < 0 ? r : sd_bus_message_append(*ret_request, "s", HUB_MANAGER);
}

static int fetch_part(struct hub *hub, int (*request_part)(struct hub *, sd_bus_message **),
                      int (*take)(struct hub_objects *, sd_bus_message *))
{
    sd_bus_message *request = NULL, *reply = NULL;
    int r = request_part(hub, &request);
    if (r < 0) {
        hub_fail(hub, NULL, r);
    } else {
        r = hub_call_message(hub, request, &reply);
        if (r >= 0) {
            r = take(&hub->objects, reply);
            if (r < 0)
                hub_fail(hub, NULL, r);
        }
    }
    sd_bus_message_unref(reply);
    sd_bus_message_unref(request);
    return r;
}

int hub_fetch(struct hub *hub, const struct hub_objects **ret_objects)
{
    int r = fetch_part(hub, hub_request_objects, hub_objects_fill);
    if (r >= 0)
        r = fetch_part(hub, hub_request_manager, hub_objects_fill_manager);
    if (r >= 0)
        *ret_objects = &hub->objects;
    return r;
}

int hub_set_bool(struct hub *hub, const char *property, bool value)
{
    sd_bus_error error = SD_BUS_ERROR_NULL;
    int r = sd_bus_set_property(hub->bus, HUB_NAME, HUB_ROOT, HUB_MANAGER, property, &error, "b",
                                (int)value);
    if (r < 0)
        hub_fail(hub, &error, r);
    sd_bus_error_free(&error);
    return r < 0 ? r : 0;
}
