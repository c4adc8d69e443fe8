/* SPDX-License-Identifier: MIT */
/* Small words of the training domain: tempo, near names, cue texts. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "training/cue_text.h"
#include "training/near_name.h"
#include "training/tempo.h"

static void test_a_tempo_is_read(void **state)
{
    double t[TEMPO_PHASES];
    (void)state;

    assert_int_equal(tempo_parse("3-1-1-0", t), 0);
    assert_true(t[0] == 3.0 && t[1] == 1.0 && t[2] == 1.0 && t[3] == 0.0);
    assert_int_equal(tempo_parse("2.5-x-X-.5", t), 0);
    assert_true(t[0] == 2.5 && isnan(t[1]) && isnan(t[2]) && t[3] == 0.5);
    assert_int_equal(tempo_parse("", t), 0);
    assert_true(isnan(t[0]) && isnan(t[1]) && isnan(t[2]) && isnan(t[3]));
    assert_int_equal(tempo_parse("60-60-60-60", t), 0);
}

static void test_what_is_no_tempo_changes_nothing(void **state)
{
    static const char *const wrong[] = {
        "fast",      "3",         "3-1-1",     "3-1-1-0-1",
        "3-1-1-",    "-3-1-1-0",  "3--1-0",    "61-1-1-0",
        "nan-1-1-0", "1e1-1-1-1", "3-1-1-0 ",  "1.2.3-1-1-1",
        ".-1-1-1",   "xx-1-1-1",  "3,5-1-1-1", "99999999999999999999999999-1-1-1",
    };
    (void)state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        double t[TEMPO_PHASES] = {7, 7, 7, 7};

        assert_int_equal(tempo_parse(wrong[i], t), -EINVAL);
        assert_true(t[0] == 7.0 && t[3] == 7.0);
    }
}

static void test_a_tempo_is_written_as_it_is_read(void **state)
{
    static const char *const texts[] = {"3-1-1-0", "2.5-x-1-0.25", "x-x-x-0", "60-60-60-60", ""};
    char written[TEMPO_TEXT_SIZE];
    double t[TEMPO_PHASES];
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(tempo_parse(texts[i], t), 0);
        tempo_format(t, written);
        assert_string_equal(written, texts[i]);
    }
}

static void test_edits_are_counted(void **state)
{
    (void)state;
    assert_int_equal(near_name_distance("", ""), 0);
    assert_int_equal(near_name_distance("bar", "bar"), 0);
    assert_int_equal(near_name_distance("bar", ""), 3);
    assert_int_equal(near_name_distance("bar", "car"), 1);
    assert_int_equal(near_name_distance("bar", "bra"), 1);
    assert_int_equal(near_name_distance("bar", "bear"), 1);
    assert_int_equal(near_name_distance("deadlfit", "deadlift"), 1);
    assert_int_equal(near_name_distance("kitten", "sitting"), 3);
}

static const char *const lifts[] = {"back-squat", "deadlift", "deficit-deadlift", "front-squat",
                                    "good-morning"};

static const char *lift_at(const void *data, size_t index)
{
    (void)data;
    return lifts[index];
}

static size_t find(const char *name, size_t *order, size_t limit)
{
    return near_name_find(name, lift_at, NULL, sizeof lifts / sizeof lifts[0], order, limit);
}

static void test_near_names_come_nearest_first(void **state)
{
    size_t order[5];
    (void)state;

    assert_int_equal(find("dedlift", order, 5), 1);
    assert_int_equal(order[0], 1);
    assert_int_equal(find("squat", order, 5), 2);
    assert_true(order[0] == 0 && order[1] == 3);
    /* A typing error is nearer than a name that contains it. */
    assert_int_equal(find("deadlif", order, 5), 2);
    assert_true(order[0] == 1 && order[1] == 2);
    assert_int_equal(find("squat", order, 1), 1);
    assert_int_equal(order[0], 0);
    assert_int_equal(find("yoga", order, 5), 0);
    assert_int_equal(find("", order, 5), 0);
}

static void test_every_cue_has_a_text_in_every_language(void **state)
{
    (void)state;
    assert_true(cue_text_has_language("en") && cue_text_has_language("de"));
    assert_false(cue_text_has_language("") || cue_text_has_language("xx"));
    for (int fault = FAULT_NONE; fault < FAULT_COUNT; fault++) {
        const char *en = cue_text("en", (enum fault)fault, CUE_HINT);
        const char *de = cue_text("de", (enum fault)fault, CUE_HINT);
        unsigned blanks = 0;

        assert_non_null(en);
        assert_non_null(de);
        assert_string_not_equal(en, de);
        assert_string_equal(cue_text("xx", (enum fault)fault, CUE_HINT), en);
        for (const char *c = en; *c; c++)
            blanks += *c == ' ';
        assert_in_range(blanks, 1, 2); /* two or three words */
    }
    assert_string_equal(cue_text("en", FAULT_ROUNDING, CUE_STOP), "stop here");
    assert_non_null(cue_text("en", (enum fault)99, CUE_HINT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_tempo_is_read),
        cmocka_unit_test(test_what_is_no_tempo_changes_nothing),
        cmocka_unit_test(test_a_tempo_is_written_as_it_is_read),
        cmocka_unit_test(test_edits_are_counted),
        cmocka_unit_test(test_near_names_come_nearest_first),
        cmocka_unit_test(test_every_cue_has_a_text_in_every_language),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
