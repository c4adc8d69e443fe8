/* SPDX-License-Identifier: MIT */
/*
 * recording.c - a recording as a source of samples.
 *
 * The file is read twice: once when it is opened, to learn the sensors and their rates and to judge
 * the damage, and once more while it plays. So memory does not grow with the length of the file.
 * A value `nan` is taken as it stands: the IIO side turns it into the code for "no valid value".
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"

/* At most one line in a hundred may be damaged; more, and the file is something else. */
#define DAMAGED_MAX_SHARE 0.01
/* Reported one by one up to here, then only counted. */
#define DAMAGED_REPORTED_MAX 10

/* A recording does not say what its sensors could have measured: taken as 16 g and 2000 deg/s. */
#define ACCEL_FULL_SCALE (16 * 9.80665)
#define ANGLVEL_FULL_SCALE (2000 * 3.14159265358979323846 / 180)

static const char imu_channels[6][sizeof(((struct sim_sensor *)NULL)->channel_name[0])] = {
    "accel_x", "accel_y", "accel_z", "anglvel_x", "anglvel_y", "anglvel_z",
};

struct recording {
    struct sim_source source;
    FILE *file;
    char *path;
    char *line;
    size_t line_size;
    bool loop;
    int64_t last_t_ns;      /* of the last good line, without loop_offset_ns */
    int64_t loop_offset_ns; /* what the passes so far add to the times in the file */
    int64_t span_ns;        /* of one pass: last time plus one step of the fastest sensor */
    /* Where the n-th column of the file goes in sim_sample.value. */
    unsigned char column[SIM_SENSORS_MAX][SIM_CHANNELS_MAX];
};

static struct recording *recording_of(struct sim_source *source)
{
    return (struct recording *)source;
}

static void recording_close(struct sim_source *source)
{
    struct recording *r = recording_of(source);

    if (!r)
        return;
    if (r->file)
        fclose(r->file);
    free(r->line);
    free(r->path);
    free(r);
}

/* An IMU names its six channels in any order; a force sensor one, two or four starting force_. */
static const char *sensor_columns(const struct sim_sensor *s, unsigned char *ret_column)
{
    unsigned seen = 0;

    if (s->kind == SIM_FORCE) {
        for (unsigned i = 0; i < s->channels; i++) {
            if (strncmp(s->channel_name[i], "force", strlen("force")) != 0)
                return "mixes forces with other channels";
            ret_column[i] = (unsigned char)i;
        }
        if (s->channels != 1 && s->channels != 2 && s->channels != 4)
            return "has a number of forces other than 1, 2 or 4";
        return NULL;
    }
    for (unsigned i = 0; i < s->channels; i++) {
        unsigned k = 0;

        while (k < 6 && strcmp(s->channel_name[i], imu_channels[k]) != 0)
            k++;
        if (k == 6)
            return "has a channel of unknown name";
        seen |= 1u << k;
        ret_column[i] = (unsigned char)k;
    }
    if (s->channels != 6 || seen != 0x3f)
        return "does not have the six channels of an IMU";
    return NULL;
}

