/* SPDX-License-Identifier: MIT */
#include "store/calibrations.h"

#include <errno.h>
#include <json-c/json.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "store/file_saver.h"

#define FILE_NAME "calibrations.json"
#define VERSION 1
/* Bytes; design value: a thousand athletes who have said of ten exercises what they had left. */
#define FILE_MOST 16000000

/* What no calibration accepts; a file that says so was edited, or is damaged. Design values. */
#define OFFSET_MOST 1e5
#define GAIN_LEAST 0.01
#define GAIN_MOST 100.0
#define BIAS_MOST 1.0    /* rad/s */
#define RANGE_MOST 180.0 /* degrees */
#define SPEED_MOST 5.0   /* m/s */
#define RESERVE_MOST (RESERVE_TOLD_MAX + RESERVE_REPS)
#define SETS_MOST 1e6

struct calibrations {
    struct json_object *root;
    struct file_saver *saver; /* NULL = nothing is kept */
    struct calibrations_listener listener;
};

__attribute__((format(printf, 3, 4))) static void say(const struct calibrations *c, int level,
                                                      const char *format, ...)
{
    char message[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    c->listener.log(c->listener.data, level, message);
}

static void on_saved(void *data, int error)
{
    const struct calibrations *c = data;

    c->listener.kept(c->listener.data, error);
}

static struct json_object *section(const struct calibrations *c, const char *name)
{
    struct json_object *object = NULL;

    json_object_object_get_ex(c->root, name, &object);
    return object;
}

/* ---- numbers ---- */

static bool read_number(struct json_object *value, double least, double most, double *ret_number)
{
    double number = json_object_get_double(value);

    if (!json_object_is_type(value, json_type_double) && !json_object_is_type(value, json_type_int))
        return false;
    if (!(number >= least && number <= most))
        return false;
    *ret_number = number;
    return true;
}

static bool read_numbers(struct json_object *entry, const char *key, size_t count, double least,
                         double most, double ret_numbers[])
{
    struct json_object *array;

    if (!json_object_object_get_ex(entry, key, &array) ||
        !json_object_is_type(array, json_type_array) || json_object_array_length(array) != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!read_number(json_object_array_get_idx(array, i), least, most, &ret_numbers[i]))
            return false;
    return true;
}

/* format: NULL = as exact as they are. */
static struct json_object *numbers(const double values[], size_t count, const char *format)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; array && i < count; i++) {
        struct json_object *number = json_object_new_double(values[i]);
        if (format)
            json_object_set_serializer(number, json_object_double_to_json_string, (void *)format,
                                       NULL);
        json_object_array_add(array, number);
    }
    return array;
}

/* ---- entries ---- */

static bool read_sensor(struct json_object *entry, struct calibration_of_sensor *ret_sensor)
{
    struct calibration_of_sensor sensor;

    if (!read_numbers(entry, "offset", CORRECTION_CHANNELS, -OFFSET_MOST, OFFSET_MOST,
                      sensor.correction.offset) ||
        !read_numbers(entry, "gain", CORRECTION_CHANNELS, GAIN_LEAST, GAIN_MOST,
                      sensor.correction.gain) ||
        !read_numbers(entry, "anglvel_bias", 3, -BIAS_MOST, BIAS_MOST, sensor.anglvel_bias))
        return false;
    *ret_sensor = sensor;
    return true;
}

static bool read_range(struct json_object *entry, struct lumbar_range *ret_range)
{
    struct json_object *flexion, *extension;
    struct lumbar_range range;

    if (!json_object_object_get_ex(entry, "flexion", &flexion) ||
        !json_object_object_get_ex(entry, "extension", &extension) ||
        !read_number(flexion, 0.0, RANGE_MOST, &range.flexion_deg) ||
        !read_number(extension, 0.0, RANGE_MOST, &range.extension_deg))
        return false;
    *ret_range = range;
    return true;
}

