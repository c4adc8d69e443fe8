/* SPDX-License-Identifier: MIT */
/* Profiles: good ones, each way of being bad, and the ones that ship. */
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
#include <sys/stat.h>
#include <unistd.h>

#include "close.h"
#include "profiles/profile.h"
#include "profiles/profiles.h"

#define HEAD "[exercise]\nname = Hip hinge\nkind = reps\nstart = eccentric\n"
#define HOLD                                                                                       \
    "[exercise]\nname = Plank\nkind = hold\nstart = concentric\n[signals]\ntrunk = 8 45\n[hold]\n"
#define GOOD HEAD "[signals]\ntrunk = 25 110\nbar-height = 0.2 1.0\n"

static int read_text(const char *text, const char *id, struct exercise *ret_exercise,
                     struct profile_error *ret_error)
{
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    assert_non_null(file);
    int r = profile_read(file, id, ret_exercise, ret_error);
    fclose(file);
    return r;
}

static void reads_everything(void **state)
{
    (void)state;
    struct exercise exercise;
    struct profile_error error;
    const char *text = GOOD "[repetition]\nshortest-s = 0.8\nlongest-s = 12\nbetween = steps\n"
                            "start-trunk-deg = -20 20\nfar-trunk-deg = 30 120\n"
                            "[set]\nend-s = 9\n[tempo]\nstandard = 3-1-1-0.5\n"
                            "[rounding]\nwarn = 0.7\nstop = 0.8\n"
                            "[form]\nstyle = neutral\nover-arching = 10 15\n"
                            "short-range = 0.85 0.7\n";
    assert_int_equal(read_text(text, "hip-hinge", &exercise, &error), 0);
    assert_string_equal(exercise.id, "hip-hinge");
    assert_string_equal(exercise.name, "Hip hinge");
    assert_int_equal(exercise.kind, EXERCISE_REPS);
    assert_int_equal(exercise.start, EXERCISE_START_ECCENTRIC);
    assert_int_equal(exercise.signal_count, 2);
    assert_int_equal(exercise.signals[0].signal, BODY_SIGNAL_TRUNK);
    assert_int_equal(exercise.signals[1].signal, BODY_SIGNAL_BAR_HEIGHT);
    assert_close(exercise.signals[1].range_min, 0.2, 1e-12);
    assert_close(exercise.rep_min_s, 0.8, 1e-12);
    assert_close(exercise.rep_max_s, 12.0, 1e-12);
    assert_true(exercise.steps_between);
    assert_close(exercise.start_trunk_min_deg, -20.0, 1e-12);
    assert_close(exercise.far_trunk_max_deg, 120.0, 1e-12);
    assert_close(exercise.set_end_s, 9.0, 1e-12);
    assert_close(exercise.tempo_s[3], 0.5, 1e-12);
    assert_true(exercise.rounding);
    assert_close(exercise.rounding_stop, 0.8, 1e-12);
    assert_close(exercise.form[FORM_RULE_OVER_ARCHING].hint, 10.0, 1e-12);
    assert_close(exercise.form[FORM_RULE_SHORT_RANGE].warn, 0.7, 1e-12);
    assert_false(exercise.arched);
    assert_false(exercise_judges(&exercise, FORM_RULE_TWIST));
}

