/* SPDX-License-Identifier: MIT */
/* Rhythms of sines, whose turning points are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "core/rhythm.h"

#define PI 3.14159265358979323846
#define STEP_NS 10000000

struct heard {
    struct rhythm rhythm;
    struct rhythm_params params;
    int64_t t_ns;
    double turned;  /* rad, about x: how the sensor stands */
    double heading; /* rad, whither it faces */
    double rises;   /* m, for each unit of the signal */
    double still_s; /* as it is told */
    double lost_s;  /* likewise, once */
    unsigned count;
    unsigned opened;
    unsigned closed;
    int64_t first_end_ns;
    int64_t first_left_ns;
    int64_t first_over_ns;
    int64_t given_ns; /* when the last was given */
};

static struct heard heard_by(struct rhythm_params params)
{
    return (struct heard){.params = params};
}

static void push(struct heard *heard, double x)
{
    struct rhythm_result result;
    const struct rhythm_sample sample = {
        .t_ns = heard->t_ns,
        .x = x,
        .up = {0.0, sin(heard->turned), cos(heard->turned)},
        .heading = heard->heading,
        .height = heard->rises * x,
        .still_s = heard->still_s,
        .lost_s = heard->lost_s,
    };
    heard->lost_s = 0.0;
    rhythm_push(&heard->rhythm, &heard->params, &sample, &result);
    if (result.count > 0 && heard->count == 0) {
        heard->first_end_ns = result.swings[0].end_ns;
        heard->first_left_ns = result.swings[0].left_ns;
        heard->first_over_ns = result.swings[0].over_ns;
    }
    if (result.count > 0)
        heard->given_ns = heard->t_ns;
    heard->count += result.count - result.taken_back;
    heard->opened += result.opened;
    heard->closed += result.closed;
    heard->t_ns += STEP_NS;
}

static void push_sine(struct heard *heard, double amplitude, double period_s, double duration_s)
{
    int64_t from_ns = heard->t_ns;
    while (heard->t_ns < from_ns + (int64_t)(duration_s * 1e9))
        push(heard, amplitude * sin(2.0 * PI * (double)(heard->t_ns - from_ns) * 1e-9 / period_s));
}

static void push_rest(struct heard *heard, double x, double duration_s)
{
    int64_t until_ns = heard->t_ns + (int64_t)(duration_s * 1e9);
    while (heard->t_ns < until_ns)
        push(heard, x);
}

static void push_lying(struct heard *heard, double duration_s)
{
    int64_t from_ns = heard->t_ns, until_ns = from_ns + (int64_t)(duration_s * 1e9);
    while (heard->t_ns < until_ns) {
        heard->still_s = (double)(heard->t_ns - from_ns) * 1e-9;
        push(heard, 0.0);
    }
    heard->still_s = 0.0;
}

static void counts_every_lift(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_rest(&heard, 0.0, 2.0);
    push_sine(&heard, 0.6, 3.0, 30.0); /* ten lifts of 3 s; the first begins at rest */
    push_rest(&heard, 0.0, 10.0);
    assert_int_equal(heard.opened, 1);
    assert_int_equal(heard.closed, 1);
    assert_int_equal(heard.count, 10);
    /* the first lobe's top is a quarter of a period after 2 s */
    assert_true(llabs(heard.first_end_ns - 2750000000) <= STEP_NS);
}

static void counts_before_the_next_lift(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_sine(&heard, 0.6, 3.0, 12.0 + 1.5); /* the fifth top is at 12.75 s */
    assert_int_equal(heard.count, 5);
    assert_true(heard.given_ns < 13500000000);
}

static void one_swing_opens_nothing(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_rest(&heard, 0.0, 2.0);
    push_sine(&heard, 0.8, 3.0, 3.0);
    push_rest(&heard, 0.0, 20.0);
    assert_int_equal(heard.count, 0);
}

static void small_and_uneven_swings_open_nothing(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_ANYWHERE));
    push_sine(&heard, 0.1, 3.0, 60.0); /* 0.2 rad from end to end, 0.35 is asked */
    assert_int_equal(heard.count, 0);
    heard = heard_by(rhythm_angle_params(RHYTHM_ON_BODY)); /* where it is enough */
    push_sine(&heard, 0.13, 3.0, 60.0);
    assert_true(heard.count > 10);
    heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
    for (unsigned i = 0; i < 6; i++) { /* 4 s and 13 s apart in turn */
        push_sine(&heard, 0.3, 3.0, 3.0);
        push_rest(&heard, 0.0, i % 2 ? 10.0 : 1.0);
    }
    assert_int_equal(heard.count, 0);
}

