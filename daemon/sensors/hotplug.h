/* SPDX-License-Identifier: MIT */
/*
 * hotplug.h - tells when IIO devices of this machine come and go.
 */
#ifndef LUMBAR_SENSORS_HOTPLUG_H
#define LUMBAR_SENSORS_HOTPLUG_H

#include <stdbool.h>

struct event_base;
struct hotplug;

/* id: "iio:device0". came: it is there and its permissions are set; else it has gone. */
typedef void (*hotplug_changed)(void *data, const char *id, bool came);

/* 0, -ENOMEM, or the negative errno of libudev; without it the hub only looks now and then. */
int hotplug_new(struct event_base *base, hotplug_changed changed, void *data,
                struct hotplug **ret_hotplug);
struct hotplug *hotplug_free(struct hotplug *hotplug);

#endif