static void reads_what_tells_posture_and_side(void **state)
{
    (void)state;
    struct exercise exercise;
    struct profile_error error;
    const char *text = "[exercise]\nname = Dog\nkind = sides\nstart = concentric\n"
                       "[signals]\nthighs-apart = 25 130 grows\nwrist = 10 60 shrinks in-set\n"
                       "trunk-height = 0.1 1 in-set\n"
                       "[repetition]\nstart-lean-deg = 50 130\nstart-thigh-deg = 0 45\n"
                       "far-lumbar-most-deg = 20\ncable-least-n = 30\nfeet-most-n = 250\n"
                       "trunk-travel-least-m = 0.12\n"
                       "[sides]\nfeet-share = 0.9\nfree-thigh-deg = 30\n";
    assert_int_equal(read_text(text, "dog", &exercise, &error), 0);
    assert_int_equal(exercise.kind, EXERCISE_SIDES);
    assert_int_equal(exercise.signals[0].signal, BODY_SIGNAL_THIGHS_APART);
    assert_int_equal(exercise.signals[0].way, SIGNAL_WAY_GROWS);
    assert_close(exercise.signals[0].range_max, 130.0, 1e-12);
    assert_int_equal(exercise.signals[1].way, SIGNAL_WAY_SHRINKS);
    assert_int_equal(exercise.signals[2].way, SIGNAL_WAY_BY_START);
    assert_false(exercise.signals[0].in_set);
    assert_true(exercise.signals[1].in_set && exercise.signals[2].in_set);
    assert_close(exercise.start_lean_max_deg, 130.0, 1e-12);
    assert_close(exercise.start_thigh_min_deg, 0.0, 1e-12);
    assert_close(exercise.far_lumbar_max_deg, 20.0, 1e-12);
    assert_close(exercise.cable_min_n, 30.0, 1e-12);
    assert_close(exercise.feet_max_n, 250.0, 1e-12);
    assert_close(exercise.travel_min_m, 0.12, 1e-12);
    assert_close(exercise.side_feet_share, 0.9, 1e-12);
    assert_close(exercise.side_free_thigh_deg, 30.0, 1e-12);
}

static void what_is_not_said_has_defaults(void **state)
{
    (void)state;
    struct exercise exercise;
    struct profile_error error;
    assert_int_equal(read_text(GOOD, "x", &exercise, &error), 0);
    assert_true(isnan(exercise.tempo_s[0]) && isnan(exercise.start_trunk_min_deg));
    assert_false(exercise.rounding);
    assert_true(exercise.rep_min_s > 0.0 && exercise.rep_max_s > exercise.rep_min_s);
}

