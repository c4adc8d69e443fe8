/* SPDX-License-Identifier: MIT */
/* A sensor that nods about its own y axis, and is turned about the vertical meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/turn.h"

#define PI 3.14159265358979323846
#define STEP_S 0.01

/* Nods by `range` in each period of 4 s; returns how far the angle went in the last one. */
static double nod(struct turn *turn, double range, double yaw_rate, double duration_s)
{
    double low = INFINITY, high = -INFINITY;
    for (double t = 0.0; t < duration_s; t += STEP_S) {
        double phase = 2.0 * PI * t / 4.0;
        double angle = 0.5 * range * (1.0 - cos(phase));
        double angle_rate = 0.5 * range * sin(phase) * 2.0 * PI / 4.0;
        const double up[3] = {-sin(angle), 0.0, cos(angle)};
        const double rate[3] = {yaw_rate * up[0], angle_rate, yaw_rate * up[2]};
        double x = turn_push(turn, STEP_S, up, rate);
        if (t >= duration_s - 4.0) {
            low = fmin(low, x);
            high = fmax(high, x);
        }
    }
    return high - low;
}

static void tells_the_angle(void **state)
{
    (void)state;
    const double ranges[] = {0.1, 0.8, 2.4}; /* the last is more than a right angle */
    for (unsigned i = 0; i < 3; i++) {
        struct turn turn;
        turn_reset(&turn);
        assert_true(fabs(nod(&turn, ranges[i], 0.0, 12.0) - ranges[i]) < 0.05 * ranges[i]);
    }
}

static void up_is_known_at_every_angle(void **state)
{
    (void)state;
    struct turn turn;
    turn_reset(&turn);
    (void)nod(&turn, 0.8, 0.0, 14.0); /* ends at the far end */
    double up[3];
    turn_up_at(&turn, turn.sum - copysign(0.8, turn.sum), up);
    assert_true(up[2] > 0.99);
    turn_up_at(&turn, turn.sum, up);
    assert_true(fabs(up[2] - cos(0.8)) < 0.02);
}

static void turning_round_does_not_bend_the_axis(void **state)
{
    (void)state;
    struct turn turn;
    turn_reset(&turn);
    (void)nod(&turn, 0.0, 2.0, 20.0); /* pacing to and fro */
    assert_true(fabs(nod(&turn, 0.5, 2.0, 8.0) - 0.5) < 0.05);
}

/* Hips that walk rock from side to side, nearly. */
static void rock(struct turn *turn, double duration_s)
{
    const double omega = 2.0 * PI, swing = 0.05;
    for (double t = 0.0; t < duration_s; t += STEP_S) {
        double angle = swing * sin(omega * t);
        const double up[3] = {-0.28 * sin(angle), 0.96 * sin(angle), cos(angle)};
        const double angle_rate = swing * omega * cos(omega * t);
        const double rate[3] = {0.96 * angle_rate, 0.28 * angle_rate, 0.0};
        (void)turn_push(turn, STEP_S, up, rate);
    }
}

static void another_movement_is_measured_from_its_first(void **state)
{
    (void)state;
    struct turn turn;
    turn_reset(&turn);
    rock(&turn, 10.0);
    turn_begin(&turn);
    (void)nod(&turn, 0.0, 0.0, 8.0); /* stands */
    assert_true(fabs(nod(&turn, 0.3, 0.0, 4.0) - 0.3) < 0.03);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_angle),
        cmocka_unit_test(up_is_known_at_every_angle),
        cmocka_unit_test(turning_round_does_not_bend_the_axis),
        cmocka_unit_test(another_movement_is_measured_from_its_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
