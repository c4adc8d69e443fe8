/* SPDX-License-Identifier: MIT */
/*
 * decode.h - from the bytes of a refill to samples in SI units.
 *
 * A plan is made once, when the device is probed; decoding then allocates nothing.
 */
#ifndef LUMBAR_SENSORS_DECODE_H
#define LUMBAR_SENSORS_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"
#include "sensors/raw_sample.h"

struct iio_buffer;
struct iio_channel;

struct decode_channel {
    const struct iio_channel *channel;
    unsigned bytes;
    bool is_signed;
    double offset; /* value = (raw + offset) * scale, in the unit of raw_sample */
    double scale;
};

struct decode_plan {
    enum sensor_kind kind;
    unsigned count; /* values; IMU: 6, or 3 of a device that is half of one */
    struct decode_channel value[RAW_VALUES_MAX];
    struct decode_channel stamp;
    bool mounted;       /* the matrices are not both the identity */
    double mount[2][9]; /* of each three values: sensor axes to those of its case, rows first */
    bool sum;           /* force: all values are added up into the first */
};

typedef void (*decode_take)(void *data, const struct raw_sample *sample);

/*
 * Gives the samples of the latest refill, which returned at arrival_ns, to take. The samples of one
 * refill have waited for its last, so each is said to have arrived as much earlier as it was taken.
 * Returns their number, or -EPROTO when their layout is not the one that was asked for.
 */
int decode_refill(const struct decode_plan *plan, const struct iio_buffer *buffer,
                  int64_t arrival_ns, decode_take take, void *data);

#endif
