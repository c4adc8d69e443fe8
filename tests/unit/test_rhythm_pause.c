/* SPDX-License-Identifier: MIT */
/* Sets with pauses in them; of sines, whose turning points are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/rhythm.h"

#define PI 3.14159265358979323846
#define STEP_NS 10000000
#define LATER_NS 86400000000000 /* a day: nothing hangs on when the clock began */

struct heard {
    struct rhythm rhythm;
    struct rhythm_params params;
    int64_t t_ns;
    double turned;   /* rad, about x: how the sensor stands */
    double velocity; /* m/s, of the same sensor where x is an angle */
    unsigned count;
    unsigned closed;
};

static struct heard heard_by(struct rhythm_params params)
{
    return (struct heard){.params = params, .t_ns = LATER_NS};
}

static void push(struct heard *heard, double x)
{
    struct rhythm_result result;
    const struct rhythm_sample sample = {
        .t_ns = heard->t_ns,
        .x = x,
        .up = {0.0, sin(heard->turned), cos(heard->turned)},
        .velocity = heard->velocity,
    };
    rhythm_push(&heard->rhythm, &heard->params, &sample, &result);
    heard->count += result.count - result.taken_back;
    heard->closed += result.closed;
    heard->t_ns += STEP_NS;
}

static void push_rest(struct heard *heard, double duration_s)
{
    for (int i = 0; i < (int)(duration_s * 100.0); i++)
        push(heard, 0.02 * sin(2.0 * PI * 0.3 * i * 0.01)); /* who stands breathes */
}

/* A velocity that sinks and then rises. */
static void push_squats(struct heard *heard, double amplitude, double period_s, unsigned count)
{
    const int steps = (int)(period_s * 100.0);
    for (unsigned k = 0; k < count; k++)
        for (int i = 0; i < steps; i++)
            push(heard, -amplitude * sin(2.0 * PI * i / steps));
}

/* A velocity that rises and then sinks: from rest, half of the swing only. */
static void push_rows(struct heard *heard, double amplitude, double period_s, unsigned count)
{
    push_squats(heard, -amplitude, period_s, count);
}

/* An angle that goes out and comes back, and rests for 0.5 s. */
static void push_curls(struct heard *heard, double angle, unsigned count)
{
    for (unsigned k = 0; k < count; k++) {
        for (int i = 0; i < 250; i++)
            push(heard, 0.5 * angle * (1.0 - cos(2.0 * PI * i / 250.0)));
        push_rest(heard, 0.5);
    }
}

static struct heard squatted(struct rhythm_params params)
{
    struct heard heard = heard_by(params);
    push_rest(&heard, 2.0);
    push_squats(&heard, 0.6, 2.0, 5);
    return heard;
}

static void a_set_goes_on_after_a_pause(void **state)
{
    (void)state;
    for (double pause_s = 3.0; pause_s < 7.5; pause_s += 1.0) {
        struct heard heard = squatted(rhythm_bar_params(true));
        push_rest(&heard, pause_s);
        push_squats(&heard, 0.6, 2.0, 1);
        push_rest(&heard, pause_s);
        push_squats(&heard, 0.6, 2.0, 2);
        push_rest(&heard, 2.0);
        assert_int_equal(heard.count, 8);
        assert_int_equal(heard.closed, 0);
        push_rest(&heard, 12.0);
        assert_int_equal(heard.closed, 1);
    }
}

static void a_rest_is_longer(void **state)
{
    (void)state;
    struct heard heard = squatted(rhythm_bar_params(true));
    push_rest(&heard, 12.0);
    assert_int_equal(heard.closed, 1);
    push_squats(&heard, 0.6, 2.0, 1);
    push_rest(&heard, 2.0);
    assert_int_equal(heard.count, 5);
}

/* Nor does one pause make it wait the longer for the set's end. */
static void of_a_pause_no_rhythm_is_learned(void **state)
{
    (void)state;
    struct heard heard = squatted(rhythm_bar_params(true));
    for (unsigned i = 0; i < 3; i++) { /* of five intervals, three of 8 s would be the median */
        push_rest(&heard, 6.0);
        push_squats(&heard, 0.6, 2.0, 1);
    }
    assert_int_equal(heard.count, 8);
    assert_true(fabs(heard.rhythm.period_s - 2.0) < 0.1);
}

