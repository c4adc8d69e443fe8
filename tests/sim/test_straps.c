/* SPDX-License-Identifier: MIT */
/*
 * How sensors sit on people: off their place, loose, and slipping; and people who differ.
 */
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "test_support.h"
#include "wobble.h"

#define DEGREES (M_PI / 180.0)
#define GRAVITY_M_S2 9.80665

static struct sim_source *open_athlete(const char *first, ...)
{
    struct sim_athlete_options options;
    struct sim_source *source;
    va_list rest;

    va_start(rest, first);
    set_options(&options, first, rest);
    va_end(rest);
    assert_int_equal(sim_athlete_open(&options, &source), 0);
    return source;
}

/* Mean of the acceleration from one time to another; closes the source. */
static void mean_accel(struct sim_source *s, double from, double to, double ret_mean[3])
{
    struct sim_sample sample;
    int n = 0;

    memset(ret_mean, 0, 3 * sizeof(ret_mean[0]));
    while (s->next(s, &sample) > 0) {
        double t = 1e-9 * (double)sample.t_ns;

        if (t < from || t > to)
            continue;
        for (int i = 0; i < 3; i++)
            ret_mean[i] += sample.value[i];
        n++;
    }
    assert_true(n > 20);
    for (int i = 0; i < 3; i++)
        ret_mean[i] /= n;
    s->close(s);
}

