/* SPDX-License-Identifier: MIT */
/* A sensor whose every turn is known, and all mistakes in its axes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/axes_check.h"
#include "core/quat.h"
#include "core/vec3.h"

#define PI 3.14159265358979323846
#define DEG (PI / 180.0)
#define G 9.80665
#define DT 0.01

struct mistake {
    unsigned accel_order[3], anglvel_order[3];
    double accel_sign[3], anglvel_sign[3];
    double accel_scale, anglvel_scale;
    double bias; /* rad/s, on each axis */
};

static const struct mistake none = {{0, 1, 2}, {0, 1, 2}, {1.0, 1.0, 1.0}, {1.0, 1.0, 1.0}, 1.0,
                                    1.0,       0.0};

struct movement {
    double swing_deg; /* about all axes, by turns */
    double push;      /* m/s^2, to and fro */
    bool pendulum;    /* gravity is carried along */
    bool flat;        /* about one axis only */
};

static const struct movement bending = {.swing_deg = 45.0, .push = 1.5};

/* Rates of three swings, the angles of which never add up to much. */
static void rates(const struct movement *movement, double t_s, double ret_rate[3])
{
    static const double period_s[3] = {3.1, 4.3, 5.7};
    for (int i = 0; i < 3; i++) {
        double w = 2.0 * PI / period_s[i];
        ret_rate[i] = movement->flat && i > 0 ? 0.0 : movement->swing_deg * DEG * w * cos(w * t_s);
    }
}

static void spoil(double values[3], const unsigned order[3], const double sign[3], double scale)
{
    double old[3];
    vec3_copy(old, values);
    for (int i = 0; i < 3; i++)
        values[i] = scale * sign[i] * old[order[i]];
}

static void play(struct axes_check *check, const struct movement *movement,
                 const struct mistake *mistake, double from_s, double to_s)
{
    static const double nothing[3] = {0.0};
    double q[4] = {1.0, 0.0, 0.0, 0.0};
    for (double t_s = 0.0; t_s < to_s; t_s += DT) {
        double rate[3], step[4], turn[3], accel[3], back[4];
        rates(movement, t_s, rate);
        vec3_scale(turn, rate, DT);
        quat_from_rotation_vector(step, turn);
        quat_mul(q, q, step);
        vec3_set(accel, movement->push * sin(2.0 * PI * t_s / 1.7), 0.0, G);
        quat_conj(back, q);
        if (!movement->pendulum)
            quat_rotate(accel, back, accel);
        spoil(accel, mistake->accel_order, mistake->accel_sign, mistake->accel_scale);
        spoil(rate, mistake->anglvel_order, mistake->anglvel_sign, mistake->anglvel_scale);
        for (int i = 0; i < 3; i++)
            rate[i] += mistake->bias;
        if (t_s < from_s)
            continue;
        const struct axes_errors errors = {.bias = nothing, .scale = nothing};
        axes_check_push(check, accel, rate, DT);
        if (axes_check_is_due(check))
            axes_check_look(check, &errors);
    }
}

static enum axes_verdict verdict_of(const struct movement *movement, const struct mistake *mistake)
{
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, movement, mistake, 0.0, 30.0);
    return check.verdict;
}

static void who_is_right_is_left_alone(void **state)
{
    (void)state;
    static const struct movement movements[] = {
        {.swing_deg = 45.0, .push = 1.5},
        {.swing_deg = 45.0, .push = 6.0},
        {.swing_deg = 5.0, .push = 4.0},
        {.swing_deg = 0.0, .push = 4.0},
        {.swing_deg = 45.0, .push = 0.5, .pendulum = true},
        {.swing_deg = 60.0, .push = 3.0, .flat = true}, /* other axes may as well be wrong */
    };
    struct mistake biased = none;
    biased.bias = 5.0 * DEG;
    for (size_t i = 0; i < sizeof(movements) / sizeof(movements[0]); i++) {
        if (verdict_of(&movements[i], &none) != AXES_ALIKE ||
            verdict_of(&movements[i], &biased) != AXES_ALIKE)
            fail_msg("movement %zu", i);
    }
}

/* The sensor is one that was mounted with a turn: both are turned. */
static void a_turned_sensor_is_right(void **state)
{
    (void)state;
    const struct mistake turned = {{1, 2, 0}, {1, 2, 0}, {1.0, -1.0, -1.0}, {1.0, -1.0, -1.0}, 1.0,
                                   1.0,       0.0};
    assert_int_equal(verdict_of(&bending, &turned), AXES_ALIKE);
}

