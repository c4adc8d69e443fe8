/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/recording_number.h"
#include "recording/recording_reader.h"
#include "recording/recording_writer.h"

#define HEADER "# lumbar recording 1\n"
#define BAR "# sensor bar accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z\n"
#define FEET "# sensor feet force_left force_right\n"
#define S_NS INT64_C(1000000000)

/* All that a reader has said, as text: two readings are alike when their texts are. */
struct heard {
    char text[65536];
    size_t length;
    struct sample samples[64];
    unsigned sample_count;
    struct sensor_info sensors[SENSORS_MAX];
    unsigned sensor_count;
    unsigned long damaged_line;
    char damage[128];
    char problem[256];
};

__attribute__((format(printf, 2, 3))) static void note(struct heard *heard, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    heard->length += (size_t)vsnprintf(heard->text + heard->length,
                                       sizeof heard->text - heard->length, format, arguments);
    va_end(arguments);
    assert_true(heard->length < sizeof heard->text);
}

static void on_sensor(void *data, uint16_t sensor, const struct sensor_info *info)
{
    struct heard *heard = data;

    assert_int_equal(sensor, heard->sensor_count);
    heard->sensors[heard->sensor_count++] = *info;
    note(heard, "sensor %u %s %d %u\n", sensor, info->role, (int)info->kind, info->channels);
}

static void on_sample(void *data, const struct sample *sample)
{
    struct heard *heard = data;

    if (heard->sample_count < 64)
        heard->samples[heard->sample_count++] = *sample;
    note(heard, "sample %u %lld", sample->sensor, (long long)sample->t_ns);
    for (int i = 0; i < 3; i++)
        note(heard, " %.17g %.17g", sample->imu.accel[i], sample->imu.anglvel[i]);
    note(heard, "\n");
}

static void on_metadata(void *data, const char *key, const char *value)
{
    note(data, "metadata <%s> <%s>\n", key, value);
}

static void on_damaged(void *data, unsigned long line, const char *reason)
{
    struct heard *heard = data;

    heard->damaged_line = line;
    snprintf(heard->damage, sizeof heard->damage, "%s", reason);
    note(heard, "damaged %lu %s\n", line, reason);
}

/* Reads the bytes in pieces of this size. */
static int read_bytes(struct heard *heard, const char *bytes, size_t size, size_t piece)
{
    const struct recording_handler handler = {.sensor = on_sensor,
                                              .sample = on_sample,
                                              .metadata = on_metadata,
                                              .damaged = on_damaged,
                                              .data = heard};
    struct recording_reader *reader;
    int r = 0;

    memset(heard, 0, sizeof *heard);
    assert_int_equal(recording_reader_new(&handler, &reader), 0);
    for (size_t i = 0; i < size && r == 0; i += piece)
        r = recording_reader_push(reader, bytes + i, piece < size - i ? piece : size - i);
    if (r == 0)
        r = recording_reader_finish(reader);
    snprintf(heard->problem, sizeof heard->problem, "%s", recording_reader_problem(reader));
    assert_int_equal(*heard->problem != '\0', r < 0);
    note(heard, "%d %s\n", r, heard->problem);
    recording_reader_free(reader);
    return r;
}

static int read_text(struct heard *heard, const char *text)
{
    return read_bytes(heard, text, strlen(text), 4096);
}

static struct heard heard, other;

static void test_design_example(void **state)
{
    (void)state;
    const char *text =
        HEADER BAR FEET "# lifter someone\n"
                        "0.0000,bar,-1.1630,6.9500,7.0830,0.05600,-0.07900,-0.07800\n"
                        "0.0012,feet,402.1,398.7\n";

    assert_int_equal(read_text(&heard, text), 0);
    assert_int_equal(heard.sensor_count, 2);
    assert_string_equal(heard.sensors[0].role, "bar");
    assert_int_equal(heard.sensors[0].kind, SENSOR_IMU);
    assert_int_equal(heard.sensors[1].kind, SENSOR_FORCE);
    assert_int_equal(heard.sensors[1].channels, 2);
    assert_int_equal(heard.sample_count, 2);
    assert_true(heard.samples[0].imu.accel[0] == -1.163);
    assert_true(heard.samples[0].imu.anglvel[2] == -0.078);
    assert_int_equal(heard.samples[1].t_ns, 1200000);
    assert_true(heard.samples[1].force[1] == 398.7);
    assert_non_null(strstr(heard.text, "metadata <lifter> <someone>"));
}

