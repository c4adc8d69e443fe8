/* SPDX-License-Identifier: MIT */
/* What is measured of a repetition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "close.h"
#include "core/feature.h"

#define RAD (3.14159265358979323846 / 180.0)

static void remember(struct history *history, int64_t t_ns, double trunk, double thigh,
                     double bar_turn)
{
    struct motion_frame frame;
    memset(&frame, 0xff, sizeof(frame)); /* all NAN */
    frame.bar_still = frame.chest_lies = false;
    frame.bar_forth = 0.0;
    frame.angles.trunk = trunk;
    frame.angles.pelvis = 0.7 * trunk;
    frame.angles.thigh_left = -thigh;
    frame.angles.thigh_right = thigh;
    frame.bar_up[0] = 0.0;
    frame.bar_up[1] = sin(bar_turn * RAD);
    frame.bar_up[2] = cos(bar_turn * RAD);
    const struct hold_moment moment = {.t_ns = t_ns, .frame = &frame};
    history_push(history, &moment);
}

/* From one posture to another within a second. */
static void measure(double trunk[2], double thigh[2], double bar_turn[2],
                    struct feature_values *ret_values)
{
    static struct history history;
    const int64_t step_ns = 20000000, start_ns = 1000000000, far_ns = 2000000000;
    history_reset(&history);
    for (int64_t t_ns = 0; t_ns <= 3000000000; t_ns += step_ns) {
        double way = t_ns < start_ns ? 0.0 : t_ns > far_ns ? 1.0 : (double)(t_ns - start_ns) * 1e-9;
        remember(&history, t_ns, trunk[0] + way * (trunk[1] - trunk[0]),
                 thigh[0] + way * (thigh[1] - thigh[0]),
                 bar_turn[0] + way * (bar_turn[1] - bar_turn[0]));
    }
    feature_measure(&history, 800.0, start_ns, far_ns + 300000000, 3000000000, ret_values);
}

/* On the back; whether it is known which way is forward makes no difference. */
static void who_lies_on_the_back_leans_far(void **state)
{
    struct feature_values known, unknown;
    (void)state;
    measure((double[]){-90, -117}, (double[]){0, 20}, (double[]){0, 0}, &known);
    measure((double[]){90, 117}, (double[]){0, 20}, (double[]){0, 0}, &unknown);
    static const enum feature leans[] = {FEATURE_TRUNK_START, FEATURE_TRUNK_FAR,
                                         FEATURE_PELVIS_START, FEATURE_PELVIS_FAR};
    for (size_t i = 0; i < sizeof(leans) / sizeof(*leans); i++)
        assert_close(known.value[leans[i]], unknown.value[leans[i]], 1e-9);
    measure((double[]){-20, 0}, (double[]){0, 20}, (double[]){0, 0}, &known);
    assert_close(known.value[FEATURE_TRUNK_START], -20.0, 1e-9);
}

/* Nobody drops who stands; who squats drops by what his thighs and his trunk lean. */
static void shoulders_drop(void **state)
{
    struct feature_values values;
    (void)state;
    measure((double[]){0, 60}, (double[]){0, 20}, (double[]){0, 0}, &values);
    assert_close(values.value[FEATURE_DROP_START], 0.0, 1e-9);
    measure((double[]){80, 0}, (double[]){60, 0}, (double[]){0, 0}, &values);
    assert_close(values.value[FEATURE_DROP_START],
                 0.245 * (1.0 - cos(60 * RAD)) + 0.095 * (1.0 - cos(56 * RAD)) +
                     0.193 * (1.0 - cos(80 * RAD)),
                 1e-9);
}

/* High hips or low ones: a bar on the floor is reached all the same. */
static void styles_drop_alike(void **state)
{
    struct feature_values low, high;
    (void)state;
    measure((double[]){66, 0}, (double[]){68, 0}, (double[]){0, 0}, &low);
    measure((double[]){84, 0}, (double[]){52, 0}, (double[]){0, 0}, &high);
    assert_close(low.value[FEATURE_DROP_START], high.value[FEATURE_DROP_START], 0.02);
}

static void a_bar_on_the_back_does_not_slip(void **state)
{
    struct feature_values values;
    (void)state;
    measure((double[]){4, 68}, (double[]){2, 25}, (double[]){10, 74}, &values);
    assert_close(values.value[FEATURE_BAR_SLIP], 0.0, 0.5);
    measure((double[]){4, 68}, (double[]){2, 25}, (double[]){10, 22}, &values);
    assert_close(values.value[FEATURE_BAR_SLIP], -52.0, 0.5);
}

