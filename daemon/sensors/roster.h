/* SPDX-License-Identifier: MIT */
/*
 * roster.h - the devices that were ever seen, and which of them has which role.
 *
 * Contexts run in threads of their own and may find devices for the same role at the same time; the
 * roster decides. Whoever calls holds the lock that protects it (relay.h). A role keeps its place
 * in the sensor table for ever, so that a sensor that was unplugged comes back as the same one.
 */
#ifndef LUMBAR_SENSORS_ROSTER_H
#define LUMBAR_SENSORS_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sensors/rules.h"
#include "sensors/sensors.h"

#define ROSTER_DEVICES_MAX 64
#define ROSTER_PROBLEM_SIZE sizeof(((struct sensor_status *)NULL)->problem)

/*
 * Many IMUs are two IIO devices, an accelerometer and a gyroscope: they share one role. A device
 * that is both, or no IMU, has it for itself.
 */
enum roster_part { ROSTER_WHOLE, ROSTER_ACCEL, ROSTER_ANGLVEL };

struct roster_device {
    struct sensor_status status; /* samples, lost and rate are not kept here */
    bool rival;                  /* was refused because another had its role */
    bool present;                /* its context lists it */
    char told[sizeof(((struct sensor_status *)NULL)->problem)]; /* the last that was logged */
    int place; /* of the role that it has, or had last; -1 = none */
    enum roster_part part;
};

struct roster_holder {
    int device; /* that has the part, or had it last; -1 = none yet */
    bool held;
    int64_t released_ns;
};

struct roster_role {
    char name[ROLE_SIZE];
    struct roster_holder part[3]; /* by enum roster_part */
};

struct roster {
    struct roster_device device[ROSTER_DEVICES_MAX];
    size_t device_count;
    struct roster_role role[SENSORS_MAX];
    size_t role_count;
    bool changed;   /* since the loop looked last */
    bool full_told; /* the log has heard of a device that found no place */
};

/* A new look at a context begins: none of its devices is there, except those that are in use. */
void roster_begin_scan(struct roster *roster, const char *uri);

/* The look has ended: says of what did not turn up that it is unplugged. */
void roster_end_scan(struct roster *roster, const char *uri);

/*
 * The place of a device: where it was before (by id, or by label, name and serial when its id is
 * another after it was plugged in again), or a new one. -ENOSPC when the roster is full.
 */
int roster_see(struct roster *roster, const char *uri, const struct device_identity *identity);

/* Is there a device of this context that had a role and is gone? */
bool roster_is_missing(const struct roster *roster, const char *uri);

/* Is there a device of this context that would have a role if another gave it free? */
bool roster_is_waiting(const struct roster *roster, const char *uri);

/*
 * Does another device have all of the role, so that this one need not even be looked at? It may be
 * the same device by another way (local: and ip:localhost), and setting it up would disturb it.
 */
bool roster_is_taken(struct roster *roster, int device, const char *role, int64_t now_ns,
                     char ret_problem[ROSTER_PROBLEM_SIZE]);

/* Place in the sensor table for the role; -EEXIST when another device has it, -ENOSPC when there
 * are more than SENSORS_MAX roles, each with the problem in words. */
int roster_claim(struct roster *roster, int device, const char *role, enum roster_part part,
                 int64_t now_ns, char ret_problem[ROSTER_PROBLEM_SIZE]);

/* The device gives its role free; it stays in the list. */
void roster_release(struct roster *roster, int device, int64_t now_ns);

/* Returns true when the problem is a new one; "" = none. */
bool roster_set_problem(struct roster *roster, int device, const char *problem);

/*
 * Is the log to hear of this problem? Not when it was the last that it heard: a device that is
 * silent is tried for ever, and each try goes by way of "no samples yet". Samples make it news
 * again. Remembers what it is asked.
 */
bool roster_is_news(struct roster *roster, int device, const char *problem);

void roster_set_connected(struct roster *roster, int device, bool connected);

#endif