static void test_pieces_make_no_difference(void **state)
{
    (void)state;
    const char *text = "\xef\xbb\xbf" HEADER BAR "# note caf\xc3\xa9, with\tblanks  \r\n\r\n\n"
                       "0.5,bar,1,2,3,4,5,6\r\n"
                       "x,bar,1,2,3,4,5,6\n"
                       "1.5,bar,nan,-inf,3e2,4,5,6\n"
                       "1.5,bar,1,2,3,4,5,6";

    read_text(&heard, text);
    for (size_t piece = 1; piece < 60; piece++) {
        read_bytes(&other, text, strlen(text), piece);
        assert_string_equal(heard.text, other.text);
    }
    assert_int_equal(heard.sample_count, 3);
    assert_true(isnan(heard.samples[1].imu.accel[0]));
    assert_true(isinf(heard.samples[1].imu.accel[1]));
}

static void test_channels_in_any_order(void **state)
{
    (void)state;
    const char *text = HEADER
        "# sensor x temp anglvel_z anglvel_y anglvel_x accel_x accel_y accel_z mag_x\n"
        "# sensor plates force_right_rear force_right_front force_left_rear force_left_front\n"
        "# sensor cable force\n"
        "0,x,36.6,1,2,3,4,5,6,7\n0,plates,1,2,3,4\n0,cable,5\n";

    assert_int_equal(read_text(&heard, text), 0);
    assert_true(heard.samples[0].imu.accel[0] == 4 && heard.samples[0].imu.accel[2] == 6);
    assert_true(heard.samples[0].imu.anglvel[0] == 3 && heard.samples[0].imu.anglvel[2] == 1);
    assert_int_equal(heard.sensors[1].channels, 4);
    assert_true(heard.samples[1].force[0] == 4 && heard.samples[1].force[3] == 1);
    assert_int_equal(heard.sensors[2].channels, 1);
}

static void test_times_that_run_back_are_passed_on(void **state)
{
    (void)state;
    assert_int_equal(read_text(&heard, HEADER BAR "2,bar,1,2,3,4,5,6\n1.5,bar,1,2,3,4,5,6\n"
                                                  "-1,bar,1,2,3,4,5,6\n"),
                     0);
    assert_int_equal(heard.samples[1].t_ns, S_NS + S_NS / 2);
    assert_int_equal(heard.samples[2].t_ns, -S_NS);
}

/* A line that cannot be read among 200 that can. */
static void assert_damaged(const char *line, const char *reason)
{
    static char text[65536];
    size_t length = (size_t)snprintf(text, sizeof text, HEADER BAR FEET);

    for (int i = 0; i < 200; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s",
                                   i == 100 ? line : "1,bar,1,2,3,4,5,6\n");
    assert_int_equal(read_text(&heard, text), 0);
    assert_int_equal(heard.damaged_line, 104);
    assert_string_equal(heard.damage, reason);
    assert_null(strstr(heard.text, "sample 1 "));
}

