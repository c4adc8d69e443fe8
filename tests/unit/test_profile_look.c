/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/profile_look.h"

static void refuses(struct exercise_look *look, const char *name, const char *value,
                    const char *why)
{
    const struct exercise_look before = *look;
    char reason[PROFILE_REASON_SIZE] = "";

    assert_int_equal(profile_look_read(look, name, value, reason), -EINVAL);
    if (!strstr(reason, why))
        fail_msg("%s = %s: \"%s\" does not say \"%s\"", name, value, reason, why);
    assert_memory_equal(look, &before, sizeof before);
}

static void takes(struct exercise_look *look, const char *name, const char *value)
{
    char reason[PROFILE_REASON_SIZE] = "";

    assert_int_equal(profile_look_read(look, name, value, reason), 0);
}

static void test_limits_are_taken(void **state)
{
    (void)state;
    struct exercise_look look = {0};

    takes(&look, "family", "hinge");
    takes(&look, "trunk-far", "50 95");
    takes(&look, "bar-rise", "-0.65 -0.15");
    assert_string_equal(look.family, "hinge");
    assert_int_equal(look.limit_count, 2);
    assert_int_equal(look.limits[0].feature, FEATURE_TRUNK_FAR);
    assert_float_equal(look.limits[1].low, -0.65, 1e-12);
    assert_float_equal(look.limits[1].high, -0.15, 1e-12);
}

static void test_every_feature_has_a_name_of_its_own(void **state)
{
    (void)state;
    struct exercise_look look = {0};

    for (int i = 0; i < FEATURE_COUNT; i++)
        takes(&look, feature_name((enum feature)i), "0.5 1");
    assert_int_equal(look.limit_count, FEATURE_COUNT);
    assert_string_equal(feature_name(FEATURE_COUNT), "unknown");
}

static void test_mistakes_are_refused(void **state)
{
    (void)state;
    struct exercise_look look = {0};

    takes(&look, "family", "hinge");
    takes(&look, "share", "0.5 0.6");
    refuses(&look, "family", "squat", "twice");
    refuses(&look, "share", "0.5 0.7", "twice");
    refuses(&look, "colour", "0 1", "no 'colour'");
    refuses(&look, "trunk-far", "50", "not two numbers");
    refuses(&look, "trunk-far", "50 95 100", "not two numbers");
    refuses(&look, "trunk-far", "50 x", "not two numbers");
    refuses(&look, "trunk-far", "nan 95", "not two numbers");
    refuses(&look, "trunk-far", "50 inf", "not two numbers");
    refuses(&look, "trunk-far", "95 50", "before the largest");
    refuses(&look, "trunk-far", "50 181", "not within");
    refuses(&look, "bar-rise", "-3 0", "not within");
    refuses(&look, "load-far", "0 11", "not within");
    refuses(&look, "alone-turning", "-0.1 1", "not within");
    refuses(&look, "alone-speed", "1 21", "not within");
    refuses(&look, "alone-rise", "1 3", "not within");
    refuses(&look, "alone-top", "0.5 1.1", "not within");

    struct exercise_look empty = {0};
    refuses(&empty, "family", "", "word");
    refuses(&empty, "family", "Hinge", "word");
    refuses(&empty, "family", "a-family-with-too-long-a-name", "word");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_are_taken),
        cmocka_unit_test(test_every_feature_has_a_name_of_its_own),
        cmocka_unit_test(test_mistakes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