static void angle_counts_there_and_back_once(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
    push_rest(&heard, 0.0, 3.0);
    for (unsigned i = 0; i < 8; i++) { /* out 1 rad in 1 s, held 2 s, back in 1 s, 1 s of rest */
        for (int k = 0; k < 100; k++)
            push(&heard, 0.5 - 0.5 * cos(PI * k / 100.0));
        push_rest(&heard, 1.0, 2.0);
        for (int k = 0; k < 100; k++)
            push(&heard, 0.5 + 0.5 * cos(PI * k / 100.0));
        push_rest(&heard, 0.0, 1.0);
    }
    push_rest(&heard, 0.0, 12.0);
    assert_int_equal(heard.count, 8);
    assert_int_equal(heard.closed, 1);
}

static void two_lifts_are_a_set(void **state)
{
    (void)state;
    for (unsigned named = 0; named < 2; named++) {
        struct heard heard = heard_by(rhythm_velocity_params(named, false));
        push_rest(&heard, 0.0, 2.0);
        push_sine(&heard, 0.6, 3.0, 6.0);
        push_rest(&heard, 0.0, 10.0);
        assert_int_equal(heard.count, 2);
    }
}

/* Out in 1 s, held, back in 1 s. */
static void push_hold(struct heard *heard, double hold_s)
{
    for (int k = 0; k < 100; k++)
        push(heard, 0.5 - 0.5 * cos(PI * k / 100.0));
    push_rest(heard, 1.0, hold_s);
    for (int k = 0; k < 100; k++)
        push(heard, 0.5 + 0.5 * cos(PI * k / 100.0));
}

/* A bar, known to be lifted, in 3 s over 0.25 m: hands move as much by chance. */
static void a_known_lift_of_a_bar_may_be_slower(void **state)
{
    (void)state;
    for (unsigned bar = 0; bar < 2; bar++) {
        struct heard heard =
            heard_by(bar ? rhythm_bar_params(false) : rhythm_velocity_params(true, false));
        push_rest(&heard, 0.0, 2.0);
        push_sine(&heard, 0.11, 6.0, 30.0);
        push_rest(&heard, 0.0, 15.0);
        assert_int_equal(heard.count, bar ? 4 : 0); /* the first is half seen */
    }
}

/* From 0 to 1 it is fetched, and then sinks and rises again, or the reverse. */
static void what_is_known_to_sink_first_begins_with_sinking(void **state)
{
    (void)state;
    for (int sinks_first = 0; sinks_first < 2; sinks_first++) {
        struct heard heard = heard_by(rhythm_angle_params(RHYTHM_ON_BAR));
        heard.params.sinks_first = sinks_first;
        heard.rises = 0.4;
        push_rest(&heard, 0.0, 2.0);
        for (int k = 0; k < 100; k++)
            push(&heard, 0.5 - 0.5 * cos(PI * k / 100.0));
        int64_t fetched_ns = heard.t_ns;
        push_rest(&heard, 1.0, 1.0);
        for (unsigned i = 0; i < 5; i++) {
            for (int k = 0; k < 200; k++)
                push(&heard, 0.5 + 0.5 * cos(PI * k / 100.0));
            push_rest(&heard, 1.0, 1.0);
        }
        assert_int_equal(heard.count, 5);
        assert_int_equal(heard.first_left_ns >= fetched_ns, sinks_first);
    }
}

static void angle_counts_when_it_is_back(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
    push_rest(&heard, 0.0, 3.0);
    for (unsigned i = 0; i < 4; i++) {
        push_hold(&heard, 2.0);
        /* told from the third on; the first two end when they did, not when they are told */
        assert_int_equal(heard.count, i < 2 ? 0 : i + 1);
        if (heard.count >= 3)
            assert_true(llabs(heard.given_ns - heard.t_ns) <= 250000000);
        push_rest(&heard, 0.0, 1.0);
    }
    /* it left at 3 s, was out at 4 s and back at 7 s */
    assert_true(llabs(heard.first_left_ns - 3000000000) <= 200000000);
    assert_true(llabs(heard.first_over_ns - 7000000000) <= 250000000);
}

static void angle_that_stops_short_of_home_counts(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
    push_rest(&heard, 0.0, 3.0);
    for (unsigned i = 0; i < 3; i++) {
        push_hold(&heard, 1.0);
        push_rest(&heard, 0.0, 1.0);
    }
    for (int k = 0; k < 100; k++)
        push(&heard, 0.5 - 0.5 * cos(PI * k / 100.0));
    for (int k = 0; k < 60; k++)
        push(&heard, 0.5 + 0.5 * cos(PI * k / 100.0));
    push_rest(&heard, 0.5 + 0.5 * cos(0.6 * PI), 1.0);
    assert_int_equal(heard.count, 4);
}