static void test_damaged_lines_are_named(void **state)
{
    (void)state;
    assert_damaged("1,bar,1,2,3,4,5\n", "there are too few values");
    assert_damaged("1,bar,1,2,3,4,5,6,7\n", "there are too many values");
    assert_damaged("1,bar,1,2,3,4,5,6,\n", "there are too many values");
    assert_damaged("1,feet,1\n", "there are too few values");
    assert_damaged("1,bar,1,2,3,4,5,six\n", "a value is no number");
    assert_damaged("1,bar,1,2,3,4,5,0x6\n", "a value is no number");
    assert_damaged("1,bar,1,2,,4,5,6\n", "a value is no number");
    assert_damaged("1,bar,1,2,3,4,5,6e\n", "a value is no number");
    assert_damaged("one,bar,1,2,3,4,5,6\n", "the time is no number of seconds");
    assert_damaged("1e3,bar,1,2,3,4,5,6\n", "the time is no number of seconds");
    assert_damaged("99999999999,bar,1,2,3,4,5,6\n", "the time is no number of seconds");
    assert_damaged(",bar,1,2,3,4,5,6\n", "the time is no number of seconds");
    assert_damaged("1,wrist,1,2,3,4,5,6\n", "no such sensor was announced");
    assert_damaged("1\n", "there is only one field");
    assert_damaged("\xff\xfe\x80,\x01\n", "the time is no number of seconds");
}

static void test_a_nul_byte_is_damage(void **state)
{
    (void)state;
    const char text[] = HEADER BAR "1,bar,1,2,3,4,5,6\n\0\n1,bar,1,2,3,4,5,6\0\n";

    assert_int_equal(read_bytes(&heard, text, sizeof text - 1, 7), -EBADMSG);
    assert_int_equal(heard.sample_count, 1);
    assert_int_equal(heard.damaged_line, 5);
}

static void test_a_line_that_is_too_long(void **state)
{
    (void)state;
    static char text[3000];
    size_t length = (size_t)snprintf(text, sizeof text, HEADER BAR "1,bar,1,2,3,4,5,");

    memset(text + length, '1', 2000);
    memcpy(text + length + 2000, "\n1,bar,1,2,3,4,5,6\n", 20);
    for (size_t piece = 1; piece < 2000; piece += 333) {
        assert_int_equal(read_bytes(&heard, text, strlen(text), piece), -EBADMSG);
        assert_string_equal(heard.damage, "it is too long");
        assert_int_equal(heard.sample_count, 1);
    }
}

static void test_one_in_a_hundred_may_be_damaged(void **state)
{
    (void)state;
    static char text[65536];

    for (int damaged = 1; damaged <= 2; damaged++) {
        size_t length = (size_t)snprintf(text, sizeof text, HEADER BAR);

        for (int i = 0; i < 100; i++)
            length += (size_t)snprintf(text + length, sizeof text - length, "%s",
                                       i < damaged ? "?\n" : "1,bar,1,2,3,4,5,6\n");
        assert_int_equal(read_text(&heard, text), damaged == 1 ? 0 : -EBADMSG);
        assert_int_equal(heard.sample_count, 64);
    }
    assert_string_equal(heard.problem, "2 of 100 lines with samples are damaged, more than 1 %");
}

static void assert_refused(const char *text, const char *problem)
{
    assert_int_equal(read_text(&heard, text), -EBADMSG);
    assert_string_equal(heard.problem, problem);
}

static void test_what_is_no_recording(void **state)
{
    (void)state;
    const char *first = "not a recording: the first line is not \"# lumbar recording 1\"";

    assert_refused("", "not a recording: it is empty");
    assert_refused("\n", first);
    assert_refused("time,x,y,z\n", first);
    assert_refused("\x7f"
                   "ELF\x02\x01\x01",
                   first);
    assert_refused("# lumbar recording 2\n", "line 1: version \"2\" is not known, only 1");
    assert_refused("# lumbar recording \n", "line 1: version \"\" is not known, only 1");
    assert_refused("# lumbar recording 1x\n", "line 1: version \"1x\" is not known, only 1");
    assert_refused(HEADER, "no sensor is announced in it");
}

