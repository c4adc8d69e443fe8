/* SPDX-License-Identifier: MIT */
/*
 * The truth file: complete, in order, and in agreement with the motion that the sensors see.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test_support.h"

struct rep {
    unsigned set, rep;
    double start, end, down, pause, up, top, range, mean_velocity, peak_velocity, lumbar_peak;
    bool partial, faulted, metres;
};

struct truth {
    struct rep rep[64];
    int rep_count;
    int set_count;
    double activity_s, end;
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
            truth->lumbar_max = number(line, "lumbar_max"), truth->end = number(line, "end");
        else if (strstr(line, "\"type\":\"set\""))
            truth->set_count++;
        else if (strstr(line, "\"type\":\"activity\"") && !strstr(line, "\"life\""))
            truth->activity_s += number(line, "end") - number(line, "start");
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

/* Several faults at once, each with its own beginning, are all in the file. */
static void test_faults_are_told(void **state)
{
    static const char *const words[] = {
        "\"faults\":[\"short-range\",\"twist\"]",
        "\"amount\":{\"short-range\":0.7,\"twist\":",
        "\"onset\":{\"short-range\":",
        "\"side\":\"left\"",
        "\"type\":\"moved-sensor\",\"role\":\"pelvis\"",
        "\"signal\":\"thigh\"",
        "\"faults\":[]",
        "\"faults\":[\"short-range\"]",
    };
    char path[] = "/tmp/lumbar-truth-XXXXXX", text[8192];
    struct sim_athlete_options options;
    struct sim_source *source;
    int fd = mkstemp(path);
    FILE *file;

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    sim_athlete_defaults(&options);
    snprintf(options.truth_path, sizeof(options.truth_path), "%s", path);
    assert_int_equal(sim_athlete_option(&options, "exercise", "bird-dog"), 1);
    assert_int_equal(sim_athlete_option(&options, "fault", "short-range:0.7:2"), 1);
    assert_int_equal(sim_athlete_option(&options, "fault", "twist:15:4"), 1);
    assert_int_equal(sim_athlete_option(&options, "fault", "moved-sensor:10:3:pelvis"), 1);
    assert_int_equal(sim_athlete_open(&options, &source), 0);
    source->close(source);
    file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!strstr(text, words[i]))
            fail_msg("no %s in the truth", words[i]);
}

/* Ten minutes at the gym: as long as asked for, no set, and the bar is never thrown. */
static void test_life_is_not_training(void **state)
{
    static const char *const seeds[] = {"1", "2", "3", "4"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct truth *t =
            read_truth("activity", "life:300", "seed", seeds[i], "lead", "2", "tail", "2", NULL);

        assert_int_equal(t->rep_count, 0);
        assert_int_equal(t->set_count, 0);
        assert_near(t->end, 304.0, 0.5);
        assert_true(t->activity_s > 265.0 && t->activity_s < 305.0);
        assert_int_equal(t->pose_count, (int)(t->end / 0.02) + 1);
        for (int k = 0; k < t->pose_count; k++)
            assert_true(fabs(t->pose[k].bar_velocity) < 0.6);
        free(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truth_counts_and_orders),
        cmocka_unit_test(test_edges_agree_with_the_motion),
        cmocka_unit_test(test_tempo_is_kept),
        cmocka_unit_test(test_range_load_speed),
        cmocka_unit_test(test_rounding_is_graded),
        cmocka_unit_test(test_faults_are_told),
        cmocka_unit_test(test_life_is_not_training),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
