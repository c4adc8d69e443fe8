/* SPDX-License-Identifier: MIT */
/*
 * The filter against a sensor that is turned in a known way: from its true attitude follow exactly
 * the rates and, with what else accelerates it, the specific force.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/attitude.h"
#include "close.h"
#include "core/quat.h"

#define GRAVITY 9.80665
#define DEG (3.14159265358979323846 / 180.0)
#define MS 1000000
#define STEP_NS (5 * MS)

/* A sensor whose true attitude is integrated in fine steps from a rate given by a function. */
struct body {
    struct attitude filter;
    double quat[4]; /* true, sensor to upright */
    double t_s;
    double bias[3];
    double scale; /* the gyroscope shows so much too little */
    void (*move)(double t_s, double ret_rate[3], double ret_accel_earth[3]);
};

static void stay(double t_s, double ret_rate[3], double ret_accel_earth[3])
{
    (void)t_s;
    vec3_set(ret_rate, 0.0, 0.0, 0.0);
    vec3_set(ret_accel_earth, 0.0, 0.0, 0.0);
}

/* Repetitions of 3 s: hinging by some 60 degrees, hips swinging, never at rest. */
static void hinge(double t_s, double ret_rate[3], double ret_accel_earth[3])
{
    double w = 2.0 * 3.14159265358979 / 3.0;

    vec3_set(ret_rate, 0.1 * sin(0.7 * t_s), 1.1 * cos(w * t_s), 0.2 * sin(1.3 * t_s + 1.0));
    vec3_set(ret_accel_earth, 0.5 * sin(w * t_s), 0.3 * cos(0.9 * t_s), 0.9 * cos(w * t_s));
}

/* As hinge, but for a third of a second it is turned on otherwise. */
static void hinge_and_slip(double t_s, double ret_rate[3], double ret_accel_earth[3])
{
    hinge(t_s, ret_rate, ret_accel_earth);
    if (t_s > 30.0 && t_s < 30.3)
        ret_rate[1] += 1.0;
}

static void tilt_slowly(double t_s, double ret_rate[3], double ret_accel_earth[3])
{
    (void)t_s;
    vec3_set(ret_rate, 0.0, 3.0 * DEG, 0.0);
    vec3_set(ret_accel_earth, 0.0, 0.0, 0.0);
}

static void body_init(struct body *body, const double quat[4],
                      void (*move)(double, double[3], double[3]))
{
    struct attitude_params params;

    memset(body, 0, sizeof *body);
    attitude_default_params(&params);
    params.anglvel_lag_s = 0.0; /* this gyroscope is not late */
    attitude_init(&body->filter, &params);
    quat_copy(body->quat, quat);
    body->move = move;
}

static unsigned body_step(struct body *body, int64_t step_ns)
{
    double rate[3], linear[3], force[3], back[4], measured[3];
    const int fine = 20;

    for (int i = 0; i < fine; i++) { /* midpoint rule */
        double dt = (double)step_ns / 1e9 / fine, turn[3], q[4];

        body->move(body->t_s + 0.5 * dt, turn, linear);
        vec3_scale(turn, turn, dt);
        quat_from_rotation_vector(q, turn);
        quat_mul(body->quat, body->quat, q);
        quat_normalize(body->quat);
        body->t_s += dt;
    }
    body->move(body->t_s, rate, linear);
    linear[2] += GRAVITY;
    quat_conj(back, body->quat);
    quat_rotate(force, back, linear);
    for (int i = 0; i < 3; i++)
        measured[i] = rate[i] * (1.0 - body->scale) + body->bias[i];
    return attitude_update(&body->filter, (int64_t)llround(body->t_s * 1e9), force, measured);
}

static double body_error_deg(const struct body *body)
{
    double up[3];

    quat_up(up, body->quat);
    return vec3_angle(up, body->filter.output.up) / DEG;
}

/* Largest error from one time to another. */
static double body_run(struct body *body, double until_s, double judged_from_s)
{
    double largest = 0.0;

    while (body->t_s < until_s) {
        body_step(body, STEP_NS);
        if (body->t_s >= judged_from_s)
            largest = fmax(largest, body_error_deg(body));
    }
    return largest;
}

