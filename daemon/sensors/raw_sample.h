/* SPDX-License-Identifier: MIT */
/*
 * raw_sample.h - a sample between its buffer and the clock alignment: values in SI units, time
 * still on the device's clock.
 */
#ifndef LUMBAR_SENSORS_RAW_SAMPLE_H
#define LUMBAR_SENSORS_RAW_SAMPLE_H

#include <stdint.h>

#define RAW_VALUES_MAX 6

struct raw_sample {
    int64_t stamp_ns;             /* the device's time stamp, on its clock; see convert_stamp() */
    int64_t arrival_ns;           /* CLOCK_MONOTONIC when the refill that brought it returned */
    double value[RAW_VALUES_MAX]; /* IMU: accel x y z (m/s^2), anglvel x y z (rad/s); force: N */
};

#endif
