/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "close.h"
#include "core/quat.h"

#define PI 3.14159265358979323846
#define ROUNDS 10000

static const double x_axis[3] = {1.0, 0.0, 0.0};
static const double z_axis[3] = {0.0, 0.0, 1.0};

static void assert_near(const double a[3], double x, double y, double z, double tolerance)
{
    assert_close(a[0], x, tolerance);
    assert_close(a[1], y, tolerance);
    assert_close(a[2], z, tolerance);
}

static double uniform(unsigned short seed[3])
{
    return 2.0 * erand48(seed) - 1.0;
}

static void random_quat(unsigned short seed[3], double ret_quat[4])
{
    do {
        for (int i = 0; i < 4; i++)
            ret_quat[i] = uniform(seed);
    } while (fabs(ret_quat[0]) + fabs(ret_quat[1]) + fabs(ret_quat[2]) + fabs(ret_quat[3]) < 0.1);
    quat_normalize(ret_quat);
}

static void test_quarter_turns(void **state)
{
    (void)state;
    const double about_z[3] = {0.0, 0.0, PI / 2.0}, about_x[3] = {PI / 2.0, 0.0, 0.0};
    double first[4], second[4], both[4], v[3];

    quat_from_rotation_vector(first, about_z);
    quat_rotate(v, first, x_axis);
    assert_near(v, 0.0, 1.0, 0.0, 1e-15);
    quat_from_rotation_vector(second, about_x);
    quat_mul(both, second, first); /* first about z, then about x: x goes to y, y to z */
    quat_rotate(v, both, x_axis);
    assert_near(v, 0.0, 0.0, 1.0, 1e-15);
}

static void test_up_and_matrix_agree_with_rotation(void **state)
{
    (void)state;
    unsigned short seed[3] = {1, 2, 3};

    for (int round = 0; round < ROUNDS; round++) {
        double q[4], back[4], up[3], v[3], turned[3], matrix[3][3];

        random_quat(seed, q);
        quat_conj(back, q);
        quat_rotate(v, back, z_axis);
        quat_up(up, q);
        assert_near(up, v[0], v[1], v[2], 1e-14);

        vec3_set(v, uniform(seed), uniform(seed), uniform(seed));
        quat_rotate(turned, q, v);
        quat_to_matrix(matrix, q);
        assert_near(turned, vec3_dot(matrix[0], v), vec3_dot(matrix[1], v), vec3_dot(matrix[2], v),
                    1e-14);
    }
}

static void test_rotation_vector_is_smooth_where_the_series_ends(void **state)
{
    (void)state;
    for (double angle = 0.0999; angle < 0.1001; angle += 1e-6) {
        const double v[3] = {0.6 * angle, 0.0, -0.8 * angle};
        double q[4];

        quat_from_rotation_vector(q, v);
        assert_close(q[0], cos(angle / 2.0), 2e-16);
        assert_close(q[1], 0.6 * sin(angle / 2.0), 2e-16);
        assert_close(q[3], -0.8 * sin(angle / 2.0), 2e-16);
    }
}

static void test_any_direction_can_be_turned_upright(void **state)
{
    (void)state;
    unsigned short seed[3] = {4, 5, 6};

    for (int round = 0; round < ROUNDS; round++) {
        double v[3] = {uniform(seed), uniform(seed), uniform(seed)}, q[4], turned[3];

        if (round % 2) { /* close to upside down, ever closer */
            double closeness = pow(10.0, -12.0 * erand48(seed));
            vec3_set(v, closeness * v[0], closeness * v[1], -1.0);
        }
        if (!vec3_normalize(v, v))
            continue;
        quat_to_z(q, v);
        quat_rotate(turned, q, v);
        assert_near(turned, 0.0, 0.0, 1.0, 3e-3); /* within 1e-6 of -z a half turn has to do */
        assert_close(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3], 1.0, 1e-14);
    }
}

static void test_upside_down_is_half_a_turn(void **state)
{
    (void)state;
    const double down[3] = {0.0, 0.0, -1.0};
    double q[4], turned[3];

    quat_to_z(q, down);
    quat_rotate(turned, q, down);
    assert_near(turned, 0.0, 0.0, 1.0, 1e-15);
}

static void test_renormalizing_takes_off_rounding(void **state)
{
    (void)state;
    double q[4] = {0.5 + 1e-7, 0.5, -0.5, 0.5};

    quat_renormalize(q);
    assert_close(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3], 1.0, 1e-13);
}

static void test_zero_has_no_direction(void **state)
{
    (void)state;
    const double nothing[3] = {0.0, 0.0, 0.0}, unknown[3] = {NAN, 0.0, 0.0};
    double v[3] = {7.0, 8.0, 9.0};

    assert_false(vec3_normalize(v, nothing));
    assert_false(vec3_normalize(v, unknown));
    assert_near(v, 7.0, 8.0, 9.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quarter_turns),
        cmocka_unit_test(test_up_and_matrix_agree_with_rotation),
        cmocka_unit_test(test_rotation_vector_is_smooth_where_the_series_ends),
        cmocka_unit_test(test_any_direction_can_be_turned_upright),
        cmocka_unit_test(test_upside_down_is_half_a_turn),
        cmocka_unit_test(test_renormalizing_takes_off_rounding),
        cmocka_unit_test(test_zero_has_no_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
