/* SPDX-License-Identifier: MIT */
/* What calibrations have found, kept in a file: whole, damaged, from the future, on no disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "store/calibrations.h"

struct folder {
    char path[64];
    char file[128];
    char log[2048]; /* all messages; written by one thread at a time */
};

static void on_log(void *data, int level, const char *message)
{
    struct folder *folder = data;
    size_t length = strlen(folder->log);
    (void)level;
    (void)snprintf(folder->log + length, sizeof(folder->log) - length, "%s\n", message);
}

/* On the thread that writes. */
static void on_kept(void *data, int error)
{
    on_log(data, LOG_ERR, error ? "not kept" : "kept again");
}

static int open_at(struct folder *folder, const char *path, struct calibrations **ret_calibrations)
{
    const struct calibrations_listener listener = {.log = on_log, .kept = on_kept, .data = folder};
    return calibrations_open(path, &listener, ret_calibrations);
}

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    strcpy(folder->path, "/tmp/lumbar-calibrations.XXXXXX");
    if (!folder || !mkdtemp(folder->path))
        return -1;
    (void)snprintf(folder->file, sizeof folder->file, "%s/calibrations.json", folder->path);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    struct folder *folder = *state;
    char path[160];
    (void)unlink(folder->file);
    (void)snprintf(path, sizeof path, "%s.damaged", folder->file);
    (void)unlink(path);
    (void)rmdir(folder->path);
    free(folder);
    return 0;
}

