/* SPDX-License-Identifier: MIT */
/*
 * bus_json.h - D-Bus values as JSON: what the hub says is kept, read and printed in one form.
 *
 * Dictionaries with string or object-path keys are objects, structs and arrays are arrays,
 * variants are what they hold, file descriptors are null. So are NaN and infinity: JSON has none,
 * and on this bus NaN means "no sensor can tell".
 */
#ifndef LUMBARCTL_BUS_JSON_H
#define LUMBARCTL_BUS_JSON_H

#include <json-c/json.h>
#include <systemd/sd-bus.h>

/* The next complete value of a message. 1; 0 at the end of the message or container; negative
 * errno. A value can be NULL: that is JSON's null. */
int bus_json_read(sd_bus_message *message, struct json_object **ret_value);

/* All that is left of a message, as members of one object named by the words of names, in their
 * order; values beyond the names are left out. 0 or negative errno. */
int bus_json_read_named(sd_bus_message *message, const char *names,
                        struct json_object **ret_object);

#endif
