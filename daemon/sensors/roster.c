/* SPDX-License-Identifier: MIT */
#include "sensors/roster.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sensors/convert.h"

/* A rival gets the role only when its holder has been away for so long; design value. */
static const int64_t grace_ns = 5000000000;

static bool same_device(const struct sensor_status *status, const struct device_identity *identity)
{
    return strcmp(status->model, identity->name) == 0 &&
           strcmp(status->label, identity->label) == 0 &&
           strcmp(status->serial, identity->serial) == 0;
}

static int find(const struct roster *roster, const char *uri,
                const struct device_identity *identity)
{
    int moved = -1;

    for (size_t i = 0; i < roster->device_count; i++) {
        const struct sensor_status *status = &roster->device[i].status;

        if (strcmp(status->uri, uri) != 0 || !same_device(status, identity))
            continue;
        if (strcmp(status->device, identity->id) == 0)
            return (int)i;
        if (moved < 0 && !roster->device[i].present && identity->label[0] != '\0')
            moved = (int)i;
    }
    return moved;
}

static bool in_use(const struct roster *roster, int device)
{
    const struct sensor_status *status = &roster->device[device].status;
    const struct roster_role *role = &roster->role[status->sensor];

    return status->has_role && role->held && role->holder == device;
}

void roster_begin_scan(struct roster *roster, const char *uri)
{
    for (size_t i = 0; i < roster->device_count; i++) {
        if (strcmp(roster->device[i].status.uri, uri) == 0 && !in_use(roster, (int)i))
            roster->device[i].present = false;
    }
}

void roster_end_scan(struct roster *roster, const char *uri)
{
    for (size_t i = 0; i < roster->device_count; i++) {
        if (strcmp(roster->device[i].status.uri, uri) == 0 && !roster->device[i].present)
            roster_set_problem(roster, (int)i, "unplugged");
    }
}

static void copy(char *to, size_t size, const char *from)
{
    size_t length = strnlen(from, size - 1);

    memcpy(to, from, length);
    to[length] = '\0';
}

int roster_see(struct roster *roster, const char *uri, const struct device_identity *identity)
{
    int place = find(roster, uri, identity);

    if (place < 0) {
        if (roster->device_count == ROSTER_DEVICES_MAX)
            return -ENOSPC;
        place = (int)roster->device_count++;
        roster->device[place] = (struct roster_device){.status.rate_hz = NAN};
        roster->changed = true;
    }
    struct sensor_status *status = &roster->device[place].status;
    copy(status->uri, sizeof(status->uri), uri);
    copy(status->device, sizeof(status->device), identity->id);
    copy(status->model, sizeof(status->model), identity->name);
    copy(status->label, sizeof(status->label), identity->label);
    copy(status->serial, sizeof(status->serial), identity->serial);
    roster->device[place].present = true;
    return place;
}

bool roster_set_problem(struct roster *roster, int device, const char *problem)
{
    struct sensor_status *status = &roster->device[device].status;

    if (strcmp(status->problem, problem) == 0)
        return false;
    snprintf(status->problem, sizeof(status->problem), "%s", problem);
    convert_printable(status->problem); /* it may name what a device calls itself */
    roster->changed = true;
    return true;
}

void roster_set_connected(struct roster *roster, int device, bool connected)
{
    struct sensor_status *status = &roster->device[device].status;

    roster->changed |= status->connected != connected;
    status->connected = connected;
}

static int place_of(struct roster *roster, const char *role)
{
    for (size_t i = 0; i < roster->role_count; i++) {
        if (strcmp(roster->role[i].name, role) == 0)
            return (int)i;
    }
    if (roster->role_count == SENSORS_MAX)
        return -ENOSPC;
    int place = (int)roster->role_count++;
    roster->role[place] = (struct roster_role){.holder = -1};
    copy(roster->role[place].name, ROLE_SIZE, role);
    return place;
}

bool roster_is_waiting(const struct roster *roster, const char *uri)
{
    for (size_t i = 0; i < roster->device_count; i++) {
        const struct roster_device *device = &roster->device[i];

        if (strcmp(device->status.uri, uri) == 0 &&
            (device->rival || (device->status.has_role && !in_use(roster, (int)i))))
            return true;
    }
    return false;
}

static void describe_rivalry(const struct roster *roster, int device,
                             const struct roster_role *role, char ret_problem[ROSTER_PROBLEM_SIZE])
{
    const struct sensor_status *own = &roster->device[device].status;
    const struct sensor_status *other = &roster->device[role->holder].status;

    snprintf(ret_problem, ROSTER_PROBLEM_SIZE,
             "role %s belongs to %.16s at %.48s, so %.16s at %.48s is not used", role->name,
             other->device, other->uri, own->device, own->uri);
}

int roster_claim(struct roster *roster, int device, const char *role, int64_t now_ns,
                 char ret_problem[ROSTER_PROBLEM_SIZE])
{
    struct roster_device *self = &roster->device[device];

    int place = place_of(roster, role);
    if (place < 0) {
        snprintf(ret_problem, ROSTER_PROBLEM_SIZE, "there are already %d other roles", SENSORS_MAX);
        return place;
    }
    struct roster_role *claimed = &roster->role[place];
    if (claimed->holder >= 0 && claimed->holder != device) {
        if (claimed->held || (self->rival && now_ns - claimed->released_ns < grace_ns)) {
            self->rival = true;
            describe_rivalry(roster, device, claimed, ret_problem);
            return -EEXIST;
        }
        roster->device[claimed->holder].status.has_role = false;
    }
    claimed->holder = device;
    claimed->held = true;
    self->rival = false;
    self->status.has_role = true;
    self->status.sensor = (uint16_t)place;
    roster->changed = true;
    return place;
}

void roster_release(struct roster *roster, int device, int64_t now_ns)
{
    struct sensor_status *status = &roster->device[device].status;

    if (status->has_role && roster->role[status->sensor].holder == device) {
        roster->role[status->sensor].held = false;
        roster->role[status->sensor].released_ns = now_ns;
    }
    roster->changed = true;
}
