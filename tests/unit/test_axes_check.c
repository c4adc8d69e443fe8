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

static const struct mistake gyro_reversed = {
    {0, 1, 2}, {0, 1, 2}, {1.0, 1.0, 1.0}, {-1.0, -1.0, -1.0}, 1.0, 1.0, 0.0};

struct movement {
    double swing_deg; /* about all axes, by turns */
    double push;      /* m/s^2, to and fro */
    double lift;      /* m/s^2, up and down */
    bool pendulum;    /* it hangs on the end of a rod, and is not pushed */
    bool flat;        /* about one axis only */
};

static const struct movement bending = {.swing_deg = 45.0, .push = 1.5};

#define SWING_S 3.1

/* Rates of three swings, the angles of which never add up to much. */
static void rates(const struct movement *movement, double t_s, double ret_rate[3])
{
    static const double period_s[3] = {SWING_S, 4.3, 5.7};
    for (int i = 0; i < 3; i++) {
        double w = 2.0 * PI / period_s[i];
        bool still = i > 0 && (movement->flat || movement->pendulum);
        ret_rate[i] = still ? 0.0 : movement->swing_deg * DEG * w * cos(w * t_s);
    }
}

/* Swings as cos would: the rod pulls against weight and turn, and across there is little left. */
static void hang(double angle, double rate, double ret_accel[3])
{
    const double w = 2.0 * PI / SWING_S;
    vec3_set(ret_accel, 0.0, G * (sin(angle) - angle), G * cos(angle) + G / (w * w) * rate * rate);
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
        vec3_set(accel, movement->push * sin(2.0 * PI * t_s / 1.7), 0.0,
                 G + movement->lift * sin(2.0 * PI * t_s / 1.9));
        quat_conj(back, q);
        if (movement->pendulum)
            hang(movement->swing_deg * DEG * sin(2.0 * PI / SWING_S * t_s), rate[0], accel);
        else
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
        {.swing_deg = 60.0, .pendulum = true},
        {.swing_deg = 40.0, .pendulum = true},
        {.swing_deg = 15.0, .pendulum = true},
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

/* Of what is worn: a carriage that is pushed without turning looks the same. */
static void who_hardly_turns_while_gravity_swings_is_told(void **state)
{
    (void)state;
    const struct movement swaying = {.swing_deg = 5.0}, walking = {.swing_deg = 5.0, .push = 1.5};
    struct mistake radians = none;
    radians.anglvel_scale = DEG; /* as if it told radians, and was taken for degrees */
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &swaying, &radians, 0.0, 12.0);
    assert_int_equal(axes_check_verdict(&check, true), AXES_SCALED);
    assert_int_equal(axes_check_verdict(&check, false), AXES_ALIKE);
    axes_check_reset(&check);
    play(&check, &walking, &none, 0.0, 30.0);
    assert_int_equal(axes_check_verdict(&check, true), AXES_ALIKE);
    play(&check, &swaying, &radians, 30.0, 42.0);
    assert_int_equal(axes_check_verdict(&check, true), AXES_SCALED);
    play(&check, &swaying, &none, 42.0, 60.0);
    assert_int_equal(axes_check_verdict(&check, true), AXES_ALIKE);
}

/* A trunk that leans by 18 degrees: half of it is missing, 6.4 degrees rms, 1.2 (m/s^2)^2 in each
 * look and less than 12 in all. Six looks are over after 14 s. */
static void what_shows_little_each_time_is_told_in_the_end(void **state)
{
    (void)state;
    const struct movement squat = {.swing_deg = 18.0, .flat = true};
    struct mistake half = none;
    half.anglvel_scale = 0.5;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &squat, &half, 0.0, 10.0);
    assert_int_equal(check.verdict, AXES_ALIKE);
    play(&check, &squat, &half, 10.0, 20.0);
    assert_int_equal(check.verdict, AXES_SCALED);
    axes_check_reset(&check);
    play(&check, &squat, &none, 0.0, 60.0);
    assert_int_equal(check.verdict, AXES_ALIKE);
}

/* In g: 1 where there should be 9.81. Half of gravity for 2 s would be a fall of 10 m. */
static void nothing_falls_for_two_seconds(void **state)
{
    (void)state;
    struct mistake in_g = none;
    in_g.accel_scale = 1.0 / G;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &bending, &in_g, 0.0, 1.9);
    assert_false(axes_check_gravity_is_off(&check));
    play(&check, &bending, &in_g, 1.9, 2.3);
    assert_true(axes_check_gravity_is_off(&check));
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

/* Too little to tell from a pendulum by its turns, and pushed too hard to stand still. */
static void who_whirls_for_seconds_is_not_believed(void **state)
{
    (void)state;
    const struct movement rowing = {.swing_deg = 20.0, .push = 9.0};
    struct mistake mistake = none;
    mistake.anglvel_scale = 180.0 / PI;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &rowing, &mistake, 0.0, 3.0); /* sooner than it could be compared */
    assert_int_equal(check.verdict, AXES_SCALED);
    assert_int_equal(verdict_of(&rowing, &mistake), AXES_SCALED);
}