static void refuses_with_line_and_reason(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
        const char *reason; /* a part of it */
    } bad[] = {
        {"", 0, "name, kind and start"},
        {"[exercise]\nname = x\nkind = jump\n", 3, "'jump'"},
        {"[exercise]\nname =\n", 2, "1 to"},
        {HEAD "start = eccentric\n", 5, "twice"},
        {HEAD "colour = red\n", 5, "no 'colour'"},
        {HEAD "what is this\n", 5, "name = value"},
        {HEAD "[signals\n", 5, "name = value"},
        {HEAD, 0, "no signal"},
        {HEAD "[repetition]\nbetween = jumps\n", 6, "'jumps'"},
        {HEAD "[signals]\nmood = 1 2\n", 6, "'mood'"},
        {HEAD "[signals]\ntrunk = 25\n", 6, "two numbers"},
        {HEAD "[signals]\ntrunk = 110 25\n", 6, "smallest"},
        {HEAD "[signals]\ntrunk = nan 25\n", 6, "two numbers"},
        {HEAD "[signals]\ntrunk = 25 1e9\n", 6, "within"},
        {HEAD "[signals]\nbar-height = -1 1\n", 6, "within"},
        {GOOD "trunk = 25 100\n", 8, "twice"},
        {GOOD "pelvis = 25 100 leaps\n", 8, "two numbers"},
        {GOOD "pelvis = grows\n", 8, "two numbers"},
        {GOOD "[sides]\nfeet-share = 0.5\n", 9, "within"},
        {GOOD "[repetition]\nshortest-s = fast\n", 9, "number"},
        {GOOD "[repetition]\nshortest-s = 9\nlongest-s = 3\n", 10, "shorter"},
        {GOOD "[tempo]\nstandard = 3-1-1\n", 9, "down-pause-up-pause"},
        {GOOD "[tempo]\nstandard = 3-1-1-99\n", 9, "within"},
        {GOOD "[rounding]\nwarn = 0.7\n", 9, "both"},
        {GOOD "[rounding]\nwarn = 0.9\nstop = 0.8\n", 10, "below"},
        {GOOD "[hold]\nsag-deg = 5\n", 9, "of kind hold"},
        {HOLD "sag-deg = 90\n", 8, "within"},
        {HOLD "pelvis-lean-deg = 80 20\n", 8, "smallest"},
        {HOLD "load-share = 0.5\n", 8, "within"},
        {HOLD "side = up\n", 8, "neither"},
        {HOLD "colour = red\n", 8, "no 'colour'"},
        {HEAD "[movements]\ntwirl = 10 20\n", 6, "no movement"},
        {HEAD "[movements]\nextension = 10 20\n", 6, "no movement"},
        {HEAD "[movements]\nflexion = 20 10\n", 6, "smallest"},
        {HEAD "[movements]\nflexion = 10 20\nflexion = 10 20\n", 7, "twice"},
        {GOOD "[movements]\nflexion = 10 20\n", 9, "exclude"},
        {GOOD "[form]\ntwist = 10\n", 9, "two numbers"},
        {GOOD "[form]\ntwist = 15 10\n", 9, "worse"},
        {GOOD "[form]\nshort-range = 0.7 0.85\n", 9, "worse"},
        {GOOD "[form]\ntwist = 10 400\n", 9, "within"},
        {GOOD "[form]\ntwist = 10 15\ntwist = 10 15\n", 10, "twice"},
        {GOOD "[form]\nslouch = 10 15\n", 9, "no 'slouch'"},
        {GOOD "[form]\nstyle = baroque\n", 9, "neither"},
        {GOOD "[form]\nstyle = arched\nover-arching = 10 15\n", 10, "forbids"},
        {GOOD "[form]\nover-arching = 10 15\nstyle = arched\n", 10, "forbids"},
        {HEAD "[movements]\nflexion = 10 20\n[signals]\ntrunk = 25 110\n", 8, "exclude"},
        {GOOD "[sides]\nfeet-share = 0.9\n", 9, "of kind sides"},
        {GOOD "[tempo]\nstandard = 9-9-9-0\n[repetition]\nlongest-s = 20\n", 11, "27 s"},
        {GOOD "[tempo]\nstandard = 0-0-0.1-0\n", 9, "0.1 s"},
        {GOOD "[exercise]\neasier = No Such!\n", 9, "not the id"},
        {GOOD "[exercise]\neasier = x\n", 9, "than itself"},
        {GOOD "[exercise]\nharder = x\n", 9, "than itself"},
        {GOOD "[exercise]\nharder = y\neasier = y\n", 10, "the same"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct exercise exercise = {.id = "untouched"};
        struct profile_error error = {0};
        int r = bad[i].text[0] ? read_text(bad[i].text, "x", &exercise, &error)
                               : read_text("\n", "x", &exercise, &error);
        assert_int_equal(r, -EINVAL);
        if (error.line != bad[i].line || !strstr(error.reason, bad[i].reason))
            fail_msg("%zu: line %u, '%s'", i, error.line, error.reason);
        assert_string_equal(exercise.id, "untouched");
    }
}

/* With each of these values; its own line and its name are told. */
static void refuse_all(const char *before, unsigned line, const char *name,
                       const char *const values[])
{
    char text[512];
    struct exercise exercise;
    for (unsigned i = 0; values[i]; i++) {
        struct profile_error error = {0};
        (void)snprintf(text, sizeof(text), "%s%s = %s\n# more\n", before, name, values[i]);
        if (read_text(text, "x", &exercise, &error) != -EINVAL)
            fail_msg("%s = %s is taken", name, values[i]);
        if (error.line != line || !strstr(error.reason, name))
            fail_msg("%s = %s: line %u, '%s'", name, values[i], error.line, error.reason);
    }
}

static const char *const no_number[] = {"",    "nan",   "inf", "-inf",   "much", "1 2 3",
                                        "1,5", "1e999", "1e9", "-1e300", NULL};
static const char *const no_span[] = {
    "",         "nan 90",  "10 nan",   "10 inf", "-inf 90", "10",    "90 10", "10 10",
    "10 20 30", "-1e9 90", "10 1e300", "ten 90", "1e999 1", "10,90", "10-90", NULL};