/* The last comes back by three quarters, and creeps on for long by a hundredth each second. */
static void who_creeps_rests(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
    push_rest(&heard, 0.0, 3.0);
    for (unsigned i = 0; i < 3; i++) {
        push_hold(&heard, 1.0);
        push_rest(&heard, 0.0, 1.0);
    }
    for (int k = 0; k < 100; k++)
        push(&heard, 0.5 - 0.5 * cos(PI * k / 100.0));
    for (int k = 0; k < 67; k++)
        push(&heard, 0.5 + 0.5 * cos(PI * k / 100.0));
    for (int k = 0; k < 150; k++)
        push(&heard, 0.5 + 0.5 * cos(0.67 * PI) - 1e-4 * k);
    assert_int_equal(heard.count, 4);
}

static void uneven_holds_do_not_hide_a_beginning(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
    push_rest(&heard, 0.0, 3.0);
    for (unsigned i = 0; i < 4; i++) { /* far out it creeps first on, then back */
        for (int k = 0; k < 100; k++)
            push(&heard, 0.5 - 0.5 * cos(PI * k / 100.0));
        double creep = i % 2 ? 0.04 : -0.04;
        for (int k = 0; k < 500; k++)
            push(&heard, 1.0 + creep * k / 500.0);
        for (int k = 0; k < 100; k++)
            push(&heard, (1.0 + creep) * (0.5 + 0.5 * cos(PI * k / 100.0)));
        push_rest(&heard, 0.0, 1.0);
    }
    assert_int_equal(heard.count, 4);
    assert_true(llabs(heard.first_left_ns - 3000000000) <= 200000000);
}

static void walking_is_no_rhythm(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
    push_sine(&heard, 0.2, 1.1, 60.0);
    assert_int_equal(heard.count, 0);
}

/* A bar is racked with the same swing, but turned over. */
static void a_swing_that_stands_otherwise_is_none(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_rest(&heard, 0.0, 2.0);
    push_sine(&heard, 0.6, 3.0, 15.0);
    heard.turned = 2.0;
    push_sine(&heard, 0.6, 3.0, 3.0);
    push_rest(&heard, 0.0, 10.0);
    assert_int_equal(heard.count, 5);
}

static void another_movement_is_taken_up_at_once(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_rest(&heard, 0.0, 2.0);
    push_sine(&heard, 0.6, 3.0, 15.0);
    heard.turned = 2.0;
    push_sine(&heard, 0.6, 3.0, 12.0);
    push_rest(&heard, 0.0, 10.0);
    assert_int_equal(heard.count, 9);
    assert_int_equal(heard.closed, 1);
}

/* Set down after an even lowering, whose beginning the leak has forgotten, a velocity overshoots.
 */
static void what_fades_while_still_is_no_lift(void **state)
{
    (void)state;
    for (unsigned still = 0; still < 2; still++) {
        struct heard heard = heard_by(rhythm_velocity_params(true, false));
        push_rest(&heard, 0.0, 2.0);
        push_sine(&heard, 0.6, 3.0, 8.25);
        for (int k = 0; k < 50; k++)
            push(&heard, -0.6 + 1.0 * k / 50.0);
        for (int k = 0; k < 500; k++) {
            heard.still_s = still ? k * 0.01 : 0.0;
            push(&heard, 0.4 * exp(-k / 100.0));
        }
        assert_int_equal(heard.count, still ? 3 : 4);
    }
}

/* Fetched from the floor, then lifted three times; a deadlift would be four. */
static void a_body_that_turns_round_lifts_no_more(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct heard heard = heard_by(rhythm_velocity_params(true, false));
        heard.params.faces_one_way = k;
        push_sine(&heard, 0.5, 3.0, 12.0);
        unsigned lifts = heard.count;
        assert_true(lifts >= 3);
        heard.heading = 0.8;
        push_sine(&heard, 0.5, 3.0, 3.0);
        assert_int_equal(lifts + 1, heard.count);
        heard.heading = 2.0;
        push_sine(&heard, 0.5, 3.0, 3.0);
        assert_int_equal(lifts + 2 - (unsigned)k, heard.count);
    }
}

static void what_lay_is_fetched(void **state)
{
    (void)state;
    for (unsigned held = 0; held < 2; held++) {
        struct heard heard = heard_by(rhythm_velocity_params(true, held));
        push_lying(&heard, 3.0);
        push_sine(&heard, 0.5, 3.0, 12.0);
        push_rest(&heard, 0.0, 10.0);
        assert_int_equal(heard.count, held ? 3 : 4);
    }
}