/* A leg that lies while the other moves: of nothing at all, degrees make a movement. */
static void degrees_are_found_though_it_lies(void **state)
{
    (void)state;
    const struct movement lying = {.swing_deg = 0.25, .push = 0.2};
    struct mistake mistake = none;
    mistake.anglvel_scale = 180.0 / PI;
    assert_int_equal(verdict_of(&lying, &mistake), AXES_SCALED);
    assert_int_equal(verdict_of(&lying, &none), AXES_ALIKE);
}

/* It lies, or is shaken by so much, in m/s^2; and says that it turns, and trembles about all axes.
 */
static void lie(struct axes_check *check, const double rate[3], double tremble, double shake,
                double seconds)
{
    static const double nothing[3] = {0.0};
    const struct axes_errors errors = {.bias = nothing, .scale = nothing};
    for (int i = 0; i < (int)lround(seconds / DT); i++) {
        const double one = i % 2 ? 1.0 : -1.0, slow = i % 40 < 20 ? 1.0 : -1.0;
        const double accel[3] = {shake * slow, 0.0, G};
        const double turns[3] = {rate[0] + one * tremble, rate[1] + one * tremble,
                                 rate[2] - one * tremble};
        axes_check_push(check, accel, turns, DT);
        if (axes_check_is_due(check))
            axes_check_look(check, &errors);
    }
}

/*
 * No gyroscope is off by 0.3 rad/s: 69 deg in the four seconds of a look, which gravity would have
 * to show. About the vertical it shows nothing. Nor does one tremble by 0.03 rad/s, 0.0173 about
 * each of three axes, where nothing shakes it: 0.2 deg of gravity is 0.034 m/s^2.
 */
static void who_says_that_it_moves_while_gravity_stands_is_not_believed(void **state)
{
    (void)state;
    static const struct {
        double rate[3], tremble, shake;
        enum axes_verdict verdict;
    } cases[] = {
        {{0.0, 0.0, 0.0}, 0.0, 0.0, AXES_ALIKE},     {{0.28, 0.0, 0.0}, 0.0, 0.0, AXES_ALIKE},
        {{0.2, -0.2, 0.0}, 0.0, 0.0, AXES_ALIKE},    {{0.0, -0.32, 0.0}, 0.0, 0.0, AXES_SCALED},
        {{0.23, -0.23, 0.1}, 0.0, 0.0, AXES_SCALED}, {{0.0, -0.32, 0.0}, 0.0, 0.2, AXES_SCALED},
        {{0.1, 0.1, 3.0}, 0.0, 0.0, AXES_ALIKE},     {{0.1, 0.1, 0.1}, 0.015, 0.0, AXES_ALIKE},
        {{0.1, 0.1, 0.1}, 0.02, 0.0, AXES_SCALED},   {{0.1, 0.1, 0.1}, 0.02, 0.05, AXES_ALIKE},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct axes_check check;
        axes_check_reset(&check);
        lie(&check, cases[i].rate, cases[i].tremble, cases[i].shake, 5.9);
        assert_int_equal(axes_check_verdict(&check, false),
                         AXES_ALIKE); /* one look is not enough */
        lie(&check, cases[i].rate, cases[i].tremble, cases[i].shake, 0.8);
        if (axes_check_verdict(&check, false) != cases[i].verdict)
            fail_msg("case %zu: %d", i, axes_check_verdict(&check, false));
        /* What moves does not show it, until it lies once more. */
        play(&check, &bending, &none, 0.0, 6.2);
        if (axes_check_verdict(&check, false) != cases[i].verdict)
            fail_msg("case %zu, moving: %d", i, axes_check_verdict(&check, false));
        lie(&check, cases[0].rate, 0.0, 0.0, 8.2);
        assert_int_equal(axes_check_verdict(&check, false), AXES_ALIKE);
    }
}

/* Half as much again is nearer to twice than to once; a little less is not. What decides is how
 * much better the mistake has to look. */
static void it_takes_a_clear_difference(void **state)
{
    (void)state;
    struct mistake mistake = none;
    mistake.anglvel_scale = 1.48;
    assert_int_equal(verdict_of(&bending, &mistake), AXES_SCALED);
    mistake.anglvel_scale = 1.45;
    assert_int_equal(verdict_of(&bending, &mistake), AXES_ALIKE);
}

/* Who is shaken without turning has proven nothing, and is asked again as soon as it turns. */
static void shaking_proves_nothing(void **state)
{
    (void)state;
    const struct movement shaking = {.swing_deg = 1.0, .push = 4.0};
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &shaking, &gyro_reversed, 0.0, 60.0);
    assert_int_equal(check.verdict, AXES_ALIKE);
    play(&check, &bending, &gyro_reversed, 0.0, 12.0);
    assert_int_equal(check.verdict, AXES_MIXED_UP);
}

