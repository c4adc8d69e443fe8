/* SPDX-License-Identifier: MIT */
#include "recording/recording_reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/recording_number.h"

#define SIGNATURE "# lumbar recording "
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define DAMAGE_MAX_PERCENT 1 /* DESIGN, "Recording" */

struct reader_sensor {
    struct sensor_info info;
    unsigned fields;                          /* values on each of its lines */
    signed char target[RECORDING_FIELDS_MAX]; /* channel of the sample for each, -1 = read over */
};

struct recording_reader {
    struct recording_handler handler;
    struct recording_counts counts;
    struct reader_sensor sensors[SENSORS_MAX];
    unsigned sensor_count;
    char line[RECORDING_LINE_MAX];
    size_t length; /* bytes of the line so far */
    bool too_long; /* more came than fit */
    bool has_nul;
    bool refused;
    char problem[256];
};

__attribute__((format(printf, 2, 3))) static int refuse(struct recording_reader *reader,
                                                        const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(reader->problem, sizeof reader->problem, format, arguments);
    va_end(arguments);
    reader->refused = true;
    return -EBADMSG;
}

static void report_damage(struct recording_reader *reader, const char *reason)
{
    reader->counts.damaged++;
    if (reader->handler.damaged)
        reader->handler.damaged(reader->handler.data, reader->counts.lines, reason);
}