static void test_sensor_lines_that_cannot_be_used(void **state)
{
    (void)state;
    assert_refused(HEADER "# sensor\n", "line 2: \"\" is no role for a sensor");
    assert_refused(HEADER "# sensor a,b force\n", "line 2: \"a,b\" is no role for a sensor");
    assert_refused(HEADER "# sensor abcdefghijklmnopqrstuvwxyz-123456 force\n",
                   "line 2: \"abcdefghijklmnopqrstuvwxyz-123456\" is no role for a sensor");
    assert_refused(HEADER "# sensor bar accel_x accel_y accel_z\n",
                   "line 2: sensor bar has neither accel_x to anglvel_z nor forces");
    assert_refused(HEADER "# sensor bar\n",
                   "line 2: sensor bar has neither accel_x to anglvel_z nor forces");
    assert_refused(HEADER "# sensor cable force force\n",
                   "line 2: sensor cable has channel force twice");
    assert_refused(HEADER BAR "# sensor bar force\n",
                   "line 3: sensor bar is there twice, and not the same");
}

static void test_too_many_sensors(void **state)
{
    (void)state;
    char text[2048];
    size_t length = (size_t)snprintf(text, sizeof text, HEADER);

    for (int i = 0; i <= SENSORS_MAX; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "# sensor s%d force\n", i);
    assert_refused(text, "line 18: more than 16 sensors");
}

static void test_recordings_one_after_the_other(void **state)
{
    (void)state;
    assert_int_equal(
        read_text(&heard, HEADER BAR "0,bar,1,2,3,4,5,6\n" HEADER BAR "0,bar,1,2,3,4,5,6\n"), 0);
    assert_int_equal(heard.sensor_count, 1);
    assert_int_equal(heard.sample_count, 2);
}

static void test_times_are_exact(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int r;
        int64_t t_ns;
    } cases[] = {
        {"0", 0, 0},
        {"0.1", 0, 100000000},
        {"-0.000000001", 0, -1},
        {".5", 0, S_NS / 2},
        {"5.", 0, 5 * S_NS},
        {"123456789.987654321", 0, INT64_C(123456789987654321)},
        {"1.9999999999999", 0, 1999999999},
        {"9223372035", 0, INT64_C(9223372035) * S_NS},
        {"9223372036", -ERANGE, 0},
        {"", -EINVAL, 0},
        {".", -EINVAL, 0},
        {"-", -EINVAL, 0},
        {"1 ", -EINVAL, 0},
        {" 1", -EINVAL, 0},
        {"1.2.3", -EINVAL, 0},
        {"nan", -EINVAL, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t t_ns = 77;

        assert_int_equal(recording_parse_time(cases[i].text, &t_ns), cases[i].r);
        assert_int_equal(t_ns, cases[i].r < 0 ? 77 : cases[i].t_ns);
    }
}

static void test_times_are_written_short_and_exact(void **state)
{
    (void)state;
    unsigned short seed[3] = {7, 8, 9};
    char text[RECORDING_TIME_SIZE];
    int64_t t_ns;

    recording_format_time(text, 1200000);
    assert_string_equal(text, "0.0012");
    recording_format_time(text, -S_NS);
    assert_string_equal(text, "-1.0000");
    recording_format_time(text, 1234567);
    assert_string_equal(text, "0.001234567");
    for (int i = 0; i < 10000; i++) {
        int64_t original = (int64_t)nrand48(seed) * (int64_t)nrand48(seed) * (i % 2 ? 1 : -1);

        recording_format_time(text, original);
        assert_int_equal(recording_parse_time(text, &t_ns), 0);
        assert_int_equal(t_ns, original);
    }
}

/* What the C library reads in its own locale, for numbers as recordings have them. */
static void test_values_are_those_of_strtod(void **state)
{
    (void)state;
    const char *const fixed[] = {"0",     "-0",         "1e22", "1e-22", "1234567.12345678",
                                 "1e400", "-1e-400",    ".5",   "5.",    "+3",
                                 "1E+2",  "000123.4500"};
    unsigned short seed[3] = {1, 1, 2};
    double value;

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        assert_int_equal(recording_parse_value(fixed[i], &value), 0);
        assert_true(value == strtod(fixed[i], NULL));
    }
    for (int i = 0; i < 100000; i++) {
        char text[64];

        snprintf(text, sizeof text, "%.*f", (int)(nrand48(seed) % 9),
                 (2.0 * erand48(seed) - 1.0) * pow(10.0, (double)(nrand48(seed) % 6)));
        assert_int_equal(recording_parse_value(text, &value), 0);
        assert_true(value == strtod(text, NULL));
    }
}

