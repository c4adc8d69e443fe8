/* SPDX-License-Identifier: MIT */
/*
 * The athlete as a source: the same seed gives the same samples, options do what they say or are
 * refused by name, sensor errors have the size they should, and the truth agrees with the motion.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "athlete.h"

#define GRAVITY 9.80665

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g is not %.9g within %g", value, expected, tolerance);
}

/* Options as words: name, value, name, value, ... NULL; a flag has the value "". */
static void set_options(struct sim_athlete_options *options, const char *first, va_list rest)
{
    sim_athlete_defaults(options);
    for (const char *name = first; name; name = va_arg(rest, const char *)) {
        const char *value = va_arg(rest, const char *);

        assert_int_equal(sim_athlete_option(options, name, value), 1);
    }
}

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
        {"exercise", "deadlift,curl", "curl"},
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

struct rep {
    unsigned set, rep;
    double start, end, down, pause, up, top, range, mean_velocity, peak_velocity, lumbar_peak;
    bool partial, faulted, metres;
};

struct truth {
    struct rep rep[64];
    int rep_count;
    double lumbar_max;
    struct {
        double t, lumbar, pelvis, trunk, bar_height, bar_velocity;
    } pose[20000];
    int pose_count;
};

static double number(const char *line, const char *name)
{
    char key[32];
    const char *at;

    snprintf(key, sizeof(key), "\"%s\":", name);
    at = strstr(line, key);
    if (!at)
        fail_msg("no %s in %s", name, line);
    at += strlen(key);
    return strncmp(at, "null", 4) ? strtod(at, NULL) : NAN;
}

static void read_rep(struct truth *truth, const char *line)
{
    assert_true(truth->rep_count < 64);
    truth->rep[truth->rep_count++] = (struct rep){
        .set = (unsigned)number(line, "set"),
        .rep = (unsigned)number(line, "rep"),
        .start = number(line, "start"),
        .end = number(line, "end"),
        .down = number(line, "down"),
        .pause = number(line, "pause"),
        .up = number(line, "up"),
        .top = number(line, "top"),
        .range = number(line, "range"),
        .mean_velocity = number(line, "mean_velocity"),
        .peak_velocity = number(line, "peak_velocity"),
        .lumbar_peak = number(line, "lumbar_peak"),
        .partial = strstr(line, "\"partial\":true") != NULL,
        .faulted = strstr(line, "rounding") != NULL,
        .metres = strstr(line, "\"range_unit\":\"m\"") != NULL,
    };
}

static void read_pose(struct truth *truth, const char *line)
{
    int i = truth->pose_count++;

    assert_true(i < 20000);
    truth->pose[i].t = number(line, "t");
    truth->pose[i].lumbar = number(line, "lumbar");
    truth->pose[i].pelvis = number(line, "pelvis");
    truth->pose[i].trunk = number(line, "trunk");
    truth->pose[i].bar_height = number(line, "bar_height");
    truth->pose[i].bar_velocity = number(line, "bar_velocity");
}

static struct truth *read_truth(const char *first, ...)
{
    struct truth *truth = calloc(1, sizeof(*truth));
    char path[] = "/tmp/lumbar-truth-XXXXXX", line[1024];
    struct sim_athlete_options options;
    struct sim_source *source;
    int fd = mkstemp(path);
    va_list rest;
    FILE *file;

    assert_non_null(truth);
    assert_true(fd >= 0);
    close(fd);
    va_start(rest, first);
    set_options(&options, first, rest);
    va_end(rest);
    snprintf(options.truth_path, sizeof(options.truth_path), "%s", path);
    assert_int_equal(sim_athlete_open(&options, &source), 0);
    source->close(source);
    file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        if (strstr(line, "\"type\":\"rep\""))
            read_rep(truth, line);
        else if (strstr(line, "\"type\":\"pose\""))
            read_pose(truth, line);
        else if (strstr(line, "\"type\":\"header\""))
            truth->lumbar_max = number(line, "lumbar_max");
    }
    fclose(file);
    unlink(path);
    return truth;
}

static void test_truth_counts_and_orders(void **state)
{
    struct truth *t = read_truth("exercise", "deadlift,good-morning", "reps", "4", "sets", "2",
                                 "rest", "15", "walk", "6", "partials", "1", NULL);
    double last = 0.0;
    int counted = 0;

    (void)state;
    assert_int_equal(t->rep_count, 4 * 5);
    for (int i = 0; i < t->rep_count; i++) {
        const struct rep *r = &t->rep[i];

        assert_int_equal(r->set, 1 + i / 5);
        assert_int_equal(r->rep, i % 5 == 4 ? 0 : 1 + i % 5);
        assert_true(r->partial == (i % 5 == 4));
        assert_true(r->start > last);
        last = r->end;
        counted += !r->partial;
        assert_near(r->end - r->start, r->down + r->up + (i < 10 ? r->top : r->pause), 0.002);
        if (i % 5)
            assert_true(r->partial ? r->range < 0.55 * r[-1].range : r->range > 0.9 * r[-1].range);
    }
    assert_int_equal(counted, 16);
    free(t);
}

