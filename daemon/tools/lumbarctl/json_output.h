/* SPDX-License-Identifier: MIT */
/*
 * json_output.h - what --json prints: one object a line, keys in snake_case throughout.
 *
 * The bus has "TrunkAngle" for properties, "reps_left" for arguments and "lumbar-peak" for keys of
 * dictionaries; a reader of JSON gets trunk_angle, reps_left, lumbar_peak.
 */
#ifndef LUMBARCTL_JSON_OUTPUT_H
#define LUMBARCTL_JSON_OUTPUT_H

#include "hub_objects.h"

/* A copy with such keys, at all depths. */
struct json_object *json_output_copy(struct json_object *value);

/* Prints a line on standard output, at once, and drops the object. 0, or -EPIPE when nobody reads.
 */
int json_output_print(struct json_object *object);

/* The pieces of `status`; each returns a new object, NULL where there is no such thing. */
struct json_object *json_output_status(const struct hub_objects *objects);
struct json_object *json_output_sensors(const struct hub_objects *objects);
struct json_object *json_output_sensor(const struct hub_objects *objects, const char *path);
struct json_object *json_output_exercises(const struct hub_objects *objects);
struct json_object *json_output_session(const struct hub_objects *objects, const char *path);

#endif
