/* SPDX-License-Identifier: MIT */
/*
 * What an IMU sample costs, in the attitude filter alone and in the whole core.
 *
 * usage: bench-core RECORDING [PASSES]
 *
 * The recording is read before, and gone through several times; the best pass counts, because all
 * that makes a pass slower than the best one is not the code's own.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/attitude.h"
#include "core/core.h"
#include "profiles/profiles.h"
#include "recording/recording_reader.h"

#define PASSES 9
#define PASSES_MAX 1000
#define QUEUE_SIZE 64

struct bench {
    struct sensor_info sensors[SENSORS_MAX];
    unsigned sensor_count;
    struct sample *samples;
    size_t count;
    size_t room;
    size_t imu_count;
};

static void on_sensor(void *data, uint16_t sensor, const struct sensor_info *info)
{
    struct bench *bench = data;

    bench->sensors[sensor] = *info;
    bench->sensor_count = sensor + 1u;
}

static void on_sample(void *data, const struct sample *sample)
{
    struct bench *bench = data;

    if (bench->count == bench->room) {
        bench->room = bench->room ? 2 * bench->room : 65536;
        bench->samples = realloc(bench->samples, bench->room * sizeof *bench->samples);
        if (!bench->samples) {
            fprintf(stderr, "bench-core: out of memory\n");
            exit(EXIT_FAILURE);
        }
    }
    bench->samples[bench->count++] = *sample;
    bench->imu_count += bench->sensors[sample->sensor].kind == SENSOR_IMU;
}

static void load(struct bench *bench, const char *path)
{
    const struct recording_handler handler = {
        .sensor = on_sensor, .sample = on_sample, .data = bench};
    struct recording_reader *reader;
    FILE *file = fopen(path, "r");
    char buffer[65536];
    size_t size;
    int r = 0;

    if (!file || recording_reader_new(&handler, &reader) < 0) {
        fprintf(stderr, "bench-core: %s: cannot be read\n", path);
        exit(EXIT_FAILURE);
    }
    while (r == 0 && (size = fread(buffer, 1, sizeof buffer, file)) > 0)
        r = recording_reader_push(reader, buffer, size);
    if (r == 0)
        r = recording_reader_finish(reader);
    if (r < 0 || bench->imu_count == 0) {
        fprintf(stderr, "bench-core: %s: %s\n", path,
                r < 0 ? recording_reader_problem(reader) : "no sample of an IMU");
        exit(EXIT_FAILURE);
    }
    recording_reader_free(reader);
    fclose(file);
}

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Each returns ns for one pass. The sink keeps what is computed from being left out. */
static double pass_attitude(const struct bench *bench, volatile double *sink)
{
    static struct attitude attitudes[SENSORS_MAX];

    for (unsigned i = 0; i < bench->sensor_count; i++)
        attitude_init(&attitudes[i], NULL);
    double began = now_ns();
    for (size_t i = 0; i < bench->count; i++) {
        const struct sample *sample = &bench->samples[i];

        if (bench->sensors[sample->sensor].kind != SENSOR_IMU)
            continue;
        attitude_update(&attitudes[sample->sensor], sample->t_ns, sample->imu.accel,
                        sample->imu.anglvel);
        *sink = attitudes[sample->sensor].output.quat[0];
    }
    return now_ns() - began;
}

static double pass_core(const struct bench *bench, const struct profile_set *profiles,
                        unsigned *ret_reps)
{
    static struct core_event events[QUEUE_SIZE];
    struct event_queue queue = {.events = events, .size = QUEUE_SIZE};
    struct command select = {.type = COMMAND_SELECT_EXERCISE, .exercise = "deadlift"};
    struct core *core;
    unsigned reps = 0;

    if (core_new(profiles->exercises, profiles->count, &core) < 0)
        exit(EXIT_FAILURE);
    for (unsigned i = 0; i < bench->sensor_count; i++) {
        struct command attach = {.type = COMMAND_SENSOR_ATTACH};

        attach.sensor.sensor = (uint16_t)i;
        attach.sensor.info = bench->sensors[i];
        core_command(core, &attach, &queue);
    }
    core_command(core, &select, &queue);
    double began = now_ns();
    for (size_t i = 0; i < bench->count; i++) {
        core_push(core, &bench->samples[i], &queue);
        for (unsigned j = 0; j < queue.count; j++)
            reps += queue.events[j].type == EVENT_REP;
        queue.count = 0;
    }
    double took = now_ns() - began;
    core_free(core);
    *ret_reps = reps;
    return took;
}

static void on_refused(void *data, const char *file, unsigned line, const char *reason)
{
    (void)data;
    fprintf(stderr, "bench-core: profile %s, line %u: %s\n", file, line, reason);
}

int main(int argc, char *argv[])
{
    struct bench bench = {0};
    struct profile_set profiles = {0};
    double attitude_ns = INFINITY, core_ns = INFINITY;
    volatile double sink = 0.0;
    unsigned reps = 0;
    long passes = argc > 2 ? strtol(argv[2], NULL, 10) : PASSES;

    if (argc < 2 || argc > 3 || passes < 1 || passes > PASSES_MAX) {
        fprintf(stderr, "usage: bench-core RECORDING [PASSES]\n");
        return 2;
    }
    load(&bench, argv[1]);
    if (profiles_load(profiles_default_directory(), on_refused, NULL, &profiles) < 0) {
        fprintf(stderr, "bench-core: no exercises in %s\n", profiles_default_directory());
        return EXIT_FAILURE;
    }
    for (long i = 0; i < passes; i++) {
        attitude_ns = fmin(attitude_ns, pass_attitude(&bench, &sink));
        core_ns = fmin(core_ns, pass_core(&bench, &profiles, &reps));
    }
    attitude_ns /= (double)bench.imu_count;
    core_ns /= (double)bench.imu_count;
    printf("core: %zu samples, %zu of IMUs, %u sensors, %u repetitions counted; best of %ld\n",
           bench.count, bench.imu_count, bench.sensor_count, reps, passes);
    printf("  attitude alone        %7.0f ns an IMU sample  (%zu bytes a sensor)\n", attitude_ns,
           sizeof(struct attitude));
    printf("  the whole core        %7.0f ns an IMU sample\n", core_ns);
    printf("  core / attitude       %7.2f                   (target 1.5)\n", core_ns / attitude_ns);
    profiles_free(&profiles);
    free(bench.samples);
    return EXIT_SUCCESS;
}
