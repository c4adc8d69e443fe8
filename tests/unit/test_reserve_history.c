/* SPDX-License-Identifier: MIT */
/* From what somebody says after a set to the line that later ones are told by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "close.h"
#include "training/reserve_history.h"

static struct reserve_history history;
static struct set_speeds speeds;

static int set_up(void **state)
{
    (void)state;
    history = (struct reserve_history){.sets = 0};
    return 0;
}

/* So many repetitions, the last at 0.30 m/s and each before it faster by 0.05. */
static bool set_of(uint32_t reps, unsigned reserve)
{
    set_speeds_begin(&speeds, "deadlift");
    for (uint32_t rep = 1; rep <= reps; rep++)
        set_speeds_put(&speeds, rep, 0.30 + 0.05 * (reps - rep));
    return reserve_history_take(&history, &speeds, reps, reserve);
}

static void two_hard_sets_make_a_line(void **state)
{
    (void)state;
    struct reserve_line line;
    assert_true(set_of(5, 1));
    assert_false(reserve_history_line(&history, &line));
    assert_true(set_of(6, 1));
    assert_int_equal(history.sets, 2);
    assert_int_equal(history.count, 11);
    assert_true(reserve_history_line(&history, &line));
    /* 0.30 m/s is one in reserve, 0.05 m/s more is one more. */
    assert_close(line.per_rep, 0.05, 1e-9);
    assert_close(line.at_zero, 0.25, 1e-9);
    assert_close(line.error, 0.0, 1e-9);
    const struct reserve told = reserve_tell(&line, 0.40, NAN);
    assert_int_equal(told.from, RESERVE_OWN_LINE);
    assert_true(told.low <= 3.0 && told.high >= 3.0);
}

static void easy_short_and_endless_sets_tell_nothing(void **state)
{
    (void)state;
    assert_false(set_of(8, 3));
    assert_false(set_of(2, 0));
    assert_false(set_of(RESERVE_REPS + 1, 0));
    assert_int_equal(history.count, 0);
    assert_int_equal(history.sets, 0);
}

static void an_unknown_speed_is_left_out(void **state)
{
    (void)state;
    set_speeds_begin(&speeds, "deadlift");
    set_speeds_put(&speeds, 1, 0.5);
    set_speeds_put(&speeds, 3, 0.4); /* the second was not seen at all */
    set_speeds_put(&speeds, 4, NAN);
    set_speeds_put(&speeds, 5, 0.3);
    set_speeds_put(&speeds, 6, 0.1); /* it was taken back */
    assert_true(reserve_history_take(&history, &speeds, 5, 2));
    assert_int_equal(history.count, 3);
    assert_close(history.points[0].reserve, 6.0, 1e-12);
    assert_close(history.points[1].speed, 0.4, 1e-12);
    assert_close(history.points[1].reserve, 4.0, 1e-12);
    assert_close(history.points[2].reserve, 2.0, 1e-12);
}

static void the_oldest_are_forgotten(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 5; i++)
        assert_true(set_of(10, 0));
    assert_int_equal(history.count, RESERVE_POINTS);
    assert_int_equal(history.sets, 5);
    assert_close(history.points[0].speed, 0.75, 1e-9);
    assert_close(history.points[RESERVE_POINTS - 1].speed, 0.30, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(two_hard_sets_make_a_line, set_up),
        cmocka_unit_test_setup(easy_short_and_endless_sets_tell_nothing, set_up),
        cmocka_unit_test_setup(an_unknown_speed_is_left_out, set_up),
        cmocka_unit_test_setup(the_oldest_are_forgotten, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
