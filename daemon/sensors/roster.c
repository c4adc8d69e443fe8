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
    const struct roster_device *self = &roster->device[device];

    if (self->place < 0)
        return false;
    const struct roster_holder *holder = &roster->role[self->place].part[self->part];
    return holder->held && holder->device == device;
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
        roster->device[place] = (struct roster_device){.status.rate_hz = NAN, .place = -1};
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

bool roster_is_news(struct roster *roster, int device, const char *problem)
{
    struct roster_device *self = &roster->device[device];

    if (problem[0] == '\0' || strcmp(self->told, problem) == 0)
        return false;
    copy(self->told, sizeof(self->told), problem);
    return true;
}

void roster_set_connected(struct roster *roster, int device, bool connected)
{
    struct sensor_status *status = &roster->device[device].status;

    roster->changed |= status->connected != connected;
    status->connected = connected;
    if (connected)
        roster->device[device].told[0] = '\0';
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
    roster->role[place] =
        (struct roster_role){.part = {{.device = -1}, {.device = -1}, {.device = -1}}};
    copy(roster->role[place].name, ROLE_SIZE, role);
    return place;
}

bool roster_is_missing(const struct roster *roster, const char *uri)
{
    for (size_t i = 0; i < roster->device_count; i++) {
        const struct roster_device *device = &roster->device[i];

        if (strcmp(device->status.uri, uri) == 0 && device->place >= 0 && !in_use(roster, (int)i))
            return true;
    }
    return false;
}

bool roster_is_waiting(const struct roster *roster, const char *uri)
{
    for (size_t i = 0; i < roster->device_count; i++) {
        const struct roster_device *device = &roster->device[i];

        if (strcmp(device->status.uri, uri) == 0 && device->rival)
            return true;
    }
    return false;
}

static void describe_rivalry(const struct roster *roster, int device, const char *role, int holder,
                             char ret_problem[ROSTER_PROBLEM_SIZE])
{
    const struct sensor_status *own = &roster->device[device].status;
    const struct sensor_status *other = &roster->device[holder].status;

    snprintf(ret_problem, ROSTER_PROBLEM_SIZE,
             "role %s belongs to %.16s at %.48s, so %.16s at %.48s is not used", role,
             other->device, other->uri, own->device, own->uri);
}

/* Who keeps the device from having this part of the role; -1 = nobody. */
static int find_rival(const struct roster *roster, const struct roster_role *role, int device,
                      enum roster_part part, int64_t now_ns)
{
    for (int i = 0; i < 3; i++) {
        const struct roster_holder *holder = &role->part[i];
        bool excludes = i == (int)part || i == ROSTER_WHOLE || part == ROSTER_WHOLE;
        bool recent = roster->device[device].rival && now_ns - holder->released_ns < grace_ns;

        if (excludes && holder->device >= 0 && holder->device != device && (holder->held || recent))
            return holder->device;
    }
    return -1;
}

bool roster_is_taken(struct roster *roster, int device, const char *role, int64_t now_ns,
                     char ret_problem[ROSTER_PROBLEM_SIZE])
{
    for (size_t i = 0; i < roster->role_count; i++) {
        const struct roster_role *taken = &roster->role[i];

        if (strcmp(taken->name, role) != 0 || !taken->part[ROSTER_WHOLE].held)
            continue;
        int rival = find_rival(roster, taken, device, ROSTER_WHOLE, now_ns);
        if (rival < 0)
            return false;
        roster->device[device].rival = true;
        describe_rivalry(roster, device, role, rival, ret_problem);
        return true;
    }
    return false;
}

static void forget(struct roster *roster, struct roster_holder *holder)
{
    if (holder->device < 0)
        return;
    roster->device[holder->device].status.has_role = false;
    roster->device[holder->device].place = -1;
    holder->device = -1;
}

int roster_claim(struct roster *roster, int device, const char *role, enum roster_part part,
                 int64_t now_ns, char ret_problem[ROSTER_PROBLEM_SIZE])
{
    struct roster_device *self = &roster->device[device];

    int place = place_of(roster, role);
    if (place < 0) {
        snprintf(ret_problem, ROSTER_PROBLEM_SIZE, "there are already %d other roles", SENSORS_MAX);
        return place;
    }
    struct roster_role *claimed = &roster->role[place];
    int rival = find_rival(roster, claimed, device, part, now_ns);
    if (rival >= 0) {
        self->rival = true;
        describe_rivalry(roster, device, role, rival, ret_problem);
        return -EEXIST;
    }
    /* Whoever had it before and is away has it no longer. */
    for (int i = 0; i < 3; i++) {
        if (i == (int)part || i == ROSTER_WHOLE || part == ROSTER_WHOLE)
            forget(roster, &claimed->part[i]);
    }
    claimed->part[part] = (struct roster_holder){.device = device, .held = true};
    self->rival = false;
    self->place = place;
    self->part = part;
    /* Of two devices, the gyroscope stands for the sensor: its samples set the pace. */
    self->status.has_role = part != ROSTER_ACCEL;
    self->status.sensor = (uint16_t)place;
    roster->changed = true;
    return place;
}

void roster_release(struct roster *roster, int device, int64_t now_ns)
{
    if (in_use(roster, device)) {
        const struct roster_device *self = &roster->device[device];
        struct roster_holder *holder = &roster->role[self->place].part[self->part];

        holder->held = false;
        holder->released_ns = now_ns;
    }
    roster->changed = true;
}
