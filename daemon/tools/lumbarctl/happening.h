/* SPDX-License-Identifier: MIT */
/*
 * happening.h - a signal of the hub as one JSON object: {"event":"rep","time":…,"rep":3,…}.
 *
 * Members are named as the arguments in dbus/org.lumbar.Hub1.xml; "event" is the signal's name as a
 * lower-case hyphen word; what stands in "details" has keys in snake_case.
 */
#ifndef LUMBARCTL_HAPPENING_H
#define LUMBARCTL_HAPPENING_H

#include <json-c/json.h>
#include <systemd/sd-bus.h>

/* 1 and an object of the caller's; 0 when the message is no signal that is known here; negative
 * errno. */
int happening_read(sd_bus_message *signal, struct json_object **ret_happening);

/* Members; "" and NAN where there is no such member. happening_detail() looks into "details". */
const char *happening_string(struct json_object *happening, const char *name);
double happening_number(struct json_object *happening, const char *name);
double happening_detail(struct json_object *happening, const char *name);
const char *happening_detail_string(struct json_object *happening, const char *name);

#endif
