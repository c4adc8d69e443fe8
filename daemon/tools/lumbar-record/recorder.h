/* SPDX-License-Identifier: MIT */
/*
 * recorder.h - samples in, a recording out: places by role, order of time, counts of what was lost.
 *
 * A recording is ordered by time; sensors deliver as they please. So a sample waits until nothing
 * older can be expected, RECORDER_HORIZON_NS, before it is written. One that comes later than that
 * is not written, but counted.
 */
#ifndef LUMBAR_RECORD_RECORDER_H
#define LUMBAR_RECORD_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sample.h"
#include "output_file.h"
#include "recording/recording_writer.h"

/* design value: a remote context that stalls is given up after 2 s, see daemon/sensors */
#define RECORDER_HORIZON_NS 2000000000LL

struct recorder_counts {
    uint64_t written;
    uint64_t late;    /* came too late to be put in order */
    uint64_t gaps;    /* places where a sensor says that samples are missing */
    uint64_t skipped; /* of sensors that a recording cannot hold */
};

struct recorder {
    struct output_file *file;
    struct recording_writer writer;
    bool begun;      /* the header is written */
    int64_t zero_ns; /* the recording's zero; valid once begun */
    int64_t newest_ns;
    int64_t written_ns;                      /* time of the last sample written */
    struct sensor_info sensors[SENSORS_MAX]; /* the recording's, in order of coming */
    unsigned sensor_count;
    int place[SENSORS_MAX]; /* from the source's numbers to the recording's, -1 = none */
    struct sample *waiting; /* heap, the oldest first */
    size_t waiting_count, waiting_size;
    struct recorder_counts counts;
    const char *note; /* metadata: where the samples come from */
};

/* file and source must outlive the recorder. source: a word for the header. */
void recorder_init(struct recorder *recorder, struct output_file *file, const char *source);
void recorder_deinit(struct recorder *recorder);

/* Each returns 0; -ENOMEM; or what the file said (see output_file.h), which is the end. */

/* The source calls this sensor so from now on. A role that comes back keeps its place. A sensor
 * that cannot be recorded is left out; its samples are counted as skipped. */
int recorder_attach(struct recorder *recorder, uint16_t sensor, const struct sensor_info *info);
int recorder_push(struct recorder *recorder, const struct sample *sample);
/* Writes all that waits. */
int recorder_finish(struct recorder *recorder);

/* Seconds from the first to the newest sample. */
double recorder_length_s(const struct recorder *recorder);

#endif