static int read_signature(struct recording_reader *reader)
{
    const char *line = reader->line;
    char *end;

    if (strncmp(line, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
        line += strlen(BYTE_ORDER_MARK);
    if (reader->has_nul || strncmp(line, SIGNATURE, strlen(SIGNATURE)) != 0)
        return refuse(reader, "not a recording: the first line is not \"%s%d\"", SIGNATURE,
                      RECORDING_VERSION);
    unsigned long version = strtoul(line + strlen(SIGNATURE), &end, 10);
    if (*end != '\0' || version != RECORDING_VERSION)
        return refuse(reader, "line 1: version \"%.16s\" is not known, only %d",
                      line + strlen(SIGNATURE), RECORDING_VERSION);
    return 0;
}

static int channel_of(const struct sensor_info *info, const char *name)
{
    for (unsigned i = 0; i < recording_channel_count(info); i++)
        if (strcmp(name, recording_channel_name(info, i)) == 0)
            return (int)i;
    return -1;
}

/* Does the sensor have all channels of this kind? Sets where each of its fields goes. */
static bool match_channels(struct reader_sensor *sensor, enum sensor_kind kind, unsigned channels,
                           char *const names[])
{
    unsigned found = 0;

    sensor->info.kind = kind;
    sensor->info.channels = channels;
    for (unsigned i = 0; i < sensor->fields; i++) {
        int channel = channel_of(&sensor->info, names[i]);

        sensor->target[i] = (signed char)channel;
        if (channel >= 0)
            found |= 1u << channel;
    }
    return found == (1u << recording_channel_count(&sensor->info)) - 1u;
}

static const struct reader_sensor *find_sensor(const struct recording_reader *reader,
                                               const char *role)
{
    for (unsigned i = 0; i < reader->sensor_count; i++)
        if (strcmp(reader->sensors[i].info.role, role) == 0)
            return &reader->sensors[i];
    return NULL;
}

static int read_sensor(struct recording_reader *reader, char *text)
{
    unsigned long line = reader->counts.lines;
    char *names[RECORDING_FIELDS_MAX], *position, *role = strtok_r(text, " \t", &position);
    struct reader_sensor sensor;

    memset(&sensor, 0, sizeof sensor); /* padding too: it is compared below */
    if (!role || !recording_role_is_valid(role))
        return refuse(reader, "line %lu: \"%.40s\" is no role for a sensor", line,
                      role ? role : "");
    for (char *name; (name = strtok_r(NULL, " \t", &position));) {
        if (sensor.fields == RECORDING_FIELDS_MAX)
            return refuse(reader, "line %lu: sensor %s has more than %d channels", line, role,
                          RECORDING_FIELDS_MAX);
        for (unsigned i = 0; i < sensor.fields; i++)
            if (strcmp(names[i], name) == 0)
                return refuse(reader, "line %lu: sensor %s has channel %.40s twice", line, role,
                              name);
        names[sensor.fields++] = name;
    }

    bool usable = match_channels(&sensor, SENSOR_IMU, 0, names);
    for (unsigned channels = FORCE_CHANNELS_MAX; channels > 0 && !usable; channels--)
        usable = match_channels(&sensor, SENSOR_FORCE, channels, names);
    if (!usable)
        return refuse(reader, "line %lu: sensor %s has neither accel_x to anglvel_z nor forces",
                      line, role);
    memcpy(sensor.info.role, role, strlen(role) + 1);
    const struct reader_sensor *known = find_sensor(reader, role);
    if (known && memcmp(known, &sensor, sizeof sensor) == 0)
        return 0; /* two recordings were put together */
    if (known)
        return refuse(reader, "line %lu: sensor %s is there twice, and not the same", line, role);
    if (reader->sensor_count == SENSORS_MAX)
        return refuse(reader, "line %lu: more than %d sensors", line, SENSORS_MAX);
    reader->sensors[reader->sensor_count] = sensor;
    if (reader->handler.sensor)
        reader->handler.sensor(reader->handler.data, (uint16_t)reader->sensor_count, &sensor.info);
    reader->sensor_count++;
    return 0;
}

static int read_header(struct recording_reader *reader)
{
    char *key = reader->line + 1, *value;

    key += strspn(key, " \t");
    value = key + strcspn(key, " \t");
    if (*value != '\0')
        *value++ = '\0';
    value += strspn(value, " \t");
    if (strcmp(key, "sensor") == 0 && reader->too_long)
        return refuse(reader, "line %lu: the sensor line is too long", reader->counts.lines);
    if (strcmp(key, "sensor") == 0)
        return read_sensor(reader, value);
    if (*key != '\0' && reader->handler.metadata)
        reader->handler.metadata(reader->handler.data, key, value);
    return 0;
}

static char *next_field(char **position)
{
    char *field = *position;

    if (!field)
        return NULL;
    char *comma = strchr(field, ',');
    if (comma)
        *comma++ = '\0';
    *position = comma;
    return field;
}

/* Returns NULL, or what is wrong with the line. */
static const char *read_sample(struct recording_reader *reader, struct sample *ret_sample)
{
    char *position = reader->line, *time = next_field(&position), *role = next_field(&position);
    double values[RECORDING_IMU_CHANNELS] = {0};

    if (recording_parse_time(time, &ret_sample->t_ns) < 0)
        return "the time is no number of seconds";
    if (!role)
        return "there is only one field";
    const struct reader_sensor *sensor = find_sensor(reader, role);
    if (!sensor)
        return "no such sensor was announced";
    for (unsigned i = 0; i < sensor->fields; i++) {
        char *field = next_field(&position);
        double value;

        if (!field)
            return "there are too few values";
        if (recording_parse_value(field, &value) < 0)
            return "a value is no number";
        if (sensor->target[i] >= 0)
            values[sensor->target[i]] = value;
    }
    if (position)
        return "there are too many values";

    ret_sample->sensor = (uint16_t)(sensor - reader->sensors);
    if (sensor->info.kind == SENSOR_IMU) {
        memcpy(ret_sample->imu.accel, values, sizeof ret_sample->imu.accel);
        memcpy(ret_sample->imu.anglvel, values + 3, sizeof ret_sample->imu.anglvel);
    } else {
        memcpy(ret_sample->force, values, sizeof ret_sample->force);
    }
    return NULL;
}

static int read_line(struct recording_reader *reader)
{
    reader->counts.lines++;
    if (reader->length > 0 && reader->line[reader->length - 1] == '\r')
        reader->length--;
    reader->line[reader->length] = '\0';
    if (reader->counts.lines == 1)
        return read_signature(reader);
    if (reader->line[0] == '#') {
        if (!reader->has_nul)
            return read_header(reader);
        report_damage(reader, "it has a NUL byte");
        return 0;
    }
    if (reader->length == 0 && !reader->has_nul)
        return 0;

    struct sample sample = {0};
    const char *reason = reader->has_nul    ? "it has a NUL byte"
                         : reader->too_long ? "it is too long"
                                            : read_sample(reader, &sample);
    if (reason) {
        report_damage(reader, reason);
    } else {
        reader->counts.samples++;
        reader->handler.sample(reader->handler.data, &sample);
    }
    return 0;
}

static int end_line(struct recording_reader *reader)
{
    int r = read_line(reader);

    reader->length = 0;
    reader->too_long = false;
    reader->has_nul = false;
    return r;
}

int recording_reader_new(const struct recording_handler *handler,
                         struct recording_reader **ret_reader)
{
    struct recording_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return -ENOMEM;
    reader->handler = *handler;
    *ret_reader = reader;
    return 0;
}

struct recording_reader *recording_reader_free(struct recording_reader *reader)
{
    free(reader);
    return NULL;
}

static void append(struct recording_reader *reader, const char *bytes, size_t size)
{
    size_t room = sizeof reader->line - 1 - reader->length;

    if (memchr(bytes, '\0', size))
        reader->has_nul = true;
    if (size > room) {
        reader->too_long = true;
        size = room;
    }
    memcpy(reader->line + reader->length, bytes, size);
    reader->length += size;
}

int recording_reader_push(struct recording_reader *reader, const void *bytes, size_t size)
{
    const char *position = bytes, *end = position + size;

    if (reader->refused)
        return -EBADMSG;
    while (position < end) {
        const char *newline = memchr(position, '\n', (size_t)(end - position));

        append(reader, position, (size_t)((newline ? newline : end) - position));
        if (!newline)
            break;
        position = newline + 1;
        int r = end_line(reader);
        if (r < 0)
            return r;
    }
    return 0;
}

int recording_reader_finish(struct recording_reader *reader)
{
    if (reader->refused)
        return -EBADMSG;
    if (reader->length > 0 || reader->has_nul) {
        int r = end_line(reader);
        if (r < 0)
            return r;
    }
    const struct recording_counts *counts = &reader->counts;
    if (counts->lines == 0)
        return refuse(reader, "not a recording: it is empty");
    if (counts->damaged * 100 > (counts->samples + counts->damaged) * DAMAGE_MAX_PERCENT)
        return refuse(reader, "%lu of %lu lines with samples are damaged, more than %d %%",
                      counts->damaged, counts->samples + counts->damaged, DAMAGE_MAX_PERCENT);
    if (reader->sensor_count == 0)
        return refuse(reader, "no sensor is announced in it");
    return 0;
}

const char *recording_reader_problem(const struct recording_reader *reader)
{
    return reader->problem;
}

struct recording_counts recording_reader_counts(const struct recording_reader *reader)
{
    return reader->counts;
}
