/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "close.h"
#include "core/condition.h"

#define MS 1000000LL

struct watched {
    struct condition condition;
    int64_t t_ns;
    double values[6];
    unsigned changes;
};

static struct watched watched_new(void)
{
    struct watched watched = {0};
    condition_reset(&watched.condition);
    return watched;
}

static struct condition_input next_input(struct watched *watched, int64_t step_ns, bool same)
{
    watched->t_ns += step_ns;
    if (!same)
        watched->values[2] = 9.81 + 0.01 * (double)(watched->t_ns / (10 * MS) % 7);
    return (struct condition_input){
        .t_ns = watched->t_ns, .values = watched->values, .value_count = IMU_VALUES};
}

static void push(struct watched *watched, const struct condition_input *input)
{
    watched->changes += condition_push(&watched->condition, input);
}

static void push_good(struct watched *watched, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct condition_input input = next_input(watched, 10 * MS, false);
        push(watched, &input);
    }
}

static void a_good_sensor_is_ok(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_good(&watched, 1000);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    assert_int_equal(watched.changes, 0);
    assert_int_equal(watched.condition.lost, 0);
}

static void bad_values_show_and_pass(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_good(&watched, 10);
    struct condition_input input = next_input(&watched, 10 * MS, false);
    input.causes = SENSOR_BAD_VALUE;
    push(&watched, &input);
    assert_int_equal(watched.condition.bits, SENSOR_BAD_VALUE);
    assert_int_equal(watched.condition.lost, 1);
    push_good(&watched, 150);
    assert_int_equal(watched.condition.bits, SENSOR_BAD_VALUE);
    push_good(&watched, 100);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    assert_int_equal(watched.changes, 2);
}

static void gaps_count_what_is_missing(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_good(&watched, 500);
    struct condition_input input = next_input(&watched, 250 * MS, false);
    push(&watched, &input);
    assert_int_equal(watched.condition.bits, SENSOR_OK); /* up to 300 ms are borne */
    input = next_input(&watched, 1000 * MS, false);
    push(&watched, &input);
    assert_int_equal(watched.condition.bits, SENSOR_GAPS);
    assert_in_range(watched.condition.lost, 40, 100);
}

/* 0.25 s are missing, again and again. */
static void push_holes(struct watched *watched, double every_s, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        push_good(watched, (unsigned)(every_s * 100.0));
        struct condition_input input = next_input(watched, 250 * MS, false);
        push(watched, &input);
    }
}

static void many_short_gaps_are_told_and_few_are_not(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_holes(&watched, 10.0, 20);
    assert_int_equal(watched.changes, 0);
    push_holes(&watched, 3.0, 5); /* every 3.25 s: 0.53, 0.64, 0.71, 0.76 and 0.80 s are missing */
    assert_int_equal(watched.condition.bits, SENSOR_GAPS);
    assert_int_equal(watched.changes, 3);
    push_good(&watched, 390);
    assert_int_equal(watched.condition.bits, SENSOR_GAPS); /* it was back after 3 s */
    push_good(&watched, 20);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
}

/* Told at 0 s, gone after 2, back after 3 s: from then on 4 s, 8 and 16 must be without. */
static void what_comes_again_and_again_does_not_flicker(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_good(&watched, 500);
    for (unsigned i = 0; i < 20; i++) {
        struct condition_input input = next_input(&watched, 10 * MS, false);
        input.causes = SENSOR_SATURATED;
        push(&watched, &input);
        push_good(&watched, 299);
    }
    assert_int_equal(watched.changes, 3);
    assert_int_equal(watched.condition.bits, SENSOR_SATURATED);
    push_good(&watched, 110); /* and the 2.99 s before */
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    push_good(&watched, 1100); /* after more than 10 s it is as new */
    struct condition_input input = next_input(&watched, 10 * MS, false);
    input.causes = SENSOR_SATURATED;
    push(&watched, &input);
    push_good(&watched, 210);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
}

/* Still for 1.1 s on one value, alone; after a rest in which it was for so long at most. */
static unsigned still_after_rest(unsigned repeats)
{
    struct watched watched = watched_new();
    watched.values[2] = 9.81;
    for (unsigned i = 0; i < 300; i++) {
        struct condition_input input = next_input(&watched, 10 * MS, true);
        input.rest = true;
        if (i % repeats == 0)
            watched.values[2] = 9.81 + 0.01 * (double)(i / repeats % 7);
        push(&watched, &input);
    }
    for (unsigned i = 0; i < 110; i++) {
        struct condition_input input = next_input(&watched, 10 * MS, true);
        input.rest = true;
        push(&watched, &input);
    }
    return watched.condition.bits;
}

