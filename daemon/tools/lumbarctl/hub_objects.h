/* SPDX-License-Identifier: MIT */
/*
 * hub_objects.h - a copy of the hub's objects and their properties, as far as the bus has told.
 */
#ifndef LUMBARCTL_HUB_OBJECTS_H
#define LUMBARCTL_HUB_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>
#include <systemd/sd-bus.h>

struct hub_objects {
    struct json_object *paths; /* path → interface → property → value; NULL = nothing known */
};

void hub_objects_clear(struct hub_objects *objects);

/* Takes the answer to GetManagedObjects, which by its specification leaves the root object out.
 * 0 or negative errno; then nothing has changed. */
int hub_objects_fill(struct hub_objects *objects, sd_bus_message *reply);
/* Takes the answer to GetAll for the Manager, after hub_objects_fill(). 0 or negative errno. */
int hub_objects_fill_manager(struct hub_objects *objects, sd_bus_message *reply);

/* What changed; the texts are the message's. */
struct hub_change {
    const char *path;
    const char *interface; /* "" when objects came or went */
};

/* Takes InterfacesAdded, InterfacesRemoved and PropertiesChanged. Returns 1 when something
 * changed, 0 for any other message, negative errno. */
int hub_objects_update(struct hub_objects *objects, sd_bus_message *signal,
                       struct hub_change *ret_change);

/* Values; the fallback where the object, the interface or the property is not known, or null. */
struct json_object *hub_objects_get(const struct hub_objects *objects, const char *path,
                                    const char *interface, const char *property);
const char *hub_objects_string(const struct hub_objects *objects, const char *path,
                               const char *interface, const char *property, const char *fallback);
double hub_objects_number(const struct hub_objects *objects, const char *path,
                          const char *interface, const char *property, double fallback);
bool hub_objects_bool(const struct hub_objects *objects, const char *path, const char *interface,
                      const char *property);

/* Path of the session that is going on, NULL when there is none. */
const char *hub_objects_session(const struct hub_objects *objects);
/* Name for people of an exercise, its id where the hub does not list it. */
const char *hub_objects_exercise_name(const struct hub_objects *objects, const char *id);

/* Calls each for all sensors that the Manager lists. */
void hub_objects_each_sensor(const struct hub_objects *objects,
                             void (*each)(void *data, const char *path), void *data);

/* "rep-detail" from "RepDetail". */
void hub_word(const char *camel_case, char *ret_word, size_t size);

#endif