/* What the truth says of a repetition against what it says of the poses. */
static void check_edges(const char *exercise, const char *seed)
{
    struct truth *t = read_truth("exercise", exercise, "seed", seed, NULL);

    for (int i = 0; i < t->rep_count; i++) {
        const struct rep *r = &t->rep[i];
        double start = NAN, low = INFINITY, high = -INFINITY, lumbar = -INFINITY, velocity = 0.0;
        double first = NAN, last = NAN;

        for (int k = 0; k < t->pose_count; k++) {
            double x = r->metres ? t->pose[k].bar_height : t->pose[k].trunk;

            if (t->pose[k].t < r->start - 0.4 || t->pose[k].t > r->end)
                continue;
            if (isnan(start))
                start = x;
            velocity = fmax(velocity, t->pose[k].bar_velocity);
            if (t->pose[k].t < r->start)
                continue;
            if (isnan(first))
                first = x;
            last = x;
            low = fmin(low, x);
            high = fmax(high, x);
            lumbar = fmax(lumbar, t->pose[k].lumbar);
        }
        assert_near((high - low) / r->range, 1.0, 0.02);
        assert_near(lumbar, r->lumbar_peak, 0.5); /* up to 20 ms apart */
        assert_near(velocity, r->peak_velocity, 0.01);
        /* Within 20 ms of the edges it is a few per cent away from the start posture. */
        assert_true(fabs(first - start) < 0.05 * r->range);
        assert_true(fabs(last - start) < 0.06 * r->range);
        assert_true(r->mean_velocity < r->peak_velocity &&
                    r->mean_velocity > 0.4 * r->peak_velocity);
    }
    free(t);
}

static void test_edges_agree_with_the_motion(void **state)
{
    (void)state;
    check_edges("deadlift", "1");
    check_edges("deadlift", "2");
    check_edges("romanian-deadlift", "3");
    check_edges("good-morning", "4");
    check_edges("back-squat", "5");
    check_edges("bent-over-row", "6");
}

static void test_tempo_is_kept(void **state)
{
    struct truth *t =
        read_truth("exercise", "romanian-deadlift", "tempo", "3-1-1-1", "reps", "10", NULL);

    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_near(t->rep[i].down, 3.0, 0.3);
        assert_near(t->rep[i].pause, 1.0, 0.12);
        assert_near(t->rep[i].up, 1.0, 0.12);
        if (i < 9)
            assert_near(t->rep[i].top, 1.0, 0.15);
    }
    assert_true(isnan(t->rep[9].top));
    free(t);
    /* Without a pause it turns where the acceleration is largest, not where it is zero. */
    t = read_truth("exercise", "back-squat", "tempo", "2-0-1-1", NULL);
    for (int i = 0; i < 5; i++)
        assert_true(t->rep[i].pause < 0.35);
    free(t);
}

static void test_range_load_speed(void **state)
{
    struct truth *full = read_truth("exercise", "back-squat", NULL);
    struct truth *half = read_truth("exercise", "back-squat", "range", "0.5", NULL);
    struct truth *tired = read_truth("exercise", "deadlift", "speed-loss", "40", "reps", "8", NULL);

    (void)state;
    assert_near(half->rep[0].range / full->rep[0].range, 0.5, 0.03);
    assert_near(tired->rep[7].mean_velocity / tired->rep[0].mean_velocity, 0.6, 0.12);
    free(full);
    free(half);
    free(tired);
}

static void test_rounding_is_graded(void **state)
{
    static const char *const exercises[] = {"deadlift", "romanian-deadlift", "good-morning",
                                            "back-squat", "bent-over-row"};

    (void)state;
    for (size_t e = 0; e < 5; e++) {
        struct truth *share =
            read_truth("exercise", exercises[e], "fault", "rounding:0.9:3", "reps", "5", NULL);
        struct truth *degrees = read_truth("exercise", exercises[e], "fault", "rounding:50", NULL);

        for (int i = 0; i < 5; i++) {
            assert_true(share->rep[i].faulted == (i >= 2));
            if (i >= 2)
                assert_near(share->rep[i].lumbar_peak / share->lumbar_max, 0.9, 0.06);
            else
                assert_true(share->rep[i].lumbar_peak < 0.7 * share->lumbar_max);
            assert_near(degrees->rep[i].lumbar_peak, 50.0, 3.5);
        }
        free(share);
        free(degrees);
    }
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
        cmocka_unit_test(test_truth_counts_and_orders),
        cmocka_unit_test(test_edges_agree_with_the_motion),
        cmocka_unit_test(test_tempo_is_kept),
        cmocka_unit_test(test_range_load_speed),
        cmocka_unit_test(test_rounding_is_graded),
        cmocka_unit_test(test_recording_format),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