static void who_never_rests_on_one_value_is_stuck_at_once(void **state)
{
    (void)state;
    assert_int_equal(still_after_rest(1), SENSOR_STUCK);
    assert_int_equal(still_after_rest(5), SENSOR_STUCK); /* 40 ms the same */
    assert_int_equal(still_after_rest(20), SENSOR_OK);   /* 190 ms: coarse steps, little noise */
}

/* What shakes by amount to both sides, m/s^2, from one sample to the next. */
static void push_shaking(struct watched *watched, double amount, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct condition_input input = next_input(watched, 10 * MS, true);
        for (unsigned axis = 0; axis < 3; axis++)
            watched->values[axis] = (axis == 2 ? 9.81 : 0.0) + (i % 2 ? amount : -amount);
        watched->values[3] = i % 2 ? 0.01 : -0.01;
        push(watched, &input);
    }
}

/* Third differences of a, -a, a, -a are 8 a: looks like noise of 8 / sqrt(20) = 1.79 a. */
static void noise_that_never_pauses_is_told(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_shaking(&watched, 0.15, 1000); /* like 0.27 m/s^2 */
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    push_shaking(&watched, 0.22, 390); /* 0.39 */
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    push_shaking(&watched, 0.22, 40); /* for four seconds now */
    assert_int_equal(watched.condition.bits, SENSOR_NOISY);
    assert_string_equal(sensor_condition_name(watched.condition.bits), "noisy");
    push_shaking(&watched, 0.15, 500); /* it goes below 0.25 */
    assert_int_equal(watched.condition.bits, SENSOR_NOISY);
    push_good(&watched, 300);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
}

static void holes_before_a_clock_was_set_back_are_forgotten(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    watched.t_ns = 7200000 * MS;
    push_holes(&watched, 6.0, 1);
    watched.t_ns = 0;
    condition_push(&watched.condition,
                   &(struct condition_input){.value_count = IMU_VALUES, .values = watched.values});
    push_holes(&watched, 10.0, 20);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
}

static void stuck_needs_time_or_company(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_good(&watched, 10);
    for (unsigned i = 0; i < 110; i++) {
        struct condition_input input = next_input(&watched, 10 * MS, true);
        push(&watched, &input);
    }
    assert_int_equal(watched.condition.bits, SENSOR_OK); /* a second alone may be rest */
    struct condition_input input = next_input(&watched, 10 * MS, true);
    input.others_move = true;
    push(&watched, &input);
    assert_int_equal(watched.condition.bits, SENSOR_STUCK);
    push_good(&watched, 300);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    for (unsigned i = 0; i < 310; i++) {
        input = next_input(&watched, 10 * MS, true);
        push(&watched, &input);
    }
    assert_int_equal(watched.condition.bits, SENSOR_STUCK);
}

