/* SPDX-License-Identifier: MIT */
/* Repetitions looked back at: a limb that turns and a bar that rises, of which all is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "core/generic_look.h"

#define PI 3.14159265358979323846
#define STEP_S 0.01
#define STEP_NS 10000000
#define SECOND INT64_C(1000000000)
#define OFFSET 0.15 /* m/s^2, of the accelerometer */
#define SENSORS 2

struct wearer {
    struct generic generic;
    struct generic_look look;
    int64_t t_ns;
    double angle;
    double share; /* the second sensor turns so much of the first one's angle */
};

static struct wearer *wear(bool bar)
{
    struct wearer *wearer = calloc(1, sizeof(*wearer));
    assert_non_null(wearer);
    wearer->share = 0.4;
    generic_reset(&wearer->generic);
    generic_look_reset(&wearer->look);
    for (uint16_t i = 0; i < (bar ? 1 : SENSORS); i++)
        generic_attach(&wearer->generic, i, GENERIC_ANYWHERE);
    return wearer;
}

static void push(struct wearer *wearer, double angle, double accel)
{
    for (uint16_t i = 0; i < wearer->generic.used; i++) {
        double part = i == 0 ? 1.0 : wearer->share;
        const double up[3] = {-sin(part * angle), 0.0, cos(part * angle)};
        const double rate[3] = {0.0, part * (angle - wearer->angle) / STEP_S, 0.0};
        struct generic_result found;
        generic_push(&wearer->generic, i, wearer->t_ns, STEP_S, up, rate, accel, &found);
        generic_look_push(&wearer->look, &wearer->generic, i, wearer->t_ns,
                          wearer->generic.used == 1, rate);
    }
    wearer->angle = angle;
    wearer->t_ns += STEP_NS;
}

/* Turns to an angle; what it carries rises by so many metres. */
static void move(struct wearer *wearer, double angle, double metres, double duration_s)
{
    double from = wearer->angle, w = PI / duration_s;
    int count = (int)lround(duration_s / STEP_S);
    for (int i = 1; i <= count; i++)
        push(wearer, from + (angle - from) * 0.5 * (1.0 - cos(PI * i / count)),
             OFFSET + metres * 0.5 * w * w * cos(PI * i / count));
}

static void rest(struct wearer *wearer, double duration_s)
{
    for (int i = 0; i < (int)lround(duration_s / STEP_S); i++)
        push(wearer, wearer->angle, OFFSET);
}

static void assert_near(double found, double expected, double within)
{
    if (!(fabs(found - expected) <= within))
        print_error("%g, not %g\n", found, expected);
    assert_true(fabs(found - expected) <= within);
}

static void raise_limb(struct wearer *wearer)
{
    rest(wearer, 20.0);
    move(wearer, 1.0, 0.4, 1.0);
    rest(wearer, 2.0);
    move(wearer, 0.0, -0.4, 1.5);
    rest(wearer, 2.0);
}

static void limb_is_measured_where_it_turns_farthest(void **state)
{
    (void)state;
    struct wearer *wearer = wear(false);
    raise_limb(wearer);
    const struct generic_look_rep rep = {.rep = 7,
                                         .signal = GENERIC_TURN,
                                         .sensor = 1,
                                         .start_ns = 201 * SECOND / 10,
                                         .end_ns = 244 * SECOND / 10};
    struct generic_look_found found;
    assert_int_equal(generic_look_back(&wearer->look, &wearer->generic, NULL, wearer->t_ns, &found),
                     -ENODATA);
    generic_look_expect(&wearer->look, &rep);
    assert_false(generic_look_ready(&wearer->look, rep.end_ns));
    assert_true(generic_look_ready(&wearer->look, wearer->t_ns));
    assert_int_equal(generic_look_back(&wearer->look, &wearer->generic, NULL, wearer->t_ns, &found),
                     0);
    assert_false(generic_look_ready(&wearer->look, wearer->t_ns));
    assert_int_equal(found.rep, 7);
    assert_int_equal(found.sensor, 0);
    assert_near((double)found.excursion.start_ns * 1e-9, 20.0, 0.2);
    assert_near((double)found.excursion.end_ns * 1e-9, 24.4, 0.2);
    assert_near(found.detail.range, 180.0 / PI, 2.0);
    assert_false(found.detail.range_is_metres);
    assert_near(found.range[1], 0.4, 0.02);
    assert_true(isnan(found.range[2]));
    assert_near(found.detail.concentric_s, 1.0, 0.3); /* it rises first */
    assert_near(found.detail.top_pause_s, 2.0, 0.3);
    assert_near(found.detail.eccentric_s, 1.5, 0.3);
    assert_true(isnan(found.detail.stretch_pause_s) && isnan(found.detail.mean_velocity));
    free(wearer);
}

