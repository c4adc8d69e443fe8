/* SPDX-License-Identifier: MIT */
/*
 * The athlete as a source: the same seed gives the same samples, options do what they say or are
 * refused by name, and sensor errors have the size they should.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "test_support.h"

#define GRAVITY 9.80665

static struct sim_source *open_athlete(const char *first, ...)
{
    struct sim_athlete_options options;
    struct sim_source *source;
    va_list rest;

    va_start(rest, first);
    set_options(&options, first, rest);
    va_end(rest);
    assert_int_equal(sim_athlete_open(&options, &source), 0);
    return source;
}

static void test_same_seed_same_samples(void **state)
{
    struct sim_source *a = open_athlete("exercise", "back-squat", "seed", "42", NULL);
    struct sim_source *b = open_athlete("exercise", "back-squat", "seed", "42", NULL);
    struct sim_source *c = open_athlete("exercise", "back-squat", "seed", "43", NULL);
    struct sim_sample x = {0}, y = {0}, z = {0};
    bool differs = false;
    int ret;

    (void)state;
    while ((ret = a->next(a, &x)) > 0) {
        assert_int_equal(b->next(b, &y), 1);
        assert_memory_equal(&x, &y, sizeof(x));
        if (c->next(c, &z) > 0 && memcmp(x.value, z.value, sizeof(x.value)))
            differs = true;
    }
    assert_int_equal(ret, 0);
    assert_int_equal(b->next(b, &y), 0);
    assert_true(differs);
    a->close(a);
    b->close(b);
    c->close(c);
}

/* Leaving sensors out changes nothing in those that stay. */
static void test_sensors_are_independent(void **state)
{
    struct sim_source *all = open_athlete("exercise", "deadlift", "gaps", "0.5", NULL);
    struct sim_source *one =
        open_athlete("exercise", "deadlift", "gaps", "0.5", "sensors", "thorax", NULL);
    struct sim_sample x = {0}, y = {0};

    (void)state;
    while (all->next(all, &x) > 0) {
        if (strcmp(all->sensors[x.sensor].role, "thorax"))
            continue;
        assert_int_equal(one->next(one, &y), 1);
        assert_int_equal(x.t_ns, y.t_ns);
        assert_memory_equal(x.value, y.value, sizeof(x.value));
    }
    assert_int_equal(one->next(one, &y), 0);
    all->close(all);
    one->close(one);
}

static void test_rates_and_order(void **state)
{
    struct sim_source *s = open_athlete("activity", "stand:4", "sensors", "bar@208,feet@80,pelvis",
                                        "rate", "50", "lead", "0", "tail", "0", NULL);
    struct sim_sample sample;
    int count[3] = {0};
    int64_t last = 0;

    (void)state;
    assert_int_equal(s->sensor_count, 3);
    assert_int_equal(s->sensors[1].kind, SIM_FORCE);
    assert_int_equal(s->sensors[1].channels, 2);
    while (s->next(s, &sample) > 0) {
        assert_true(sample.t_ns >= last);
        assert_int_equal(sample.stamp_ns, sample.t_ns); /* no clock error was asked for */
        last = sample.t_ns;
        count[sample.sensor]++;
    }
    assert_int_equal(count[0], 4 * 208 + 1);
    assert_int_equal(count[1], 4 * 80 + 1);
    assert_int_equal(count[2], 4 * 50 + 1);
    s->close(s);
}

/* Four cells say the same as two plates, and who leans forward stands on the front ones. */
static void test_four_cells(void **state)
{
    struct sim_source *two =
        open_athlete("exercise", "deadlift", "sensors", "feet", "ideal", "", NULL);
    struct sim_source *four =
        open_athlete("exercise", "deadlift", "sensors", "feet", "ideal", "", "cells", "4", NULL);
    struct sim_sample x = {0}, y = {0};

    (void)state;
    assert_int_equal(four->sensors[0].channels, 4);
    assert_string_equal(four->sensors[0].channel_name[1], "force_left_rear");
    while (two->next(two, &x) > 0) {
        assert_int_equal(four->next(four, &y), 1);
        assert_near(y.value[0] + y.value[1], x.value[0], 1e-9);
        assert_near(y.value[2] + y.value[3], x.value[1], 1e-9);
        /* In balance all through the lift: neither on the toes alone nor on the heels alone. */
        assert_true(y.value[0] > 0.1 * x.value[0] && y.value[1] > 0.1 * x.value[0]);
    }
    two->close(two);
    four->close(four);
}