static void assert_sane(const struct attitude *filter)
{
    const struct attitude_output *out = &filter->output;
    double length = 0.0;

    for (int i = 0; i < 4; i++)
        length += out->quat[i] * out->quat[i];
    assert_close(length, 1.0, 1e-6);
    assert_close(vec3_norm(out->up), 1.0, 1e-6);
    assert_true(vec3_is_finite(out->rate));
    assert_true(vec3_is_finite(out->accel_earth));
    assert_true(vec3_is_finite(out->bias));
}

static void test_first_sample_tells_the_vertical(void **state)
{
    (void)state;
    const double quats[][4] = {
        {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0.5, 0.5, -0.5, 0.5}, {0.6, 0, 0.8, 0}};

    for (size_t i = 0; i < sizeof quats / sizeof *quats; i++) {
        struct body body;

        body_init(&body, quats[i], stay);
        body_step(&body, STEP_NS);
        assert_true(body_error_deg(&body) < 1e-6);
        assert_true(body.filter.output.flags & ATTITUDE_SETTLING);
    }
}

static void test_upside_down_at_the_start_does_not_last(void **state)
{
    (void)state;
    const double turned[4] = {1e-5, 1, 0, 0};
    struct body body;

    body_init(&body, turned, hinge);
    assert_true(body_run(&body, 10.0, 1.0) < 8.0);
}

static void test_hinging_is_followed(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, stay);
    body_run(&body, 4.0, 4.0);
    body.move = hinge;
    assert_true(body_run(&body, 60.0, 5.0) < 1.5);
    assert_close(body.filter.output.vertical_accel,
                 0.9 * cos(2.0 * 3.14159265358979 / 3.0 * body.t_s), 0.05);
}

static void test_rest_tells_the_bias(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, stay);
    vec3_set(body.bias, 0.17, -0.1, 0.05);
    assert_true(body_run(&body, 4.0, 3.0) < 0.2);
    assert_true(body.filter.output.rest);
    assert_close(body.filter.output.rest_gravity, GRAVITY, 1e-3);
    for (int i = 0; i < 3; i++)
        assert_close(body.filter.output.bias[i], body.bias[i], 0.05 * DEG);
    for (int i = 0; i < 3; i++)
        assert_close(body.filter.output.rate[i], 0.0, 0.1 * DEG);
}

static void test_motion_tells_the_bias(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, hinge);
    vec3_set(body.bias, 0.12, -0.1, 0.08);
    assert_true(body_run(&body, 60.0, 25.0) < 2.0);
    assert_false(body.filter.output.rest);
    assert_close(body.filter.output.bias[0], body.bias[0], 0.5 * DEG);
    assert_close(body.filter.output.bias[1], body.bias[1], 0.5 * DEG);
}

/* Turned by some 80 degrees, left so, turned back: what gravity says in between tells the scale. */
static void turn_and_wait(double t_s, double ret_rate[3], double ret_accel_earth[3])
{
    double phase = fmod(t_s, 24.0), speed = 0.0;

    if (phase < 2.0)
        speed = 0.7;
    else if (phase >= 12.0 && phase < 14.0)
        speed = -0.7;
    vec3_set(ret_rate, 0.0, speed, 0.0);
    vec3_set(ret_accel_earth, 0.0, 0.0, 0.0);
}

static void test_turning_tells_the_scale(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, stay);
    body.scale = 0.012;
    body_run(&body, 24.0, 24.0);
    body.move = turn_and_wait;
    body_run(&body, 240.0, 240.0);
    assert_close(body.filter.output.scale[1], 0.012, 0.005);
}

/* Hips that swing in step with the trunk look like an error of scale, and must not be taken for
 * one. */
static void test_hinging_does_not_fake_a_scale(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, stay);
    body_run(&body, 5.0, 5.0);
    body.move = hinge;
    while (body.t_s < 300.0) {
        body_step(&body, STEP_NS);
        assert_close(body.filter.output.scale[1], 0.0, 0.003);
    }
}

static void test_stored_bias_is_used(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, hinge);
    vec3_set(body.bias, 0.2, -0.1, 0.1);
    attitude_set_bias(&body.filter, body.bias, 0.001);
    assert_true(body_run(&body, 20.0, 5.0) < 2.0);
}

static void test_an_even_slow_tilt_is_no_rest(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, tilt_slowly);
    while (body.t_s < 20.0) {
        body_step(&body, STEP_NS);
        assert_false(body.filter.output.rest);
    }
}

