/* SPDX-License-Identifier: MIT */
/* Sensors in unknown places: a hinge of which angle and bobbing are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/generic.h"

#define PI 3.14159265358979323846
#define STEP_S 0.01
#define STEP_NS 10000000

struct wearer {
    struct generic generic;
    uint16_t sensors;
    int64_t t_ns;
    double angle;
    unsigned count;
    unsigned closed;
    int64_t last_left_ns;
    int64_t last_over_ns;
};

static void wear(struct wearer *wearer, uint16_t sensors)
{
    *wearer = (struct wearer){.sensors = sensors};
    generic_reset(&wearer->generic);
    for (uint16_t i = 0; i < sensors; i++)
        generic_attach(&wearer->generic, i, GENERIC_ANYWHERE);
}

static void push(struct wearer *wearer, double angle, double vertical_accel)
{
    const double up[3] = {-sin(angle), 0.0, cos(angle)};
    const double rate[3] = {0.0, (angle - wearer->angle) / STEP_S, 0.0};
    wearer->angle = angle;
    for (uint16_t i = 0; i < wearer->sensors; i++) {
        struct generic_result found;
        generic_push(&wearer->generic, i, wearer->t_ns, STEP_S, up, rate, vertical_accel, &found);
        wearer->count += found.count;
        wearer->closed += found.closed;
        if (found.count > 0) {
            wearer->last_left_ns = found.swings[found.count - 1].left_ns;
            wearer->last_over_ns = found.swings[found.count - 1].over_ns;
        }
    }
    wearer->t_ns += STEP_NS;
}

/* The clock may have been set back: what was in its future would last until then. */
static void what_was_lost_is_not_remembered_by_another_clock(void **state)
{
    (void)state;
    struct wearer wearer;
    wear(&wearer, 1);
    wearer.t_ns = 3600LL * 1000000000;
    generic_lose(&wearer.generic, 0, 0.6);
    push(&wearer, 0.0, 0.0);
    assert_true(wearer.generic.channels[0].lost_ns > 0);
    generic_restart(&wearer.generic, 0);
    wearer.t_ns = 0;
    push(&wearer, 0.0, 0.0);
    assert_int_equal(wearer.generic.channels[0].lost_ns, 0);
}

static void turn_to(struct wearer *wearer, double angle, double duration_s)
{
    double from = wearer->angle;
    int count = (int)(duration_s / STEP_S);
    for (int i = 1; i <= count; i++)
        push(wearer, from + (angle - from) * 0.5 * (1.0 - cos(PI * i / count)), 0.0);
}

static void stay(struct wearer *wearer, double duration_s)
{
    for (int i = 0; i < (int)(duration_s / STEP_S); i++)
        push(wearer, wearer->angle, 0.0);
}

/* Steps of 0.55 s that heave the body at up to 0.15 m/s. */
static void walk(struct wearer *wearer, double duration_s)
{
    double omega = 2.0 * PI / 0.55;
    for (int i = 0; i < (int)(duration_s / STEP_S); i++)
        push(wearer, wearer->angle, 0.15 * omega * cos(omega * i * STEP_S));
}

static void bend(struct wearer *wearer)
{
    turn_to(wearer, 0.9, 1.2);
    stay(wearer, 1.5);
    turn_to(wearer, 0.0, 1.2);
}

static void counts_bends_of_several_sensors_once(void **state)
{
    (void)state;
    struct wearer wearer;
    wear(&wearer, 3);
    stay(&wearer, 4.0);
    for (unsigned i = 0; i < 7; i++) {
        bend(&wearer);
        stay(&wearer, 1.0);
    }
    stay(&wearer, 12.0);
    assert_int_equal(wearer.count, 7);
    assert_int_equal(wearer.closed, 1);
}

/* One of two stops in the middle: the other, which bends less, has bent along from the first. */
static void bend_two(struct wearer *wearer, double share, double duration_s)
{
    for (int i = 0; i < (int)(duration_s / STEP_S); i++) {
        const double angle = 0.5 * (1.0 - cos(2.0 * PI * i * STEP_S / duration_s));
        const double w = PI * sin(2.0 * PI * i * STEP_S / duration_s) / duration_s;
        for (uint16_t k = 0; k < 2; k++) {
            const double part = k == 0 ? share : 0.7;
            const double up[3] = {-sin(part * angle), 0.0, cos(part * angle)};
            const double rate[3] = {0.0, part * w, 0.0};
            struct generic_result found;
            generic_push(&wearer->generic, k, wearer->t_ns, STEP_S, up, rate, 0.0, &found);
            wearer->count += found.count;
        }
        wearer->t_ns += STEP_NS;
    }
}

static void who_goes_on_alone_tells_nothing_twice(void **state)
{
    (void)state;
    struct wearer wearer;
    wear(&wearer, 2);
    stay(&wearer, 4.0);
    for (unsigned i = 0; i < 5; i++)
        bend_two(&wearer, 1.0, 3.0);
    for (unsigned i = 0; i < 6; i++)
        bend_two(&wearer, 0.0, 3.0);
    assert_int_equal(wearer.count, 11);
}

