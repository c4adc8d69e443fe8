/* SPDX-License-Identifier: MIT */
/*
 * iiod_device.h - a simulated sensor as an IIO device: channels, attributes and raw samples.
 *
 * IMU ("lumbar-imu"): accel_x..z and anglvel_x..z as s16, temp without a buffer, timestamp as s64.
 * Force ("lumbar-force"): voltage0.. as s32, timestamp as s64. Scales are those of the IIO ABI: raw
 * times scale is m/s^2, rad/s or millivolts. A bridge gives one volt for every newton_per_volt
 * newtons; see IIOD_NEWTON_PER_VOLT.
 *
 * Channels stand in the order of their scan index and those without an index come last; all data
 * channels of a device have one size, so every subset has one layout only, whatever the client.
 */
#ifndef LUMBAR_SIM_IIOD_DEVICE_H
#define LUMBAR_SIM_IIOD_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "source.h"

#define IIOD_CHANNELS_MAX 8
#define IIOD_VALUE_MAX 256 /* longest attribute value with its NUL */

/*
 * Full-scale bridge of 2 mV/V at 5 V excitation is 10 mV: with this, 5000 N. One step of the
 * converter is 5 nV (0.0025 N), its range that of 24 bits (+-20971 N).
 */
#define IIOD_NEWTON_PER_VOLT 500000.0

/* Room for one sample with all channels: 8 of 4 bytes at most, and the time stamp. */
#define IIOD_SAMPLE_MAX 40

enum iiod_scope { IIOD_DEVICE, IIOD_CHANNEL, IIOD_DEBUG, IIOD_BUFFER };

enum iiod_attr_id {
    IIOD_CURRENT_TIMESTAMP_CLOCK,
    IIOD_MOUNT_MATRIX,
    IIOD_SAMPLING_FREQUENCY,
    IIOD_SAMPLING_FREQUENCY_AVAILABLE,
    IIOD_SERIAL,
    IIOD_RAW,
    IIOD_SCALE,
    IIOD_INPUT,
    IIOD_DATA_AVAILABLE,
    IIOD_FAULT,
};

struct iiod_attr {
    enum iiod_attr_id id;
    char name[32];
    char filename[40]; /* channel attributes only: the file in sysfs */
};

struct iiod_channel {
    char id[16];   /* "accel_x" */
    char type[16]; /* "accel": what files shared by a type begin with */
    int index;     /* in a scan; -1 = cannot be buffered */
    unsigned bits; /* signed, little endian, no shift */
};

struct iiod_device {
    char id[24];      /* "iio:device0" */
    const char *name; /* "lumbar-imu" */
    char serial[24];
    unsigned sensor; /* place in the source's table */
    const struct sim_sensor *info;
    struct sim_faults *faults;
    size_t channel_count;
    struct iiod_channel channel[IIOD_CHANNELS_MAX];
    bool monotonic;          /* time stamps on CLOCK_MONOTONIC instead of CLOCK_REALTIME */
    unsigned decimation;     /* every n-th sample is given: 1, 2 or 4 */
    unsigned skipped;        /* since the last that was given */
    unsigned kernel_buffers; /* samples_count times this is the depth of a buffer */
    unsigned open_count;     /* buffers that are open, and samples in the fullest: by the server */
    size_t available;
    bool have_raw; /* a first sample has been seen */
    int32_t raw[SIM_CHANNELS_MAX];
};

/* What a stamp of 0 of the source is on the host's clocks. */
struct iiod_epoch {
    int64_t realtime_ns;
    int64_t monotonic_ns;
};

/* One sample with all its scan channels, as raw values. */
struct iiod_sample {
    int32_t raw[SIM_CHANNELS_MAX];
    int64_t stamp_ns; /* on the clock that the device is set to */
    int64_t t_ns;     /* in the source */
};

void iiod_device_init(struct iiod_device *device, const struct sim_source *source, unsigned sensor,
                      struct sim_faults *faults);

/* False: the device is unplugged. */
bool iiod_device_present(const struct iiod_device *device);
/* Another program reads it. */
bool iiod_device_busy(const struct iiod_device *device);
/* NULL: without a label. */
const char *iiod_device_label(const struct iiod_device *device);
/* A fault can take a channel (the time stamp) away. */
bool iiod_channel_present(const struct iiod_device *device, size_t channel);
/* Raw times this is the ABI's unit; 0 for a channel without a scale. */
double iiod_channel_scale(const struct iiod_device *device, size_t channel);
bool iiod_channel_is_timestamp(const struct iiod_device *device, size_t channel);

/*
 * The n-th attribute of a scope from 0, in the order of the XML; channel counts for IIOD_CHANNEL
 * only. Returns 0, or -ENOENT past the last.
 */
int iiod_device_attr(const struct iiod_device *device, enum iiod_scope scope, size_t channel,
                     size_t n, struct iiod_attr *ret_attr);

/* Value as a string; returns its length with the NUL, or -ENOENT, -EAGAIN (no sample yet), -EIO. */
int iiod_attr_read(const struct iiod_device *device, size_t channel, const struct iiod_attr *attr,
                   char *ret_value, size_t size);
/*
 * Returns 0, -EINVAL for a value that cannot be, -EACCES for an attribute that is read only, -EBUSY
 * for a clock that cannot change while a buffer is open.
 */
int iiod_attr_write(struct iiod_device *device, const struct iiod_attr *attr, const char *value);

/*
 * Turns a sample of the source into raw values and stamps it; faults of the device work here.
 * Returns false when the device does not give this sample.
 */
bool iiod_device_convert(struct iiod_device *device, const struct sim_sample *sample,
                         const struct iiod_epoch *epoch, struct iiod_sample *ret_sample);

/* Bit n of a mask is the n-th channel. Bytes of a sample that has the channels in mask. */
size_t iiod_sample_size(const struct iiod_device *device, uint32_t mask);
/* Lays the sample out; ret_bytes has room for iiod_sample_size(). */
void iiod_sample_pack(const struct iiod_device *device, const struct iiod_sample *sample,
                      uint32_t mask, uint8_t *ret_bytes);

#endif