static void every_key_refuses_what_cannot_be(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        unsigned line;
        const char *name;
        const char *const *values;
    } keys[] = {
        {GOOD "[repetition]\n", 9, "shortest-s", no_number},
        {GOOD "[repetition]\n", 9, "longest-s", no_number},
        {GOOD "[repetition]\n", 9, "far-lumbar-most-deg", no_number},
        {GOOD "[repetition]\n", 9, "cable-least-n", no_number},
        {GOOD "[repetition]\n", 9, "feet-most-n", no_number},
        {GOOD "[repetition]\n", 9, "trunk-travel-least-m", no_number},
        {GOOD "[repetition]\n", 9, "start-trunk-deg", no_span},
        {GOOD "[repetition]\n", 9, "far-trunk-deg", no_span},
        {GOOD "[repetition]\n", 9, "start-lean-deg", no_span},
        {GOOD "[repetition]\n", 9, "start-thigh-deg", no_span},
        {GOOD "[repetition]\n", 9, "far-thigh-deg", no_span},
        {GOOD "[sides]\n", 9, "feet-share", no_number},
        {GOOD "[sides]\n", 9, "free-thigh-deg", no_number},
        {GOOD "[set]\n", 9, "end-s", no_number},
        {GOOD "[tempo]\n", 9, "standard", no_span},
        {GOOD "[rounding]\n", 9, "warn", no_number},
        {GOOD "[rounding]\n", 9, "stop", no_number},
        {HOLD, 8, "trunk-deg", no_span},
        {HOLD, 8, "pelvis-lean-deg", no_span},
        {HOLD, 8, "wrist-deg", no_span},
        {HOLD, 8, "cable-n", no_number},
        {HOLD, 8, "load-share", no_number},
        {HOLD, 8, "sag-deg", no_number},
        {HOLD, 8, "twist-deg", no_number},
        {HEAD "[movements]\n", 6, "flexion", no_span},
        {HEAD "[movements]\n", 6, "side-bend", no_span},
        {HEAD "[movements]\n", 6, "rotation", no_span},
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        refuse_all(keys[i].before, keys[i].line, keys[i].name, keys[i].values);
    for (unsigned i = BODY_SIGNAL_NONE + 1; i < BODY_SIGNAL_COUNT; i++)
        refuse_all(HEAD "[signals]\n", 6, body_signal_name((enum body_signal)i), no_span);
    for (unsigned i = 0; i < FORM_RULE_COUNT; i++)
        refuse_all(GOOD "[form]\n", 9, form_rule_name((enum form_rule)i), no_span);
    for (unsigned i = 0; i < FEATURE_COUNT; i++)
        refuse_all(GOOD "[recognition]\n", 9, feature_name((enum feature)i), no_span);
}

static void refuses_long_lines_and_bad_ids(void **state)
{
    (void)state;
    char text[2000];
    struct exercise exercise;
    struct profile_error error;
    (void)snprintf(text, sizeof(text), "%s# %01500d\n", GOOD, 0);
    assert_int_equal(read_text(text, "x", &exercise, &error), -EINVAL);
    assert_int_equal(error.line, 8);
    assert_int_equal(read_text(GOOD, "Bad Name", &exercise, &error), -EINVAL);
    assert_int_equal(read_text(GOOD, "", &exercise, &error), -EINVAL);
}

struct refusals {
    unsigned count;
    unsigned line;
    char file[512];
};

static void note(void *data, const char *file, unsigned line, const char *reason)
{
    struct refusals *refusals = data;
    assert_true(strlen(reason) > 0);
    refusals->count++;
    refusals->line = line;
    (void)snprintf(refusals->file, sizeof(refusals->file), "%s", file);
}