static void test_noise_has_its_size(void **state)
{
    struct sim_source *real = open_athlete("activity", "stand:60", "sensors", "bar", NULL);
    struct sim_source *ideal =
        open_athlete("activity", "stand:60", "sensors", "bar", "ideal", "", NULL);
    struct sim_sample x = {0}, y = {0};
    double sum[6] = {0}, square[6] = {0};
    int n = 0;

    (void)state;
    while (real->next(real, &x) > 0) {
        assert_int_equal(ideal->next(ideal, &y), 1);
        for (int i = 0; i < 6; i++) {
            sum[i] += x.value[i];
            square[i] += x.value[i] * x.value[i];
        }
        /* The bar lies still: an ideal sensor reads gravity and nothing else. */
        assert_near(y.value[2], GRAVITY, 1e-9);
        n++;
    }
    for (int i = 0; i < 6; i++) {
        double mean = sum[i] / n, deviation = sqrt(square[i] / n - mean * mean);
        /* density times root of half the rate; the bias wanders a little as well */
        double expected = (i < 3 ? 100e-6 * GRAVITY : 0.006 * M_PI / 180) * sqrt(52.0);

        assert_near(deviation / expected, 1.0, 0.12);
    }
    real->close(real);
    ideal->close(ideal);
}

static void test_gaps_and_clocks(void **state)
{
    struct sim_source *s =
        open_athlete("activity", "stand:100", "sensors", "bar,pelvis", "gaps", "0.2", "clock-ppm",
                     "500", "clock-offset", "3", "seed", "9", NULL);
    struct sim_sample sample;
    int64_t last[2] = {0}, first[2] = {-1, -1}, stamp[2] = {0};
    int gaps[2] = {0};

    (void)state;
    while (s->next(s, &sample) > 0) {
        unsigned i = sample.sensor;

        if (first[i] < 0)
            first[i] = sample.stamp_ns;
        else
            gaps[i] += sample.t_ns - last[i] > 20000000;
        assert_true(sample.t_ns - last[i] < 600000000);
        last[i] = sample.t_ns;
        stamp[i] = sample.stamp_ns;
    }
    for (int i = 0; i < 2; i++) {
        double rate = (double)(stamp[i] - first[i]) / (double)last[i];

        assert_in_range(gaps[i], 5, 45);
        assert_true(fabs(rate - 1.0) > 1e-6 && fabs(rate - 1.0) < 501e-6);
        assert_in_range(first[i], 0, 3000000000);
    }
    assert_true(first[0] != first[1]);
    s->close(s);
}

static void test_saturation(void **state)
{
    struct sim_source *s =
        open_athlete("activity", "walk:8", "sensors", "shank-left", "noise-scale", "100", NULL);
    struct sim_sample sample;
    double largest = 0.0;

    (void)state;
    while (s->next(s, &sample) > 0)
        for (int i = 0; i < 3; i++)
            largest = fmax(largest, fabs(sample.value[i]));
    assert_true(largest <= s->sensors[0].accel_full_scale);
    s->close(s);
}

/* Runs one option that must be refused, and looks for the word in the message. */
static void check_refused(const char *name, const char *value, const char *word)
{
    struct sim_athlete_options options;
    struct sim_source *source;
    char text[512] = "";
    FILE *file = tmpfile();
    int saved = dup(STDERR_FILENO), ret;

    assert_non_null(file);
    sim_athlete_defaults(&options);
    sim_athlete_option(&options, "exercise", "deadlift");
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    ret = sim_athlete_option(&options, name, value);
    if (ret == 1)
        ret = sim_athlete_open(&options, &source);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    if (!fgets(text, sizeof(text), file))
        text[0] = '\0';
    fclose(file);
    if (ret != -EINVAL && ret != -ENOENT)
        fail_msg("--%s %s gives %d", name, value, ret);
    if (!strstr(text, name) || !strstr(text, word))
        fail_msg("--%s %s says \"%s\"", name, value, text);
}