static double angle_between(const double a[3], const double b[3])
{
    double dot = 0.0, aa = 0.0, bb = 0.0;

    for (int i = 0; i < 3; i++) {
        dot += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return acos(fmin(1.0, dot / sqrt(aa * bb))) / DEGREES;
}

/* Gravity turns by no more than the sensor, and over many seeds by most of it. */
static void test_misplaced_by_the_angle(void **state)
{
    double most = 0.0;

    (void)state;
    for (int seed = 1; seed <= 20; seed++) {
        double straight[3], turned[3], angle;
        char text[16];

        snprintf(text, sizeof(text), "%d", seed);
        mean_accel(open_athlete("activity", "stand:2", "sensors", "pelvis", "ideal", "", "seed",
                                text, NULL),
                   0, 4, straight);
        mean_accel(open_athlete("activity", "stand:2", "sensors", "pelvis", "ideal", "", "seed",
                                text, "misplaced-angle", "20", NULL),
                   0, 4, turned);
        angle = angle_between(straight, turned);
        assert_true(angle < 20.0 + 1e-6);
        most = fmax(most, angle);
    }
    assert_true(most > 18.0);
}

/* Elsewhere on a turning segment, the acceleration is another; standing still, it is the same. */
static void test_misplaced_by_the_way(void **state)
{
    struct sim_source *a =
        open_athlete("exercise", "back-squat", "sensors", "thigh-left", "ideal", "", NULL);
    struct sim_source *b = open_athlete("exercise", "back-squat", "sensors", "thigh-left", "ideal",
                                        "", "misplaced-way", "0.05", NULL);
    struct sim_sample x, y;
    double most = 0.0;

    (void)state;
    while (a->next(a, &x) > 0) {
        double spin = 0.0, rate = 0.0;

        assert_int_equal(b->next(b, &y), 1);
        for (int i = 3; i < 6; i++) {
            assert_near(x.value[i], y.value[i], 1e-9); /* turns alike */
            rate += x.value[i] * x.value[i];
        }
        for (int i = 0; i < 3; i++)
            spin = fmax(spin, fabs(x.value[i] - y.value[i]));
        /* Centripetal and tangential, 5 cm off: angular acceleration stays below 60 rad/s^2. */
        assert_true(spin < 0.05 * (rate + 60.0));
        most = fmax(most, spin);
    }
    assert_true(most > 0.05);
    a->close(a);
    b->close(b);
}

/* The time of the slip comes from the script; before it nothing, after it all of the angle. */
static void test_a_sensor_slips(void **state)
{
    static const char *const degrees[] = {"5", "15", "-30"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct sim_source *a = open_athlete("exercise", "romanian-deadlift", "sensors", "thorax",
                                            "ideal", "", "tail", "6", NULL);
        struct sim_source *b;
        struct sim_sample x, y;
        char fault[64];
        double before[3] = {0}, after[3] = {0}, plain[3] = {0};
        bool moved = false;

        snprintf(fault, sizeof(fault), "moved-sensor:%s:3:thorax", degrees[i]);
        b = open_athlete("exercise", "romanian-deadlift", "sensors", "thorax", "ideal", "", "tail",
                         "6", "fault", fault, NULL);
        while (a->next(a, &x) > 0) {
            assert_int_equal(b->next(b, &y), 1);
            if (!moved && memcmp(x.value, y.value, sizeof(x.value)))
                moved = true;
            memcpy(moved ? after : before, y.value, sizeof(after));
            if (moved)
                memcpy(plain, x.value, sizeof(plain));
            else
                assert_memory_equal(x.value, y.value, sizeof(x.value));
        }
        assert_true(moved);
        assert_near(angle_between(plain, after), fabs(strtod(degrees[i], NULL)), 0.01);
        assert_true((after[0] < plain[0]) == (degrees[i][0] != '-')); /* forward: x sinks */
        a->close(a);
        b->close(b);
    }
}

/* A strap in a shake answers as a spring does: at rest a step of acceleration bends it by a/w^2. */
static void test_wobble_is_a_spring(void **state)
{
    struct wobble w;
    double highest = 0.0;

    (void)state;
    wobble_init(&w, 7, "thorax", 1.0);
    for (int i = 0; i < 3000; i++) {
        wobble_step(&w, 2.0, 0.0);
        highest = fmax(highest, fabs(w.along.v));
    }
    assert_near(w.along.v * w.pulsation * w.pulsation, -2.0, 1e-3);
    assert_near(w.along.d, 0.0, 1e-6);
    assert_near(w.across.v, 0.0, 0.0);
    /* The overshoot of a second-order system. */
    assert_near(highest / fabs(w.along.v),
                1.0 + exp(-M_PI * w.damping / sqrt(1.0 - w.damping * w.damping)), 0.05);
}

/* Walking shakes loose sensors, standing does not; and what they add averages out. */
static void test_wobble_shows_in_walking(void **state)
{
    static const char *const activities[] = {"walk:8", "stand:8"};
    double strength[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sim_source *a =
            open_athlete("activity", activities[i], "sensors", "thorax", "ideal", "", NULL);
        struct sim_source *b = open_athlete("activity", activities[i], "sensors", "thorax", "ideal",
                                            "", "wobble", "1", NULL);
        struct sim_sample x, y;
        double sum = 0.0, square = 0.0;
        int n = 0;

        while (a->next(a, &x) > 0) {
            assert_int_equal(b->next(b, &y), 1);
            sum += y.value[4] - x.value[4];
            square += (y.value[4] - x.value[4]) * (y.value[4] - x.value[4]);
            n++;
        }
        assert_near(sum / n, 0.0, 0.01); /* rad/s: it does not turn away */
        strength[i] = sqrt(square / n);
        a->close(a);
        b->close(b);
    }
    assert_true(strength[0] > 0.02 && strength[0] < 1.0);
    assert_true(strength[1] < 0.1 * strength[0]);
}

static void test_cable_is_a_sensor(void **state)
{
    struct sim_source *s = open_athlete("exercise", "cable-row", "sensors", "all,cable", "ideal",
                                        "", "load", "40", NULL);
    unsigned cable = 0;
    struct sim_sample sample;
    double most = 0.0, least = INFINITY;

    (void)state;
    assert_int_equal(s->sensor_count, 12);
    while (strcmp(s->sensors[cable].role, "cable"))
        cable++;
    assert_int_equal(s->sensors[cable].kind, SIM_FORCE);
    assert_int_equal(s->sensors[cable].channels, 1);
    assert_string_equal(s->sensors[cable].channel_name[0], "force");
    while (s->next(s, &sample) > 0) {
        if (sample.sensor != cable)
            continue;
        most = fmax(most, sample.value[0]);
        least = fmin(least, sample.value[0]);
    }
    assert_near(least, 0.0, 1e-9);
    assert_true(most > 40.0 * GRAVITY_M_S2 && most < 1.9 * 40.0 * GRAVITY_M_S2);
    s->close(s);
}

static void test_people_differ(void **state)
{
    struct person usual, stiff;

    (void)state;
    person_init(&usual, 3, NAN, NAN);
    stiff = usual;
    person_restyle(&stiff, NAN, NAN, NAN);
    assert_memory_equal(&usual, &stiff, sizeof(usual));
    person_restyle(&stiff, 30.0, 0.8, 20.0);
    assert_near(stiff.lumbar_max, 30.0 * DEGREES, 1e-12);
    assert_near(stiff.lumbar_share / usual.lumbar_share, stiff.lumbar_max / usual.lumbar_max,
                1e-12);
    for (unsigned l = 0; lift_at(l); l++) {
        const struct lift_flaws as_meant = {.rounding = 0.0};
        const struct lift *lift = lift_at(l);
        double range[2];

        for (int i = 0; i < 2; i++) {
            const struct person *p = i ? &stiff : &usual;
            struct path path;

            lift_solve(lift, p, 10.0, SIDE_LEFT, &as_meant, &path);
            range[i] = fabs(lift_primary(lift, p, SIDE_LEFT, &path.knot[PATH_KNOTS - 1]) -
                            lift_primary(lift, p, SIDE_LEFT, &path.knot[0]));
        }
        /* A pelvis goes on where a stiff back ends; and who stands may be short of balance. */
        if (lift->anchor != ANCHOR_FEET && lift->primary != PRIMARY_PELVIS &&
            range[1] > 0.95 * range[0])
            fail_msg("%s: the stiff one goes %g, the other %g", lift->id, range[1], range[0]);
    }
}

/* Fatigue that shortens: the last repetition has lost what was asked for. */
static void test_range_is_lost(void **state)
{
    struct sim_athlete_options options;
    struct script script;
    struct person person;
    double range[2];

    (void)state;
    sim_athlete_defaults(&options);
    assert_int_equal(sim_athlete_option(&options, "exercise", "romanian-deadlift"), 1);
    assert_int_equal(sim_athlete_option(&options, "range-loss", "30"), 1);
    person_init(&person, 1, NAN, NAN);
    script_init(&script, &person, 1);
    assert_int_equal(compose_script(&script, &options), 0);
    for (int i = 0; i < 2; i++) {
        const struct script_rep *r = &script.rep[i ? script.rep_count - 1 : 0];
        struct body body;

        script_body(&script, 0.5 * (r->away_end + r->back_start), &body);
        range[i] = body_trunk(&body).v;
    }
    assert_near(range[1] / range[0], 0.7, 0.04);
    script_deinit(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misplaced_by_the_angle),  cmocka_unit_test(test_misplaced_by_the_way),
        cmocka_unit_test(test_a_sensor_slips),          cmocka_unit_test(test_wobble_is_a_spring),
        cmocka_unit_test(test_wobble_shows_in_walking), cmocka_unit_test(test_cable_is_a_sensor),
        cmocka_unit_test(test_people_differ),           cmocka_unit_test(test_range_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