/* `rest` is what follows "# sensor " in the header. Returns NULL or what is wrong with it. */
static const char *sensor_parse(struct recording *r, char *rest)
{
    struct sim_sensor *s = &r->source.sensors[r->source.sensor_count];
    char *save, *word = strtok_r(rest, " \t", &save);
    const char *problem;

    if (!word)
        return "names no sensor";
    if (r->source.sensor_count == SIM_SENSORS_MAX)
        return "is one sensor too many";
    if (strlen(word) >= sizeof(s->role))
        return "has too long a name";
    for (size_t i = 0; i < r->source.sensor_count; i++)
        if (strcmp(r->source.sensors[i].role, word) == 0)
            return "names a sensor twice";
    *s = (struct sim_sensor){
        .accel_full_scale = ACCEL_FULL_SCALE,
        .anglvel_full_scale = ANGLVEL_FULL_SCALE,
    };
    memcpy(s->role, word, strlen(word) + 1);
    while ((word = strtok_r(NULL, " \t", &save))) {
        if (s->channels == SIM_CHANNELS_MAX)
            return "has too many channels";
        if (strlen(word) >= sizeof(s->channel_name[0]))
            return "has too long a channel name";
        memcpy(s->channel_name[s->channels++], word, strlen(word) + 1);
    }
    if (s->channels == 0)
        return "has no channels";
    s->kind = strncmp(s->channel_name[0], "force", strlen("force")) == 0 ? SIM_FORCE : SIM_IMU;
    problem = sensor_columns(s, r->column[r->source.sensor_count]);
    if (problem)
        return problem;
    if (s->kind == SIM_IMU)
        memcpy(s->channel_name, imu_channels, sizeof(imu_channels));
    r->source.sensor_count++;
    return NULL;
}

/* "time,sensor,value,..." without its line end. Returns NULL or what is wrong with it. */
static const char *sample_parse(struct recording *r, char *line, struct sim_sample *ret_sample)
{
    struct sim_sample sample = {0};
    const struct sim_sensor *s;
    char *end, *name, *comma;
    double t = strtod(line, &end);

    if (end == line || *end != ',' || !isfinite(t) || fabs(t) > 1e9)
        return "bad time";
    sample.t_ns = sample.stamp_ns = llround(t * 1e9);
    name = end + 1;
    comma = strchr(name, ',');
    if (!comma)
        return "no values";
    *comma = '\0';
    while (sample.sensor < r->source.sensor_count &&
           strcmp(r->source.sensors[sample.sensor].role, name) != 0)
        sample.sensor++;
    if (sample.sensor == r->source.sensor_count)
        return "unknown sensor";
    s = &r->source.sensors[sample.sensor];
    end = comma;
    for (unsigned i = 0; i < s->channels; i++) {
        const char *start = end + 1;

        sample.value[r->column[sample.sensor][i]] = strtod(start, &end);
        if (end == start || *end != (i + 1 < s->channels ? ',' : '\0'))
            return "wrong number of values, or not a number";
    }
    if (sample.t_ns < r->last_t_ns)
        return "goes back in time";
    *ret_sample = sample;
    return NULL;
}

/* The next line without its end, 0 at the end of the file, negative errno. */
static int line_next(struct recording *r, char **ret_line)
{
    ssize_t n = getline(&r->line, &r->line_size, r->file);

    if (n < 0) {
        if (!ferror(r->file))
            return 0;
        fprintf(stderr, "lumbar-sim: %s: %s\n", r->path, strerror(errno));
        return -EIO;
    }
    while (n > 0 && (r->line[n - 1] == '\n' || r->line[n - 1] == '\r'))
        r->line[--n] = '\0';
    *ret_line = r->line;
    return 1;
}

/* Before the first line can be read (again). */
static void pass_start(struct recording *r)
{
    rewind(r->file);
    r->last_t_ns = INT64_MIN;
}

static int recording_next(struct sim_source *source, struct sim_sample *ret_sample)
{
    struct recording *r = recording_of(source);
    char *line;
    int ret;

    for (;;) {
        ret = line_next(r, &line);
        if (ret < 0)
            return ret;
        if (ret == 0) {
            if (!r->loop)
                return 0;
            r->loop_offset_ns += r->span_ns;
            pass_start(r);
            continue;
        }
        /* What is damaged was reported when the file was opened. */
        if (line[0] == '\0' || line[0] == '#' || sample_parse(r, line, ret_sample))
            continue;
        r->last_t_ns = ret_sample->t_ns;
        ret_sample->t_ns += r->loop_offset_ns;
        ret_sample->stamp_ns += r->loop_offset_ns;
        return 1;
    }
}

struct survey {
    size_t lines; /* with samples, damaged or not */
    size_t damaged;
    size_t samples[SIM_SENSORS_MAX];
    int64_t first_ns[SIM_SENSORS_MAX];
    int64_t last_ns[SIM_SENSORS_MAX];
};

