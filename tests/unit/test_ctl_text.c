/* SPDX-License-Identifier: MIT */
/* What lumbarctl says of quantities: readable at both ends of their range. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tools/lumbarctl/text.c" /* tools are no part of the library */

bool terminal_is_utf8(void)
{
    return true;
}

static void a_share_is_told_without_powers_of_ten(void **state)
{
    (void)state;
    assert_string_equal(text_share(0, 1000).s, "0 %");
    assert_string_equal(text_share(5, 1e8).s, "< 0.01 %");
    assert_string_equal(text_share(3, 10000).s, "0.03 %");
    assert_string_equal(text_share(97, 1000).s, "9.7 %");
    assert_string_equal(text_share(26, 100).s, "26 %");
    assert_string_equal(text_share(999, 1000).s, "100 %");
    assert_string_equal(text_share(0, 0).s, "-");
    assert_string_equal(text_share(NAN, 10).s, "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_told_without_powers_of_ten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
