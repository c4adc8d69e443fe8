/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iiod_device.h"

/* 5 nV in millivolts; see IIOD_NEWTON_PER_VOLT. */
#define FORCE_SCALE 0.000005
#define FORCE_RAW_MAX ((1 << 23) - 1)
#define IMU_RAW_MAX INT16_MAX

static const char *const imu_channels[] = {
    "accel_x", "accel_y", "accel_z", "anglvel_x", "anglvel_y", "anglvel_z",
};

static struct iiod_channel *channel_add(struct iiod_device *d, const char *id, size_t type_length,
                                        int index, unsigned bits)
{
    struct iiod_channel *c = &d->channel[d->channel_count++];

    *c = (struct iiod_channel){.index = index, .bits = bits};
    snprintf(c->id, sizeof(c->id), "%s", id);
    snprintf(c->type, sizeof(c->type), "%.*s", (int)type_length, id);
    return c;
}

void iiod_device_init(struct iiod_device *d, const struct sim_source *source, unsigned sensor,
                      struct sim_faults *faults)
{
    const struct sim_sensor *info = &source->sensors[sensor];
    int index = 0;

    *d = (struct iiod_device){
        .name = info->kind == SIM_IMU ? "lumbar-imu" : "lumbar-force",
        .sensor = sensor,
        .info = info,
        .faults = faults,
        .decimation = 1,
        .kernel_buffers = 4, /* libiio's default */
    };
    snprintf(d->id, sizeof(d->id), "iio:device%u", sensor);
    snprintf(d->serial, sizeof(d->serial), "SIM%04u", sensor + 1);
    if (info->kind == SIM_IMU) {
        for (; index < 6; index++)
            channel_add(d, imu_channels[index], strcspn(imu_channels[index], "_"), index, 16);
        channel_add(d, "timestamp", strlen("timestamp"), index, 64);
        channel_add(d, "temp", strlen("temp"), -1, 32);
        return;
    }
    for (; index < (int)info->channels; index++) {
        char id[16];

        snprintf(id, sizeof(id), "voltage%u", (unsigned)index % SIM_CHANNELS_MAX);
        channel_add(d, id, strlen("voltage"), index, 32);
    }
    channel_add(d, "timestamp", strlen("timestamp"), index, 64);
}

bool iiod_device_present(const struct iiod_device *d)
{
    return !sim_faults_find(d->faults, SIM_FAULT_UNPLUG, (int)d->sensor);
}

bool iiod_device_busy(const struct iiod_device *d)
{
    return sim_faults_find(d->faults, SIM_FAULT_BUSY, (int)d->sensor);
}

const char *iiod_device_label(const struct iiod_device *d)
{
    const struct sim_fault *other = sim_faults_find(d->faults, SIM_FAULT_LABEL, (int)d->sensor);

    if (sim_faults_find(d->faults, SIM_FAULT_NO_LABEL, (int)d->sensor))
        return NULL;
    return other ? other->text : d->info->role;
}

bool iiod_channel_is_timestamp(const struct iiod_device *d, size_t channel)
{
    return d->channel[channel].bits == 64;
}

bool iiod_channel_present(const struct iiod_device *d, size_t channel)
{
    return !iiod_channel_is_timestamp(d, channel) ||
           !sim_faults_find(d->faults, SIM_FAULT_NO_TIMESTAMP, (int)d->sensor);
}

/* A step of a full scale in 16 bits, as IIO prints it: what is printed is what a step means. */
static double imu_scale(double full_scale)
{
    return round(full_scale / 32768 * 1e9) * 1e-9;
}

double iiod_channel_scale(const struct iiod_device *d, size_t channel)
{
    const struct iiod_channel *c = &d->channel[channel];

    if (strcmp(c->type, "accel") == 0)
        return imu_scale(d->info->accel_full_scale);
    if (strcmp(c->type, "anglvel") == 0)
        return imu_scale(d->info->anglvel_full_scale);
    return strcmp(c->type, "voltage") == 0 ? FORCE_SCALE : 0;
}

static int attr_give(struct iiod_attr *ret_attr, enum iiod_attr_id id, const char *prefix,
                     const char *name)
{
    *ret_attr = (struct iiod_attr){.id = id};
    snprintf(ret_attr->name, sizeof(ret_attr->name), "%s", name);
    if (prefix)
        snprintf(ret_attr->filename, sizeof(ret_attr->filename), "in_%s_%s", prefix, name);
    return 0;
}

static int channel_attr(const struct iiod_device *d, size_t channel, size_t n,
                        struct iiod_attr *ret_attr)
{
    const struct iiod_channel *c = &d->channel[channel];

