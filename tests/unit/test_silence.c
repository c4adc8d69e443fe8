/* SPDX-License-Identifier: MIT */
/* Who is heard no more while others are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>

#include "core/silence.h"

#define A 2
#define B 5
#define C 15

struct room {
    struct silence silence;
    unsigned told[SENSORS_MAX]; /* how often each fell silent */
};

static void say(struct room *room, unsigned place, double step_s)
{
    silence_hear(&room->silence, place, step_s);
    int silent = silence_find(&room->silence);
    if (silent >= 0)
        room->told[silent]++;
}

/* They speak in turn, each every so many seconds. */
static void talk(struct room *room, bool a, bool b, bool c, double step_s, double seconds)
{
    for (int i = 0; i < (int)(seconds / step_s); i++) {
        if (a)
            say(room, A, step_s);
        if (b)
            say(room, B, step_s);
        if (c)
            say(room, C, step_s);
    }
}

static void who_stops_is_told_of_once(void **state)
{
    (void)state;
    struct room room = {0};
    talk(&room, true, true, true, 0.01, 5.0);
    talk(&room, true, false, true, 0.01, 0.7);
    assert_int_equal(room.told[B], 0);
    talk(&room, true, false, true, 0.01, 1.3);
    assert_int_equal(room.told[B], 1);
    talk(&room, true, false, true, 0.01, 60.0);
    assert_int_equal(room.told[A] + room.told[B] + room.told[C], 1);
    talk(&room, true, true, true, 0.01, 5.0);
    talk(&room, true, false, true, 0.01, 2.0);
    assert_int_equal(room.told[B], 2);
}

static void who_speaks_seldom_is_heard(void **state)
{
    (void)state;
    struct room room = {0};
    for (int i = 0; i < 200; i++) {
        say(&room, A, 0.04);
        talk(&room, false, true, true, 0.0012, 0.04);
    }
    assert_int_equal(room.told[A] + room.told[B] + room.told[C], 0);
}

static void a_clock_that_leaps_silences_nobody(void **state)
{
    (void)state;
    struct room room = {0};
    talk(&room, true, true, true, 0.01, 5.0);
    say(&room, A, 7200.0);
    talk(&room, true, true, true, 0.01, 5.0);
    say(&room, A, -7200.0);
    talk(&room, true, true, true, 0.01, 5.0);
    assert_int_equal(room.told[A] + room.told[B] + room.told[C], 0);
}

static void all_who_are_lost_together_are_not_silent(void **state)
{
    (void)state;
    struct room room = {0};
    talk(&room, true, true, true, 0.01, 5.0);
    say(&room, A, 30.0);
    say(&room, B, 30.0);
    say(&room, C, 30.0);
    talk(&room, true, true, true, 0.01, 5.0);
    assert_int_equal(room.told[A] + room.told[B] + room.told[C], 0);
}

static void who_was_taken_away_is_not_missed(void **state)
{
    (void)state;
    struct room room = {0};
    talk(&room, true, true, false, 0.01, 5.0);
    silence_forget(&room.silence, B);
    silence_forget(&room.silence, C);
    talk(&room, true, false, false, 0.01, 5.0);
    assert_int_equal(room.told[B], 0);
    talk(&room, true, true, false, 0.01, 5.0);
    talk(&room, false, true, false, 0.01, 2.5);
    assert_int_equal(room.told[A], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_stops_is_told_of_once),
        cmocka_unit_test(who_speaks_seldom_is_heard),
        cmocka_unit_test(a_clock_that_leaps_silences_nobody),
        cmocka_unit_test(all_who_are_lost_together_are_not_silent),
        cmocka_unit_test(who_was_taken_away_is_not_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