static void setting_up_is_taken_back(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_rest(&heard, 0.0, 2.0);
    push_sine(&heard, 0.2, 2.0, 6.0); /* the first is too small to be seen */
    assert_int_equal(heard.count, 2);
    push_sine(&heard, 1.2, 2.0, 10.0);
    push_rest(&heard, 0.0, 10.0);
    assert_int_equal(heard.count, 5);
}

/* Lifted in 3 s, lowered in 5 s: what the leak leaves of it. */
static void slow_lifts_count(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_lying(&heard, 2.0);
    push_sine(&heard, 0.2, 9.0, 45.0);
    push_rest(&heard, 0.0, 30.0);
    assert_int_equal(heard.count, 5);
}

/* The last lift's weight comes to rest, which the leak overshoots. From there it sinks slowly, or
 * at once, as when there was another lift, if a slow one. */
static unsigned count_with_end(double sinks_s)
{
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_rest(&heard, 0.0, 2.0);
    push_sine(&heard, 0.6, 3.0, 15.0 + 2.25);
    for (double x = -0.6; x < 0.15; x += 0.02)
        push(&heard, x);
    for (double x = 0.15; x > -0.2; x -= 0.35 * 0.01 / sinks_s)
        push(&heard, x);
    push_rest(&heard, -0.2, 10.0);
    return heard.count;
}

static void setting_down_is_no_lift(void **state)
{
    (void)state;
    assert_int_equal(count_with_end(1.0), 6);
    assert_int_equal(count_with_end(0.3), 7);
}

/* Of a lift that ends abruptly, from lowering to lifting to rest, in 3 s. */
static double lifted(double s)
{
    if (s < 1.2)
        return -0.3 * sin(PI * s / 1.2);
    if (s < 2.0)
        return 0.9 * (s - 1.2) / 0.8;
    return s < 2.25 ? 0.9 - 4.0 * (s - 2.0) : -0.1 * (3.0 - s) / 0.75;
}

/* Eight lifts; in the fourth nothing was seen for a while. left: what was not learned meanwhile,
 * m/s, which a leaky integral forgets in a second. */
static unsigned count_with_gap(double from_s, double gap_s, double left)
{
    struct heard heard = heard_by(rhythm_velocity_params(true, false));
    push_rest(&heard, 0.0, 2.0);
    const int64_t begin_ns = heard.t_ns;
    const double lost_at_s = 3 * 3.0 + from_s;
    while (heard.t_ns < begin_ns + 8 * 3000000000LL) {
        double s = (double)(heard.t_ns - begin_ns) * 1e-9;
        double since_s = s - lost_at_s - gap_s;
        if (s > lost_at_s && since_s < 0.0) {
            heard.t_ns += STEP_NS;
            heard.lost_s = gap_s;
        } else {
            push(&heard, lifted(fmod(s, 3.0)) + (since_s >= 0.0 ? left * exp(-since_s) : 0.0));
        }
    }
    push_rest(&heard, 0.0, 10.0);
    return heard.count;
}

static void a_gap_hides_no_lift(void **state)
{
    (void)state;
    assert_int_equal(count_with_gap(0.0, 0.0, 0.0), 8);
    /* The rise; it seems to have sunk ever since. */
    assert_int_equal(count_with_gap(1.3, 0.6, -0.9), 8);
    /* The stop at the top; it seems to rise on. */
    assert_int_equal(count_with_gap(2.1, 0.3, 0.6), 8);
}

static void a_gap_between_lifts_makes_none(void **state)
{
    (void)state;
    for (double left = -0.6; left <= 0.6; left += 0.3) {
        assert_int_equal(count_with_gap(2.4, 0.4, left), 8);
        assert_int_equal(count_with_gap(0.1, 0.3, left), 8);
    }
}

/* The whole rise and the stop at the top; how fast it then sinks is not known any more. */
static void a_gap_as_long_as_a_lift_hides_none(void **state)
{
    (void)state;
    for (double left = -0.6; left <= 0.6; left += 0.3)
        assert_int_equal(count_with_gap(1.25, 1.0, left), 8);
}