static void test_written_is_read(void **state)
{
    (void)state;
    const struct sensor_info infos[] = {
        {.role = "bar", .kind = SENSOR_IMU},
        {.role = "feet", .kind = SENSOR_FORCE, .channels = 4},
        {.role = "bench", .kind = SENSOR_FORCE, .channels = 3},
    };
    const struct sample imu = {.t_ns = 1234567,
                               .imu = {.accel = {1.5, -2.25, 9.80665}, .anglvel = {NAN, 0, -3}}};
    const struct sample force = {.t_ns = 2 * S_NS, .sensor = 1, .force = {1, 2.5, 3, INFINITY}};
    struct recording_writer writer;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_int_equal(recording_writer_init(&writer, stream), 0);
    assert_int_equal(recording_writer_metadata(&writer, "athlete", "some one"), 0);
    assert_int_equal(recording_writer_metadata(&writer, "sensor", "no"), -EINVAL);
    assert_int_equal(recording_writer_metadata(&writer, "two words", "no"), -EINVAL);
    assert_int_equal(recording_writer_metadata(&writer, "line", "no\nno"), -EINVAL);
    for (uint16_t i = 0; i < 3; i++)
        assert_int_equal(recording_writer_sensor(&writer, i, &infos[i]), 0);
    assert_int_equal(recording_writer_sensor(&writer, 3, &infos[0]), -EINVAL);
    assert_int_equal(recording_writer_sensor(&writer, 0, &infos[0]), -EINVAL);
    assert_int_equal(recording_writer_sample(&writer, &imu), 0);
    assert_int_equal(recording_writer_sample(&writer, &force), 0);
    assert_int_equal(recording_writer_sample(&writer, &(struct sample){.sensor = 5}), -ENODEV);
    fclose(stream);

    assert_int_equal(read_text(&heard, text), 0);
    free(text);
    assert_int_equal(heard.sensor_count, 3);
    assert_int_equal(heard.samples[0].t_ns, imu.t_ns);
    assert_true(heard.samples[0].imu.accel[2] == 9.80665);
    assert_true(isnan(heard.samples[0].imu.anglvel[0]));
    assert_memory_equal(heard.samples[1].force, force.force, sizeof force.force);
}

static void test_a_full_disk_is_told(void **state)
{
    (void)state;
    FILE *stream = fopen("/dev/full", "w");
    struct recording_writer writer;

    assert_non_null(stream);
    setbuf(stream, NULL);
    assert_int_equal(recording_writer_init(&writer, stream), -EIO);
    fclose(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_design_example),
        cmocka_unit_test(test_pieces_make_no_difference),
        cmocka_unit_test(test_channels_in_any_order),
        cmocka_unit_test(test_times_that_run_back_are_passed_on),
        cmocka_unit_test(test_damaged_lines_are_named),
        cmocka_unit_test(test_a_nul_byte_is_damage),
        cmocka_unit_test(test_a_line_that_is_too_long),
        cmocka_unit_test(test_one_in_a_hundred_may_be_damaged),
        cmocka_unit_test(test_what_is_no_recording),
        cmocka_unit_test(test_sensor_lines_that_cannot_be_used),
        cmocka_unit_test(test_too_many_sensors),
        cmocka_unit_test(test_recordings_one_after_the_other),
        cmocka_unit_test(test_times_are_exact),
        cmocka_unit_test(test_times_are_written_short_and_exact),
        cmocka_unit_test(test_values_are_those_of_strtod),
        cmocka_unit_test(test_written_is_read),
        cmocka_unit_test(test_a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
