/* SPDX-License-Identifier: MIT */
#include "replay.h"

#include <stdio.h>
#include <string.h>

#include "core/attitude.h"
#include "feed.h"
#include "recording/recording_number.h"

struct attitude_replay {
    const char *role;
    bool found;
    bool is_imu;
    uint16_t sensor;
    struct attitude attitude;
};

static void on_sensor(void *data, uint16_t sensor, const struct sensor_info *info)
{
    struct attitude_replay *replay = data;

    if (strcmp(info->role, replay->role) != 0)
        return;
    replay->found = true;
    replay->is_imu = info->kind == SENSOR_IMU;
    replay->sensor = sensor;
}

static void on_sample(void *data, const struct sample *sample)
{
    struct attitude_replay *replay = data;
    const double *q = replay->attitude.output.quat;
    char time[RECORDING_TIME_SIZE];

    if (!replay->found || !replay->is_imu || sample->sensor != replay->sensor)
        return;
    attitude_update(&replay->attitude, sample->t_ns, sample->imu.accel, sample->imu.anglvel);
    recording_format_time(time, sample->t_ns);
    printf("%s,%.7f,%.7f,%.7f,%.7f\n", time, q[0], q[1], q[2], q[3]);
}

int replay_attitude(const struct replay_options *options)
{
    struct attitude_replay replay = {.role = options->sensor};
    const struct recording_handler handler = {
        .sensor = on_sensor, .sample = on_sample, .data = &replay};
    struct recording_counts counts;

    attitude_init(&replay.attitude, NULL);
    puts("t,qw,qx,qy,qz");
    if (feed_recording(options->file, options->chunk, &handler, &counts) < 0)
        return 1;
    if (!replay.found || !replay.is_imu) {
        fprintf(stderr, "lumbar-replay: %s: %s \"%s\"\n", options->file,
                replay.found ? "no IMU is its sensor" : "it has no sensor", options->sensor);
        return 1;
    }
    return 0;
}