static void preferred_sensor_is_kept_while_it_takes_part(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct wearer *wearer = wear(false);
        wearer->share = k ? 0.2 : 0.8;
        wearer->look.preferred = 1;
        raise_limb(wearer);
        const struct generic_look_rep rep = {
            .signal = GENERIC_TURN, .start_ns = 20 * SECOND, .end_ns = 245 * SECOND / 10};
        struct generic_look_found found;
        generic_look_expect(&wearer->look, &rep);
        assert_int_equal(
            generic_look_back(&wearer->look, &wearer->generic, NULL, wearer->t_ns, &found), 0);
        assert_int_equal(found.sensor, k ? 0 : 1);
        free(wearer);
    }
}

static void end_of_a_limb_is_foretold(void **state)
{
    (void)state;
    struct wearer *wearer = wear(false);
    rest(wearer, 20.0);
    move(wearer, 1.0, 0.4, 1.0);
    rest(wearer, 2.0);
    double w = PI / 1.5;
    while (wearer->angle > 0.1) /* nearly back */
        push(wearer, 0.5 * (1.0 + cos(w * ((double)wearer->t_ns * 1e-9 - 23.0))), 0.0);
    const struct swing swing = {.start_ns = 20 * SECOND,
                                .left_ns = 201 * SECOND / 10,
                                .end_ns = 22 * SECOND,
                                .over_ns = wearer->t_ns};
    struct generic_look_rep rep = {.signal = GENERIC_TURN};
    generic_look_times(&wearer->look, &wearer->generic, &swing, wearer->t_ns, &rep);
    assert_near((double)rep.start_ns * 1e-9, 20.0, 0.2);
    assert_near((double)rep.end_ns * 1e-9, 24.4, 0.2);
    free(wearer);
}

static void lift_is_measured_in_metres(void **state)
{
    (void)state;
    struct wearer *wearer = wear(true);
    rest(wearer, 5.0);
    move(wearer, 0.0, -0.6, 2.0);
    rest(wearer, 0.5);
    move(wearer, 0.0, 0.6, 1.0);
    rest(wearer, 2.0);
    const struct generic_look_rep rep = {.signal = GENERIC_HEAVE,
                                         .sensor = 0,
                                         .start_ns = 62 * SECOND / 10,
                                         .end_ns = 83 * SECOND / 10,
                                         .fall_ns = 6 * SECOND,
                                         .rise_ns = 8 * SECOND};
    struct generic_look_found found;
    generic_look_expect(&wearer->look, &rep);
    assert_int_equal(generic_look_back(&wearer->look, &wearer->generic, NULL, wearer->t_ns, &found),
                     0);
    assert_int_equal(found.sensor, SENSORS_MAX); /* none turned */
    assert_true(found.detail.range_is_metres);
    assert_near(found.detail.range, 0.6, 0.03);
    assert_near(found.detail.height, 0.6, 0.03);
    assert_near(found.detail.eccentric_s, 2.0, 0.3);
    assert_near(found.detail.stretch_pause_s, 0.5, 0.3);
    assert_near(found.detail.concentric_s, 1.0, 0.15);
    assert_near(found.detail.mean_velocity, 0.6, 0.05);
    assert_near(found.detail.peak_velocity, 0.3 * PI, 0.05);
    assert_near((double)found.excursion.start_ns * 1e-9, 5.0, 0.2);
    assert_near((double)found.excursion.end_ns * 1e-9, 8.5, 0.2);
    free(wearer);
}