/* The clock is set back, and nothing has been told there. */
static void another_time_is_told_likewise(void **state)
{
    (void)state;
    struct wearer wearer;
    wear(&wearer, 1);
    for (unsigned k = 0; k < 2; k++) {
        wearer.t_ns = k == 0 ? 3600LL * 1000000000 : 0;
        wearer.count = 0;
        generic_restart(&wearer.generic, 0);
        generic_close(&wearer.generic);
        stay(&wearer, 4.0);
        for (unsigned i = 0; i < 5; i++) {
            bend(&wearer);
            stay(&wearer, 1.0);
        }
        assert_int_equal(wearer.count, 5);
    }
}

static void bends_between_walks_are_no_set(void **state)
{
    (void)state;
    struct wearer wearer;
    wear(&wearer, 2);
    for (unsigned i = 0; i < 10; i++) { /* plates are fetched one by one */
        walk(&wearer, 4.0);
        bend(&wearer);
    }
    assert_int_equal(wearer.count, 0);
}

static void walking_away_ends_the_set(void **state)
{
    (void)state;
    struct wearer wearer;
    wear(&wearer, 2);
    stay(&wearer, 4.0);
    for (unsigned i = 0; i < 5; i++) {
        bend(&wearer);
        stay(&wearer, 1.0);
    }
    assert_int_equal(wearer.closed, 0);
    walk(&wearer, 3.0);
    assert_int_equal(wearer.count, 5);
    assert_int_equal(wearer.closed, 1);
}

static void long_holds_do_not_move_a_repetition(void **state)
{
    (void)state;
    struct wearer wearer;
    wear(&wearer, 2);
    stay(&wearer, 4.0);
    int64_t left_ns = 0, back_ns = 0;
    for (unsigned i = 0; i < 6; i++) {
        left_ns = wearer.t_ns;
        turn_to(&wearer, 0.8, 1.0);
        stay(&wearer, 2.0);
        turn_to(&wearer, 0.81, 2.0); /* creeps outwards in the hold */
        turn_to(&wearer, 0.0, 1.0);
        back_ns = wearer.t_ns;
        stay(&wearer, 1.5);
    }
    assert_int_equal(wearer.count, 6);
    assert_true(fabs((double)(wearer.last_left_ns - left_ns)) < 0.35e9);
    assert_true(fabs((double)(wearer.last_over_ns - back_ns)) < 0.2e9);
}

static void wear_on_body(struct wearer *wearer)
{
    *wearer = (struct wearer){.sensors = 1};
    generic_reset(&wearer->generic);
    generic_attach(&wearer->generic, 0, GENERIC_ON_BODY);
}

/* As walk(), and the hips rock about an axis that is not the one of bending. */
static void walk_rocking(struct wearer *wearer, double duration_s)
{
    const double omega = 2.0 * PI / 0.55, swing = 0.05;
    struct generic_result found;
    for (int i = 0; i < (int)(duration_s / STEP_S); i++) {
        double phase = 0.5 * omega * i * STEP_S, angle = swing * sin(phase);
        const double up[3] = {-0.28 * sin(angle), 0.96 * sin(angle), cos(angle)};
        const double angle_rate = swing * 0.5 * omega * cos(phase);
        const double rate[3] = {0.96 * angle_rate, 0.28 * angle_rate, 0.0};
        generic_push(&wearer->generic, 0, wearer->t_ns, STEP_S, up, rate,
                     0.15 * omega * cos(2.0 * phase), &found);
        wearer->t_ns += STEP_NS;
    }
}

/* Out slowly, back fast: were the first way out missed, every way back would be taken for one. */
static void what_begins_after_a_walk_has_its_direction(void **state)
{
    (void)state;
    struct wearer wearer;
    wear_on_body(&wearer);
    walk_rocking(&wearer, 15.4); /* whole steps */
    stay(&wearer, 6.0);
    int64_t left_ns = 0;
    for (unsigned i = 0; i < 4; i++) {
        left_ns = wearer.t_ns;
        turn_to(&wearer, 0.3, 4.0);
        stay(&wearer, 1.0);
        turn_to(&wearer, 0.0, 1.5);
        stay(&wearer, 1.0);
    }
    assert_int_equal(wearer.count, 4);
    assert_true(fabs((double)(wearer.last_left_ns - left_ns)) < 0.8e9);
}

static void heave(struct wearer *wearer, double accel, double duration_s)
{
    for (int i = 0; i < (int)(duration_s / STEP_S); i++)
        push(wearer, wearer->angle, accel);
}

/* Sinks so smoothly that it seems to lie still, as a weight that waits to be fetched. */
static void a_body_is_not_fetched(void **state)
{
    (void)state;
    struct wearer wearer;
    wear_on_body(&wearer);
    generic_expect_lift(&wearer.generic, true, true, false);
    stay(&wearer, 4.0);
    for (unsigned i = 0; i < 3; i++) {
        heave(&wearer, -0.2, 1.5);
        heave(&wearer, 0.2, 1.5);
        heave(&wearer, 1.2, 0.5);
        heave(&wearer, -1.2, 0.5);
        stay(&wearer, 1.0);
    }
    assert_int_equal(wearer.count, 3);
}

