/* SPDX-License-Identifier: MIT */
/*
 * calibrations.h - what calibrations have found, kept when the hub is switched off: of sensors by
 * what they say they are, of athletes by their names. A JSON file in the state directory:
 *
 *   {"version": 1,
 *    "sensors": {"lumbar-imu 0012 bar": {"offset": [x, y, z, 0], "gain": [x, y, z, 1],
 *                                        "anglvel_bias": [x, y, z]}},
 *    "athletes": {"kim": {"flexion": 52.5, "extension": 18.0}},
 *    "reserve": {"kim": {"deadlift": {"sets": 2, "speeds": [...], "reserves": [...]}}}}
 *
 * A file that makes no sense is set aside and a new one begun; one that cannot be read is left
 * alone; an entry that makes no sense is left out. All of that is said. Without a directory, or on
 * a disk that takes nothing, all is known until the end of the process.
 */
#ifndef LUMBAR_STORE_CALIBRATIONS_H
#define LUMBAR_STORE_CALIBRATIONS_H

#include <stdbool.h>

#include "core/calibration_kinds.h"
#include "core/sample.h"
#include "training/reserve_history.h"

struct calibrations;

struct calibrations_listener {
    /* level: as syslog(3). */
    void (*log)(void *data, int level, const char *message);
    /* On another thread, when it changes: error is why the file cannot be written (positive errno;
     * it is tried again), or 0: it could be. */
    void (*kept)(void *data, int error);
    void *data;
};

/* directory: NULL = nothing is kept. listener is copied. 0, -ENOMEM, or -errno of
 * pthread_create(3). */
int calibrations_open(const char *directory, const struct calibrations_listener *listener,
                      struct calibrations **ret_calibrations);
/* Waits until all is written. NULL is fine; returns NULL. */
struct calibrations *calibrations_free(struct calibrations *calibrations);

struct calibration_of_sensor {
    struct sensor_correction correction;
    double anglvel_bias[3]; /* rad/s; all zero = not known */
};

/* identity: any text that stays the sensor's. False: nothing is known, and nothing is to be done.
 */
bool calibrations_get_sensor(const struct calibrations *calibrations, const char *identity,
                             struct calibration_of_sensor *ret_sensor);
void calibrations_set_sensor(struct calibrations *calibrations, const char *identity,
                             const struct calibration_of_sensor *sensor);

bool calibrations_get_range(const struct calibrations *calibrations, const char *athlete,
                            struct lumbar_range *ret_range);
void calibrations_set_range(struct calibrations *calibrations, const char *athlete,
                            const struct lumbar_range *range);

bool calibrations_get_reserve(const struct calibrations *calibrations, const char *athlete,
                              const char *exercise, struct reserve_history *ret_history);
void calibrations_set_reserve(struct calibrations *calibrations, const char *athlete,
                              const char *exercise, const struct reserve_history *history);

#endif