/* As a deadlift: from the floor and back, twice. */
static void lift_comes_before_its_lowering_where_it_is_known_to(void **state)
{
    (void)state;
    struct wearer *wearer = wear(true);
    generic_look_expect_rise(&wearer->look, true);
    const struct generic_look_rep reps[] = {
        {.rep = 1,
         .signal = GENERIC_HEAVE,
         .start_ns = 51 * SECOND / 10,
         .end_ns = 6 * SECOND,
         .fall_ns = 5 * SECOND,
         .rise_ns = 55 * SECOND / 10},
        {.rep = 2,
         .signal = GENERIC_HEAVE,
         .start_ns = 75 * SECOND / 10,
         .end_ns = 10 * SECOND,
         .fall_ns = 75 * SECOND / 10,
         .rise_ns = 95 * SECOND / 10},
    };
    struct generic_look_found found[2];
    rest(wearer, 5.0);
    move(wearer, 0.0, 0.6, 1.0);
    generic_look_expect(&wearer->look, &reps[0]);
    rest(wearer, 0.5);
    move(wearer, 0.0, -0.6, 2.0);
    rest(wearer, 0.5);
    move(wearer, 0.0, 0.6, 1.0);
    assert_int_equal(
        generic_look_back(&wearer->look, &wearer->generic, &reps[1], wearer->t_ns, &found[0]), 0);
    generic_look_expect(&wearer->look, &reps[1]);
    rest(wearer, 0.5);
    move(wearer, 0.0, -0.6, 1.0);
    rest(wearer, 2.0);
    assert_false(generic_look_ready(&wearer->look, wearer->t_ns)); /* it might have been up yet */
    assert_int_equal(
        generic_look_back(&wearer->look, &wearer->generic, NULL, wearer->t_ns, &found[1]), 0);
    for (unsigned i = 0; i < 2; i++) {
        assert_true(found[i].detail.rises_first);
        assert_near((double)found[i].excursion.start_ns * 1e-9, i ? 9.0 : 5.0, 0.2);
        assert_near((double)found[i].excursion.end_ns * 1e-9, i ? 11.5 : 8.5, 0.2);
        assert_near(found[i].detail.concentric_s, 1.0, 0.2);
        assert_near(found[i].detail.top_pause_s, 0.5, 0.3);
        assert_near(found[i].detail.eccentric_s, i ? 1.0 : 2.0, 0.3);
        assert_true(isnan(found[i].detail.stretch_pause_s));
        assert_near(found[i].detail.range, 0.6, 0.03);
        assert_near(found[i].detail.mean_velocity, 0.6, 0.05);
    }
    free(wearer);
}

static void what_was_not_seen_is_not_told(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct wearer *wearer = wear(k);
        rest(wearer, 2.0);
        const struct generic_look_rep rep = {.signal = k ? GENERIC_HEAVE : GENERIC_TURN,
                                             .start_ns = SECOND / 2,
                                             .end_ns = 3 * SECOND / 2,
                                             .fall_ns = SECOND / 2,
                                             .rise_ns = SECOND};
        struct generic_look_found found;
        generic_look_expect(&wearer->look, &rep);
        assert_int_equal(
            generic_look_back(&wearer->look, &wearer->generic, NULL, wearer->t_ns, &found), 0);
        assert_int_equal(found.excursion.start_ns, rep.start_ns);
        assert_int_equal(found.excursion.end_ns, rep.end_ns);
        assert_true(isnan(found.detail.range) && isnan(found.detail.concentric_s));
        assert_true(found.confidence < 0.5);
        free(wearer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limb_is_measured_where_it_turns_farthest),
        cmocka_unit_test(preferred_sensor_is_kept_while_it_takes_part),
        cmocka_unit_test(end_of_a_limb_is_foretold),
        cmocka_unit_test(lift_is_measured_in_metres),
        cmocka_unit_test(lift_comes_before_its_lowering_where_it_is_known_to),
        cmocka_unit_test(what_was_not_seen_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
