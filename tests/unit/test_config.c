/* SPDX-License-Identifier: MIT */
/* lumbard.conf: what it says, what it cannot say, and where. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "profiles/config.h"

struct report {
    unsigned serious;
    unsigned doubtful;
    unsigned line; /* of the first */
    char message[320];
};

static void on_problem(void *data, bool serious, const char *file, unsigned line,
                       const char *message)
{
    struct report *report = data;

    assert_non_null(file);
    *(serious ? &report->serious : &report->doubtful) += 1;
    if (report->serious + report->doubtful > 1)
        return;
    report->line = line;
    snprintf(report->message, sizeof report->message, "%s", message);
}

static int read_text(const char *text, struct config *ret_config, struct report *ret_report)
{
    char path[] = "/tmp/lumbar-config.XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    *ret_report = (struct report){0};
    config_defaults(ret_config);
    int r = config_read(path, on_problem, ret_report, ret_config);
    unlink(path);
    return r;
}

static void test_everything_can_be_said(void **state)
{
    struct config c;
    struct report report;
    (void)state;

    assert_int_equal(read_text("[bus]\naddress = session\n"
                               "[sensors]\nuri = ip:one\nuri = ip:two:1234\nrate = 416\n"
                               "newton-per-volt = 5e5\nkernel-buffers = 16\n"
                               "[sensor back]\nlabel = t12\nname = lsm6dsox\nserial = 7\n"
                               "path = local:/iio:device0\nrole = thorax\n"
                               "[sensor plates]\nname = hx711\nrole = feet\nnewton-per-volt = 1 2\n"
                               "[profiles]\ndirectory = /x\n"
                               "[training]\nidle-minutes = 0\nauto-track = no\nlanguage = de\n"
                               "[log]\nlevel = debug\n",
                               &c, &report),
                     0);
    assert_int_equal(report.serious + report.doubtful, 0);
    assert_string_equal(c.bus, "session");
    assert_int_equal(c.uri_count, 2);
    assert_string_equal(c.uris[0], "ip:one");
    assert_string_equal(c.uris[1], "ip:two:1234");
    assert_true(c.rate_hz == 416.0 && c.newton_per_volt == 5e5);
    assert_int_equal(c.kernel_buffers, 16);
    assert_int_equal(c.sensor_count, 2);
    assert_string_equal(c.sensors[0].section, "back");
    assert_string_equal(c.sensors[0].label, "t12");
    assert_string_equal(c.sensors[0].name, "lsm6dsox");
    assert_string_equal(c.sensors[0].serial, "7");
    assert_string_equal(c.sensors[0].path, "local:/iio:device0");
    assert_string_equal(c.sensors[0].role, "thorax");
    assert_true(c.sensors[1].newton_per_volt[0] == 1.0 && c.sensors[1].newton_per_volt[1] == 2.0);
    assert_string_equal(c.profiles, "/x");
    assert_true(c.idle_minutes == 0.0);
    assert_false(c.auto_track);
    assert_string_equal(c.language, "de");
    assert_string_equal(c.log_level, "debug");
}

static void test_one_number_is_for_all_cells(void **state)
{
    struct config c;
    struct report report;
    (void)state;

    assert_int_equal(
        read_text("[sensor x]\nrole = feet\nname = hx711\nnewton-per-volt = 9.5\n", &c, &report),
        0);
    for (size_t i = 0; i < FORCE_CHANNELS_MAX; i++)
        assert_true(c.sensors[0].newton_per_volt[i] == 9.5);
}

static void test_an_empty_file_leaves_the_defaults(void **state)
{
    struct config c;
    struct config defaults;
    struct report report;
    (void)state;

    config_defaults(&defaults);
    assert_int_equal(read_text("", &c, &report), 0);
    assert_memory_equal(&c, &defaults, sizeof c);
    assert_int_equal(read_text("\xEF\xBB\xBF# a comment\n\n; another\n[bus]\n", &c, &report), 0);
    assert_memory_equal(&c, &defaults, sizeof c);
}

static void test_mistakes_are_serious_and_have_a_line(void **state)
{
    static const struct {
        const char *text;
        unsigned line;
    } wrong[] = {
        {"[training]\n\nidle-minutes = nan\n", 3},
        {"[training]\nidle-minutes = 1441\n", 2},
        {"[training]\nidle-minutes = 5 minutes\n", 2},
        {"[training]\nidle-minutes =\n", 2},
        {"[training]\nidle-minutes = 0x10\n", 2},
        {"[training]\nauto-track = Yes\n", 2},
        {"[training]\nlanguage = esperanto\n", 2},
        {"[sensors]\nkernel-buffers = 0\n", 2},
        {"[sensors]\nrate = -1\n", 2},
        {"[sensors]\nrate = inf\n", 2},
        {"[sensor x]\nname = y\nrole =\n", 3},
        {"[sensor x]\nname = y\nrole = has space\n", 3},
        {"[sensor x]\nname = y\nrole = abcdefghijklmnopqrstuvwxyzabcdef\n", 3},
        {"[sensor x]\nname = y\nrole = feet\nnewton-per-volt = 0\n", 4},
        {"[sensor x]\nname = y\nrole = feet\nnewton-per-volt = 1,2\n", 4},
        {"[sensor x]\nname = y\nrole = feet\nnewton-per-volt = 1 2 3 4 5\n", 4},
        {"[sensor x]\npath = iio:device0\nrole = bar\n", 2},
        {"[sensors]\nuri =\n", 2},
        {"# first\n[sensor x]\nname = y\n", 3},
        {"[sensor x]\nrole = bar\n", 2},
        {"no equals sign here\n", 1},
        {"[bus]\n[unclosed\n", 2},
    };
    struct config c;
    struct report report;
    (void)state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int r = read_text(wrong[i].text, &c, &report);

        if (r != -EINVAL || report.serious == 0 || report.line != wrong[i].line)
            fail_msg("%s: %d, %u serious, line %u: %s", wrong[i].text, r, report.serious,
                     report.line, report.message);
    }
}