static void damage_report(const struct recording *r, struct survey *survey, size_t number,
                          const char *problem)
{
    if (survey->damaged++ < DAMAGED_REPORTED_MAX)
        fprintf(stderr, "lumbar-sim: %s:%zu: %s\n", r->path, number, problem);
}

/* The first reading. Returns 0 or negative errno, reported. */
static int recording_survey(struct recording *r, struct survey *survey)
{
    struct sim_sample sample;
    char *line;
    int ret;

    pass_start(r);
    for (size_t number = 1; (ret = line_next(r, &line)) > 0; number++) {
        const char *problem;

        if (number == 1) {
            if (strcmp(line, "# lumbar recording 1") != 0) {
                fprintf(stderr, "lumbar-sim: %s:1: not a lumbar recording of version 1\n", r->path);
                return -EINVAL;
            }
            continue;
        }
        if (strncmp(line, "# sensor ", strlen("# sensor ")) == 0) {
            problem = sensor_parse(r, line + strlen("# sensor "));
            if (problem) {
                fprintf(stderr, "lumbar-sim: %s:%zu: this line %s\n", r->path, number, problem);
                return -EINVAL;
            }
            continue;
        }
        if (line[0] == '\0' || line[0] == '#')
            continue;
        survey->lines++;
        problem = sample_parse(r, line, &sample);
        if (problem) {
            damage_report(r, survey, number, problem);
            continue;
        }
        r->last_t_ns = sample.t_ns;
        if (survey->samples[sample.sensor]++ == 0)
            survey->first_ns[sample.sensor] = sample.t_ns;
        survey->last_ns[sample.sensor] = sample.t_ns;
    }
    return ret;
}

/* Rates and the length of a pass. Returns 0 or negative errno, reported. */
static int recording_judge(struct recording *r, const struct survey *survey)
{
    double fastest_hz = 0;

    if (survey->damaged > DAMAGED_REPORTED_MAX)
        fprintf(stderr, "lumbar-sim: %s: %zu damaged lines in all\n", r->path, survey->damaged);
    if ((double)survey->damaged > DAMAGED_MAX_SHARE * (double)survey->lines) {
        fprintf(stderr, "lumbar-sim: %s: more than 1 %% of the lines are damaged\n", r->path);
        return -EINVAL;
    }
    if (survey->lines == survey->damaged) {
        fprintf(stderr, "lumbar-sim: %s: no samples\n", r->path);
        return -EINVAL;
    }
    for (size_t i = 0; i < r->source.sensor_count; i++) {
        int64_t span = survey->last_ns[i] - survey->first_ns[i];
        double steps = (double)survey->samples[i] - 1;

        r->source.sensors[i].rate_hz = span > 0 ? steps * 1e9 / (double)span : 1;
        fastest_hz = fmax(fastest_hz, r->source.sensors[i].rate_hz);
    }
    r->span_ns = r->last_t_ns + llround(1e9 / fastest_hz);
    return 0;
}

int sim_recording_open(const char *path, bool loop, struct sim_source **ret_source)
{
    struct recording *r = calloc(1, sizeof(*r));
    struct survey survey = {0};
    int ret;

    if (!r || !(r->path = strdup(path))) {
        free(r);
        return -ENOMEM;
    }
    r->source.next = recording_next;
    r->source.close = recording_close;
    r->loop = loop;
    r->file = fopen(path, "re");
    if (!r->file) {
        ret = -errno;
        fprintf(stderr, "lumbar-sim: %s: %s\n", path, strerror(errno));
        recording_close(&r->source);
        return ret;
    }
    ret = recording_survey(r, &survey);
    if (ret == 0)
        ret = recording_judge(r, &survey);
    if (ret < 0) {
        recording_close(&r->source);
        return ret;
    }
    pass_start(r);
    *ret_source = &r->source;
    return 0;
}
