/* SPDX-License-Identifier: MIT */
#include "profiles/config.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const known_roles[] = {
    "pelvis",      "thorax",     "upper-back",  "bar",  "wrist-left", "wrist-right", "thigh-left",
    "thigh-right", "shank-left", "shank-right", "feet", "cable",      "bench",       "board",
};

struct reader {
    FILE *stream;
    const char *file;
    unsigned line; /* of what was read last */
    unsigned serious;
    config_problem problem;
    void *data;
    struct config *config;
    bool uris_given; /* the file's own list of uris replaces the default one */
};

/* Other names are generic sensors. */
static bool role_is_known(const char *role)
{
    for (size_t i = 0; i < sizeof known_roles / sizeof known_roles[0]; i++)
        if (strcmp(role, known_roles[i]) == 0)
            return true;
    return false;
}

/* Lower-case letters, digits and hyphens, 1 to 31 of them. */
static bool role_is_valid(const char *role)
{
    size_t length = strspn(role, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return length > 0 && length < ROLE_SIZE && role[length] == '\0';
}

void config_defaults(struct config *ret_config)
{
    *ret_config = (struct config){
        .bus = "system",
        .uris = {"local:"},
        .uri_count = 1,
        .kernel_buffers = 64, /* 0.3 s at 208 Hz: longer than any stall seen, design value */
        .idle_minutes = 30.0, /* design value: longer than any rest between sets */
        .auto_track = true,
        .language = "en",
        .log_level = "info",
    };
}

__attribute__((format(printf, 3, 4))) static void report(struct reader *reader, bool serious,
                                                         const char *format, ...)
{
    char message[320];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    reader->serious += serious;
    reader->problem(reader->data, serious, reader->file, reader->line, message);
}

static void set_text(struct reader *reader, char *to, size_t size, const char *key,
                     const char *value)
{
    if (strlen(value) >= size)
        report(reader, true, "%s is longer than %zu bytes", key, size - 1);
    else
        memcpy(to, value, strlen(value) + 1);
}

/* What only others can judge: they are to name the line. */
static void set_judged_text(struct reader *reader, char *to, size_t size, const char *key,
                            const char *value, unsigned *ret_line)
{
    set_text(reader, to, size, key, value);
    *ret_line = reader->line;
}

/* Locale-free: the daemon never calls setlocale(), so strtod() takes a point. */
static bool parse_number(const char *text, const char **ret_rest, double *ret_value)
{
    char *rest;

    /* strtod() would take "nan", "inf" and "0x10", which nobody means. */
    if (strspn(text, "0123456789.eE+-") != strcspn(text, " "))
        return false;
    *ret_value = strtod(text, &rest);
    *ret_rest = rest;
    return rest != text;
}

static void set_number(struct reader *reader, double *to, double least, double most,
                       const char *key, const char *value)
{
    const char *rest;
    double number;

    if (!parse_number(value, &rest, &number) || *rest != '\0')
        report(reader, true, "%s is to be a number, not \"%s\"", key, value);
    else if (!(number >= least && number <= most))
        report(reader, true, "%s is to be from %g to %g, not %s", key, least, most, value);
    else
        *to = number;
}

static void set_yes_no(struct reader *reader, bool *to, const char *key, const char *value)
{
    if (strcmp(value, "yes") == 0)
        *to = true;
    else if (strcmp(value, "no") == 0)
        *to = false;
    else
        report(reader, true, "%s is to be yes or no, not \"%s\"", key, value);
}

/* One number for all cells, or one a cell. */
static void set_cells(struct reader *reader, double to[FORCE_CHANNELS_MAX], const char *value)
{
    double cells[FORCE_CHANNELS_MAX] = {0};
    const char *rest = value;
    size_t count = 0;

    while (*rest != '\0') {
        double number;

        if (count == FORCE_CHANNELS_MAX || !parse_number(rest, &rest, &number) || !(number > 0.0) ||
            (*rest != '\0' && *rest != ' ')) {
            report(reader, true,
                   "newton-per-volt is to be one to four positive numbers with spaces, not \"%s\"",
                   value);
            return;
        }
        cells[count++] = number;
        rest += strspn(rest, " ");
    }
    for (size_t i = 0; i < FORCE_CHANNELS_MAX; i++)
        to[i] = cells[count == 1 ? 0 : i];
}

static void add_uri(struct reader *reader, const char *value)
{
    struct config *config = reader->config;

    if (*value == '\0') {
        report(reader, true, "uri is to be a libiio context such as local: or ip:HOST");
        return;
    }
    if (!reader->uris_given)
        config->uri_count = 0;
    reader->uris_given = true;
    if (config->uri_count == CONFIG_URIS_MAX) {
        report(reader, true, "more than %d uris", CONFIG_URIS_MAX);
        return;
    }
    set_text(reader, config->uris[config->uri_count++], CONFIG_TEXT_SIZE, "uri", value);
}

static void set_role(struct reader *reader, char to[ROLE_SIZE], const char *value)
{
    if (!role_is_valid(value)) {
        report(reader, true,
               "role \"%s\" cannot be: lower-case letters, digits and hyphens, at most %d", value,
               ROLE_SIZE - 1);
        return;
    }
    if (!role_is_known(value)) {
        char known[256] = "";
        size_t used = 0;

        for (size_t i = 0; i < sizeof known_roles / sizeof known_roles[0]; i++)
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "",
                                     known_roles[i]);
        report(reader, false,
               "role \"%s\" is none that the hub knows, so it is a generic sensor (known: %s)",
               value, known);
    }
    memcpy(to, value, strlen(value) + 1);
}