static void test_a_long_line_is_not_cut_silently(void **state)
{
    char text[1200] = "[profiles]\ndirectory = ";
    struct config c;
    struct report report;
    (void)state;

    memset(text + strlen(text), 'x', 700);
    strcat(text, "\n[log]\nlevel = debug\n");
    assert_int_equal(read_text(text, &c, &report), -EINVAL);
    assert_int_equal(report.serious, 1); /* one line, one complaint */
    assert_int_equal(report.line, 2);
    assert_non_null(strstr(report.message, "longer than"));
    assert_string_equal(c.log_level, "debug");
    assert_int_equal(c.log_level_line, 4);
}

/* 199 bytes are what inih reads at once: of that length, and of one byte more, without an end. */
static void test_a_last_line_without_an_end(void **state)
{
    char text[300] = "[profiles]\ndirectory = ";
    struct config c;
    struct report report;
    (void)state;

    memset(text + strlen(text), 'x', 199 - strlen("directory = "));
    assert_int_equal(read_text(text, &c, &report), 0);
    assert_int_equal(strlen(c.profiles), 199 - strlen("directory = "));
    strcat(text, "x");
    assert_int_equal(read_text(text, &c, &report), -EINVAL);
    assert_int_equal(report.line, 2);
}

static void test_a_sensor_without_a_name_is_told(void **state)
{
    static const char *const texts[] = {"[sensor]\nrole = bar\n", "[sensor ]\nrole = bar\n"};
    struct config c;
    struct report report;
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(read_text(texts[i], &c, &report), 0);
        assert_int_equal(report.doubtful, 1);
        assert_non_null(strstr(report.message, "needs a name"));
        assert_int_equal(c.sensor_count, 0);
    }
}

static void test_the_unknown_is_reported_and_ignored(void **state)
{
    static const char *const doubtful[] = {
        "key = value\n",
        "[nowhere]\nkey = value\n",
        "[bus]\nadress = system\n",
        "[sensor]\nrole = bar\n",
        "[sensor x]\nname = y\nrole = bar\ncolour = red\n",
        "[sensor x]\nname = y\nrole = pelvs\n",
    };
    struct config c;
    struct report report;
    (void)state;

    for (size_t i = 0; i < sizeof doubtful / sizeof doubtful[0]; i++) {
        assert_int_equal(read_text(doubtful[i], &c, &report), 0);
        assert_int_equal(report.serious, 0);
        assert_int_equal(report.doubtful, 1);
    }
    assert_non_null(strstr(report.message, "pelvis"));
    assert_string_equal(c.sensors[0].role, "pelvs");
}

static void test_files_that_cannot_be_read(void **state)
{
    struct config c;
    struct report report = {0};
    (void)state;

    config_defaults(&c);
    assert_int_equal(config_read("/nonexistent", on_problem, &report, &c), -ENOENT);
    assert_true(config_read("/tmp", on_problem, &report, &c) < 0);
}

/* The installed file: all comments, and with its keys switched on it says the defaults. */
static void test_the_installed_file_says_the_defaults(void **state)
{
    FILE *in = fopen("daemon/profiles/lumbard.conf", "r");
    static char text[16384];
    char line[256];
    struct config c;
    struct config defaults;
    struct report report;
    unsigned keys = 0;
    bool example = false; /* sections [sensor …] are examples, not defaults */
    (void)state;

    if (!in) {
        print_message("not run from the top folder\n");
        skip();
    }
    text[0] = '\0';
    while (fgets(line, sizeof line, in)) {
        bool key = line[0] == '#' && line[1] != ' ' && strstr(line, " =");

        if (line[0] == '[' || line[0] == '#')
            example = line[0] == '#' && (example || strncmp(line, "#[sensor", 8) == 0);
        if (key && !example) {
            keys++;
            strcat(text, line + 1);
        } else if (line[0] == '[') {
            strcat(text, line);
        }
    }
    fclose(in);
    config_defaults(&defaults);
    assert_int_equal(read_text(text, &c, &report), 0);
    assert_int_equal(report.doubtful, 0);
    assert_int_equal(keys, 10);
    c.bus_line = c.language_line = c.log_level_line = 0; /* the defaults stand nowhere */
    assert_memory_equal(&c, &defaults, sizeof c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_can_be_said),
        cmocka_unit_test(test_one_number_is_for_all_cells),
        cmocka_unit_test(test_an_empty_file_leaves_the_defaults),
        cmocka_unit_test(test_mistakes_are_serious_and_have_a_line),
        cmocka_unit_test(test_a_long_line_is_not_cut_silently),
        cmocka_unit_test(test_a_last_line_without_an_end),
        cmocka_unit_test(test_a_sensor_without_a_name_is_told),
        cmocka_unit_test(test_the_unknown_is_reported_and_ignored),
        cmocka_unit_test(test_files_that_cannot_be_read),
        cmocka_unit_test(test_the_installed_file_says_the_defaults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