/* What stands still in mid-movement is no sensor at rest. */
static void who_cannot_be_at_rest_is_stuck_after_a_second(void **state)
{
    (void)state;
    static const struct {
        double values[IMU_VALUES];
        double stuck_s;
    } cases[] = {
        {{0.0, 0.0, 9.8, 0.1, 0.0, 0.0}, 3.0},
        {{0.0, 0.0, 9.8, 0.0, 0.7, 0.0}, 1.0},
        {{0.0, 4.0, 9.8, 0.1, 0.0, 0.0}, 1.0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct watched watched = watched_new();
        push_good(&watched, 200);
        memcpy(watched.values, cases[i].values, sizeof(watched.values));
        int64_t since_ns = watched.t_ns + 10 * MS;
        while (watched.condition.bits == SENSOR_OK && watched.t_ns < since_ns + 10000 * MS) {
            struct condition_input input = next_input(&watched, 10 * MS, true);
            push(&watched, &input);
        }
        assert_int_equal(watched.condition.bits, SENSOR_STUCK);
        assert_close((double)(watched.t_ns - since_ns) * 1e-9, cases[i].stuck_s, 0.015);
    }
}

/* Who has rested for 2 s, or been slow for 12, and never told the same twice has noise. */
static void who_has_noise_is_stuck_after_a_second(void **state)
{
    (void)state;
    static const struct {
        double slow_s;
        bool rest, smooth;
        double stuck_s;
    } cases[] = {{11.8, false, false, 3.0},
                 {12.2, false, false, 1.0},
                 {12.2, false, true, 3.0},
                 {1.8, true, false, 3.0},
                 {2.2, true, false, 1.0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct watched watched = watched_new();
        for (unsigned k = 0; k < (unsigned)lround(cases[i].slow_s * 100.0); k++) {
            /* Smooth, it may once have told the same for 0.15 s. */
            const bool same = cases[i].smooth && k > 40 && k < 56;
            struct condition_input input = next_input(&watched, 10 * MS, same);
            if (!same)
                watched.values[4] = 0.01 * (k % 5);
            input.rest = cases[i].rest;
            push(&watched, &input);
        }
        int64_t since_ns = watched.t_ns;
        while (watched.condition.bits == SENSOR_OK && watched.t_ns < since_ns + 10000 * MS) {
            struct condition_input input = next_input(&watched, 10 * MS, true);
            push(&watched, &input);
        }
        assert_close((double)(watched.t_ns - since_ns) * 1e-9, cases[i].stuck_s, 0.015);
    }
}

/* What its two halves tell, at 100 Hz for so long. */
static void push_halves(struct watched *watched, double seconds, bool accel_lives, bool gyro_lives,
                        double tilt)
{
    for (int i = 0; i < (int)(seconds * 100.0); i++) {
        struct condition_input input = next_input(watched, 10 * MS, !accel_lives);
        if (accel_lives)
            watched->values[0] = tilt + 0.001 * (i % 3);
        if (gyro_lives)
            watched->values[4] = 0.01 * (i % 5);
        push(watched, &input);
    }
}

static void a_dead_gyroscope_is_told_when_it_is_turned(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_halves(&watched, 10.0, true, true, 0.0);
    push_halves(&watched, 10.0, true, false, 0.0); /* coarse, and at rest */
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    push_halves(&watched, 0.02, true, false, 4.0); /* 4 of 9.81: 24 degrees */
    assert_int_equal(watched.condition.bits, SENSOR_STUCK);
    push_halves(&watched, 10.0, true, false, 0.0); /* and back: it is as dead */
    assert_int_equal(watched.condition.bits, SENSOR_STUCK);
    push_halves(&watched, 3.0, true, true, 0.0);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
}

static void a_dead_accelerometer_is_told(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_halves(&watched, 10.0, true, true, 0.0);
    push_halves(&watched, 3.5, false, true, 0.0);
    assert_int_equal(watched.condition.bits, SENSOR_OK);
    push_halves(&watched, 1.0, false, true, 0.0);
    assert_int_equal(watched.condition.bits, SENSOR_STUCK);
}

static void zero_is_zero_whatever_its_sign(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    for (int i = 0; i < 400; i++) {
        struct condition_input input = next_input(&watched, 10 * MS, true);
        watched.values[3] = i % 2 ? 0.0 : -0.0;
        push(&watched, &input);
    }
    assert_int_equal(watched.condition.bits, SENSOR_STUCK);
}

static void a_leaping_clock_is_no_loss(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    push_good(&watched, 100);
    struct condition_input input = next_input(&watched, 3600000 * MS, false);
    push(&watched, &input);
    assert_true(watched.condition.bits & SENSOR_BAD_CLOCK);
    assert_int_equal(watched.condition.lost, 0);
    assert_string_equal(sensor_condition_name(watched.condition.bits), "bad-clock");
}

static void noise_is_measured_at_rest(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    assert_true(isnan(watched.condition.noise));
    for (unsigned i = 0; i < 2000; i++) {
        struct condition_input input = next_input(&watched, 10 * MS, false);
        input.rest = true;
        watched.values[2] = 9.81 + (i % 2 ? 0.05 : -0.05);
        push(&watched, &input);
    }
    assert_close(watched.condition.noise, 0.05, 0.005);
}

static void what_is_stuck_keeps_its_noise(void **state)
{
    (void)state;
    struct watched watched = watched_new();
    assert_false(condition_is_noisy(&watched.condition));
    for (unsigned i = 0; i < 2000; i++) {
        struct condition_input input = next_input(&watched, 10 * MS, i >= 1000);
        input.rest = true;
        push(&watched, &input);
    }
    assert_true(condition_is_noisy(&watched.condition));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_sensor_is_ok),
        cmocka_unit_test(bad_values_show_and_pass),
        cmocka_unit_test(gaps_count_what_is_missing),
        cmocka_unit_test(many_short_gaps_are_told_and_few_are_not),
        cmocka_unit_test(what_comes_again_and_again_does_not_flicker),
        cmocka_unit_test(who_never_rests_on_one_value_is_stuck_at_once),
        cmocka_unit_test(noise_that_never_pauses_is_told),
        cmocka_unit_test(holes_before_a_clock_was_set_back_are_forgotten),
        cmocka_unit_test(stuck_needs_time_or_company),
        cmocka_unit_test(who_cannot_be_at_rest_is_stuck_after_a_second),
        cmocka_unit_test(who_has_noise_is_stuck_after_a_second),
        cmocka_unit_test(a_dead_gyroscope_is_told_when_it_is_turned),
        cmocka_unit_test(a_dead_accelerometer_is_told),
        cmocka_unit_test(zero_is_zero_whatever_its_sign),
        cmocka_unit_test(a_leaping_clock_is_no_loss),
        cmocka_unit_test(noise_is_measured_at_rest),
        cmocka_unit_test(what_is_stuck_keeps_its_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