/* A bar that sinks by so much within 4 s, evenly but for its ends; its height seems to sink by
 * seen. */
static double bar_rise(double sinks, double seen)
{
    static struct history history;
    struct feature_values values;
    const int64_t step_ns = 20000000, start_ns = 1000000000, far_ns = 5000000000;
    history_reset(&history);
    for (int64_t t_ns = 0; t_ns <= 6000000000; t_ns += step_ns) {
        bool moves = t_ns > start_ns && t_ns < far_ns;
        struct motion_frame frame;
        memset(&frame, 0xff, sizeof(frame)); /* all NAN */
        frame.bar_still = frame.chest_lies = false;
        frame.bar_forth = 0.0;
        frame.bar_height = t_ns >= far_ns ? -seen : 0.0;
        /* with an offset of 0.1 m/s^2 */
        frame.bar_integral = (moves ? -sinks / 4.0 : 0.0) + 0.1 * (double)t_ns * 1e-9;
        const struct hold_moment moment = {.t_ns = t_ns, .frame = &frame};
        history_push(&history, &moment);
    }
    feature_measure(&history, 800.0, start_ns, far_ns + 100000000, 6000000000, &values);
    return values.value[FEATURE_BAR_RISE];
}

/* An even bar looks as if it rested: it has not risen by nothing, it is not known. */
static void a_rise_is_known_where_two_ways_agree(void **state)
{
    (void)state;
    assert_close(bar_rise(0.4, 0.42), -0.42, 1e-9);
    assert_close(bar_rise(0.0, 0.0), 0.0, 1e-9);
    assert_true(isnan(bar_rise(0.4, 0.02)));
    assert_true(isnan(bar_rise(0.0, 0.4)));
}

static void one_thing_that_cannot_be_outweighs_all_others(void **state)
{
    struct exercise exercise;
    struct feature_values values;
    unsigned count;
    (void)state;
    exercise_set_generic(&exercise);
    for (unsigned i = 0; i < FEATURE_COUNT; i++)
        values.value[i] = NAN;
    const enum feature known[] = {FEATURE_TRUNK_FAR, FEATURE_PELVIS_FAR, FEATURE_LUMBAR_FAR,
                                  FEATURE_THIGH_FAR, FEATURE_BAR_TURN};
    for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
        exercise.look.limits[exercise.look.limit_count++] =
            (struct feature_limits){known[i], 40.0, 60.0};
        values.value[known[i]] = 50.0;
    }
    assert_true(feature_score(&exercise, &values, &count) > 4.0);
    assert_int_equal(count, 5);
    values.value[FEATURE_BAR_TURN] = 120.0;
    assert_true(feature_score(&exercise, &values, &count) < 0.0);
}

static void limit(struct exercise *exercise, enum feature feature, double low, double high)
{
    exercise->look.limits[exercise->look.limit_count++] =
        (struct feature_limits){feature, low, high};
}

static void only_what_is_seen_tells_apart(void **state)
{
    struct exercise light, heavy;
    struct feature_values values;
    (void)state;
    exercise_set_generic(&light);
    exercise_set_generic(&heavy);
    limit(&light, FEATURE_TRUNK_FAR, 45, 90);
    limit(&heavy, FEATURE_TRUNK_FAR, 50, 95);
    limit(&light, FEATURE_LOAD_LEAST, 0.9, 1.1);
    limit(&heavy, FEATURE_LOAD_LEAST, 1.2, 3.0);
    for (unsigned i = 0; i < FEATURE_COUNT; i++)
        values.value[i] = NAN;
    values.value[FEATURE_TRUNK_FAR] = 70.0;
    assert_false(feature_tells_apart(&light, &heavy, &values));
    double share = feature_share_known(&light, &values);
    assert_true(share > 0.0 && share < 1.0);
    values.value[FEATURE_LOAD_LEAST] = 1.0;
    assert_true(feature_tells_apart(&light, &heavy, &values));
    assert_close(feature_share_known(&light, &values), 1.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_lies_on_the_back_leans_far),
        cmocka_unit_test(shoulders_drop),
        cmocka_unit_test(styles_drop_alike),
        cmocka_unit_test(a_bar_on_the_back_does_not_slip),
        cmocka_unit_test(a_rise_is_known_where_two_ways_agree),
        cmocka_unit_test(only_what_is_seen_tells_apart),
        cmocka_unit_test(one_thing_that_cannot_be_outweighs_all_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
