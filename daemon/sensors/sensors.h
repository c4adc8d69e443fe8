/* SPDX-License-Identifier: MIT */
/*
 * sensors.h - IIO in, samples out. Opens every configured libiio context (local:, ip:host), finds
 * the devices that have a role, reads their buffers and delivers samples in SI units with times on
 * CLOCK_MONOTONIC. Contexts and devices that vanish are retried with backoff, forever.
 *
 * All callbacks run on the event loop's thread. Samples of one sensor come in time order; those of
 * different sensors come as they arrive.
 */
#ifndef LUMBAR_SENSORS_SENSORS_H
#define LUMBAR_SENSORS_SENSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"

struct event_base;
struct sensors;

#define SENSORS_URIS_MAX 8
#define SENSORS_RULES_MAX 32

/* "This device has that role." A device matches when all members that are set match. */
struct sensors_rule {
    char label[64];
    char name[64];
    char serial[64]; /* the IIO device's serial attribute, if it has one */
    char path[128];  /* "<uri>/<iio device id>", for example "local:/iio:device0" */
    char role[ROLE_SIZE];
    double newton_per_volt[FORCE_CHANNELS_MAX]; /* force only; 0 = the configuration's default */
};

struct sensors_config {
    char uris[SENSORS_URIS_MAX][256];
    size_t uri_count;
    struct sensors_rule rules[SENSORS_RULES_MAX];
    size_t rule_count;
    double newton_per_volt;  /* default for load cells, N per volt of bridge output */
    double rate_hz;          /* sampling_frequency to ask for; 0 = leave as it is */
    unsigned kernel_buffers; /* depth of local kfifos and of servers, in samples; at least 4 times
                                what is read at once */
};

/*
 * A device that was seen, with or without a role; what Sensor objects on the bus show. Where an IMU
 * is two IIO devices of one role, the gyroscope stands for it, and the accelerometer is listed
 * without role: "used together with iio:device1". Texts are printable UTF-8.
 */
struct sensor_status {
    bool has_role;   /* false: seen, but not used; problem says why */
    uint16_t sensor; /* place in the sensor table; valid when has_role */
    struct sensor_info info;
    char uri[256];
    char device[64]; /* IIO id */
    char model[64];  /* IIO name */
    char label[64];
    char serial[64];
    double rate_hz; /* measured; NAN before 1 s */
    uint64_t samples;
    uint64_t lost; /* missing samples, from gaps in the time stamps */
    bool connected;
    char problem[192]; /* "" or a sentence: "no scale attribute on in_accel_x" */
};

struct sensors_callbacks {
    void (*attached)(void *data, const struct sensor_status *status); /* new, or back again */
    void (*detached)(void *data, uint16_t sensor);
    void (*sample)(void *data, const struct sample *sample);
    /* called after the last of a batch of samples of one wake-up */
    void (*batch_done)(void *data);
    /* something in the list of sensors_status() changed */
    void (*changed)(void *data);
    /* level: as syslog(3) */
    void (*log)(void *data, int level, const char *message);
};

/*
 * Contexts open in the background: a host that is down delays nobody. Ignores SIGPIPE for the whole
 * process, since libiio writes to broken sockets without protection. callbacks is copied, each
 * member may be NULL. 0, -ENOMEM, -EINVAL, or -errno of eventfd(2) and pthread_create(3).
 */
int sensors_new(struct event_base *base, const struct sensors_config *config,
                const struct sensors_callbacks *callbacks, void *data,
                struct sensors **ret_sensors);
/* Joins all readers; calls nobody back. A thread that waits for a dead host is left to end by
 * itself, so that this takes a fraction of a second. NULL is fine. */
struct sensors *sensors_free(struct sensors *sensors);

/* All below: on the loop's thread only. */

/* Devices seen so far, by index from 0; returns -ENOENT past the last. */
int sensors_status(const struct sensors *sensors, size_t index, struct sensor_status *ret_status);

/* Contexts, by index: returns 0 and "connecting", "connected", or the error in words. */
int sensors_context(const struct sensors *sensors, size_t index, const char **ret_uri,
                    const char **ret_state);

/* From now on all samples of this place are given corrected, until another correction is set. */
void sensors_correct(struct sensors *sensors, uint16_t sensor,
                     const struct sensor_correction *correction);

#endif
