/* SPDX-License-Identifier: MIT */
#include "recording/recording_writer.h"

#include <errno.h>
#include <string.h>

#include "recording/recording_number.h"

/* Finer than the noise of any sensor that is used: 10 um/s^2, 1 urad/s, 1 mN. */
#define ACCEL_FORMAT ",%.5f"
#define ANGLVEL_FORMAT ",%.6f"
#define FORCE_FORMAT ",%.3f"

static int stream_state(const struct recording_writer *writer)
{
    return ferror(writer->stream) ? -EIO : 0;
}

int recording_writer_init(struct recording_writer *writer, FILE *stream)
{
    memset(writer, 0, sizeof *writer);
    writer->stream = stream;
    fprintf(stream, "# lumbar recording %d\n", RECORDING_VERSION);
    return stream_state(writer);
}

int recording_writer_metadata(struct recording_writer *writer, const char *key, const char *value)
{
    if (*key == '\0' || strpbrk(key, " \t\r\n") || strpbrk(value, "\r\n") ||
        strcmp(key, "sensor") == 0 || strlen(key) + strlen(value) + 8 > RECORDING_LINE_MAX)
        return -EINVAL;
    fprintf(writer->stream, "# %s %s\n", key, value);
    return stream_state(writer);
}

int recording_writer_sensor(struct recording_writer *writer, uint16_t sensor,
                            const struct sensor_info *info)
{
    if (sensor >= SENSORS_MAX || writer->known[sensor] || !recording_role_is_valid(info->role) ||
        recording_channel_count(info) == 0)
        return -EINVAL;
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        if (writer->known[i] && strcmp(writer->sensors[i].role, info->role) == 0)
            return -EINVAL;
    writer->sensors[sensor] = *info;
    writer->known[sensor] = true;
    fprintf(writer->stream, "# sensor %s", info->role);
    for (unsigned i = 0; i < recording_channel_count(info); i++)
        fprintf(writer->stream, " %s", recording_channel_name(info, i));
    fputc('\n', writer->stream);
    return stream_state(writer);
}

int recording_writer_sample(struct recording_writer *writer, const struct sample *sample)
{
    char time[RECORDING_TIME_SIZE];

    if (sample->sensor >= SENSORS_MAX || !writer->known[sample->sensor])
        return -ENODEV;
    const struct sensor_info *info = &writer->sensors[sample->sensor];
    recording_format_time(time, sample->t_ns);
    fprintf(writer->stream, "%s,%s", time, info->role);
    if (info->kind == SENSOR_IMU) {
        for (unsigned i = 0; i < 3; i++)
            fprintf(writer->stream, ACCEL_FORMAT, sample->imu.accel[i]);
        for (unsigned i = 0; i < 3; i++)
            fprintf(writer->stream, ANGLVEL_FORMAT, sample->imu.anglvel[i]);
    } else {
        for (unsigned i = 0; i < info->channels; i++)
            fprintf(writer->stream, FORCE_FORMAT, sample->force[i]);
    }
    fputc('\n', writer->stream);
    return stream_state(writer);
}
