/* SPDX-License-Identifier: MIT */
/*
 * recording_writer.h - writes a recording to a stream: header, then a line a sample.
 */
#ifndef LUMBAR_RECORDING_RECORDING_WRITER_H
#define LUMBAR_RECORDING_RECORDING_WRITER_H

#include <stdio.h>

#include "recording/recording.h"

struct recording_writer {
    FILE *stream; /* the caller's, who closes it */
    struct sensor_info sensors[SENSORS_MAX];
    bool known[SENSORS_MAX];
};

/* Each returns 0; -EIO when the stream has failed; -EINVAL when a name cannot stand in a line. */
int recording_writer_init(struct recording_writer *writer, FILE *stream);
int recording_writer_metadata(struct recording_writer *writer, const char *key, const char *value);

/* Announces the sensor at a place of the table; also later, before the first of its samples. */
int recording_writer_sensor(struct recording_writer *writer, uint16_t sensor,
                            const struct sensor_info *info);

/* -ENODEV for a sensor that was not announced. Samples must come in order of time. */
int recording_writer_sample(struct recording_writer *writer, const struct sample *sample);

#endif
