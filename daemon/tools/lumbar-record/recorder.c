/* SPDX-License-Identifier: MIT */
#include "recorder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void recorder_init(struct recorder *recorder, struct output_file *file, const char *source)
{
    *recorder = (struct recorder){.file = file, .note = source};
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        recorder->place[i] = -1;
}

void recorder_deinit(struct recorder *recorder)
{
    free(recorder->waiting);
    recorder->waiting = NULL;
}

double recorder_length_s(const struct recorder *recorder)
{
    if (!recorder->begun && recorder->waiting_count == 0)
        return 0;
    int64_t zero_ns = recorder->begun ? recorder->zero_ns : recorder->waiting[0].t_ns;
    return (double)(recorder->newest_ns - zero_ns) * 1e-9;
}

static bool same_form(const struct sensor_info *a, const struct sensor_info *b)
{
    return a->kind == b->kind && (a->kind == SENSOR_IMU || a->channels == b->channels);
}

int recorder_attach(struct recorder *recorder, uint16_t sensor, const struct sensor_info *info)
{
    if (sensor >= SENSORS_MAX)
        return 0;
    recorder->place[sensor] = -1;
    if (!recording_role_is_valid(info->role))
        return 0;
    for (unsigned i = 0; i < recorder->sensor_count; i++) {
        if (strcmp(recorder->sensors[i].role, info->role) != 0)
            continue;
        if (same_form(&recorder->sensors[i], info))
            recorder->place[sensor] = (int)i;
        return 0;
    }
    if (recorder->sensor_count == SENSORS_MAX)
        return 0;
    unsigned place = recorder->sensor_count++;
    recorder->sensors[place] = *info;
    recorder->place[sensor] = (int)place;
    if (!recorder->begun)
        return 0;
    return output_file_check(recorder->file,
                             recording_writer_sensor(&recorder->writer, (uint16_t)place, info));
}

/* The header, when the first sample is about to be written: all sensors that are there by then. */
static int begin(struct recorder *recorder, int64_t zero_ns)
{
    FILE *stream;
    int r = output_file_begin(recorder->file, &stream);
    if (r < 0)
        return r;
    char when[40];
    time_t now = time(NULL);
    struct tm local;
    strftime(when, sizeof(when), "%FT%T%z", localtime_r(&now, &local));
    r = recording_writer_init(&recorder->writer, stream);
    if (r >= 0)
        r = recording_writer_metadata(&recorder->writer, "recorded", when);
    if (r >= 0)
        r = recording_writer_metadata(&recorder->writer, "source", recorder->note);
    for (unsigned i = 0; r >= 0 && i < recorder->sensor_count; i++)
        r = recording_writer_sensor(&recorder->writer, (uint16_t)i, &recorder->sensors[i]);
    recorder->begun = true;
    recorder->zero_ns = zero_ns;
    recorder->written_ns = zero_ns;
    return output_file_check(recorder->file, r);
}

static bool is_older(const struct sample *a, const struct sample *b)
{
    return a->t_ns != b->t_ns ? a->t_ns < b->t_ns : a->sensor < b->sensor;
}

static void swap(struct sample *a, struct sample *b)
{
    struct sample kept = *a;
    *a = *b;
    *b = kept;
}

static int wait_in_order(struct recorder *recorder, const struct sample *sample)
{
    if (recorder->waiting_count == recorder->waiting_size) {
        size_t size = recorder->waiting_size > 0 ? 2 * recorder->waiting_size : 1024;
        struct sample *waiting = reallocarray(recorder->waiting, size, sizeof(*waiting));
        if (!waiting)
            return -ENOMEM;
        recorder->waiting = waiting;
        recorder->waiting_size = size;
    }
    size_t i = recorder->waiting_count++;
    recorder->waiting[i] = *sample;
    for (; i > 0 && is_older(&recorder->waiting[i], &recorder->waiting[(i - 1) / 2]);
         i = (i - 1) / 2)
        swap(&recorder->waiting[i], &recorder->waiting[(i - 1) / 2]);
    return 0;
}

static struct sample take_oldest(struct recorder *recorder)
{
    struct sample *heap = recorder->waiting;
    struct sample oldest = heap[0];
    heap[0] = heap[--recorder->waiting_count];
    for (size_t i = 0;;) {
        size_t child = 2 * i + 1;
        if (child + 1 < recorder->waiting_count && is_older(&heap[child + 1], &heap[child]))
            child++;
        if (child >= recorder->waiting_count || !is_older(&heap[child], &heap[i]))
            return oldest;
        swap(&heap[i], &heap[child]);
        i = child;
    }
}

static int write_oldest(struct recorder *recorder)
{
    struct sample sample = take_oldest(recorder);
    int r = recorder->begun ? 0 : begin(recorder, sample.t_ns);
    if (r < 0)
        return r;
    recorder->written_ns = sample.t_ns;
    sample.t_ns -= recorder->zero_ns;
    r = output_file_check(recorder->file, recording_writer_sample(&recorder->writer, &sample));
    if (r >= 0)
        recorder->counts.written++;
    return r;
}

int recorder_push(struct recorder *recorder, const struct sample *sample)
{
    int place = sample->sensor < SENSORS_MAX ? recorder->place[sample->sensor] : -1;
    if (place < 0) {
        recorder->counts.skipped++;
        return 0;
    }
    if (sample->flags & SAMPLE_GAP_BEFORE)
        recorder->counts.gaps++;
    if (recorder->begun && sample->t_ns < recorder->written_ns) {
        recorder->counts.late++;
        return 0;
    }
    struct sample placed = *sample;
    placed.sensor = (uint16_t)place;
    int r = wait_in_order(recorder, &placed);
    if (r < 0)
        return r;
    if (sample->t_ns > recorder->newest_ns)
        recorder->newest_ns = sample->t_ns;
    while (r >= 0 && recorder->waiting_count > 0 &&
           recorder->waiting[0].t_ns < recorder->newest_ns - RECORDER_HORIZON_NS)
        r = write_oldest(recorder);
    return r;
}

int recorder_finish(struct recorder *recorder)
{
    int r = 0;
    while (r >= 0 && recorder->waiting_count > 0)
        r = write_oldest(recorder);
    return r;
}