    if (iiod_channel_is_timestamp(d, channel))
        return -ENOENT;
    if (c->index < 0)
        return n == 0 ? attr_give(ret_attr, IIOD_INPUT, c->id, "input") : -ENOENT;
    if (n == 0)
        return attr_give(ret_attr, IIOD_RAW, c->id, "raw");
    if (n == 1 && !sim_faults_find(d->faults, SIM_FAULT_NO_SCALE, (int)d->sensor))
        return attr_give(ret_attr, IIOD_SCALE, c->type, "scale");
    return -ENOENT;
}

int iiod_device_attr(const struct iiod_device *d, enum iiod_scope scope, size_t channel, size_t n,
                     struct iiod_attr *ret_attr)
{
    /* In the order of iiod, which sorts them. */
    static const struct {
        enum iiod_attr_id id;
        const char *name;
    } device_attrs[] = {
        {IIOD_CURRENT_TIMESTAMP_CLOCK, "current_timestamp_clock"},
        {IIOD_MOUNT_MATRIX, "mount_matrix"},
        {IIOD_SAMPLING_FREQUENCY, "sampling_frequency"},
        {IIOD_SAMPLING_FREQUENCY_AVAILABLE, "sampling_frequency_available"},
        {IIOD_SERIAL, "serial"},
    };
    const size_t count = sizeof(device_attrs) / sizeof(device_attrs[0]);

    switch (scope) {
    case IIOD_DEVICE:
        if (d->info->kind == SIM_FORCE && n >= 1)
            n++; /* it has no mount matrix */
        if (n >= count)
            return -ENOENT;
        return attr_give(ret_attr, device_attrs[n].id, NULL, device_attrs[n].name);
    case IIOD_CHANNEL:
        return channel_attr(d, channel, n, ret_attr);
    case IIOD_DEBUG:
        return n == 0 ? attr_give(ret_attr, IIOD_FAULT, NULL, "fault") : -ENOENT;
    case IIOD_BUFFER:
        return n == 0 ? attr_give(ret_attr, IIOD_DATA_AVAILABLE, NULL, "data_available") : -ENOENT;
    }
    return -ENOENT;
}

static void scale_read(const struct iiod_device *d, size_t channel, char *ret_value, size_t size)
{
    const struct sim_fault *bad = sim_faults_find(d->faults, SIM_FAULT_BAD_SCALE, (int)d->sensor);

    if (bad)
        snprintf(ret_value, size, "%s", bad->text);
    else
        snprintf(ret_value, size, "%.9f", iiod_channel_scale(d, channel));
}

int iiod_attr_read(const struct iiod_device *d, size_t channel, const struct iiod_attr *attr,
                   char *ret_value, size_t size)
{
    double rate_hz = d->info->rate_hz;

    switch (attr->id) {
    case IIOD_CURRENT_TIMESTAMP_CLOCK:
        snprintf(ret_value, size, "%s", d->monotonic ? "monotonic" : "realtime");
        break;
    case IIOD_MOUNT_MATRIX:
        snprintf(ret_value, size, "1, 0, 0; 0, 1, 0; 0, 0, 1");
        break;
    case IIOD_SAMPLING_FREQUENCY:
        snprintf(ret_value, size, "%.6f", rate_hz / d->decimation);
        break;
    case IIOD_SAMPLING_FREQUENCY_AVAILABLE:
        snprintf(ret_value, size, "%.6f %.6f %.6f", rate_hz / 4, rate_hz / 2, rate_hz);
        break;
    case IIOD_SERIAL:
        snprintf(ret_value, size, "%s", d->serial);
        break;
    case IIOD_RAW:
        if (!d->have_raw)
            return -EAGAIN;
        snprintf(ret_value, size, "%" PRId32, d->raw[channel]);
        break;
    case IIOD_SCALE:
        scale_read(d, channel, ret_value, size);
        break;
    case IIOD_INPUT: /* thousandths of a degree Celsius: skin-warm, no two alike */
        snprintf(ret_value, size, "%u", 30000 + 125 * d->sensor);
        break;
    case IIOD_DATA_AVAILABLE:
        snprintf(ret_value, size, "%zu", d->available);
        break;
    case IIOD_FAULT:
        sim_faults_describe(d->faults, (int)d->sensor, ret_value, size);
        break;
    }
    return (int)strlen(ret_value) + 1;
}

static int rate_write(struct iiod_device *d, const char *value)
{
    char *end;
    double hz = strtod(value, &end);

    if (end == value || (*end != '\0' && *end != '\n'))
        return -EINVAL;
    for (unsigned by = 1; by <= 4; by *= 2) {
        /* Close enough for a rate that was read, printed with less digits, and sent back. */
        if (fabs(hz * by - d->info->rate_hz) <= 1e-3 * d->info->rate_hz) {
            d->decimation = by;
            return 0;
        }
    }
    return -EINVAL;
}

static int clock_write(struct iiod_device *d, const char *value)
{
    size_t n = strcspn(value, "\n");

    if (d->open_count > 0)
        return -EBUSY;
    if (n == strlen("monotonic") && strncmp(value, "monotonic", n) == 0)
        d->monotonic = true;
    else if (n == strlen("realtime") && strncmp(value, "realtime", n) == 0)
        d->monotonic = false;
    else
        return -EINVAL;
    return 0;
}

