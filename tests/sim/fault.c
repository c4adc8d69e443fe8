/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fault.h"

enum fault_argument { NONE, NUMBER, TEXT };

static const struct {
    const char *name;
    enum fault_argument argument;
    const char *preset; /* argument when none is written; NULL = must be written */
    const char *help;
} kinds[SIM_FAULT_KINDS] = {
    [SIM_FAULT_GARBAGE] = {"garbage", NONE, "", "answers are text where a number is due"},
    [SIM_FAULT_STOP] = {"stop", NONE, "", "half of an answer, then silence"},
    [SIM_FAULT_HANG] = {"hang", NONE, "", "no answer, ever"},
    [SIM_FAULT_CLOSE] = {"close", NONE, "", "connection closed instead of an answer"},
    [SIM_FAULT_LATE] = {"late", NUMBER, NULL, "answers are N seconds late"},
    [SIM_FAULT_ERROR] = {"error", NUMBER, "5", "answers are errno N"},
    [SIM_FAULT_FUZZ] = {"fuzz", NONE, "", "well-formed answers with random contents"},
    [SIM_FAULT_FUZZ_XML] = {"fuzz-xml", NUMBER, "3",
                            "about N letters of the description are wrong"},
    [SIM_FAULT_RESTART] = {"restart", NONE, "", "all connections closed, no port for the duration"},
    [SIM_FAULT_EXIT] = {"exit", NONE, "", "the simulator ends"},
    [SIM_FAULT_UNPLUG] = {"unplug", NONE, "", "the device is gone"},
    [SIM_FAULT_BUSY] = {"busy", NONE, "", "another program reads the device"},
    [SIM_FAULT_NO_LABEL] = {"no-label", NONE, "", "no label"},
    [SIM_FAULT_LABEL] = {"duplicate-label", TEXT, NULL, "the label is N, like another device's"},
    [SIM_FAULT_NO_SCALE] = {"no-scale", NONE, "", "no scale attributes"},
    [SIM_FAULT_BAD_SCALE] = {"bad-scale", TEXT, "banana", "scale attributes read N"},
    [SIM_FAULT_NO_TIMESTAMP] = {"no-timestamp", NONE, "", "no timestamp channel"},
    [SIM_FAULT_GAP] = {"gap", NONE, "", "no samples"},
    [SIM_FAULT_DROP] = {"drop", NUMBER, NULL, "a sample is lost with probability N"},
    [SIM_FAULT_SATURATED] = {"saturated", NONE, "", "all channels at the end of scale"},
    [SIM_FAULT_STUCK] = {"stuck", NONE, "", "the same values again and again"},
    [SIM_FAULT_CLOCK_JUMP] = {"clock-jump", NUMBER, NULL, "time stamps jump by N seconds"},
};

void sim_faults_init(struct sim_faults *faults, const struct sim_source *source, double speed,
                     uint64_t seed)
{
    *faults = (struct sim_faults){.source = source, .speed = speed};
    prng_init(&faults->prng, seed, "fault");
}

void sim_faults_start(struct sim_faults *faults, int64_t monotonic_ns)
{
    faults->start_ns = monotonic_ns;
}

static double faults_now_s(const struct sim_faults *faults)
{
    struct timespec now;

    if (faults->start_ns == 0)
        return 0;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec * INT64_C(1000000000) + now.tv_nsec - faults->start_ns) * 1e-9 *
           faults->speed;
}

/* Cuts line at the last `mark`; returns what follows it, or NULL when there is none. */
static char *cut(char *line, char mark)
{
    char *at = strrchr(line, mark);

    if (!at)
        return NULL;
    *at = '\0';
    return at + 1;
}

static bool number_parse(const char *text, double *ret_number)
{
    char *end;
    double number = strtod(text, &end);

    if (end == text || *end != '\0' || !isfinite(number))
        return false;
    *ret_number = number;
    return true;
}

static const char *sensor_parse(const struct sim_faults *faults, const char *name, int *ret_sensor)
{
    if (strcmp(name, "all") == 0) {
        *ret_sensor = -1;
        return NULL;
    }
    for (size_t i = 0; i < faults->source->sensor_count; i++) {
        if (strcmp(faults->source->sensors[i].role, name) == 0) {
            *ret_sensor = (int)i;
            return NULL;
        }
    }
    return "no such sensor";
}