/* Four lifts, a pause as long as another, in which samples are lost, and four more. */
static void a_gap_in_a_pause_makes_no_lift(void **state)
{
    (void)state;
    for (double lost_s = 0.6; lost_s < 2.4; lost_s += 0.3) {
        struct heard heard = heard_by(rhythm_velocity_params(true, false));
        push_rest(&heard, 0.0, 2.0);
        for (int i = 0; i < 8; i++) {
            for (double s = 0.0; s < 3.0; s += STEP_NS * 1e-9)
                push(&heard, lifted(s));
            if (i != 3)
                continue;
            push_rest(&heard, 0.0, lost_s);
            heard.t_ns += 600000000;
            heard.lost_s = 0.6;
            push_rest(&heard, 0.0, 2.4 - lost_s);
        }
        push_rest(&heard, 0.0, 10.0);
        assert_int_equal(heard.count, 8);
    }
}

/* Swings of 0.4 m/s, 4 s apart; the third comes after a rest, or is larger. */
static void what_is_slow_is_asked_for_more_of_a_hand(void **state)
{
    (void)state;
    static const struct {
        double rest_s;
        double last;
        bool bar, hand; /* it opens a set */
    } cases[] = {
        {0.0, 0.20, true, true},   {3.0, 0.20, true, false}, /* 4 and 7 s: 1.75 times as long */
        {0.0, 0.38, true, true},   /* -0.20 to 0.38: 1.45 times as large */
        {0.0, 0.42, true, false},  /* 0.62 m/s: such is heard as it ever was */
        {0.0, 0.66, false, false}, /* 2.15 times as large */
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (unsigned hand = 0; hand <= 1; hand++) {
            struct heard heard = heard_by(rhythm_slow_params(hand));
            push_sine(&heard, 0.2, 4.0, 8.0);
            assert_int_equal(heard.opened, 0);
            push_rest(&heard, 0.0, cases[i].rest_s);
            push_sine(&heard, cases[i].last, 4.0, 2.0);
            assert_int_equal(heard.opened, hand ? cases[i].hand : cases[i].bar);
            assert_int_equal(heard.count, heard.opened ? 3 : 0);
        }
    }
}

/* 10 s down and 10 s up, about 12 degrees each way: 20 s are even, 20, 26 and 34 are not. */
static void who_counts_seconds_is_even(void **state)
{
    (void)state;
    static const struct {
        enum rhythm_worn worn;
        double longer; /* each than the one before it */
        bool opens;
    } cases[] = {{RHYTHM_ON_BAR, 1.0, true},
                 {RHYTHM_ON_BAR, 1.1, true},
                 {RHYTHM_ON_BAR, 1.3, false},
                 {RHYTHM_ANYWHERE, 1.0, false},
                 {RHYTHM_ON_BODY, 1.0, false}};
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct heard heard = heard_by(rhythm_angle_params(cases[i].worn));
        double period_s = 20.0;
        for (unsigned k = 0; k < 4; k++, period_s *= cases[i].longer)
            push_sine(&heard, 0.2, period_s, period_s);
        assert_int_equal(heard.opened, cases[i].opens);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_every_lift),
        cmocka_unit_test(counts_before_the_next_lift),
        cmocka_unit_test(one_swing_opens_nothing),
        cmocka_unit_test(small_and_uneven_swings_open_nothing),
        cmocka_unit_test(angle_counts_there_and_back_once),
        cmocka_unit_test(two_lifts_are_a_set),
        cmocka_unit_test(a_known_lift_of_a_bar_may_be_slower),
        cmocka_unit_test(what_is_known_to_sink_first_begins_with_sinking),
        cmocka_unit_test(angle_counts_when_it_is_back),
        cmocka_unit_test(angle_that_stops_short_of_home_counts),
        cmocka_unit_test(who_creeps_rests),
        cmocka_unit_test(uneven_holds_do_not_hide_a_beginning),
        cmocka_unit_test(walking_is_no_rhythm),
        cmocka_unit_test(a_swing_that_stands_otherwise_is_none),
        cmocka_unit_test(another_movement_is_taken_up_at_once),
        cmocka_unit_test(what_fades_while_still_is_no_lift),
        cmocka_unit_test(what_lay_is_fetched),
        cmocka_unit_test(a_body_that_turns_round_lifts_no_more),
        cmocka_unit_test(slow_lifts_count),
        cmocka_unit_test(who_counts_seconds_is_even),
        cmocka_unit_test(what_is_slow_is_asked_for_more_of_a_hand),
        cmocka_unit_test(setting_up_is_taken_back),
        cmocka_unit_test(setting_down_is_no_lift),
        cmocka_unit_test(a_gap_hides_no_lift),
        cmocka_unit_test(a_gap_between_lifts_makes_none),
        cmocka_unit_test(a_gap_as_long_as_a_lift_hides_none),
        cmocka_unit_test(a_gap_in_a_pause_makes_no_lift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
