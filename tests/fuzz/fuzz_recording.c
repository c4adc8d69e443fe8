/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the recording reader, and the attitude filter behind it. However the bytes are cut
 * into pieces, the same must come out; and whatever the samples are, attitudes stay finite.
 */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/attitude.h"
#include "recording/recording_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct heard {
    uint64_t digest; /* FNV-1a of all that was handed on */
    struct attitude attitudes[SENSORS_MAX];
    enum sensor_kind kinds[SENSORS_MAX];
};

static void digest(struct heard *heard, const void *bytes, size_t size)
{
    const uint8_t *byte = bytes;

    for (size_t i = 0; i < size; i++)
        heard->digest = (heard->digest ^ byte[i]) * UINT64_C(1099511628211);
}

static void on_sensor(void *data, uint16_t sensor, const struct sensor_info *info)
{
    struct heard *heard = data;

    if (sensor >= SENSORS_MAX)
        abort();
    heard->kinds[sensor] = info->kind;
    attitude_init(&heard->attitudes[sensor], NULL);
    digest(heard, info->role, strlen(info->role));
}

static void on_sample(void *data, const struct sample *sample)
{
    struct heard *heard = data;
    struct attitude *attitude = &heard->attitudes[sample->sensor];

    digest(heard, &sample->t_ns, sizeof sample->t_ns);
    digest(heard, &sample->sensor, sizeof sample->sensor);
    if (heard->kinds[sample->sensor] != SENSOR_IMU)
        return;
    attitude_update(attitude, sample->t_ns, sample->imu.accel, sample->imu.anglvel);
    for (int i = 0; i < 4; i++)
        if (!isfinite(attitude->output.quat[i]))
            abort();
    digest(heard, attitude->output.quat, sizeof attitude->output.quat);
}

static void on_metadata(void *data, const char *key, const char *value)
{
    digest(data, key, strlen(key));
    digest(data, value, strlen(value));
}

static void on_damaged(void *data, unsigned long line, const char *reason)
{
    digest(data, &line, sizeof line);
    digest(data, reason, strlen(reason));
}

static uint64_t read_in_pieces(const uint8_t *data, size_t size, size_t piece)
{
    static struct heard heard;
    const struct recording_handler handler = {.sensor = on_sensor,
                                              .sample = on_sample,
                                              .metadata = on_metadata,
                                              .damaged = on_damaged,
                                              .data = &heard};
    struct recording_reader *reader;
    int r = 0;

    memset(&heard, 0, sizeof heard);
    if (recording_reader_new(&handler, &reader) < 0)
        abort();
    for (size_t i = 0; i < size && r == 0; i += piece)
        r = recording_reader_push(reader, data + i, piece < size - i ? piece : size - i);
    if (r == 0)
        r = recording_reader_finish(reader);
    digest(&heard, recording_reader_problem(reader), strlen(recording_reader_problem(reader)));
    recording_reader_free(reader);
    return heard.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t whole = read_in_pieces(data, size, size + 1);

    if (read_in_pieces(data, size, 1) != whole || read_in_pieces(data, size, 17) != whole)
        abort();
    return 0;
}