/* "SECONDS" or "SECONDS+DURATION" */
static const char *time_parse(char *text, struct sim_fault *fault)
{
    char *duration = cut(text, '+');

    if (!number_parse(text, &fault->from_s) || fault->from_s < 0)
        return "bad time";
    if (!duration)
        return NULL;
    if (!number_parse(duration, &fault->until_s) || fault->until_s < 0)
        return "bad duration";
    fault->until_s += fault->from_s;
    return NULL;
}

static const char *argument_parse(const char *text, struct sim_fault *fault)
{
    if (text && kinds[fault->kind].argument == NONE)
        return "this fault takes no argument";
    if (!text)
        text = kinds[fault->kind].preset;
    if (!text)
        return "this fault needs an argument";
    if (strlen(text) >= sizeof(fault->text))
        return "too long an argument";
    memcpy(fault->text, text, strlen(text) + 1);
    if (kinds[fault->kind].argument == NUMBER && !number_parse(text, &fault->argument))
        return "the argument is not a number";
    return NULL;
}

/* Ends faults of a sensor at a time; kind SIM_FAULT_KINDS = all of them. */
static void faults_end(struct sim_faults *faults, enum sim_fault_kind kind, int sensor, double at_s)
{
    for (size_t i = 0; i < faults->count; i++) {
        struct sim_fault *f = &faults->fault[i];

        if (kind != SIM_FAULT_KINDS && f->kind != kind)
            continue;
        if (sensor >= 0 && f->sensor != sensor)
            continue;
        if (f->from_s <= at_s && f->until_s > at_s)
            f->until_s = at_s;
    }
}

/* A fault's name, or one of the two that end others. Returns what is wrong, or NULL. */
static const char *fault_enter(struct sim_faults *faults, const char *name, const char *argument,
                               struct sim_fault *fault)
{
    const char *problem;

    if (strcmp(name, "clear") == 0 || strcmp(name, "replug") == 0) {
        faults_end(faults, name[0] == 'r' ? SIM_FAULT_UNPLUG : SIM_FAULT_KINDS, fault->sensor,
                   fault->from_s);
        return NULL;
    }
    for (int k = 0; k < SIM_FAULT_KINDS; k++) {
        if (strcmp(kinds[k].name, name) != 0)
            continue;
        fault->kind = (enum sim_fault_kind)k;
        if (k == SIM_FAULT_RESTART || k == SIM_FAULT_EXIT || k == SIM_FAULT_FUZZ_XML)
            fault->sensor = -1; /* there is only one server, with one description */
        problem = argument_parse(argument, fault);
        if (problem)
            return problem;
        faults->fault[faults->count++] = *fault;
        return NULL;
    }
    return "no such fault";
}

int sim_faults_add(struct sim_faults *faults, const char *line, bool at_once,
                   const char **ret_problem)
{
    struct sim_fault fault = {.sensor = -1, .until_s = INFINITY};
    char copy[SIM_FAULT_LINE_MAX];
    char *sensor, *at, *argument;
    const char *problem = NULL;

    if (faults->count == SIM_FAULTS_MAX) {
        *ret_problem = "too many faults";
        return -ENOSPC;
    }
    if (strlen(line) >= sizeof(copy)) {
        *ret_problem = "too long";
        return -EINVAL;
    }
    memcpy(copy, line, strlen(line) + 1);
    sensor = cut(copy, ':');
    at = cut(copy, '@');
    argument = cut(copy, '=');
    if (at)
        problem = time_parse(at, &fault);
    else if (at_once)
        fault.from_s = faults_now_s(faults);
    if (!problem && sensor)
        problem = sensor_parse(faults, sensor, &fault.sensor);
    if (!problem)
        problem = fault_enter(faults, copy, argument, &fault);
    if (!problem)
        return 0;
    *ret_problem = problem;
    return -EINVAL;
}