/* As a radio delivers: 24 samples close together, then a long step. */
static void test_uneven_steps(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;
    double largest = 0.0;

    body_init(&body, level, stay);
    body_run(&body, 4.0, 4.0);
    body.move = hinge;
    for (int i = 0; body.t_s < 40.0; i++) {
        body_step(&body, i % 8 == 7 ? 100 * MS : 4 * MS);
        if (body.t_s > 6.0)
            largest = fmax(largest, body_error_deg(&body));
    }
    assert_true(largest < 2.0);
}

static void test_equal_and_backward_times(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    const double force[3] = {0, 0, GRAVITY}, rate[3] = {0, 0, 0}, fast[3] = {5.0, 0, 0};
    struct body body;

    body_init(&body, level, stay);
    body_run(&body, 5.0, 5.0);
    int64_t t_ns = (int64_t)llround(body.t_s * 1e9);
    for (int i = 0; i < 1000; i++)
        assert_false(attitude_update(&body.filter, t_ns, force, i < 999 ? fast : rate) &
                     ATTITUDE_BAD_CLOCK);
    assert_true(body_error_deg(&body) < 0.1); /* 1000 times no time at all */
    assert_true(attitude_update(&body.filter, t_ns - 20 * MS, force, rate) & ATTITUDE_BAD_CLOCK);
    assert_false(attitude_update(&body.filter, t_ns - 15 * MS, force, rate) & ATTITUDE_BAD_CLOCK);
    unsigned flags = attitude_update(&body.filter, t_ns - 4000 * (int64_t)MS, force, rate);
    assert_true(flags & ATTITUDE_BAD_CLOCK);
    assert_true(flags & ATTITUDE_RESEEDED);
    assert_sane(&body.filter);
}

static void test_values_that_are_not_finite_stay_out(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    const double bad[] = {NAN, INFINITY, -INFINITY};
    struct body body;

    body_init(&body, level, hinge);
    for (int i = 0; body.t_s < 20.0; i++) {
        double force[3] = {0, 0, GRAVITY}, rate[3] = {0, 0, 0};

        body_step(&body, STEP_NS);
        (i % 2 ? force : rate)[i % 3] = bad[i / 2 % 3];
        int64_t t_ns = (int64_t)llround(body.t_s * 1e9) + MS;
        assert_int_equal(attitude_update(&body.filter, t_ns, force, rate), ATTITUDE_BAD_VALUE);
        assert_sane(&body.filter);
    }
    assert_true(body_error_deg(&body) < 4.0);
}

static void test_a_bad_value_first(void **state)
{
    (void)state;
    const double force[3] = {NAN, 0, GRAVITY}, rate[3] = {0, 0, 0};
    struct attitude filter;

    attitude_init(&filter, NULL);
    assert_int_equal(attitude_update(&filter, 0, force, rate), ATTITUDE_BAD_VALUE);
    assert_sane(&filter);
}

static void test_no_force_at_all(void **state)
{
    (void)state;
    const double nothing[3] = {0, 0, 0}, rate[3] = {0.3, 0, 0};
    struct attitude filter;

    attitude_init(&filter, NULL);
    for (int64_t i = 0; i < 4000; i++) {
        attitude_update(&filter, i * STEP_NS, nothing, rate);
        assert_sane(&filter);
    }
}

static void test_gaps(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, stay);
    body_run(&body, 5.0, 5.0);
    assert_false(body_step(&body, 290 * MS) & ATTITUDE_GAP);
    unsigned flags = body_step(&body, 400 * MS);
    assert_true(flags & ATTITUDE_GAP);
    assert_false(flags & ATTITUDE_RESEEDED);
    flags = body_step(&body, 1600 * MS);
    assert_true(flags & ATTITUDE_GAP);
    assert_true(flags & ATTITUDE_RESEEDED);
    assert_true(flags & ATTITUDE_SETTLING);
    assert_true(body_run(&body, 10.0, body.t_s) < 0.1);
}

static void test_a_turn_in_a_gap_is_made_good(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    struct body body;

    body_init(&body, level, hinge_and_slip);
    body_run(&body, 30.0, 30.0);
    body_step(&body, 301 * MS);
    assert_true(body_error_deg(&body) > 5.0);
    assert_true(body_run(&body, 36.0, 31.5) < 5.0); /* a low-pass of 3 s alone: 7.6 */
}