/* A fault without a sensor is meant for this device when it comes through its attribute. */
static int fault_write(struct iiod_device *d, const char *value)
{
    char line[SIM_FAULT_LINE_MAX];
    const char *problem;
    size_t n = strcspn(value, "\n");
    int length;

    if (memchr(value, ':', n))
        length = snprintf(line, sizeof(line), "%.*s", (int)n, value);
    else
        length = snprintf(line, sizeof(line), "%.*s:%s", (int)n, value, d->info->role);
    if (length >= (int)sizeof(line))
        return -EINVAL;
    return sim_faults_add(d->faults, line, true, &problem);
}

int iiod_attr_write(struct iiod_device *d, const struct iiod_attr *attr, const char *value)
{
    switch (attr->id) {
    case IIOD_CURRENT_TIMESTAMP_CLOCK:
        return clock_write(d, value);
    case IIOD_SAMPLING_FREQUENCY:
        return rate_write(d, value);
    case IIOD_FAULT:
        return fault_write(d, value);
    default:
        return -EACCES;
    }
}

/* A sensor has no code for "not a number": the lowest value, which nothing real reaches. */
static int32_t quantise(double value, double scale, int32_t max)
{
    double raw = round(value / scale);

    if (isnan(raw) || raw <= -max - 1)
        return -max - 1;
    return raw >= max ? max : (int32_t)raw;
}

/* What one raw step of a channel is in the units of the source. */
static double step_of(const struct iiod_device *d, size_t channel)
{
    double scale = iiod_channel_scale(d, channel);

    return d->info->kind == SIM_IMU ? scale : scale * 1e-3 * IIOD_NEWTON_PER_VOLT;
}

bool iiod_device_convert(struct iiod_device *d, const struct sim_sample *sample,
                         const struct iiod_epoch *epoch, struct iiod_sample *ret_sample)
{
    const int sensor = (int)d->sensor;
    const int64_t t_ns = sample->t_ns;
    const int32_t max = d->info->kind == SIM_IMU ? IMU_RAW_MAX : FORCE_RAW_MAX;
    bool saturated = sim_faults_find_at(d->faults, SIM_FAULT_SATURATED, sensor, t_ns);
    bool stuck = d->have_raw && sim_faults_find_at(d->faults, SIM_FAULT_STUCK, sensor, t_ns);
    const struct sim_fault *drop = sim_faults_find_at(d->faults, SIM_FAULT_DROP, sensor, t_ns);

    for (size_t i = 0; !stuck && i < d->info->channels; i++) {
        d->raw[i] = quantise(sample->value[i], step_of(d, i), max);
        if (saturated)
            d->raw[i] = d->raw[i] < 0 ? -max - 1 : max;
    }
    d->have_raw = true;
    if (++d->skipped < d->decimation)
        return false;
    d->skipped = 0;
    if (sim_faults_find_at(d->faults, SIM_FAULT_UNPLUG, sensor, t_ns) ||
        sim_faults_find_at(d->faults, SIM_FAULT_GAP, sensor, t_ns))
        return false;
    if (drop && prng_uniform(&d->faults->prng, 0, 1) < drop->argument)
        return false;
    memcpy(ret_sample->raw, d->raw, sizeof(ret_sample->raw));
    ret_sample->t_ns = t_ns;
    ret_sample->stamp_ns = (d->monotonic ? epoch->monotonic_ns : epoch->realtime_ns) +
                           sample->stamp_ns + sim_faults_clock_ns(d->faults, sensor, t_ns);
    return true;
}

static size_t align(size_t offset, size_t to)
{
    return (offset + to - 1) / to * to;
}

size_t iiod_sample_size(const struct iiod_device *d, uint32_t mask)
{
    size_t size = 0;

    for (size_t i = 0; i < d->channel_count; i++)
        if (mask & (UINT32_C(1) << i))
            size = align(size, d->channel[i].bits / 8) + d->channel[i].bits / 8;
    return size;
}

static void little_endian_put(uint8_t *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

void iiod_sample_pack(const struct iiod_device *d, const struct iiod_sample *sample, uint32_t mask,
                      uint8_t *ret_bytes)
{
    size_t at = 0;

    memset(ret_bytes, 0, iiod_sample_size(d, mask));
    for (size_t i = 0; i < d->channel_count; i++) {
        size_t bytes = d->channel[i].bits / 8;
        int64_t value = iiod_channel_is_timestamp(d, i) ? sample->stamp_ns : sample->raw[i];

        if (!(mask & (UINT32_C(1) << i)))
            continue;
        at = align(at, bytes);
        little_endian_put(ret_bytes + at, (uint64_t)value, bytes);
        at += bytes;
    }
}