static void test_bad_options_are_named(void **state)
{
    static const char *const bad[][3] = {
        {"exercise", "deadlift,juggling", "juggling"},
        {"exercise", "", "named"},
        {"reps", "0", "0"},
        {"reps", "2.5", "whole"},
        {"reps", "many", "many"},
        {"rest", "-1", "-1"},
        {"tempo", "3-1-1", "3-1-1"},
        {"tempo", "3-1-1-0-2", "four"},
        {"tempo", "3-1-0.1-0", "0.1"},
        {"range", "2", "2"},
        {"range", "nan", "nan"},
        {"speed-loss", "95", "95"},
        {"fault", "limping", "limping"},
        {"fault", "rounding:x", "x"},
        {"fault", "twist:99", "99"},
        {"fault", "sag", "sag"}, /* a deadlift is not held */
        {"fault", "moved-sensor:10:1:tail", "tail"},
        {"misplaced-angle", "21", "21"},
        {"misplaced-way", "0.06", "0.06"},
        {"wobble", "-1", "-1"},
        {"hold", "0", "0"},
        {"lumbar-max", "200", "200"},
        {"fault", "rounding:0.9:2:3", "FROM"},
        {"load", "heavy", "heavy"},
        {"seed", "-3", "-3"},
        {"seed", "one", "one"},
        {"height", "3", "3"},
        {"activity", "dance:10", "dance"},
        {"activity", "walk", "SECONDS"},
        {"activity", "walk:0.1", "0.1"},
        {"sensors", "pelvis,tail", "tail"},
        {"sensors", "pelvis,pelvis", "twice"},
        {"sensors", "pelvis@x", "x"},
        {"sensors", "", "no sensor"},
        {"cells", "3", "3"},
        {"mount", "sideways", "sideways"},
        {"rate", "0", "0"},
        {"gaps", "-1", "-1"},
        {"truth", "/nonexistent/folder/truth", "/nonexistent"},
        {"truth", "", "path"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        check_refused(bad[i][0], bad[i][1], bad[i][2]);
    assert_int_equal(sim_athlete_option_arity("colour"), -ENOENT);
    assert_int_equal(sim_athlete_option_arity("ideal"), 0);
    assert_int_equal(sim_athlete_option_arity("reps"), 1);
}

static void test_recording_format(void **state)
{
    struct sim_source *s = open_athlete("activity", "stand:1", "sensors", "bar,feet", "lead", "0",
                                        "tail", "0", "rate", "10", NULL);
    FILE *file = tmpfile();
    char line[256];
    int lines = 0;

    (void)state;
    assert_int_equal(sim_record(s, file), 0);
    s->close(s);
    rewind(file);
    assert_non_null(fgets(line, sizeof(line), file));
    assert_string_equal(line, "# lumbar recording 1\n");
    assert_non_null(fgets(line, sizeof(line), file));
    assert_non_null(strstr(line, "# simulated seed 1,"));
    assert_non_null(fgets(line, sizeof(line), file));
    assert_string_equal(line,
                        "# sensor bar accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z\n");
    assert_non_null(fgets(line, sizeof(line), file));
    assert_string_equal(line, "# sensor feet force_left force_right\n");
    while (fgets(line, sizeof(line), file)) {
        double v[7];

        if (strstr(line, ",bar,"))
            assert_int_equal(sscanf(line, "%lf,bar,%lf,%lf,%lf,%lf,%lf,%lf", &v[0], &v[1], &v[2],
                                    &v[3], &v[4], &v[5], &v[6]),
                             7);
        else
            assert_int_equal(sscanf(line, "%lf,feet,%lf,%lf", &v[0], &v[1], &v[2]), 3);
        assert_near(v[0], 0.1 * (lines / 2), 1e-6);
        lines++;
    }
    assert_int_equal(lines, 22);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_seed_same_samples),
        cmocka_unit_test(test_sensors_are_independent),
        cmocka_unit_test(test_rates_and_order),
        cmocka_unit_test(test_four_cells),
        cmocka_unit_test(test_noise_has_its_size),
        cmocka_unit_test(test_gaps_and_clocks),
        cmocka_unit_test(test_saturation),
        cmocka_unit_test(test_bad_options_are_named),
        cmocka_unit_test(test_recording_format),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
