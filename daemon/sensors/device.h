/* SPDX-License-Identifier: MIT */
/*
 * device.h - what an IIO device is good for: its channels, units, clock and rate.
 *
 * Everything here may block on attribute access and runs on a context's thread.
 */
#ifndef LUMBAR_SENSORS_DEVICE_H
#define LUMBAR_SENSORS_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "sensors/decode.h"
#include "sensors/roster.h"
#include "sensors/rules.h"

struct iio_device;

#define DEVICE_PROBLEM_SIZE 192

struct device_probe {
    struct sensor_info info; /* without the role */
    enum roster_part part;
    struct decode_plan plan;
    double rate_hz;       /* sampling_frequency; 0 = does not say */
    size_t samples_count; /* of a buffer: small, it is the latency */
    bool clock_known;     /* stamps are of clock, if the device is on this machine */
    clockid_t clock;
    char note[DEVICE_PROBLEM_SIZE]; /* "" or something for the log that does not hinder its use */
    char problem[DEVICE_PROBLEM_SIZE]; /* "" or why it cannot be used */
};

/* Could it be a sensor of ours? No triggers, no thermometers. */
bool device_is_candidate(const struct iio_device *device);

void device_identify(const struct iio_device *device, const char *uri,
                     struct device_identity *ret_identity);

/*
 * Looks at the device, asks for config->rate_hz and the monotonic clock, and enables the channels
 * that are needed. 0; -EINVAL with ret_probe->problem when it cannot be used; another negative
 * errno (with problem as well) when the access failed and a later try may do better.
 */
int device_probe(const struct iio_device *device, const char *role,
                 const struct sensors_config *config, const struct sensors_rule *rule,
                 struct device_probe *ret_probe);

/* Parts of it, which change settings of the device: the rate that is wanted (0 = leave it) and the
 * number of samples at a time that goes with it; the clock of its time stamps. */
void device_choose_rate(const struct iio_device *device, double wanted_hz,
                        struct device_probe *probe);
void device_choose_clock(const struct iio_device *device, struct device_probe *probe);

/* A mainline driver may need to be told its own data-ready trigger before it can be read by buffer.
 */
void device_assign_trigger(const struct iio_device *device);

#endif
