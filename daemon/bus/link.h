/* SPDX-License-Identifier: MIT */
/*
 * link.h - the connection to the message bus: sd-bus on libevent, with a name, and a will to live.
 *
 * A bus that is not there, goes away or refuses the name is tried again with growing pauses; what
 * is on the way to a client is lost then, nothing else. Only a second daemon that has the name
 * already is the end. All callbacks run on the loop's thread.
 */
#ifndef LUMBAR_BUS_LINK_H
#define LUMBAR_BUS_LINK_H

#include <systemd/sd-bus.h>

struct event_base;
struct link;

struct link_callbacks {
    /* A connection was opened: put the objects on it. Negative errno gives the connection up. */
    int (*opened)(void *data, sd_bus *bus);
    void (*named)(void *data);  /* the name is ours: clients can find us */
    void (*closed)(void *data); /* take the objects off; the sd_bus is about to go */
    /* Once an outage: there is no bus, or not the name. It is tried again. */
    void (*down)(void *data);
    /* Another process has the name; the text says which. */
    void (*taken)(void *data, const char *message);
};

/* Begins to connect; the address (bus_address.h) is copied. 0, -ENOMEM, -EINVAL for a bad one. */
int link_new(struct event_base *base, const char *address, const char *name,
             const struct link_callbacks *callbacks, void *data, struct link **ret_link);

/* Sends what is queued, for a second at most, and closes. NULL is fine; returns NULL. */
struct link *link_free(struct link *link);

/* The bus while the name is ours, else NULL: then there is nobody to send to. */
sd_bus *link_bus(const struct link *link);

/*
 * To be called after anything was sent outside a callback of sd-bus: what sd-bus waits for (its
 * events and its time) may have changed, and it cannot say so itself.
 */
void link_arm(struct link *link);

#endif
