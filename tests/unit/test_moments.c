/* SPDX-License-Identifier: MIT */
/* A ring of times: its ages before and after it is full, what follows too closely, and the search.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/moments.h"

#define STEP 10

static struct moments moments;

static void what_follows_too_closely_has_no_place(void **state)
{
    (void)state;
    moments_reset(&moments);
    assert_int_equal(moments_push(&moments, 100, STEP), 0);
    assert_int_equal(moments_push(&moments, 109, STEP), -EAGAIN);
    assert_int_equal(moments.count, 1);
    assert_int_equal(moments_push(&moments, 110, STEP), 1);
    assert_int_equal(moments_at(&moments, 0), 110);
    assert_int_equal(moments_at(&moments, 1), 100);
}

static void the_newest_overwrite_the_oldest(void **state)
{
    (void)state;
    moments_reset(&moments);
    for (int i = 0; i < MOMENTS_SIZE + 3; i++)
        assert_int_equal(moments_push(&moments, i * STEP, STEP), i % MOMENTS_SIZE);
    assert_int_equal(moments.count, MOMENTS_SIZE);
    assert_int_equal(moments_at(&moments, 0), (MOMENTS_SIZE + 2) * STEP);
    assert_int_equal(moments_at(&moments, MOMENTS_SIZE - 1), 3 * STEP);
    assert_int_equal(moments_place(&moments, 0), 2);
}

/* Against the plain search, in rings that are new, full and in between. */
static void an_age_is_found(void **state)
{
    (void)state;
    moments_reset(&moments);
    for (int i = 0; i < 2 * MOMENTS_SIZE; i++) {
        moments_push(&moments, i * STEP, STEP);
        if (i % 97 != 0 && i > 3)
            continue;
        for (int t = -5; t < (i + 2) * STEP; t += 7) {
            unsigned age = 0;
            while (age + 1 < moments.count && moments_at(&moments, age) > t)
                age++;
            assert_int_equal(moments_age_of(&moments, t), age);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_follows_too_closely_has_no_place),
        cmocka_unit_test(the_newest_overwrite_the_oldest),
        cmocka_unit_test(an_age_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