/* Without the comment and the space around it. */
static char *line_trim(char *line)
{
    size_t n;

    line[strcspn(line, "#\r\n")] = '\0';
    while (isspace((unsigned char)*line))
        line++;
    n = strlen(line);
    while (n > 0 && isspace((unsigned char)line[n - 1]))
        line[--n] = '\0';
    return line;
}

int sim_faults_load(struct sim_faults *faults, const char *path)
{
    FILE *f = fopen(path, "re");
    char *line = NULL;
    const char *problem;
    size_t size = 0;
    int ret = 0;

    if (!f) {
        ret = -errno;
        fprintf(stderr, "lumbar-sim: %s: %s\n", path, strerror(errno));
        return ret;
    }
    for (size_t number = 1; ret == 0 && getline(&line, &size, f) >= 0; number++) {
        char *text = line_trim(line);

        if (text[0] == '\0')
            continue;
        ret = sim_faults_add(faults, text, false, &problem);
        if (ret < 0)
            fprintf(stderr, "lumbar-sim: %s:%zu: %s: %s\n", path, number, text, problem);
    }
    free(line);
    fclose(f);
    return ret;
}

static bool fault_is_on(const struct sim_fault *f, int sensor, double now_s)
{
    return (f->sensor < 0 || f->sensor == sensor) && f->from_s <= now_s && now_s < f->until_s;
}

static const struct sim_fault *fault_find(const struct sim_faults *faults, enum sim_fault_kind kind,
                                          int sensor, double at_s)
{
    for (size_t i = faults->count; i-- > 0;)
        if (faults->fault[i].kind == kind && fault_is_on(&faults->fault[i], sensor, at_s))
            return &faults->fault[i];
    return NULL;
}

const struct sim_fault *sim_faults_find(const struct sim_faults *faults, enum sim_fault_kind kind,
                                        int sensor)
{
    return faults->count == 0 ? NULL : fault_find(faults, kind, sensor, faults_now_s(faults));
}

const struct sim_fault *sim_faults_find_at(const struct sim_faults *faults,
                                           enum sim_fault_kind kind, int sensor, int64_t t_ns)
{
    return fault_find(faults, kind, sensor, (double)t_ns * 1e-9);
}

int64_t sim_faults_clock_ns(const struct sim_faults *faults, int sensor, int64_t t_ns)
{
    int64_t sum_ns = 0;

    for (size_t i = 0; i < faults->count; i++)
        if (faults->fault[i].kind == SIM_FAULT_CLOCK_JUMP &&
            fault_is_on(&faults->fault[i], sensor, (double)t_ns * 1e-9))
            sum_ns += llround(faults->fault[i].argument * 1e9);
    return sum_ns;
}

void sim_faults_describe(const struct sim_faults *faults, int sensor, char *ret_text, size_t size)
{
    double now_s = faults_now_s(faults);
    size_t length = 0;

    snprintf(ret_text, size, "none");
    for (size_t i = 0; i < faults->count && length < size; i++)
        if (fault_is_on(&faults->fault[i], sensor, now_s))
            length += (size_t)snprintf(ret_text + length, size - length, "%s%s", length ? " " : "",
                                       kinds[faults->fault[i].kind].name);
}

void sim_faults_help(FILE *out)
{
    fputs(
        "Faults: WHAT[=N][@SECONDS[+DURATION]][:SENSOR], several by several options, or one a\n"
        "line in a script (# begins a comment), or written to a device's debug attribute `fault`\n"
        "(then meant for that device unless it says otherwise; that attribute always answers).\n"
        "SECONDS count from the start of the source, SENSOR is a role or `all`. WHAT is one of:\n",
        out);
    for (int k = 0; k < SIM_FAULT_KINDS; k++) {
        char name[32];

        snprintf(name, sizeof(name), "%s%s", kinds[k].name,
                 kinds[k].argument == NONE ? ""
                 : kinds[k].preset         ? "[=N]"
                                           : "=N");
        fprintf(out, "  %-20s %s\n", name, kinds[k].help);
    }
    fprintf(out, "  %-20s %s\n  %-20s %s\n", "replug", "ends unplug", "clear",
            "ends all faults of the sensor (without a sensor: of all)");
}