/* Each of the 47 wrong orders and signs, of either of the two. */
static void every_mistake_in_the_axes_is_found(void **state)
{
    (void)state;
    static const unsigned orders[6][3] = {{0, 1, 2}, {1, 0, 2}, {0, 2, 1},
                                          {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};
    for (unsigned number = 1; number < 48; number++) {
        struct mistake of_gyro = none, of_accel = none, of_both = none;
        unsigned odd = number / 8 >= 1 && number / 8 <= 3 ? 1 : 0; /* handedness */
        for (unsigned i = 0; i < 3; i++) {
            double sign = number >> i & 1u ? -1.0 : 1.0;
            odd += number >> i & 1u;
            of_gyro.anglvel_order[i] = of_accel.accel_order[i] = orders[number / 8][i];
            of_gyro.anglvel_sign[i] = of_accel.accel_sign[i] = sign;
            of_both.anglvel_order[i] = of_both.accel_order[i] = orders[number / 8][i];
            of_both.anglvel_sign[i] = of_both.accel_sign[i] = sign;
        }
        enum axes_verdict left_handed = odd % 2 ? AXES_MIXED_UP : AXES_ALIKE;
        /* An accelerometer that is reversed as a whole is an upside-down one: no turn tells. */
        enum axes_verdict reversed = number == 7 ? AXES_ALIKE : AXES_MIXED_UP;
        if (verdict_of(&bending, &of_gyro) != AXES_MIXED_UP)
            fail_msg("gyroscope's order %u is not found", number);
        if (verdict_of(&bending, &of_accel) != reversed)
            fail_msg("accelerometer's order %u is not found", number);
        if (verdict_of(&bending, &of_both) != left_handed)
            fail_msg("both in order %u: %d", number, verdict_of(&bending, &of_both));
    }
}

static void a_wrong_scale_is_found(void **state)
{
    (void)state;
    static const struct {
        double scale;
        enum axes_verdict verdict;
    } cases[] = {{180.0 / PI, AXES_SCALED}, {PI / 180.0, AXES_SCALED}, {0.5, AXES_SCALED},
                 {2.0, AXES_SCALED},        {1.05, AXES_ALIKE},        {0.95, AXES_ALIKE}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mistake mistake = none;
        mistake.anglvel_scale = cases[i].scale;
        if (verdict_of(&bending, &mistake) != cases[i].verdict)
            fail_msg("scale %g: %d", cases[i].scale, verdict_of(&bending, &mistake));
    }
}

/* A bar that only rocks in the hands: its gyroscope in degrees whirls gravity about. */
static void degrees_are_found_though_it_hardly_turns(void **state)
{
    (void)state;
    const struct movement rocking = {.swing_deg = 6.0, .push = 2.0};
    struct mistake mistake = none;
    mistake.anglvel_scale = 180.0 / PI;
    assert_int_equal(verdict_of(&rocking, &mistake), AXES_SCALED);
}

static void it_takes_two_looks(void **state)
{
    (void)state;
    struct mistake reversed = none;
    for (int i = 0; i < 3; i++)
        reversed.anglvel_sign[i] = -1.0;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &bending, &reversed, 0.0, 5.9);
    assert_int_equal(check.verdict, AXES_ALIKE);
    axes_check_reset(&check);
    play(&check, &bending, &reversed, 0.0, 8.2);
    assert_int_equal(check.verdict, AXES_MIXED_UP);
}

static void who_was_set_right_is_believed_again(void **state)
{
    (void)state;
    struct mistake reversed = none;
    for (int i = 0; i < 3; i++)
        reversed.anglvel_sign[i] = -1.0;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &bending, &reversed, 0.0, 20.0);
    assert_int_equal(check.verdict, AXES_MIXED_UP);
    play(&check, &bending, &none, 20.0, 120.0);
    assert_int_equal(check.verdict, AXES_ALIKE);
}

static void gravity_of_another_size_is_told(void **state)
{
    (void)state;
    static const struct {
        double scale;
        bool off;
    } cases[] = {{1.0, false}, {1.0 / G, true}, {G, true}, {0.5, true}, {2.0, true}, {1.05, false}};
    const struct movement lifted = {.swing_deg = 10.0, .push = 6.0};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mistake mistake = none;
        struct axes_check check;
        mistake.accel_scale = cases[i].scale;
        axes_check_reset(&check);
        play(&check, &lifted, &mistake, 0.0, 12.0);
        if (axes_check_gravity_is_off(&check) != cases[i].off)
            fail_msg("scale %g", cases[i].scale);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_right_is_left_alone),
        cmocka_unit_test(a_turned_sensor_is_right),
        cmocka_unit_test(every_mistake_in_the_axes_is_found),
        cmocka_unit_test(a_wrong_scale_is_found),
        cmocka_unit_test(degrees_are_found_though_it_hardly_turns),
        cmocka_unit_test(it_takes_two_looks),
        cmocka_unit_test(who_was_set_right_is_believed_again),
        cmocka_unit_test(gravity_of_another_size_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