/* Put away it stands otherwise, by 40 degrees here. */
static void what_is_put_away_does_not_pause(void **state)
{
    (void)state;
    struct heard heard = squatted(rhythm_bar_params(true));
    heard.turned = 0.7;
    push_rest(&heard, 6.0);
    assert_int_equal(heard.closed, 1);
    heard = squatted(rhythm_bar_params(true));
    heard.turned = 0.3;
    push_rest(&heard, 6.0);
    assert_int_equal(heard.closed, 0);
}

/* Curls are over when the bar is lifted without being turned. */
static void who_lifts_without_turning_does_not_pause(void **state)
{
    (void)state;
    for (unsigned lifts = 0; lifts < 2; lifts++) {
        struct heard heard = heard_by(rhythm_angle_params(RHYTHM_SEVERAL));
        push_rest(&heard, 2.0);
        push_curls(&heard, 1.5, 5);
        heard.velocity = lifts ? 0.5 : 0.0;
        push_rest(&heard, 6.5);
        assert_int_equal(heard.closed, lifts);
    }
}

static void after_a_pause_only_the_same_counts(void **state)
{
    (void)state;
    struct heard heard = squatted(rhythm_bar_params(true));
    push_rest(&heard, 6.0);
    push_squats(&heard, 1.2, 2.0, 1); /* 2 times the usual; 2.5 is enough within a set */
    push_rest(&heard, 2.0);
    assert_int_equal(heard.count, 5);

    heard = squatted(rhythm_bar_params(true));
    push_rest(&heard, 6.0);
    heard.turned = 0.7; /* 40 degrees; within a set the sensor may stand 60 otherwise */
    push_squats(&heard, 0.6, 2.0, 1);
    push_rest(&heard, 2.0);
    assert_int_equal(heard.count, 5);
}

/* After each pause of 5 s one begins with 0.6 m/s, half of 1.2 m/s from low to high: 0.45 of that
 * is asked, and it is twice as fast at its top as what only has half the way. */
static void what_rises_from_rest_is_as_large(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_bar_params(false));
    push_rest(&heard, 2.0);
    push_rows(&heard, 0.6, 2.0, 5);
    push_rest(&heard, 5.0);
    push_rows(&heard, 0.5, 2.0, 1); /* 0.42 of 1.2 m/s */
    push_rest(&heard, 2.0);
    assert_int_equal(heard.count, 6);
    assert_int_equal(heard.closed, 0);
}

/* Two that came before a pause: three in a row show a set of angles. */
static void a_beginning_is_followed_back_over_a_pause(void **state)
{
    (void)state;
    struct heard heard = heard_by(rhythm_angle_params(RHYTHM_ANYWHERE));
    push_rest(&heard, 2.0);
    push_curls(&heard, 1.5, 2);
    assert_int_equal(heard.count, 0);
    push_rest(&heard, 5.0); /* from 3 s to 8 s: 2.7 times as long, 2 are allowed */
    push_curls(&heard, 1.5, 3);
    push_rest(&heard, 1.0);
    assert_int_equal(heard.count, 5);
}

/* An idle hand's rhythm is as quick as steps are, or slow. */
static void a_hand_pauses_only_between_lifts(void **state)
{
    (void)state;
    struct rhythm_params params = rhythm_velocity_params(false, false);
    for (unsigned by_chance = 0; by_chance < 2; by_chance++) {
        params.moves_by_chance = by_chance;
        struct heard heard = heard_by(params);
        push_rest(&heard, 2.0);
        push_squats(&heard, 0.6, 1.2, 6);
        push_rest(&heard, 6.0);
        assert_int_equal(heard.closed, by_chance);
        heard = squatted(params); /* of 2 s */
        push_rest(&heard, 6.0);
        assert_int_equal(heard.closed, 0);
        heard = heard_by(params);
        push_rest(&heard, 2.0);
        push_squats(&heard, 0.6, 3.0, 1);
        assert_int_equal(heard.closed, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_goes_on_after_a_pause),
        cmocka_unit_test(a_rest_is_longer),
        cmocka_unit_test(of_a_pause_no_rhythm_is_learned),
        cmocka_unit_test(what_is_put_away_does_not_pause),
        cmocka_unit_test(who_lifts_without_turning_does_not_pause),
        cmocka_unit_test(after_a_pause_only_the_same_counts),
        cmocka_unit_test(what_rises_from_rest_is_as_large),
        cmocka_unit_test(a_beginning_is_followed_back_over_a_pause),
        cmocka_unit_test(a_hand_pauses_only_between_lifts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
