/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/zigzag.h"

static void push_all(struct zigzag *zigzag, const double x[], unsigned count, double hysteresis,
                     struct swing swings[], unsigned *ret_swings)
{
    *ret_swings = 0;
    for (unsigned i = 0; i < count; i++)
        if (zigzag_push(zigzag, (int64_t)i, x[i], hysteresis, &swings[*ret_swings]))
            (*ret_swings)++;
}

static void finds_swings_between_turns(void **state)
{
    (void)state;
    /* Where the signal begins is taken for a turn: a lift may begin at rest. */
    const double x[] = {0, 5, 4.5, 5, 0, 0.4, 0, 6, 1};
    struct zigzag zigzag = {0};
    struct swing swings[9];
    unsigned count;
    push_all(&zigzag, x, 9, 1.0, swings, &count);
    assert_int_equal(count, 3);
    assert_int_equal(swings[0].start_ns, 0);
    assert_int_equal(swings[0].end_ns, 1); /* the first of equal highs */
    assert_int_equal(swings[1].start_ns, 1);
    assert_int_equal(swings[1].end_ns, 4);
    assert_true(swings[1].start == 5.0 && swings[1].end == 0.0);
    assert_int_equal(swings[2].start_ns, 4);
    assert_int_equal(swings[2].end_ns, 7);
    assert_true(swings[2].end == 6.0);
}

static void tremor_is_no_swing(void **state)
{
    (void)state;
    struct zigzag zigzag = {0};
    struct swing swing;
    for (int i = 0; i < 1000; i++)
        assert_false(zigzag_push(&zigzag, i, i % 2 ? 0.4 : -0.4, 1.0, &swing));
}

static void old_extremes_fade(void **state)
{
    (void)state;
    struct zigzag zigzag = {0};
    struct swing swing;
    assert_false(zigzag_push(&zigzag, 0, 10.0, 1.0, &swing));
    for (int i = 0; i < 100; i++)
        zigzag_relax(&zigzag, 9.5, 0.1);
    assert_true(zigzag.high.x < 9.6);
    assert_false(zigzag_push(&zigzag, 1, 9.2, 1.0, &swing));
    assert_int_equal(zigzag.direction, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_swings_between_turns),
        cmocka_unit_test(tremor_is_no_swing),
        cmocka_unit_test(old_extremes_fade),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
