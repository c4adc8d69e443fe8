/* SPDX-License-Identifier: MIT */
#include "bus/object.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "bus/log.h"

/* Of one interface, a bit each of object.read; vtables are ours, so the tests check this. */
#define PROPERTIES_MAX 64

int object_show(struct object *object, sd_bus *bus, bool announce)
{
    int r;

    memcpy(object->told, object->now, object->view_size);
    object->dirty = false;
    object->read = 0;
    r = sd_bus_add_object_vtable(bus, &object->slot, object->path, object->interface,
                                 object->vtable, object->now);
    if (r < 0) {
        log_error("cannot show %s on the bus: %s", object->path, strerror(-r));
        return r;
    }
    object->bus = bus;
    if (announce) {
        r = sd_bus_emit_object_added(bus, object->path);
        if (r < 0)
            log_warning("cannot announce %s: %s", object->path, strerror(-r));
    }
    return 0;
}

void object_hide(struct object *object, bool announce)
{
    if (!object->bus)
        return;
    /* Before the vtable goes: sd-bus lists the interfaces that the object still has. */
    if (announce) {
        int r = sd_bus_emit_object_removed(object->bus, object->path);
        if (r < 0)
            log_warning("cannot announce that %s has gone: %s", object->path, strerror(-r));
    }
    object->slot = sd_bus_slot_unref(object->slot);
    object->bus = NULL;
}

static bool same_double(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a >= b && a <= b);
}

static bool same_member(char type, const void *a, const void *b)
{
    switch (type) {
    case 'u':
    case 'b':
        return memcmp(a, b, sizeof(uint32_t)) == 0;
    case 't':
        return memcmp(a, b, sizeof(uint64_t)) == 0;
    case 'd':
        return same_double(*(const double *)a, *(const double *)b);
    case 's':
    case 'o':
        return strcmp(a, b) == 0;
    default:
        return ((const struct versioned *)a)->version == ((const struct versioned *)b)->version;
    }
}

/* The next property that announces its changes, from v on; NULL past the last. */
static const sd_bus_vtable *next_property(const sd_bus_vtable *v)
{
    for (; v->type != _SD_BUS_VTABLE_END; v++)
        if ((v->type == _SD_BUS_VTABLE_PROPERTY || v->type == _SD_BUS_VTABLE_WRITABLE_PROPERTY) &&
            (v->flags & SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE))
            return v;
    return NULL;
}

static bool differs(const struct object *object, const sd_bus_vtable *property)
{
    size_t offset = property->x.property.offset;

    return !same_member(property->x.property.signature[0], (const char *)object->now + offset,
                        (const char *)object->told + offset);
}

void object_note_read(struct object *object)
{
    unsigned place = 0;

    if (!object->bus || !object->dirty)
        return;
    for (const sd_bus_vtable *v = next_property(object->vtable + 1); v && place < PROPERTIES_MAX;
         v = next_property(v + 1), place++)
        if (differs(object, v))
            object->read |= UINT64_C(1) << place;
}

void object_tell(struct object *object)
{
    char *changed[PROPERTIES_MAX + 1];
    size_t count = 0;
    unsigned place = 0;

    object->dirty = false;
    if (!object->bus)
        return;
    for (const sd_bus_vtable *v = next_property(object->vtable + 1); v && place < PROPERTIES_MAX;
         v = next_property(v + 1), place++)
        if (differs(object, v) || (object->read >> place & 1))
            changed[count++] = (char *)v->x.property.member;
    object->read = 0;
    if (count == 0)
        return;
    changed[count] = NULL;
    memcpy(object->told, object->now, object->view_size);
    int r =
        sd_bus_emit_properties_changed_strv(object->bus, object->path, object->interface, changed);
    if (r < 0)
        log_warning("cannot announce changes of %s: %s", object->path, strerror(-r));
}

int object_get_string(sd_bus *bus, const char *path, const char *interface, const char *property,
                      sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;
    return sd_bus_message_append_basic(reply, 's', userdata);
}

int object_get_path(sd_bus *bus, const char *path, const char *interface, const char *property,
                    sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
    (void)bus;
    (void)path;
    (void)interface;
    (void)property;
    (void)error;
    return sd_bus_message_append_basic(reply, 'o', userdata);
}