static void write_file(const char *directory, const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void one_bad_file_spares_the_others(void **state)
{
    (void)state;
    char directory[] = "/tmp/lumbar-profiles-XXXXXX";
    char fifo[64];
    assert_non_null(mkdtemp(directory));
    write_file(directory, "b.ini", GOOD);
    write_file(directory, "a.ini", GOOD);
    write_file(directory, "c.ini", HEAD "kind = hold\n");
    write_file(directory, "notes.txt", "no profile");
    struct refusals refusals = {0};
    struct profile_set set;
    assert_int_equal(profiles_load(directory, note, &refusals, &set), 1);
    assert_int_equal(set.count, 2);
    assert_string_equal(set.exercises[0].id, "a");
    assert_string_equal(set.exercises[1].id, "b");
    assert_int_equal(refusals.count, 1);
    assert_int_equal(refusals.line, 5);
    assert_non_null(strstr(refusals.file, "c.ini"));
    profiles_free(&set);
    assert_null(set.exercises);

    /* Nothing that cannot be read may hang or stop the loading. */
    (void)snprintf(fifo, sizeof(fifo), "%s/d.ini", directory);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(profiles_load(directory, NULL, NULL, &set), 2);
    assert_int_equal(set.count, 2);
    profiles_free(&set);

    char command[64];
    (void)snprintf(command, sizeof(command), "rm -r %s", directory);
    assert_int_equal(system(command), 0);
}

static void a_missing_directory_is_an_error(void **state)
{
    (void)state;
    struct profile_set set;
    assert_int_equal(profiles_load("/nonexistent/profiles", note, NULL, &set), -ENOENT);
}

static void the_shipped_profiles_load(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "back-extension",
        "back-extension-45",
        "back-squat",
        "banded-good-morning",
        "bent-over-row",
        "bird-dog",
        "cable-pull-through",
        "cable-row",
        "cat-cow",
        "dead-bug",
        "deadlift",
        "deficit-deadlift",
        "dumbbell-good-morning",
        "front-squat",
        "generic",
        "glute-bridge-march",
        "glute-ham-raise",
        "good-morning",
        "kickstand-romanian-deadlift",
        "lower-body-superman",
        "nordic-curl",
        "one-handed-romanian-deadlift",
        "prone-y-raise",
        "pull-up",
        "reverse-hyper",
        "romanian-deadlift",
        "single-leg-romanian-deadlift",
        "superman",
        "swiss-ball-back-raise",
        "trap-bar-deadlift",
        "walking-romanian-deadlift",
    };
    struct refusals refusals = {0};
    struct profile_set set;
    unsetenv("LUMBAR_PROFILES");
    assert_int_equal(profiles_load(profiles_default_directory(), note, &refusals, &set), 0);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        bool found = false;
        for (size_t k = 0; k < set.count; k++)
            found = found || strcmp(set.exercises[k].id, wanted[i]) == 0;
        if (!found)
            fail_msg("%s is missing", wanted[i]);
    }
    for (size_t i = 0; i < set.count; i++) {
        const char *neighbours[] = {set.exercises[i].easier, set.exercises[i].harder};
        for (size_t n = 0; n < 2; n++) {
            bool found = *neighbours[n] == '\0';
            for (size_t k = 0; k < set.count; k++)
                found = found || strcmp(set.exercises[k].id, neighbours[n]) == 0;
            if (!found)
                fail_msg("%s names %s", set.exercises[i].id, neighbours[n]);
        }
    }
    profiles_free(&set);
}

static void the_environment_names_the_directory(void **state)
{
    (void)state;
    setenv("LUMBAR_PROFILES", "/some/where", 1);
    assert_string_equal(profiles_default_directory(), "/some/where");
    unsetenv("LUMBAR_PROFILES");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_everything),
        cmocka_unit_test(reads_what_tells_posture_and_side),
        cmocka_unit_test(what_is_not_said_has_defaults),
        cmocka_unit_test(refuses_with_line_and_reason),
        cmocka_unit_test(every_key_refuses_what_cannot_be),
        cmocka_unit_test(refuses_long_lines_and_bad_ids),
        cmocka_unit_test(one_bad_file_spares_the_others),
        cmocka_unit_test(a_missing_directory_is_an_error),
        cmocka_unit_test(the_shipped_profiles_load),
        cmocka_unit_test(the_environment_names_the_directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
