/* SPDX-License-Identifier: MIT */
/* Left and right of thighs, wrists and feet are told apart by what they do together. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/quat.h"
#include "core/sides.h"
#include "core/vec3.h"

#define PI 3.14159265358979323846
#define RAD(degrees) ((degrees) * (PI / 180.0))
#define LOOK_NS INT64_C(100000000)
#define WEIGHT 700.0

#define FEET (1u << SIDES_FEET)
#define THIGHS (1u << SIDES_THIGHS)
#define WRISTS (1u << SIDES_WRISTS)

/* A body whose sensors' axes are x forward, y left, z up; tilts forward of the segment's top. */
struct figure {
    struct sides sides;
    struct body body;
    int64_t t_ns;
    double pelvis, thigh[2], wrist[2]; /* degrees: left, right */
    double thigh_rate[2];              /* degrees a second, likewise */
    double left_share, accel_left;
    bool opposite;
    unsigned crossed; /* sensors that are exchanged: a bit for each of enum sides_of */
    unsigned named;
};

static void stand_up(struct figure *figure, unsigned crossed)
{
    *figure = (struct figure){.left_share = 0.5, .crossed = crossed};
    sides_reset(&figure->sides);
    body_reset(&figure->body);
}

static void set_part(struct figure *figure, enum body_part part, double deg, double rate_deg_s)
{
    static const double up[3] = {0.0, 0.0, 1.0}, forward[3] = {1.0, 0.0, 0.0};
    struct segment *segment = &figure->body.parts[part];
    segment->present = segment->has_up = segment->has_forward = true;
    segment->t_ns = figure->t_ns;
    segment->angle = RAD(deg);
    segment->rate = RAD(rate_deg_s);
    vec3_copy(segment->up, up);
    vec3_copy(segment->forward, forward);
    vec3_set(segment->now, -sin(RAD(deg)), 0.0, cos(RAD(deg)));
}

static void look(struct figure *figure)
{
    int thighs = figure->crossed & THIGHS ? 1 : 0, wrists = figure->crossed & WRISTS ? 1 : 0;
    int feet = figure->crossed & FEET ? 1 : 0;
    double quat[4], force[2] = {WEIGHT * figure->left_share, WEIGHT * (1.0 - figure->left_share)};
    const double felt[3] = {0.0, figure->accel_left, 0.0};
    figure->t_ns += LOOK_NS;
    set_part(figure, BODY_PELVIS, figure->pelvis, 0.0);
    for (int i = 0; i < 2; i++) {
        set_part(figure, i == 0 ? BODY_THIGH_LEFT : BODY_THIGH_RIGHT, figure->thigh[i ^ thighs],
                 figure->thigh_rate[i ^ thighs]);
        set_part(figure, i == 0 ? BODY_WRIST_LEFT : BODY_WRIST_RIGHT, figure->wrist[i ^ wrists],
                 0.0);
    }
    quat_identity(quat);
    const struct sides_input input = {
        .t_ns = figure->t_ns,
        .body = &figure->body,
        .loads = {.feet_left = force[feet], .feet_right = force[1 - feet]},
        .body_weight = WEIGHT,
        .pelvis_quat = quat,
        .opposite = figure->opposite,
    };
    sides_feel(&figure->sides, felt);
    figure->named = sides_look(&figure->sides, &input);
}

static void stay(struct figure *figure, double seconds)
{
    for (int i = 0; i < (int)(seconds * 10.0 + 0.5); i++)
        look(figure);
}

static void bend(struct figure *figure)
{
    figure->pelvis = 60.0;
    stay(figure, 2.0);
    figure->pelvis = 0.0;
    stay(figure, 1.0);
}

static void sit(struct figure *figure)
{
    figure->thigh[0] = figure->thigh[1] = -88.0; /* its upper end is behind the knee */
    stay(figure, 3.0);
    figure->thigh[0] = figure->thigh[1] = 0.0;
    stay(figure, 1.0);
}

/* From foot to foot: the middle of the body by 3 cm, once in 1.2 s; 0.3 m between the feet. */
static void rock(struct figure *figure, double seconds)
{
    const double height_m = 1.0, pulsation = 2.0 * PI / 1.2;
    for (double t = 0.0; t < seconds; t += 0.1) {
        double place = 0.03 * sin(pulsation * t);
        figure->accel_left = -pulsation * pulsation * place;
        figure->left_share = 0.5 + (place - height_m / 9.81 * figure->accel_left) / 0.3;
        look(figure);
    }
    figure->accel_left = 0.0;
    figure->left_share = 0.5;
}

/* Off the plates; on the left foot the body falls to the right, and the left thigh goes backward.
 */
static void walk(struct figure *figure, double seconds)
{
    const double pulsation = 2.0 * PI / 1.1;
    for (double t = 0.0; t < seconds; t += 0.1) {
        for (int i = 0; i < 2; i++) {
            double phase = pulsation * t + PI * i;
            figure->thigh[i] = 20.0 * sin(phase);
            figure->thigh_rate[i] = 20.0 * pulsation * cos(phase);
        }
        figure->left_share = NAN;
        figure->accel_left = -0.6 * cos(pulsation * t);
        look(figure);
    }
    figure->thigh_rate[0] = figure->thigh_rate[1] = figure->accel_left = 0.0;
    figure->thigh[0] = figure->thigh[1] = 0.0;
    figure->left_share = 0.5;
}

/* On the left foot, for so long at a time; the thighs and the pelvis lean so far meanwhile. */
static void stand_on_left(struct figure *figure, double left, double right, double pelvis,
                          double seconds)
{
    for (int i = 0; i < 4; i++) {
        figure->left_share = 0.97;
        stay(figure, 1.0);
        figure->thigh[0] = left;
        figure->thigh[1] = right;
        figure->pelvis = pelvis;
        stay(figure, seconds);
        figure->thigh[0] = figure->thigh[1] = figure->pelvis = 0.0;
        stay(figure, 1.0);
        figure->left_share = 0.5;
        stay(figure, 1.0);
    }
}

