/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sensors/patience.h"

static const int64_t s = 1000000000;

static void test_it_doubles_to_an_end(void **state)
{
    struct patience patience = {0};
    int64_t now_ns = 1000 * s;

    (void)state;
    assert_int_equal(patience_ns(&patience), 5 * s / 2);
    assert_true(patience_lose(&patience, now_ns, s)); /* it is told once */
    assert_int_equal(patience_ns(&patience), 5 * s);
    assert_false(patience_lose(&patience, now_ns += 30 * s, 59 * s));
    assert_int_equal(patience_ns(&patience), 10 * s);
    for (int i = 0; i < 10; i++)
        assert_false(patience_lose(&patience, now_ns += 30 * s, s));
    assert_int_equal(patience_ns(&patience), 20 * s);
}

static void test_many_sensors_are_one_silence(void **state)
{
    struct patience patience = {0};

    (void)state;
    assert_true(patience_lose(&patience, 1000 * s, s));
    for (int i = 0; i < 12; i++)
        assert_false(patience_lose(&patience, 1000 * s + i * s / 4, s));
    assert_int_equal(patience_ns(&patience), 5 * s);
}

static void test_what_worked_begins_anew(void **state)
{
    struct patience patience = {0};

    (void)state;
    assert_false(patience_lose(&patience, 100 * s, 60 * s)); /* unplugged after a while */
    assert_int_equal(patience_ns(&patience), 5 * s / 2);
    patience_lose(&patience, 110 * s, s);
    patience_lose(&patience, 120 * s, s);
    assert_int_equal(patience_ns(&patience), 10 * s);
    assert_false(patience_lose(&patience, 300 * s, 170 * s));
    assert_int_equal(patience_ns(&patience), 5 * s / 2);
    assert_true(patience_lose(&patience, 310 * s, s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_doubles_to_an_end),
        cmocka_unit_test(test_many_sensors_are_one_silence),
        cmocka_unit_test(test_what_worked_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