/* A body that goes up and down as hard as it likes does not hide which way it turns. */
static void pushes_along_gravity_hide_nothing(void **state)
{
    (void)state;
    const struct movement squatting = {.swing_deg = 12.0, .lift = 6.0};
    assert_int_equal(verdict_of(&squatting, &none), AXES_ALIKE);
    assert_int_equal(verdict_of(&squatting, &gyro_reversed), AXES_MIXED_UP);
}

static void one_look_makes_it_suspect(void **state)
{
    (void)state;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &bending, &gyro_reversed, 0.0, 5.9);
    assert_true(check.suspect);
    axes_check_reset(&check);
    play(&check, &bending, &none, 0.0, 5.9);
    assert_false(check.suspect);
}

static void it_takes_two_looks(void **state)
{
    (void)state;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &bending, &gyro_reversed, 0.0, 5.9);
    assert_int_equal(check.verdict, AXES_ALIKE);
    axes_check_reset(&check);
    play(&check, &bending, &gyro_reversed, 0.0, 8.2);
    assert_int_equal(check.verdict, AXES_MIXED_UP);
}

static void who_was_set_right_is_believed_again(void **state)
{
    (void)state;
    struct axes_check check;
    axes_check_reset(&check);
    play(&check, &bending, &gyro_reversed, 0.0, 20.0);
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

/* Who is thrown about for seconds is as heavy as that, if it turns; nobody is as light. It takes
 * two looks: of four seconds, and of two of these and two more. */
static void the_mean_of_gravity_is_known_soon(void **state)
{
    (void)state;
    static const struct {
        double scale, swing_deg, push;
        bool off;
    } cases[] = {{1.0, 10.0, 9.0, false},  {2.0, 10.0, 9.0, true},   {0.5, 10.0, 3.0, true},
                 {1.45, 10.0, 0.0, false}, {1.55, 10.0, 0.0, true},  {2.0, 150.0, 0.0, false},
                 {0.65, 10.0, 0.0, false}, {0.55, 150.0, 0.0, true}, {1.0, 10.0, 30.0, false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct movement movement = {.swing_deg = cases[i].swing_deg, .push = cases[i].push};
        struct mistake mistake = none;
        struct axes_check check;
        mistake.accel_scale = cases[i].scale;
        axes_check_reset(&check);
        play(&check, &movement, &mistake, 0.0, 5.9);
        assert_false(axes_check_gravity_is_off(&check));
        axes_check_reset(&check);
        play(&check, &movement, &mistake, 0.0, 6.8);
        if (axes_check_gravity_is_off(&check) != cases[i].off)
            fail_msg("case %zu", i);
    }
}

/* At 4 rad/s a metre from the middle: 16 m/s^2 outwards, always to the same side of it. */
static void who_is_whirled_around_is_heavy(void **state)
{
    (void)state;
    static const double nothing[3] = {0.0}, accel[3] = {16.0, 0.0, G};
    const struct axes_errors errors = {.bias = nothing, .scale = nothing};
    for (unsigned slow = 0; slow < 2; slow++) {
        const double rate[3] = {0.0, 0.0, slow ? 2.0 : 4.0};
        struct axes_check check;
        axes_check_reset(&check);
        for (int i = 0; i < 680; i++) {
            axes_check_push(&check, accel, rate, DT);
            if (axes_check_is_due(&check))
                axes_check_look(&check, &errors);
        }
        assert_int_equal(axes_check_gravity_is_off(&check), slow);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_right_is_left_alone),
        cmocka_unit_test(who_hardly_turns_while_gravity_swings_is_told),
        cmocka_unit_test(what_shows_little_each_time_is_told_in_the_end),
        cmocka_unit_test(nothing_falls_for_two_seconds),
        cmocka_unit_test(a_turned_sensor_is_right),
        cmocka_unit_test(every_mistake_in_the_axes_is_found),
        cmocka_unit_test(a_wrong_scale_is_found),
        cmocka_unit_test(degrees_are_found_though_it_hardly_turns),
        cmocka_unit_test(who_whirls_for_seconds_is_not_believed),
        cmocka_unit_test(degrees_are_found_though_it_lies),
        cmocka_unit_test(who_says_that_it_moves_while_gravity_stands_is_not_believed),
        cmocka_unit_test(it_takes_a_clear_difference),
        cmocka_unit_test(shaking_proves_nothing),
        cmocka_unit_test(pushes_along_gravity_hide_nothing),
        cmocka_unit_test(one_look_makes_it_suspect),
        cmocka_unit_test(it_takes_two_looks),
        cmocka_unit_test(who_was_set_right_is_believed_again),
        cmocka_unit_test(gravity_of_another_size_is_told),
        cmocka_unit_test(the_mean_of_gravity_is_known_soon),
        cmocka_unit_test(who_is_whirled_around_is_heavy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