static void test_saturation_is_told(void **state)
{
    (void)state;
    struct attitude_params params;
    struct attitude filter;
    const double force[3] = {0, 0, GRAVITY}, hard[3] = {0, 0, -78.0};
    const double rate[3] = {0, 0, 0}, fast[3] = {0, -8.6, 0};

    attitude_default_params(&params);
    params.accel_full_scale = 78.4;
    params.anglvel_full_scale = 8.7;
    attitude_init(&filter, &params);
    assert_false(attitude_update(&filter, 0, force, rate) & ATTITUDE_SATURATED);
    assert_true(attitude_update(&filter, STEP_NS, hard, rate) & ATTITUDE_SATURATED);
    assert_true(attitude_update(&filter, 2 * STEP_NS, force, fast) & ATTITUDE_SATURATED);
    assert_false(attitude_update(&filter, 3 * STEP_NS, force, rate) & ATTITUDE_SATURATED);
}

static void test_a_sensor_mounted_anew_starts_anew(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0},
                 on_its_side[4] = {0.7071067811865476, 0.7071067811865476, 0, 0};
    struct body body;
    bool reseeded = false;

    body_init(&body, level, stay);
    body_run(&body, 20.0, 20.0);
    quat_copy(body.quat, on_its_side);
    while (body.t_s < 22.5)
        reseeded = body_step(&body, STEP_NS) & ATTITUDE_RESEEDED || reseeded;
    assert_true(reseeded);
    assert_true(body_run(&body, 24.0, body.t_s) < 0.5);
}

static void test_bad_gravity_is_told(void **state)
{
    (void)state;
    const double force[3] = {0, 0, 10.6}, rate[3] = {0, 0, 0};
    struct attitude filter;

    attitude_init(&filter, NULL);
    for (int64_t i = 0; i < 600; i++)
        attitude_update(&filter, i * STEP_NS, force, rate);
    assert_true(filter.output.rest);
    assert_true(filter.output.flags & ATTITUDE_BAD_GRAVITY);
}

static void test_nothing_makes_it_insane(void **state)
{
    (void)state;
    unsigned short seed[3] = {11, 22, 33};
    struct attitude filter;
    int64_t t_ns = 0;

    print_message("# seed 11 22 33\n");
    attitude_init(&filter, NULL);
    for (int i = 0; i < 200000; i++) {
        double force[3], rate[3];
        double size = pow(10.0, 8.0 * erand48(seed) - 4.0);

        for (int j = 0; j < 3; j++) {
            force[j] = size * (2.0 * erand48(seed) - 1.0);
            rate[j] = size * (2.0 * erand48(seed) - 1.0);
        }
        t_ns += (int64_t)(pow(10.0, 10.0 * erand48(seed)) * (erand48(seed) < 0.02 ? -1.0 : 1.0));
        attitude_update(&filter, t_ns, force, rate);
        assert_sane(&filter);
    }
}

static void test_the_same_samples_give_the_same_bits(void **state)
{
    (void)state;
    const double level[4] = {1, 0, 0, 0};
    static struct body first, second;

    body_init(&first, level, hinge);
    body_init(&second, level, hinge);
    body_run(&first, 20.0, 20.0);
    body_run(&second, 20.0, 20.0);
    assert_memory_equal(&first.filter.output, &second.filter.output,
                        offsetof(struct attitude_output, rest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_sample_tells_the_vertical),
        cmocka_unit_test(test_upside_down_at_the_start_does_not_last),
        cmocka_unit_test(test_hinging_is_followed),
        cmocka_unit_test(test_rest_tells_the_bias),
        cmocka_unit_test(test_motion_tells_the_bias),
        cmocka_unit_test(test_turning_tells_the_scale),
        cmocka_unit_test(test_hinging_does_not_fake_a_scale),
        cmocka_unit_test(test_stored_bias_is_used),
        cmocka_unit_test(test_an_even_slow_tilt_is_no_rest),
        cmocka_unit_test(test_uneven_steps),
        cmocka_unit_test(test_equal_and_backward_times),
        cmocka_unit_test(test_values_that_are_not_finite_stay_out),
        cmocka_unit_test(test_a_bad_value_first),
        cmocka_unit_test(test_no_force_at_all),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_a_turn_in_a_gap_is_made_good),
        cmocka_unit_test(test_saturation_is_told),
        cmocka_unit_test(test_a_sensor_mounted_anew_starts_anew),
        cmocka_unit_test(test_bad_gravity_is_told),
        cmocka_unit_test(test_nothing_makes_it_insane),
        cmocka_unit_test(test_the_same_samples_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