static void write_file(const struct folder *folder, const char *text)
{
    FILE *file = fopen(folder->file, "we");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static struct calibrations *open_it(struct folder *folder)
{
    struct calibrations *calibrations;
    assert_int_equal(open_at(folder, folder->path, &calibrations), 0);
    return calibrations;
}

static const struct calibration_of_sensor bar = {
    .correction = {.offset = {0.1, -0.2, 0.30000000000000004, 0.0}, .gain = {1.01, 0.99, 1.0, 1.0}},
    .anglvel_bias = {0.01, -0.02, 1e-9},
};

static void what_was_found_comes_back(void **state)
{
    struct folder *folder = *state;
    struct calibration_of_sensor sensor;
    struct lumbar_range range;
    struct calibrations *calibrations = open_it(folder);
    assert_false(calibrations_get_sensor(calibrations, "imu 1 bar", &sensor));
    calibrations_set_sensor(calibrations, "imu 1 bar", &bar);
    calibrations_set_range(calibrations, "Bj\xc3\xb6rn \"]\n", &(struct lumbar_range){50.5, 18.0});
    assert_null(calibrations_free(calibrations));

    calibrations = open_it(folder);
    assert_true(calibrations_get_sensor(calibrations, "imu 1 bar", &sensor));
    assert_memory_equal(&sensor, &bar, sizeof bar); /* to the last bit */
    assert_false(calibrations_get_sensor(calibrations, "imu 2 bar", &sensor));
    assert_true(calibrations_get_range(calibrations, "Bj\xc3\xb6rn \"]\n", &range));
    assert_true(range.flexion_deg == 50.5 && range.extension_deg == 18.0);
    assert_false(calibrations_get_range(calibrations, "", &range));
    calibrations_free(calibrations);
    assert_string_equal(folder->log, "");

    struct stat status;
    assert_int_equal(stat(folder->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void a_damaged_file_is_set_aside(void **state)
{
    struct folder *folder = *state;
    struct lumbar_range range;
    static const char *const damaged[] = {"",   "{\"version\": 1, \"athl",  "[]", "\xff\xfe",
                                          "17", "{\"version\": 1} and more"};
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        char aside[160];
        folder->log[0] = '\0';
        write_file(folder, damaged[i]);
        struct calibrations *calibrations = open_it(folder);
        assert_non_null(strstr(folder->log, "is damaged and now called"));
        (void)snprintf(aside, sizeof aside, "%s.damaged", folder->file);
        assert_int_equal(access(aside, F_OK), 0);
        calibrations_set_range(calibrations, "kim", &(struct lumbar_range){50.0, 18.0});
        calibrations_free(calibrations);
        calibrations = open_it(folder);
        assert_true(calibrations_get_range(calibrations, "kim", &range));
        calibrations_free(calibrations);
    }
}

static void an_entry_that_makes_no_sense_is_left_out(void **state)
{
    struct folder *folder = *state;
    struct lumbar_range range;
    struct calibration_of_sensor sensor;
    write_file(folder, "{\"version\": 1, \"athletes\": {"
                       "\"a\": {\"flexion\": 50, \"extension\": 1e9},"
                       "\"b\": {\"flexion\": \"50\", \"extension\": 10},"
                       "\"c\": 3, \"d\": {\"flexion\": 50, \"extension\": 10}},"
                       "\"sensors\": {\"x\": {\"offset\": [1, 2, 3], \"gain\": [1, 1, 1, 1],"
                       "\"anglvel_bias\": [0, 0, 0]}, "
                       "\"y\": {\"offset\": [0, 0, 0, 0], \"gain\": [0, 1, 1, 1],"
                       "\"anglvel_bias\": [0, 0, 0]}, "
                       "\"z\": {\"offset\": [0, 0, 0, NaN], \"gain\": [1, 1, 1, 1],"
                       "\"anglvel_bias\": [0, 0, 0]}}}");
    struct calibrations *calibrations = open_it(folder);
    for (const char *name = "a"; *name; name = *name == 'a' ? "b" : *name == 'b' ? "c" : "") {
        char quoted[8];
        assert_false(calibrations_get_range(calibrations, name, &range));
        (void)snprintf(quoted, sizeof quoted, "\"%s\"", name);
        assert_non_null(strstr(folder->log, quoted));
    }
    assert_true(calibrations_get_range(calibrations, "d", &range));
    assert_false(calibrations_get_sensor(calibrations, "x", &sensor));
    assert_false(calibrations_get_sensor(calibrations, "y", &sensor));
    assert_false(calibrations_get_sensor(calibrations, "z", &sensor));
    calibrations_free(calibrations);
}

static void a_newer_file_is_left_alone(void **state)
{
    static const char text[] = "{\"version\": 2, \"athletes\": {}, \"future\": 1}";
    struct folder *folder = *state;
    char now[sizeof text] = "";
    struct lumbar_range range;
    write_file(folder, text);
    struct calibrations *calibrations = open_it(folder);
    assert_non_null(strstr(folder->log, "newer"));
    calibrations_set_range(calibrations, "kim", &(struct lumbar_range){50.0, 18.0});
    assert_true(calibrations_get_range(calibrations, "kim", &range));
    calibrations_free(calibrations);
    FILE *file = fopen(folder->file, "re");
    assert_non_null(file);
    (void)fread(now, 1, sizeof now - 1, file);
    fclose(file);
    assert_string_equal(now, text);
}

/* Whatever it is that cannot be read now, it is not written over. */
static void a_file_that_cannot_be_read_is_left_alone(void **state)
{
    struct folder *folder = *state;
    struct stat now;
    write_file(folder, "{}");
    assert_int_equal(truncate(folder->file, 100000000), 0);
    struct calibrations *calibrations = open_it(folder);
    assert_non_null(strstr(folder->log, "cannot be read"));
    calibrations_set_range(calibrations, "kim", &(struct lumbar_range){50.0, 18.0});
    calibrations_free(calibrations);
    assert_int_equal(stat(folder->file, &now), 0);
    assert_int_equal(now.st_size, 100000000);
}

static void a_disk_that_takes_nothing_is_told_once(void **state)
{
    struct folder *folder = *state;
    struct calibrations *calibrations;
    struct lumbar_range range;
    assert_int_equal(open_at(folder, "/proc/lumbar-nowhere", &calibrations), 0);
    for (int i = 0; i < 20; i++)
        calibrations_set_range(calibrations, "kim", &(struct lumbar_range){50.0, 18.0 + i});
    assert_true(calibrations_get_range(calibrations, "kim", &range)); /* for now */
    calibrations_free(calibrations);
    char *first = strstr(folder->log, "not kept");
    assert_non_null(first);
    assert_null(strstr(first + 1, "not kept"));
}

static void wait_for_log(const struct folder *folder, const char *part)
{
    for (int tries = 0; tries < 600 && !strstr(folder->log, part); tries++)
        usleep(100000);
    assert_non_null(strstr(folder->log, part));
}

/* What could not be written is written when there is room again, without another calibration. */
static void what_could_not_be_kept_is_tried_again(void **state)
{
    struct folder *folder = *state;
    struct calibrations *calibrations = open_it(folder);
    struct lumbar_range range;
    assert_int_equal(rmdir(folder->path), 0);
    calibrations_set_range(calibrations, "kim", &(struct lumbar_range){50.0, 18.0});
    wait_for_log(folder, "not kept");
    assert_int_equal(mkdir(folder->path, 0700), 0);
    wait_for_log(folder, "kept again");
    assert_int_equal(access(folder->file, F_OK), 0);
    calibrations_free(calibrations);
    calibrations = open_it(folder);
    assert_true(calibrations_get_range(calibrations, "kim", &range));
    calibrations_free(calibrations);
}

static void without_a_directory_it_is_known_for_now(void **state)
{
    struct folder *folder = *state;
    struct calibrations *calibrations;
    struct calibration_of_sensor sensor;
    assert_int_equal(open_at(folder, NULL, &calibrations), 0);
    calibrations_set_sensor(calibrations, "imu", &bar);
    assert_true(calibrations_get_sensor(calibrations, "imu", &sensor));
    calibrations_free(calibrations);
    assert_null(calibrations_free(NULL));
    assert_string_equal(folder->log, "");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static void what_sets_have_shown_of_reserve_comes_back(void **state)
{
    struct folder *folder = *state;
    const struct reserve_history deadlift = {
        .sets = 2, .count = 3, .points = {{0.5, 3.0}, {0.45, 2.0}, {0.3, 0.0}}};
    const struct reserve_history squat = {.sets = 1, .count = 1, .points = {{0.7, 1.0}}};
    struct reserve_history got;
    struct lumbar_range range;
    struct calibrations *calibrations = open_it(folder);
    assert_false(calibrations_get_reserve(calibrations, "kim", "deadlift", &got));
    calibrations_set_reserve(calibrations, "kim", "deadlift", &squat);
    calibrations_set_reserve(calibrations, "kim", "deadlift", &deadlift);
    calibrations_set_reserve(calibrations, "kim", "back-squat", &squat);
    calibrations_set_range(calibrations, "kim", &(struct lumbar_range){50.5, 18.0});
    assert_null(calibrations_free(calibrations));

    calibrations = open_it(folder);
    assert_true(calibrations_get_reserve(calibrations, "kim", "deadlift", &got));
    assert_memory_equal(&got, &deadlift, sizeof got);
    assert_true(calibrations_get_reserve(calibrations, "kim", "back-squat", &got));
    assert_int_equal(got.count, 1);
    assert_false(calibrations_get_reserve(calibrations, "kim", "good-morning", &got));
    assert_false(calibrations_get_reserve(calibrations, "sam", "deadlift", &got));
    assert_true(calibrations_get_range(calibrations, "kim", &range));
    calibrations_free(calibrations);
    assert_string_equal(folder->log, "");

    write_file(folder,
               "{\"version\": 1, \"reserve\": {"
               "\"a\": {\"deadlift\": {\"sets\": 2, \"speeds\": [0.5], \"reserves\": []}},"
               "\"b\": {\"deadlift\": {\"sets\": 2, \"speeds\": [9], \"reserves\": [1]}},"
               "\"c\": 3, \"d\": {\"deadlift\": 3},"
               "\"e\": {\"deadlift\": {\"sets\": 2, \"speeds\": [0.5], \"reserves\": [1]}}}}");
    calibrations = open_it(folder);
    static const char *const bad[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < 4; i++)
        assert_false(calibrations_get_reserve(calibrations, bad[i], "deadlift", &got));
    assert_true(calibrations_get_reserve(calibrations, "e", "deadlift", &got));
    calibrations_free(calibrations);
    assert_non_null(strstr(folder->log, "\"a\" makes no sense"));
}

/* A studio: what was written must be read again, and a speed needs no seventeen digits. */
static void a_thousand_athletes_have_room(void **state)
{
    struct folder *folder = *state;
    struct reserve_history history = {.sets = 9, .count = RESERVE_POINTS};
    struct stat now;
    struct calibrations *calibrations = open_it(folder);
    for (unsigned i = 0; i < RESERVE_POINTS; i++)
        history.points[i] = (struct reserve_point){1.0 / (3.0 + i), i % 30};
    calibrations_set_reserve(calibrations, "kim", "romanian-deadlift", &history);
    calibrations_free(calibrations);
    assert_int_equal(stat(folder->file, &now), 0);
    assert_true(now.st_size < 1600);

    FILE *file = fopen(folder->file, "we");
    assert_non_null(file);
    fputs("{\"version\": 1, \"reserve\": {", file);
    for (int athlete = 0; athlete < 1000; athlete++) {
        fprintf(file, "%s\"a%d\": {", athlete ? "," : "", athlete);
        for (int exercise = 0; exercise < 10; exercise++)
            fprintf(file, "%s\"e%d\": {%1500s\"sets\":1,\"speeds\":[0.5],\"reserves\":[1]}",
                    exercise ? "," : "", exercise, "");
        fputs("}", file);
    }
    fputs("}}", file);
    assert_int_equal(fclose(file), 0);
    calibrations = open_it(folder);
    assert_true(calibrations_get_reserve(calibrations, "a999", "e9", &history));
    calibrations_free(calibrations);
    assert_string_equal(folder->log, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_found_comes_back),
        TEST(what_sets_have_shown_of_reserve_comes_back),
        TEST(a_damaged_file_is_set_aside),
        TEST(an_entry_that_makes_no_sense_is_left_out),
        TEST(a_newer_file_is_left_alone),
        TEST(a_file_that_cannot_be_read_is_left_alone),
        TEST(a_thousand_athletes_have_room),
        TEST(a_disk_that_takes_nothing_is_told_once),
        TEST(what_could_not_be_kept_is_tried_again),
        TEST(without_a_directory_it_is_known_for_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
