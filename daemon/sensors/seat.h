/* SPDX-License-Identifier: MIT */
/*
 * seat.h - a place in the sensor table: its timing, its counts, what is wrong with it. It outlives
 * the streams that serve it, so that a sensor that was unplugged goes on counting where it stopped.
 * Pure.
 */
#ifndef LUMBAR_SENSORS_SEAT_H
#define LUMBAR_SENSORS_SEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sample.h"
#include "sensors/pair.h"
#include "sensors/raw_sample.h"
#include "sensors/roster.h"
#include "sensors/timing.h"

struct seat {
    struct timing timing;
    uint64_t samples, lost;

    struct timing accel_timing; /* of an accelerometer that is a device of its own */
    struct pair pair;
    struct sensor_correction correction; /* of what the sensor says */
};

void seat_init(struct seat *seat);

/* Puts a raw sample on our clock and makes it one for the core; sensor: the seat's place. */
void seat_push(struct seat *seat, enum sensor_kind kind, unsigned channels, uint16_t sensor,
               const struct raw_sample *raw, struct sample *ret_sample);

/*
 * The same for one half of an IMU that is two devices: the sample is kept until seat_pop gives it
 * together with the other half; part is ROSTER_ACCEL or ROSTER_ANGLVEL.
 */
void seat_push_half(struct seat *seat, enum roster_part part, uint16_t sensor,
                    const struct raw_sample *raw);
bool seat_pop(struct seat *seat, struct sample *ret_sample);

/* Forgets what waits for its other half. */
void seat_part(struct seat *seat);

#endif