static bool read_reserve(struct json_object *entry, struct reserve_history *ret_history)
{
    struct json_object *sets, *speeds;
    double counted, speed[RESERVE_POINTS], reserve[RESERVE_POINTS];

    if (!json_object_object_get_ex(entry, "sets", &sets) ||
        !read_number(sets, 0.0, SETS_MOST, &counted) ||
        !json_object_object_get_ex(entry, "speeds", &speeds) ||
        !json_object_is_type(speeds, json_type_array) ||
        json_object_array_length(speeds) > RESERVE_POINTS)
        return false;
    size_t count = json_object_array_length(speeds);
    if (!read_numbers(entry, "speeds", count, -SPEED_MOST, SPEED_MOST, speed) ||
        !read_numbers(entry, "reserves", count, 0.0, RESERVE_MOST, reserve))
        return false;
    *ret_history = (struct reserve_history){.sets = (uint32_t)counted, .count = (uint32_t)count};
    for (size_t i = 0; i < count; i++)
        ret_history->points[i] = (struct reserve_point){speed[i], reserve[i]};
    return true;
}

static bool reserves_are_good(struct json_object *athlete)
{
    struct reserve_history history;

    if (!json_object_is_type(athlete, json_type_object))
        return false;
    json_object_object_foreach(athlete, exercise, entry)
    {
        (void)exercise;
        if (!read_reserve(entry, &history))
            return false;
    }
    return true;
}

bool calibrations_get_sensor(const struct calibrations *c, const char *identity,
                             struct calibration_of_sensor *ret_sensor)
{
    struct json_object *entry;

    return json_object_object_get_ex(section(c, "sensors"), identity, &entry) &&
           read_sensor(entry, ret_sensor);
}

bool calibrations_get_range(const struct calibrations *c, const char *athlete,
                            struct lumbar_range *ret_range)
{
    struct json_object *entry;

    return json_object_object_get_ex(section(c, "athletes"), athlete, &entry) &&
           read_range(entry, ret_range);
}

static void keep(struct calibrations *c)
{
    char *text;

    if (!c->saver)
        return;
    if (asprintf(&text, "%s\n", json_object_to_json_string_ext(c->root, JSON_C_TO_STRING_PRETTY)) >=
        0)
        file_saver_put(c->saver, text);
    else
        say(c, LOG_ERR, "calibrations are not kept: %s", strerror(ENOMEM));
}

void calibrations_set_sensor(struct calibrations *c, const char *identity,
                             const struct calibration_of_sensor *sensor)
{
    struct json_object *entry = json_object_new_object();

    json_object_object_add(entry, "offset",
                           numbers(sensor->correction.offset, CORRECTION_CHANNELS, NULL));
    json_object_object_add(entry, "gain",
                           numbers(sensor->correction.gain, CORRECTION_CHANNELS, NULL));
    json_object_object_add(entry, "anglvel_bias", numbers(sensor->anglvel_bias, 3, NULL));
    json_object_object_add(section(c, "sensors"), identity, entry);
    keep(c);
}

void calibrations_set_range(struct calibrations *c, const char *athlete,
                            const struct lumbar_range *range)
{
    struct json_object *entry = json_object_new_object();

    json_object_object_add(entry, "flexion", json_object_new_double(range->flexion_deg));
    json_object_object_add(entry, "extension", json_object_new_double(range->extension_deg));
    json_object_object_add(section(c, "athletes"), athlete, entry);
    keep(c);
}

bool calibrations_get_reserve(const struct calibrations *c, const char *athlete,
                              const char *exercise, struct reserve_history *ret_history)
{
    struct json_object *exercises, *entry;

    return json_object_object_get_ex(section(c, "reserve"), athlete, &exercises) &&
           json_object_object_get_ex(exercises, exercise, &entry) &&
           read_reserve(entry, ret_history);
}

void calibrations_set_reserve(struct calibrations *c, const char *athlete, const char *exercise,
                              const struct reserve_history *history)
{
    struct json_object *exercises, *entry = json_object_new_object();
    double speed[RESERVE_POINTS], reserve[RESERVE_POINTS];

    for (uint32_t i = 0; i < history->count; i++) {
        speed[i] = history->points[i].speed;
        reserve[i] = history->points[i].reserve;
    }
    json_object_object_add(entry, "sets", json_object_new_int64(history->sets));
    json_object_object_add(entry, "speeds", numbers(speed, history->count, "%.4g"));
    json_object_object_add(entry, "reserves", numbers(reserve, history->count, "%.4g"));
    if (!json_object_object_get_ex(section(c, "reserve"), athlete, &exercises)) {
        exercises = json_object_new_object();
        json_object_object_add(section(c, "reserve"), athlete, exercises);
    }
    json_object_object_add(exercises, exercise, entry);
    keep(c);
}

/* ---- the file ---- */