/* Opposite arm and leg, on hands and knees. */
static void reach(struct figure *figure)
{
    figure->opposite = true;
    figure->pelvis = 80.0;
    for (int i = 0; i < 8; i++) {
        figure->thigh[i % 2] = 75.0;
        figure->wrist[1 - i % 2] = 90.0;
        stay(figure, 1.0);
        figure->thigh[i % 2] = figure->wrist[1 - i % 2] = 0.0;
        stay(figure, 1.0);
    }
    figure->opposite = false;
    figure->pelvis = 0.0;
}

static void the_free_thigh_is_the_other_foots(void **state)
{
    (void)state;
    struct figure figure;
    stand_up(&figure, 0);
    stand_on_left(&figure, 5.0, 70.0, 0.0, 0.6); /* the right knee is up */
    stand_on_left(&figure, 15.0, 75.0, 65.0, 3.0);
    assert_int_equal(figure.named, 0);
    /* Either may be wrong. */
    stand_up(&figure, THIGHS);
    stand_on_left(&figure, 15.0, 75.0, 65.0, 3.0);
    assert_int_equal(figure.named, THIGHS | FEET);
    stand_up(&figure, FEET);
    stand_on_left(&figure, 5.0, 70.0, 0.0, 0.6);
    assert_int_equal(figure.named, THIGHS | FEET);
}

static void who_bends_the_knee_that_bears_is_believed(void **state)
{
    (void)state;
    struct figure figure;
    stand_up(&figure, 0);
    stand_on_left(&figure, 80.0, 10.0, 20.0, 2.0); /* a squat on one leg */
    stand_on_left(&figure, 50.0, 60.0, 20.0, 0.6); /* says nothing */
    assert_int_equal(figure.named, 0);
}

static void feet_are_told_by_how_the_body_is_pushed(void **state)
{
    (void)state;
    struct figure figure;
    for (unsigned crossed = 0; crossed <= FEET; crossed += FEET) {
        stand_up(&figure, crossed);
        bend(&figure);
        rock(&figure, 15.0);
        assert_int_equal(figure.named, crossed);
    }
    stand_up(&figure, FEET);
    rock(&figure, 15.0); /* where left is is not known yet */
    assert_int_equal(figure.named, 0);
    stand_up(&figure, 0);
    bend(&figure);
    figure.left_share = 0.8; /* who leans on one foot says nothing */
    stay(&figure, 20.0);
    assert_int_equal(figure.named, 0);
}

/* Its belt has slipped: in a squat the pelvis seems to tip backward, further than anybody can. */
static void a_pelvis_that_slipped_teaches_no_left(void **state)
{
    (void)state;
    struct figure figure;
    stand_up(&figure, 0);
    figure.pelvis = -32.0;
    stay(&figure, 20.0);
    figure.pelvis = 0.0;
    stay(&figure, 1.0);
    rock(&figure, 60.0);
    assert_int_equal(figure.named, 0);
}

static void thighs_are_told_by_walking(void **state)
{
    (void)state;
    struct figure figure;
    for (unsigned crossed = 0; crossed <= THIGHS; crossed += THIGHS) {
        stand_up(&figure, crossed);
        bend(&figure);
        sit(&figure);
        walk(&figure, 15.0);
        assert_int_equal(figure.named, crossed);
    }
    stand_up(&figure, THIGHS);
    bend(&figure);
    walk(&figure, 15.0); /* which way the thighs bend is not known yet */
    assert_int_equal(figure.named, 0);
}

static void opposite_limbs_leave_two_explanations(void **state)
{
    (void)state;
    struct figure figure;
    stand_up(&figure, 0);
    reach(&figure);
    assert_int_equal(figure.named, 0);
    stand_up(&figure, WRISTS);
    reach(&figure);
    assert_int_equal(figure.named, WRISTS | THIGHS);
    /* Until one of them is excluded. */
    bend(&figure);
    sit(&figure);
    walk(&figure, 15.0);
    assert_int_equal(figure.named, WRISTS);

    stand_up(&figure, WRISTS);
    reach(&figure);
    sides_forget(&figure.sides, BODY_WRIST_LEFT);
    look(&figure);
    assert_int_equal(figure.named, 0); /* put on anew */
}

static void two_of_three_that_agree_are_believed(void **state)
{
    (void)state;
    struct figure figure;
    stand_up(&figure, FEET);
    stand_on_left(&figure, 5.0, 70.0, 0.0, 0.6);
    bend(&figure);
    sit(&figure);
    walk(&figure, 15.0);
    assert_int_equal(figure.named, FEET);
    stand_up(&figure, THIGHS | FEET);
    stand_on_left(&figure, 5.0, 70.0, 0.0, 0.6); /* they agree */
    assert_int_equal(figure.named, 0);
    bend(&figure);
    rock(&figure, 15.0);
    assert_int_equal(figure.named, THIGHS | FEET);
    sides_forget_feet(&figure.sides);
    look(&figure);
    assert_int_equal(figure.named, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_free_thigh_is_the_other_foots),
        cmocka_unit_test(who_bends_the_knee_that_bears_is_believed),
        cmocka_unit_test(feet_are_told_by_how_the_body_is_pushed),
        cmocka_unit_test(a_pelvis_that_slipped_teaches_no_left),
        cmocka_unit_test(thighs_are_told_by_walking),
        cmocka_unit_test(opposite_limbs_leave_two_explanations),
        cmocka_unit_test(two_of_three_that_agree_are_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