static void set_path(struct reader *reader, struct config_sensor *sensor, const char *value)
{
    if (!strchr(value, '/'))
        report(reader, true, "path is to be URI/DEVICE, such as local:/iio:device0, not \"%s\"",
               value);
    else
        set_text(reader, sensor->path, sizeof sensor->path, "path", value);
}

static struct config_sensor *find_sensor(struct reader *reader, const char *section)
{
    struct config *config = reader->config;

    for (size_t i = 0; i < config->sensor_count; i++)
        if (strcmp(config->sensors[i].section, section) == 0)
            return &config->sensors[i];
    if (config->sensor_count == CONFIG_SENSORS_MAX) {
        report(reader, true, "more than %d sensor sections", CONFIG_SENSORS_MAX);
        return NULL;
    }
    struct config_sensor *sensor = &config->sensors[config->sensor_count++];
    *sensor = (struct config_sensor){.line = reader->line};
    snprintf(sensor->section, sizeof sensor->section, "%s", section);
    return sensor;
}

static bool take_sensor_key(struct reader *reader, const char *section, const char *key,
                            const char *value)
{
    struct config_sensor *sensor = find_sensor(reader, section);

    if (!sensor)
        return true; /* reported */
    if (strcmp(key, "role") == 0)
        set_role(reader, sensor->role, value);
    else if (strcmp(key, "label") == 0)
        set_text(reader, sensor->label, sizeof sensor->label, key, value);
    else if (strcmp(key, "name") == 0)
        set_text(reader, sensor->name, sizeof sensor->name, key, value);
    else if (strcmp(key, "serial") == 0)
        set_text(reader, sensor->serial, sizeof sensor->serial, key, value);
    else if (strcmp(key, "path") == 0)
        set_path(reader, sensor, value);
    else if (strcmp(key, "newton-per-volt") == 0)
        set_cells(reader, sensor->newton_per_volt, value);
    else
        return false;
    return true;
}

static bool take_sensors_key(struct reader *reader, const char *key, const char *value)
{
    struct config *config = reader->config;
    double number = config->kernel_buffers;

    if (strcmp(key, "uri") == 0)
        add_uri(reader, value);
    else if (strcmp(key, "rate") == 0)
        set_number(reader, &config->rate_hz, 0.0, 10000.0, key, value);
    else if (strcmp(key, "newton-per-volt") == 0)
        set_number(reader, &config->newton_per_volt, 0.0, 1e12, key, value);
    else if (strcmp(key, "kernel-buffers") == 0)
        set_number(reader, &number, 1.0, 4096.0, key, value);
    else
        return false;
    config->kernel_buffers = (unsigned)number;
    return true;
}

static bool take_training_key(struct reader *reader, const char *key, const char *value)
{
    struct config *config = reader->config;

    if (strcmp(key, "idle-minutes") == 0)
        set_number(reader, &config->idle_minutes, 0.0, 1440.0, key, value);
    else if (strcmp(key, "auto-track") == 0)
        set_yes_no(reader, &config->auto_track, key, value);
    else if (strcmp(key, "language") == 0)
        set_judged_text(reader, config->language, sizeof config->language, key, value,
                        &config->language_line);
    else
        return false;
    return true;
}