/* The whole file; NULL with errno. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = malloc(FILE_MOST + 1);
    size_t length = text ? fread(text, 1, FILE_MOST + 1, file) : 0;
    int error = !text ? ENOMEM : ferror(file) ? EIO : length > FILE_MOST ? EFBIG : 0;
    fclose(file);
    if (error != 0) {
        free(text);
        errno = error;
        return NULL;
    }
    text[length] = '\0';
    return text;
}

static struct json_object *parse(const char *text)
{
    struct json_tokener *tokener = json_tokener_new();
    struct json_object *root = NULL;

    if (tokener) {
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
        root = json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1);
        json_tokener_free(tokener);
    }
    if (!json_object_is_type(root, json_type_object)) {
        json_object_put(root);
        return NULL;
    }
    return root;
}

static bool entry_is_good(const char *section_name, struct json_object *entry)
{
    struct calibration_of_sensor sensor;
    struct lumbar_range range;

    if (strcmp(section_name, "reserve") == 0)
        return reserves_are_good(entry);
    return strcmp(section_name, "sensors") == 0 ? read_sensor(entry, &sensor)
                                                : read_range(entry, &range);
}

/* An object of that name, with good entries only. */
static void take_section(struct calibrations *c, struct json_object *file, const char *name,
                         const char *path)
{
    struct json_object *from = NULL, *to = json_object_new_object();

    json_object_object_get_ex(file, name, &from);
    if (json_object_is_type(from, json_type_object)) {
        json_object_object_foreach(from, key, entry)
        {
            if (entry_is_good(name, entry))
                json_object_object_add(to, key, json_object_get(entry));
            else
                say(c, LOG_WARNING, "%s: the calibration of \"%s\" makes no sense and is left out",
                    path, key);
        }
    }
    json_object_object_add(c->root, name, to);
}

static void set_aside(const struct calibrations *c, const char *path)
{
    char *aside;

    if (asprintf(&aside, "%s.damaged", path) < 0)
        return;
    bool moved = rename(path, aside) == 0;
    say(c, LOG_ERR, "%s is damaged%s%s: sensors and athletes are to be calibrated anew", path,
        moved ? " and now called " : "", moved ? aside : "");
    free(aside);
}

static struct json_object *load(struct calibrations *c, const char *path, bool *ret_may_save)
{
    char *text = read_file(path);
    *ret_may_save = true;
    if (!text && errno == ENOENT)
        return NULL;
    if (!text) {
        say(c, LOG_ERR,
            "calibrations cannot be read: %s: %s; it is left alone, and nothing is kept", path,
            strerror(errno));
        *ret_may_save = false;
        return NULL;
    }
    struct json_object *file = parse(text), *version = NULL;
    free(text);
    if (!file) {
        set_aside(c, path);
        return NULL;
    }
    json_object_object_get_ex(file, "version", &version);
    if (json_object_get_int(version) > VERSION) {
        say(c, LOG_ERR, "%s was written by a newer lumbard: it is left alone, and nothing is kept",
            path);
        *ret_may_save = false;
    }
    return file;
}

static int open_directory(struct calibrations *c, const char *directory)
{
    struct json_object *file = NULL;
    bool may_save = false;
    char *path = NULL;
    int r = 0;

    if (directory && asprintf(&path, "%s/" FILE_NAME, directory) < 0)
        return -ENOMEM;
    if (directory)
        file = load(c, path, &may_save);
    json_object_object_add(c->root, "version", json_object_new_int(VERSION));
    take_section(c, file, "sensors", path);
    take_section(c, file, "athletes", path);
    take_section(c, file, "reserve", path);
    json_object_put(file);
    if (may_save)
        r = file_saver_new(path, on_saved, c, &c->saver);
    free(path);
    return r;
}

int calibrations_open(const char *directory, const struct calibrations_listener *listener,
                      struct calibrations **ret_calibrations)
{
    struct calibrations *c = calloc(1, sizeof *c);
    if (!c)
        return -ENOMEM;
    c->listener = *listener;
    c->root = json_object_new_object();
    int r = c->root ? open_directory(c, directory) : -ENOMEM;
    if (r < 0) {
        calibrations_free(c);
        return r;
    }
    *ret_calibrations = c;
    return 0;
}

struct calibrations *calibrations_free(struct calibrations *c)
{
    if (c) {
        file_saver_free(c->saver);
        json_object_put(c->root);
        free(c);
    }
    return NULL;
}
