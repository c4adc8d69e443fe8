/* SPDX-License-Identifier: MIT */
/*
 * watch.h - follows the hub on the bus and tells a view what happens, until it is told to stop.
 *
 * The hub and the bus may come and go. A view shows; it never asks the bus.
 */
#ifndef LUMBARCTL_WATCH_H
#define LUMBARCTL_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "arguments.h"
#include "hub_objects.h"

struct watch;

enum presence {
    PRESENCE_HERE, /* the objects are known */
    PRESENCE_HUB_GONE,
    PRESENCE_BUS_GONE,
};

/* How what happens is shown. All are called on one thread; those that a view does not need are
 * NULL, but not presence and happening. */
struct watch_view {
    void (*presence)(void *data, enum presence presence, const struct hub_objects *objects);
    /* happening: see happening.h; the view may keep a reference */
    void (*happening)(void *data, const struct hub_objects *objects, struct json_object *happening);
    void (*changed)(void *data, const struct hub_objects *objects, const struct hub_change *change);
    /* the time asked for with watch_call_later() has come */
    void (*later)(void *data);
    void (*resized)(void *data);
    /* somebody pressed a key; returns false to stop watching */
    bool (*key)(void *data, char key);
    /* the terminal is to be given back for a while (true), or taken again */
    void (*suspended)(void *data, bool suspended);
};

/* Calls view->later after so much time, or earlier when that was asked for before. */
void watch_call_later(struct watch *watch, uint64_t delay_us);

struct watch_options {
    bool wait;     /* go on when the hub is not there at first */
    unsigned sets; /* stop when so many sets have ended; 0 = never */
};

/* Runs until interrupted, or until a view's key says so. attach, unless NULL, is called before all
 * else: views that use watch_call_later() need it. Returns an exit status. */
int watch_run(const struct arguments *arguments, const struct watch_options *options,
              const struct watch_view *view, void *data,
              void (*attach)(void *data, struct watch *watch));

#endif
