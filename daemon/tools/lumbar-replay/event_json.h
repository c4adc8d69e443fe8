/* SPDX-License-Identifier: MIT */
/*
 * event_json.h - events and the summary as JSON objects of one line each.
 *
 * Numbers have fixed decimals, so that the same recording gives the same bytes. Times are seconds
 * in the recording. A quantity that no sensor can tell is null.
 */
#ifndef LUMBAR_REPLAY_EVENT_JSON_H
#define LUMBAR_REPLAY_EVENT_JSON_H

#include <json-c/json.h>

#include "core/event.h"

/* Both return NULL when out of memory; the caller puts the object. */
struct json_object *event_to_json(const struct core_event *event, const char *sensor_role);

/* The entry of a set in the summary, from its EVENT_SET_ENDED. */
struct json_object *set_to_json(const struct core_event *event);

#endif
