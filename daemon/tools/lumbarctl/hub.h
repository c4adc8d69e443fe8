/* SPDX-License-Identifier: MIT */
/*
 * hub.h - the connection to the hub, and calls to it for commands that ask once.
 *
 * Every function that can fail returns a negative errno and leaves a sentence for people in
 * hub_problem(); nothing of D-Bus shows in it.
 */
#ifndef LUMBARCTL_HUB_H
#define LUMBARCTL_HUB_H

#include <stdbool.h>

#include <systemd/sd-bus.h>

#include "hub_objects.h"

#define HUB_NAME "org.lumbar.Hub1"
#define HUB_ROOT "/org/lumbar/Hub1"
#define HUB_MANAGER "org.lumbar.Hub1.Manager"
#define HUB_SENSOR "org.lumbar.Hub1.Sensor"
#define HUB_SESSION "org.lumbar.Hub1.Session"

struct hub;

/* bus: "system", "session" or an address. Connects to the bus; whether the hub is there, calls
 * will tell. On failure *ret_hub is a hub all the same, for hub_problem(), unless -ENOMEM. */
int hub_open(const char *bus, struct hub **ret_hub);
struct hub *hub_free(struct hub *hub); /* NULL is fine; returns NULL */

/* Reads all objects and properties. The hub owns them; they are good until the next call. */
int hub_fetch(struct hub *hub, const struct hub_objects **ret_objects);

/* The two questions that hub_fetch() asks, for those who do not want to wait for the answer. */
int hub_request_objects(struct hub *hub, sd_bus_message **ret_request);
int hub_request_manager(struct hub *hub, sd_bus_message **ret_request);

/* Calls a method of the Manager. types: D-Bus signature of the arguments. ret_reply may be NULL. */
int hub_call(struct hub *hub, sd_bus_message **ret_reply, const char *method, const char *types,
             ...);
/* The same with a message that was filled in by hand; see hub_request(). */
int hub_call_message(struct hub *hub, sd_bus_message *request, sd_bus_message **ret_reply);
int hub_request(struct hub *hub, const char *method, sd_bus_message **ret_request);
int hub_set_bool(struct hub *hub, const char *property, bool value);

sd_bus *hub_bus(struct hub *hub);

/* Why the last call failed: a sentence, and a word ("no-set") for programs. */
const char *hub_problem(const struct hub *hub);
const char *hub_problem_word(const struct hub *hub);
/* The failure means that no hub is there or that it does not answer. */
bool hub_is_absent(const struct hub *hub);

/* Records a failed call as hub_problem(). */
int hub_fail(struct hub *hub, const sd_bus_error *error, int r);

#endif
