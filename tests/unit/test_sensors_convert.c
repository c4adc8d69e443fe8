/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "sensors/convert.h"

static void test_numbers(void **state)
{
    const struct {
        const char *text;
        int r;
        double value;
    } cases[] = {
        {"0.000598205", 0, 0.000598205},
        {"0.004788403\n", 0, 0.004788403},
        {" 12 ", 0, 12.0},
        {"-1.5e-3", 0, -0.0015},
        {"", -EINVAL, 0.0},
        {"\n", -EINVAL, 0.0},
        {"0,5", -EINVAL, 0.0},
        {"1 2", -EINVAL, 0.0},
        {"nan", -EINVAL, 0.0},
        {"inf", -EINVAL, 0.0},
        {"1e999", -EINVAL, 0.0},
        {"one", -EINVAL, 0.0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double value = 0.0;
        assert_int_equal(convert_number(cases[i].text, &value), cases[i].r);
        assert_true(value == cases[i].value);
    }
}

/* A locale with decimal commas must change nothing; skipped where none is installed. */
static void test_numbers_with_decimal_comma(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "fr_FR.utf8"};
    const char *set = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && set == NULL; i++)
        set = setlocale(LC_ALL, names[i]);
    if (set == NULL) {
        print_message("SKIPPED: no locale with decimal commas is installed\n");
        skip();
    }
    test_numbers(NULL);
    setlocale(LC_ALL, "C");
}

static void test_rates(void **state)
{
    char text[32];

    (void)state;
    assert_int_equal(convert_pick_rate("12.5 26 52 104 208 416", 200.0, text, sizeof(text)), 0);
    assert_string_equal(text, "208");
    assert_int_equal(convert_pick_rate("12.5 26 52 104 208 416", 208.0, text, sizeof(text)), 0);
    assert_string_equal(text, "208");
    assert_int_equal(
        convert_pick_rate("51.999980 103.999960 207.999920\n", 208, text, sizeof(text)), 0);
    assert_string_equal(text, "207.999920");
    assert_int_equal(convert_pick_rate("416 208 104", 1000.0, text, sizeof(text)), 0);
    assert_string_equal(text, "416");
    assert_int_equal(convert_pick_rate("416 208 104", 1.0, text, sizeof(text)), 0);
    assert_string_equal(text, "104");
    assert_int_equal(convert_pick_rate("", 1.0, text, sizeof(text)), -EINVAL);
    assert_int_equal(convert_pick_rate("[1 1 500]", 1.0, text, sizeof(text)), -EINVAL);
    assert_int_equal(convert_pick_rate("100 fast", 1.0, text, sizeof(text)), -EINVAL);
}

static void test_mount_matrix(void **state)
{
    const double turned[9] = {0, 1, 0, -1, 0, 0, 0, 0, 1};
    double m[9] = {0}, v[3] = {1.0, 2.0, 3.0};

    (void)state;
    assert_int_equal(convert_mount_matrix("1, 0, 0; 0, 1, 0; 0, 0, 1", m), 0);
    assert_true(convert_is_identity(m));
    assert_int_equal(convert_mount_matrix("0, 1, 0; -1, 0, 0; 0, 0, 1\n", m), 0);
    assert_memory_equal(m, turned, sizeof(m));
    assert_false(convert_is_identity(m));
    convert_rotate(m, v); /* hardware axes = matrix * sensor axes */
    assert_true(v[0] == 2.0 && v[1] == -1.0 && v[2] == 3.0);
    assert_int_equal(convert_mount_matrix("0.707,0.707,0;-0.707,0.707,0;0,0,1", m), 0);

    memcpy(m, turned, sizeof(m));
    assert_int_equal(convert_mount_matrix("-1, 0, 0; 0, 1, 0; 0, 0, 1", m), -EDOM); /* a mirror */
    assert_int_equal(convert_mount_matrix("0, 0, 0; 0, 0, 0; 0, 0, 0", m), -EDOM);
    assert_int_equal(convert_mount_matrix("2, 0, 0; 0, 2, 0; 0, 0, 2", m), -EDOM);
    assert_int_equal(convert_mount_matrix("1, 0, 0; 0, 1, 0; 0, 0", m), -EINVAL);
    assert_int_equal(convert_mount_matrix("1, 0, 0, 0, 1, 0; 0, 0, 1", m), -EINVAL);
    assert_int_equal(convert_mount_matrix("1, 0, 0; 0, 1, 0; 0, 0, 1; 0", m), -EINVAL);
    assert_int_equal(convert_mount_matrix("", m), -EINVAL);
    assert_int_equal(convert_mount_matrix("1, 0, 0; 0, nan, 0; 0, 0, 1", m), -EINVAL);
    assert_memory_equal(m, turned, sizeof(m)); /* untouched on failure */
}

static void test_integers(void **state)
{
    const int8_t i8 = -5;
    const uint8_t u8 = 0xfb;
    const int16_t i16 = -12345;
    const int32_t i32 = INT32_MIN;
    const uint32_t u32 = UINT32_MAX;
    const int64_t i64 = INT64_MIN;

    (void)state;
    assert_int_equal(convert_integer(&i8, 1, true), -5);
    assert_int_equal(convert_integer(&u8, 1, false), 0xfb);
    assert_int_equal(convert_integer(&i16, 2, true), -12345);
    assert_int_equal(convert_integer(&i32, 4, true), INT32_MIN);
    assert_int_equal(convert_integer(&u32, 4, false), UINT32_MAX);
    assert_true(convert_integer(&i64, 8, true) == INT64_MIN);
}

static void test_full_scale(void **state)
{
    (void)state;
    assert_float_equal(convert_full_scale(16, true, 0.0, 0.004788403), 156.9024, 1e-3);
    assert_float_equal(convert_full_scale(16, true, 0.0, -0.004788403), 156.9024, 1e-3);
    assert_float_equal(convert_full_scale(12, false, -2048.0, 1.0), 2047.0, 1e-9);
    assert_float_equal(convert_full_scale(12, false, 0.0, 1.0), 0.0, 1e-9); /* only one side */
    assert_float_equal(convert_full_scale(12, true, 1000.0, 1.0), 1048.0, 1e-9);
}

static void test_printable(void **state)
{
    const struct {
        const char *text, *printable;
    } cases[] = {
        {"SIM0001", "SIM0001"},
        {"p\xc3\xa9lvis \xe2\x82\xac \xf0\x9f\x8f\x8b",
         "p\xc3\xa9lvis \xe2\x82\xac \xf0\x9f\x8f\x8b"},
        {"a\nb\x7f", "a?b?"},
        {"cut \xe2\x82", "cut ??"},
        {"\xc3", "?"},
        {"\x80\xbf", "??"},
        {"\xc0\xaf", "??"},           /* a long way to write '/' */
        {"\xed\xa0\x80", "???"},      /* a surrogate */
        {"\xf4\x90\x80\x80", "????"}, /* beyond the last code */
        {"\xff\xfe", "??"},
        {"\xc2\x85", "??"}, /* a control code */
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[64];

        strcpy(text, cases[i].text);
        convert_printable(text);
        assert_string_equal(text, cases[i].printable);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_numbers_with_decimal_comma),
        cmocka_unit_test(test_rates),     cmocka_unit_test(test_mount_matrix),
        cmocka_unit_test(test_integers),  cmocka_unit_test(test_full_scale),
        cmocka_unit_test(test_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
