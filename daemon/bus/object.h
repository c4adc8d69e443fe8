/* SPDX-License-Identifier: MIT */
/*
 * object.h - an object on the bus: its properties live in a plain struct, its view.
 *
 * The vtable's property offsets point into the view. There are two views: `now`, which the owner
 * fills and readers get, and `told`, what PropertiesChanged has announced last. Telling compares
 * them member by member and announces the difference, so nobody needs to remember what changed.
 * What has been read meanwhile is announced even if it has come back to what was told before:
 * otherwise whoever read it would keep it for good.
 *
 * Members by signature: u uint32_t, t uint64_t, d double (NaN equals NaN), b int, s and o char
 * array with object_get_string / object_get_path as getters, everything else struct versioned.
 */
#ifndef LUMBAR_BUS_OBJECT_H
#define LUMBAR_BUS_OBJECT_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#define OBJECT_PATH_SIZE 512

/* Stands in a view for a property whose value lives elsewhere, and changes with it. */
struct versioned {
    void *owner; /* for the getter */
    uint32_t version;
};

struct object {
    char path[OBJECT_PATH_SIZE];
    const char *interface;
    const sd_bus_vtable *vtable;
    void *now;
    void *told;
    size_t view_size;
    sd_bus *bus; /* where it is shown; NULL = nowhere */
    sd_bus_slot *slot;
    bool dirty;    /* now may differ from told */
    uint64_t read; /* a bit a property, in the vtable's order: somebody may have read it untold */
};

/* Puts it on the bus and, with announce, tells ObjectManager's listeners. 0 or negative errno. */
int object_show(struct object *object, sd_bus *bus, bool announce);
/* Takes it off; fine when it is not shown. */
void object_hide(struct object *object, bool announce);
/* Somebody is about to read the properties. */
void object_note_read(struct object *object);
/* Announces what differs between now and told, or did when it was read. */
void object_tell(struct object *object);

int object_get_string(sd_bus *bus, const char *path, const char *interface, const char *property,
                      sd_bus_message *reply, void *userdata, sd_bus_error *error);
int object_get_path(sd_bus *bus, const char *path, const char *interface, const char *property,
                    sd_bus_message *reply, void *userdata, sd_bus_error *error);

#endif
