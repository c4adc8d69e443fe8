/* SPDX-License-Identifier: MIT */
/* Angles of a body whose sensors sit any way round, one of them late. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "close.h"
#include "core/body.h"
#include "hinge.h"

#define MS 1000000LL
#define STEP_NS (10 * MS)

static const struct hinge_plan plan = {.lead_s = 3.0,
                                       .out_s = 2.0,
                                       .hold_s = 1.0,
                                       .back_s = 1.5,
                                       .rest_s = 1.0,
                                       .reps = 3,
                                       .range_deg = 75.0};

/* The attitude filter is not under test: up and rate are given as they truly are. */
static void push(struct body *body, enum body_part part, double share, const double mount[4],
                 int64_t t_ns)
{
    struct sample sample = hinge_sample(&plan, share, mount, 0, t_ns);
    double up[3];
    vec3_normalize(up, sample.imu.accel);
    segment_push(&body->parts[part], t_ns, STEP_NS * 1e-9, up, sample.imu.anglvel);
}

static void random_mount(double mount[4])
{
    for (unsigned i = 0; i < 4; i++)
        mount[i] = drand48() - 0.5;
    quat_normalize(mount);
}

static void any_mounting_gives_the_same_angles(void **state)
{
    (void)state;
    long seed = 20261122;
    print_message("seed %ld\n", seed);
    srand48(seed);
    for (unsigned trial = 0; trial < 50; trial++) {
        struct body body;
        double pelvis[4], thorax[4];
        body_reset(&body);
        body_attach(&body, BODY_PELVIS, 0);
        body_attach(&body, BODY_THORAX, 0);
        random_mount(pelvis);
        random_mount(thorax);
        for (int64_t t_ns = 0; t_ns < 18000 * MS; t_ns += STEP_NS) {
            struct body_angles angles;
            push(&body, BODY_PELVIS, 0.7, pelvis, t_ns);
            push(&body, BODY_THORAX, 1.0, thorax, t_ns);
            body_angles(&body, t_ns, &angles);
            if (t_ns < 2000 * MS)
                continue;
            double truth = hinge_angle_deg(&plan, (double)t_ns * 1e-9);
            assert_close(angles.trunk, truth, 0.01);
            assert_close(angles.lumbar, 0.3 * truth, 0.01);
        }
    }
}

static void upside_down_is_only_another_mounting(void **state)
{
    (void)state;
    struct body body;
    const double mount[4] = {0.0, 1.0, 0.0, 0.0};
    body_reset(&body);
    body_attach(&body, BODY_THORAX, 0);
    for (int64_t t_ns = 0; t_ns < 5500 * MS; t_ns += STEP_NS)
        push(&body, BODY_THORAX, 1.0, mount, t_ns);
    assert_close(body.parts[BODY_THORAX].angle, HINGE_RAD(75.0), 0.01);
}

static void absent_parts_have_no_angle(void **state)
{
    (void)state;
    struct body body;
    struct body_angles angles;
    const double mount[4] = {1.0, 0.0, 0.0, 0.0};
    body_reset(&body);
    body_attach(&body, BODY_THORAX, 0);
    for (int64_t t_ns = 0; t_ns < 2000 * MS; t_ns += STEP_NS)
        push(&body, BODY_THORAX, 1.0, mount, t_ns);
    body_angles(&body, 2000 * MS, &angles);
    assert_close(angles.trunk, 0.0, 0.01);
    assert_true(isnan(angles.pelvis) && isnan(angles.lumbar) && isnan(angles.thigh));
    /* and one that fell silent becomes absent */
    body_angles(&body, 3000 * MS, &angles);
    assert_true(isnan(angles.trunk));
    body_miss(&body, BODY_THORAX);
    assert_null(body_trunk(&body));
}

/* Plugged in again in the middle of a set it does not take the next pause for standing. */
static void a_limb_that_is_back_soon_sits_as_it_did(void **state)
{
    (void)state;
    static const struct {
        int64_t away_ns;
        double angle;
    } cases[] = {{5000 * MS, 30.0}, {600000 * MS, 0.0}};
    const double upright[3] = {0, 0, 1}, leaning[3] = {-0.5, 0, sqrt(0.75)}, still[3] = {0, 0, 0};
    for (unsigned i = 0; i < 2; i++) {
        struct body body;
        struct body_angles angles;
        int64_t t_ns = 0;
        body_reset(&body);
        body_attach(&body, BODY_THIGH_LEFT, t_ns);
        for (; t_ns < 2000 * MS; t_ns += STEP_NS)
            segment_push(&body.parts[BODY_THIGH_LEFT], t_ns, 0.01, upright, still);
        body_miss(&body, BODY_THIGH_LEFT);
        t_ns += cases[i].away_ns;
        body_attach(&body, BODY_THIGH_LEFT, t_ns);
        for (int64_t from_ns = t_ns; t_ns < from_ns + 2000 * MS; t_ns += STEP_NS)
            segment_push(&body.parts[BODY_THIGH_LEFT], t_ns, 0.01, leaning, still);
        body_angles(&body, t_ns, &angles);
        assert_close(angles.thigh, cases[i].angle, 0.01);
    }
}