/* Twice gravity, or a tenth of it, or ten times: no movement, another unit. */
static void another_unit_is_no_lift(void **state)
{
    (void)state;
    static const double OFF[] = {0.0, 9.8, -8.8, 80.0};
    for (unsigned i = 0; i < 4; i++) {
        struct wearer wearer;
        wear(&wearer, 1);
        generic_expect_lift(&wearer.generic, true, false, false);
        heave(&wearer, OFF[i], 1.5);
        for (unsigned k = 0; k < 4; k++) {
            heave(&wearer, OFF[i] + 2.4, 0.5);
            heave(&wearer, OFF[i] - 2.4, 1.0);
            heave(&wearer, OFF[i] + 2.4, 0.5);
            heave(&wearer, OFF[i], 1.0);
        }
        heave(&wearer, OFF[i], 12.0);
        if (wearer.count != 4)
            fail_msg("off by %g: %u", OFF[i], wearer.count);
    }
}

/* Hands move by chance, and a bar whose exercise nobody knows is moved by them. */
static void a_bar_is_heard_slower_when_its_lift_is_known(void **state)
{
    (void)state;
    const double slower = rhythm_bar_params(false).open_amplitude;
    static const enum generic_place places[] = {GENERIC_ON_BAR, GENERIC_ANYWHERE, GENERIC_ON_BODY};
    for (unsigned i = 0; i < 6; i++) {
        struct generic generic;
        const bool known = i < 3;
        generic_reset(&generic);
        generic_attach(&generic, 0, places[i % 3]);
        generic_expect_lift(&generic, known, false, true);
        assert_int_equal(generic.params[GENERIC_HEAVE].open_amplitude <= slower, i == 0);
        assert_int_equal(generic.params[GENERIC_TURN].sinks_first, i == 0);
        generic_attach(&generic, 1, GENERIC_ANYWHERE); /* then another shows what is done, too */
        assert_true(generic.params[GENERIC_HEAVE].open_amplitude > slower);
        assert_false(generic.params[GENERIC_TURN].sinks_first);
    }
}

/* Up and down at 0.2 m/s, in 4 s by 0.25 m: the leak leaves 0.84 of it, so from lowest to highest
 * it is 0.34 m/s, less than opens a set of what anybody moves. Hands let it tremble by 2 degrees.
 */
static void lift_slowly(struct wearer *wearer, unsigned times, double half_s)
{
    const double omega = PI / half_s;
    for (int i = 0; i < (int)(2.0 * half_s * times / STEP_S); i++)
        push(wearer, 0.03 * sin(2.0 * PI * i * STEP_S), 0.2 * omega * cos(omega * i * STEP_S));
}

static void what_is_alone_is_heard_slowly_when_it_rises_three_times(void **state)
{
    (void)state;
    static const struct {
        enum generic_place place;
        unsigned lifts;
        double half_s;
        unsigned counted;
    } cases[] = {
        {GENERIC_ON_BAR, 5, 2.0, 5},   /* lifted */
        {GENERIC_ON_BAR, 2, 2.0, 0},   /* handled */
        {GENERIC_ON_BAR, 9, 1.0, 0},   /* bobs: in so little time no lift is so small */
        {GENERIC_ANYWHERE, 5, 2.0, 5}, /* lifted by a hand */
        {GENERIC_ON_BODY, 5, 2.0, 0},  /* of which an angle tells more */
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct wearer wearer = {.sensors = 1};
        generic_reset(&wearer.generic);
        generic_attach(&wearer.generic, 0, cases[i].place);
        assert_int_equal(wearer.generic.params[GENERIC_SLOW].open_most == 0.0,
                         cases[i].place == GENERIC_ON_BAR);
        stay(&wearer, 4.0);
        lift_slowly(&wearer, cases[i].lifts, cases[i].half_s);
        assert_int_equal(generic_follows(&wearer.generic, 0, GENERIC_HEAVE), cases[i].counted > 0);
        assert_false(generic_follows(&wearer.generic, 0, GENERIC_TURN));
        stay(&wearer, 12.0);
        assert_int_equal(wearer.count, cases[i].counted);
        assert_int_equal(wearer.closed, cases[i].counted > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_lost_is_not_remembered_by_another_clock),
        cmocka_unit_test(counts_bends_of_several_sensors_once),
        cmocka_unit_test(who_goes_on_alone_tells_nothing_twice),
        cmocka_unit_test(another_time_is_told_likewise),
        cmocka_unit_test(bends_between_walks_are_no_set),
        cmocka_unit_test(walking_away_ends_the_set),
        cmocka_unit_test(long_holds_do_not_move_a_repetition),
        cmocka_unit_test(what_begins_after_a_walk_has_its_direction),
        cmocka_unit_test(a_body_is_not_fetched),
        cmocka_unit_test(another_unit_is_no_lift),
        cmocka_unit_test(a_bar_is_heard_slower_when_its_lift_is_known),
        cmocka_unit_test(what_is_alone_is_heard_slowly_when_it_rises_three_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