/* inih keeps the space of "[sensor ]". */
static bool section_lacks_name(const char *section)
{
    return strncmp(section, "sensor", 6) == 0 && section[6 + strspn(section + 6, " ")] == '\0';
}

static bool take_key(struct reader *reader, const char *section, const char *key, const char *value)
{
    struct config *config = reader->config;

    if (strncmp(section, "sensor ", 7) == 0 && !section_lacks_name(section))
        return take_sensor_key(reader, section + 7, key, value);
    if (strcmp(section, "sensors") == 0)
        return take_sensors_key(reader, key, value);
    if (strcmp(section, "training") == 0)
        return take_training_key(reader, key, value);
    if (strcmp(section, "bus") == 0 && strcmp(key, "address") == 0)
        set_judged_text(reader, config->bus, sizeof config->bus, key, value, &config->bus_line);
    else if (strcmp(section, "profiles") == 0 && strcmp(key, "directory") == 0)
        set_text(reader, config->profiles, sizeof config->profiles, key, value);
    else if (strcmp(section, "log") == 0 && strcmp(key, "level") == 0)
        set_judged_text(reader, config->log_level, sizeof config->log_level, key, value,
                        &config->log_level_line);
    else
        return false;
    return true;
}

static bool section_is_known(const char *section)
{
    static const char *const known[] = {"bus", "sensors", "profiles", "training", "log"};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(section, known[i]) == 0)
            return true;
    return strncmp(section, "sensor ", 7) == 0;
}

/* inih's handler: 1 = the line is all right. */
static int on_key(void *user, const char *section, const char *key, const char *value)
{
    struct reader *reader = user;

    if (take_key(reader, section, key, value))
        return 1;
    if (section_lacks_name(section))
        report(reader, false, "[sensor] needs a name, such as [sensor back]; \"%s\" is ignored",
               key);
    else if (section[0] == '\0')
        report(reader, false, "\"%s\" stands before any [section]; it is ignored", key);
    else if (!section_is_known(section))
        report(reader, false, "section [%s] is not known; \"%s\" is ignored", section, key);
    else
        report(reader, false, "key \"%s\" is not known in [%s]; it is ignored", key, section);
    return 1;
}

/* A line that is longer than inih's buffer: what is left of it is no line of its own. */
static void refuse_long_line(struct reader *reader, int size)
{
    int c = getc(reader->stream);

    if (c == EOF)
        return; /* it fits exactly */
    report(reader, true, "the line is longer than %d bytes", size - 2);
    while (c != EOF && c != '\n')
        c = getc(reader->stream);
}

/* Counts lines for the messages; inih asks for one at a time and handles it before the next. */
static char *read_line(char *buffer, int size, void *user)
{
    struct reader *reader = user;

    buffer[size - 2] = '\0'; /* the last place: fgets() writes there only what fills the buffer */
    if (!fgets(buffer, size, reader->stream))
        return NULL;
    reader->line++;
    if (buffer[size - 2] != '\0' && buffer[size - 2] != '\n')
        refuse_long_line(reader, size);
    return buffer;
}

static void check_sensors(struct reader *reader)
{
    for (size_t i = 0; i < reader->config->sensor_count; i++) {
        const struct config_sensor *sensor = &reader->config->sensors[i];

        reader->line = sensor->line;
        if (sensor->role[0] == '\0')
            report(reader, true, "[sensor %s] has no role", sensor->section);
        if (sensor->label[0] == '\0' && sensor->name[0] == '\0' && sensor->serial[0] == '\0' &&
            sensor->path[0] == '\0')
            report(reader, true, "[sensor %s] says no label, name, serial or path to match",
                   sensor->section);
    }
}

int config_read(const char *file, config_problem problem, void *data, struct config *config)
{
    struct reader reader = {
        .file = file,
        .problem = problem,
        .data = data,
        .config = config,
    };

    reader.stream = fopen(file, "re");
    if (!reader.stream)
        return -errno;
    int line = ini_parse_stream(read_line, &reader, on_key, &reader);
    int r = ferror(reader.stream) ? -EIO : 0;
    fclose(reader.stream);
    if (r < 0)
        return r;
    if (line > 0) {
        reader.line = (unsigned)line;
        report(&reader, true, "neither \"[section]\" nor \"key = value\"");
    } else if (line < 0) {
        return -ENOMEM;
    }
    check_sensors(&reader);
    return reader.serious > 0 ? -EINVAL : 0;
}