static void a_late_sensor_does_not_bend_the_back(void **state)
{
    (void)state;
    struct body body;
    const double mount[4] = {1.0, 0.0, 0.0, 0.0};
    body_reset(&body);
    body_attach(&body, BODY_PELVIS, 0);
    body_attach(&body, BODY_THORAX, 0);
    /* Both lean alike, so the back is straight; the pelvis is 80 ms late. At up to 59 deg/s that
     * would be 4.7 degrees. */
    for (int64_t t_ns = 0; t_ns < 10000 * MS; t_ns += STEP_NS) {
        struct body_angles angles;
        push(&body, BODY_THORAX, 1.0, mount, t_ns);
        if (t_ns >= 80 * MS)
            push(&body, BODY_PELVIS, 1.0, mount, t_ns - 80 * MS);
        body_angles(&body, t_ns, &angles);
        if (t_ns > 2000 * MS)
            assert_close(angles.lumbar, 0.0, 0.01);
    }
}

static void nothing_is_known_before_standing_still(void **state)
{
    (void)state;
    struct body body;
    body_reset(&body);
    body_attach(&body, BODY_THORAX, 0);
    for (int64_t t_ns = 0; t_ns < 5000 * MS; t_ns += STEP_NS) {
        const double up[3] = {0.0, 0.0, 1.0}, rate[3] = {0.5, 0.0, 0.0};
        segment_push(&body.parts[BODY_THORAX], t_ns, STEP_NS * 1e-9, up, rate);
    }
    struct body_angles angles;
    body_angles(&body, 5000 * MS, &angles);
    assert_true(isnan(angles.trunk));
}

/* Sensor axes: x forward, y left, z up. */
static void leaning_and_turning_have_their_signs(void **state)
{
    (void)state;
    struct body body;
    struct body_angles angles;
    const double standing[3] = {0.0, 0.0, 1.0}, still[3] = {0.0, 0.0, 0.0};
    const double forward[3] = {-0.5, 0.0, sqrt(0.75)}; /* top 30 degrees to the front */
    const double right[3] = {0.0, sin(0.2), cos(0.2)}; /* top to the right */
    const double turning_left[3] = {0.0, 0.0, 1.0};
    int64_t t_ns = 0;
    body_reset(&body);
    body_attach(&body, BODY_THORAX, 0);
    struct segment *thorax = &body.parts[BODY_THORAX];
    for (; t_ns < 2000 * MS; t_ns += STEP_NS)
        segment_push(thorax, t_ns, STEP_NS * 1e-9, standing, still);
    body_angles(&body, t_ns, &angles);
    assert_true(isnan(angles.trunk_side)); /* where forward lies is not known */
    for (; t_ns < 4000 * MS; t_ns += STEP_NS)
        segment_push(thorax, t_ns, STEP_NS * 1e-9, forward, still);
    body_angles(&body, t_ns, &angles);
    assert_true(fabs(angles.trunk - 30.0) < 0.01);
    assert_true(fabs(angles.trunk_side) < 0.01);
    segment_push(thorax, t_ns, STEP_NS * 1e-9, right, turning_left);
    body_angles(&body, t_ns, &angles);
    assert_true(fabs(angles.trunk_side - 11.459) < 0.01);
    assert_true(angles.trunk_turn_rate > 50.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaning_and_turning_have_their_signs),
        cmocka_unit_test(any_mounting_gives_the_same_angles),
        cmocka_unit_test(upside_down_is_only_another_mounting),
        cmocka_unit_test(absent_parts_have_no_angle),
        cmocka_unit_test(a_limb_that_is_back_soon_sits_as_it_did),
        cmocka_unit_test(a_late_sensor_does_not_bend_the_back),
        cmocka_unit_test(nothing_is_known_before_standing_still),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
