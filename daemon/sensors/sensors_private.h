/* SPDX-License-Identifier: MIT */
/*
 * sensors_private.h - the sensors from inside: sensors.c starts and stops and hears what is new,
 * delivery.c brings the samples. All on the loop's thread; only the relay is shared (relay.h).
 */
#ifndef LUMBAR_SENSORS_SENSORS_PRIVATE_H
#define LUMBAR_SENSORS_SENSORS_PRIVATE_H

#include "sensors/context.h"
#include "sensors/relay.h"
#include "sensors/seat.h"
#include "sensors/sensors.h"

struct event;
struct event_base;
struct hotplug;
struct stream;

/* An IMU may be two devices. */
#define STREAMS_MAX (2 * SENSORS_MAX)

struct sensors {
    struct relay relay;
    struct event_base *base;
    struct sensors_callbacks callbacks;
    void *data;

    struct context *contexts[SENSORS_URIS_MAX];
    size_t context_count;
    char context_state[CONTEXT_STATE_SIZE]; /* as last asked for */
    struct hotplug *hotplug;

    struct stream *live[STREAMS_MAX]; /* by place in the sensor table and part; see chair_of() */
    bool attached[SENSORS_MAX];
    struct seat seats[SENSORS_MAX];
    uint64_t jumps_told[SENSORS_MAX]; /* of the clocks, so far logged */

    struct event *woken; /* readers or contexts have something */
    struct event *batch; /* samples have been delivered in this wake-up */
    struct event *tick;
    int64_t tick_ns;  /* when it was last */
    int64_t awake_ns; /* since then the loop runs again; 0 = it has never stood still */
    bool standstill_told;
};

/* A context has opened a stream: it is the loop's now. */
void delivery_adopt(struct sensors *sensors, struct stream *stream);

/* Lets go of a stream and gives it back to its context. */
void delivery_drop(struct sensors *sensors, struct stream *stream);

/* Gives all samples that the reader threads have brought, and drops streams whose reader gave up.
 */
void delivery_serve_remotes(struct sensors *sensors);

/* What the bus shows of a device; relay->lock is held. */
void delivery_fill_status(const struct sensors *sensors, const struct roster_device *device,
                          struct sensor_status *ret_status);

void delivery_emit_changed(struct sensors *sensors);

#endif
