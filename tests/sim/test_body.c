/* SPDX-License-Identifier: MIT */
/*
 * The body's signals against mechanics: what the sensors read must integrate back to where the
 * segments are, and what the feet feel must be what moves the masses.
 */
#include "compose.h"
#include "lift.h"
#include "mount.h"
#include "test_support.h"

#define DEGREES (M_PI / 180.0)
#define STEP 0.0005 /* s, of the integrations here */

static void make_script(struct script *script, uint64_t seed, const char *exercise)
{
    struct sim_athlete_options options;
    struct person person;

    sim_athlete_defaults(&options);
    options.seed = seed;
    options.reps = 2;
    options.lead_s = options.tail_s = 1.0;
    assert_int_equal(sim_athlete_option(&options, "exercise", exercise), 1);
    person_init(&person, seed, NAN, NAN);
    script_init(script, &person, seed);
    assert_int_equal(compose_script(script, &options), 0);
}

static struct jet moving(double t, double a, double b, double c)
{
    return (struct jet){a + b * t + c * sin(3.0 * t), b + 3.0 * c * cos(3.0 * t),
                        -9.0 * c * sin(3.0 * t)};
}

static void test_jets_are_derivatives(void **state)
{
    const double h = 1e-4;
    struct jet_rot r[3];

    (void)state;
    for (int i = 0; i < 3; i++) {
        double t = 0.7 + h * (i - 1);
        struct jet_rot a = jet_rot_euler(moving(t, 0.3, 1.0, 0.5), moving(t, -0.4, 0.7, 0.2),
                                         moving(t, 1.0, -2.0, 0.3));
        struct jet_rot b = jet_rot_euler(moving(t, 0.1, -0.6, 0.3), moving(t, 0.9, 0.4, 0.6),
                                         jet_step(moving(t, 0.2, 0.3, 0.1)));

        r[i] = jet_rot_mul(&a, &b);
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            assert_near(r[1].m[i][j].d, (r[2].m[i][j].v - r[0].m[i][j].v) / (2.0 * h), 1e-6);
            assert_near(r[1].m[i][j].dd, (r[2].m[i][j].d - r[0].m[i][j].d) / (2.0 * h), 1e-5);
        }
    }
}

static void test_standing_still_reads_gravity(void **state)
{
    const struct key_pose upright = {.arms = ARMS_FREE};
    struct person person;
    struct posture posture;
    struct pose pose;
    struct body body;

    (void)state;
    person_init(&person, 1, NAN, NAN);
    lift_solve_pose(&upright, &person, 0.0, &pose);
    posture_of_pose(&pose, &posture);
    body_place(&person, &posture, &body);
    for (unsigned i = 0; mount_role(i); i++) {
        struct mount mount;
        double accel[3], rate[3], lean;

        assert_int_equal(mount_find(mount_role(i), &person, &mount), 0);
        mount_read(&mount, &body, accel, rate);
        lean = jet_rot_inclination(&body.segment[mount.segment].rotation).v;
        assert_near(accel[0], -GRAVITY * sin(lean), 1e-12);
        assert_near(accel[1], 0.0, 1e-12);
        assert_near(accel[2], GRAVITY * cos(lean), 1e-12);
        for (int k = 0; k < 3; k++)
            assert_near(rate[k], 0.0, 1e-12);
    }
    /* The trunk stands exactly upright here. */
    assert_near(body_trunk(&body).v, 0.0, 1e-12);
    assert_near(body_force_left(&body) + body_force_right(&body), person.mass_kg * GRAVITY, 1e-9);
}

/* Who shifts to the left and forward stands on the left and on the toes, by the law of levers. */
static void test_pressure_follows_the_mass(void **state)
{
    const struct key_pose upright = {.arms = ARMS_FREE};
    struct person person;
    struct posture posture;
    struct pose pose;
    struct body body;
    double weight, left, front;

    (void)state;
    person_init(&person, 2, NAN, NAN);
    lift_solve_pose(&upright, &person, 0.0, &pose);
    pose.c[C_SHIFT] = 0.03;
    pose.c[C_SHIFT + 1] = 0.02;
    posture_of_pose(&pose, &posture);
    body_place(&person, &posture, &body);
    weight = person.mass_kg * GRAVITY;
    left = person.left_share + 0.02 / (2.0 * 1.15 * person.hip_half_width);
    front = 0.5 + 0.03 / person.foot_length;
    assert_near(body_force_left(&body), left * weight, 1e-6);
    assert_near(body_force_right(&body), (1.0 - left) * weight, 1e-6);
    assert_near(body.cell[CELL_LEFT_FRONT], left * front * weight, 1e-3);
    assert_near(body.cell[CELL_RIGHT_REAR], (1.0 - left) * (1.0 - front) * weight, 1e-3);
    /* Turned round, the athlete's left is still his left. */
    posture.c[C_HEADING] = jet_of(2.0);
    body_place(&person, &posture, &body);
    assert_near(body_force_left(&body), left * weight, 1e-6);
    /* Speeding up to the left presses on the right foot. */
    posture.c[C_SHIFT + 1].dd = 1.0;
    body_place(&person, &posture, &body);
    assert_true(body_force_left(&body) < 0.4 * weight);
}

/* A forward lean of the trunk turns gravity towards the sensor's back: x down, so x reads less. */
static void test_signs_of_a_forward_lean(void **state)
{
    const struct key_pose bent = {.trunk = 30, .arms = ARMS_FREE};
    struct person person;
    struct posture posture;
    struct mount mount;
    struct pose pose;
    struct body body;
    double accel[3], rate[3];

    (void)state;
    person_init(&person, 1, NAN, NAN);
    lift_solve_pose(&bent, &person, 0.0, &pose);
    posture_of_pose(&pose, &posture);
    posture.c[C_PELVIS + PITCH].d = 0.5; /* still bending down */
    body_place(&person, &posture, &body);
    mount_find("thorax", &person, &mount);
    mount_read(&mount, &body, accel, rate);
    assert_near(accel[0], -GRAVITY * sin(30 * DEGREES), 0.15);
    assert_near(rate[1], 0.5, 1e-12);
    assert_near(body_trunk(&body).d, 0.5, 1e-12);
}

static bool turns_differ(double a[3][3], double b[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            if (fabs(a[i][j] - b[i][j]) > 0.5)
                return true;
    return false;
}

/* A box can lie in 24 ways, and none of them is a mirror image. */
static void test_faces_are_rotations(void **state)
{
    struct mount mount[MOUNT_FACES];

    (void)state;
    for (unsigned i = 0; i < MOUNT_FACES; i++) {
        double(*m)[3] = mount[i].turn;
        double determinant;

        mount_face(&mount[i], i);
        determinant = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                      m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                      m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
        assert_near(determinant, 1.0, 1e-12);
        for (unsigned j = 0; j < i; j++)
            assert_true(turns_differ(m, mount[j].turn));
    }
    for (int i = 0; i < 3; i++)
        assert_near(mount[0].turn[i][i], 1.0, 1e-12);
}

static void multiply(const double a[3][3], const double b[3][3], double ret[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            ret[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

struct strapdown {
    double r[3][3]; /* sensor to world */
    double v[3], p[3];
};

static struct jet_vec sensor_place(const struct mount *m, const struct body *body)
{
    const struct segment_pose s = mount_skin(m, body);

    return jet_vec_add(s.origin, jet_rot_point(&s.rotation, m->place[0], m->place[1], m->place[2]));
}

static void start_strapdown(struct strapdown *s, const struct mount *m, const struct body *body)
{
    struct jet_vec at = sensor_place(m, body);
    struct segment_pose skin = mount_skin(m, body);
    double r[3][3];

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r[i][j] = skin.rotation.m[i][j].v;
    multiply(r, m->turn, s->r);
    s->p[0] = at.x.v, s->p[1] = at.y.v, s->p[2] = at.z.v;
    s->v[0] = at.x.d, s->v[1] = at.y.d, s->v[2] = at.z.d;
}

/* One step with the signals at its middle: error of second order in STEP. */
static void step_strapdown(struct strapdown *s, const double accel[3], const double rate[3])
{
    struct mount turn = {.turn = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    double half[3], next[3][3], middle[3][3];

    for (int i = 0; i < 3; i++)
        half[i] = 0.5 * STEP * rate[i];
    mount_turn(&turn, half);
    multiply(s->r, turn.turn, middle);
    multiply(middle, turn.turn, next);
    for (int i = 0; i < 3; i++) {
        double a = middle[i][0] * accel[0] + middle[i][1] * accel[1] + middle[i][2] * accel[2] -
                   (i == 2 ? GRAVITY : 0.0);

        s->p[i] += STEP * (s->v[i] + 0.5 * STEP * a);
        s->v[i] += STEP * a;
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            s->r[i][j] = next[i][j];
}

/* Integrates a turned, displaced sensor through a whole set and compares with where it is. */
static void check_inertial_navigation(const char *exercise, const char *role)
{
    const double turn[3] = {0.4, -0.7, 1.1};
    struct strapdown nav, there;
    struct mount mount;
    struct script script;
    struct body body;
    double accel[3], rate[3];
    long steps;

    make_script(&script, 7, exercise);
    assert_int_equal(mount_find(role, &script.person, &mount), 0);
    mount_turn(&mount, turn);
    mount.skin_pitch = 0.06;
    mount.skin_roll = -0.04;
    mount.skin_slide = 0.02;
    script_body(&script, 0.0, &body);
    start_strapdown(&nav, &mount, &body);
    steps = (long)(script.end / STEP);
    for (long i = 0; i < steps; i++) {
        script_body(&script, ((double)i + 0.5) * STEP, &body);
        mount_read(&mount, &body, accel, rate);
        step_strapdown(&nav, accel, rate);
        if (i % 2000 != 1999)
            continue;
        script_body(&script, ((double)i + 1.0) * STEP, &body);
        start_strapdown(&there, &mount, &body);
        for (int a = 0; a < 3; a++) {
            assert_near(nav.p[a], there.p[a], 2e-3);
            assert_near(nav.v[a], there.v[a], 5e-4);
            for (int b = 0; b < 3; b++)
                assert_near(nav.r[a][b], there.r[a][b], 2e-5);
        }
    }
    script_deinit(&script);
}

static void test_inertial_navigation(void **state)
{
    (void)state;
    check_inertial_navigation("deadlift", "pelvis");
    check_inertial_navigation("deadlift", "bar");
    check_inertial_navigation("back-squat", "thorax");
    check_inertial_navigation("back-squat", "shank-left");
    check_inertial_navigation("bent-over-row", "wrist-right");
    check_inertial_navigation("romanian-deadlift", "thigh-left");
    check_inertial_navigation("good-morning", "bar");
    check_inertial_navigation("single-leg-romanian-deadlift", "thigh-right");
    check_inertial_navigation("one-handed-romanian-deadlift", "bar");
    check_inertial_navigation("bird-dog", "pelvis");
    check_inertial_navigation("side-plank", "thorax");
    check_inertial_navigation("open-book", "wrist-left");
    check_inertial_navigation("back-extension", "upper-back");
    check_inertial_navigation("trunk-range", "thorax");
}

/*
 * Newton for the whole: over a set from rest to rest, the impulse on the feet is that of body
 * weight plus that of the carried bar; at each instant the force is the rate of change of momentum.
 */
static void check_newton(const char *exercise)
{
    const double h = 1e-3;
    struct script script;
    double impulse = 0.0, weight = 0.0;

    make_script(&script, 11, exercise);
    for (double t = h; t < script.end - h; t += h) {
        struct body before, now, after;
        struct posture posture;
        double force, momentum_rate, bar_rate, carried;

        script_posture(&script, t, &posture);
        script_body(&script, t - h, &before);
        script_body(&script, t, &now);
        script_body(&script, t + h, &after);
        carried = posture.c[C_CARRIED].v;
        force = body_force_left(&now) + body_force_right(&now);
        momentum_rate =
            script.person.mass_kg *
            (after.mass_centre.z.v - 2.0 * now.mass_centre.z.v + before.mass_centre.z.v) / (h * h);
        bar_rate = carried * (now.segment[S_BAR].origin.z.dd - posture.c[C_BAR_SHAKE + 2].dd);
        assert_near(force,
                    script.person.mass_kg * GRAVITY + momentum_rate + carried * GRAVITY + bar_rate,
                    2.0);
        impulse += h * (force - bar_rate);
        weight += h * GRAVITY * (script.person.mass_kg + carried);
    }
    /* Begins and ends standing still, but for sway: momentum is back where it was. */
    assert_near(impulse / weight, 1.0, 1e-4);
    script_deinit(&script);
}

static void test_newton(void **state)
{
    (void)state;
    check_newton("deadlift");
    check_newton("back-squat");
    check_newton("bent-over-row");
}

static void test_paths_are_possible_for_people(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct person person;

        person_init(&person, seed, NAN, NAN);
        for (unsigned l = 0; lift_at(l); l++) {
            const struct lift *lift = lift_at(l);
            double load = lift->load * person.mass_kg, before = NAN;
            const struct lift_flaws as_meant = {.rounding = 0.0};
            struct path path;

            if (lift->anchor != ANCHOR_FEET || lift->bar == BAR_CABLE)
                continue; /* test_exercises.c */
            if (lift->bar == BAR_NONE)
                load = 0.0;
            lift_solve(lift, &person, load, SIDE_LEFT, &as_meant, &path);
            for (double u = 0.0; u <= 1.0; u += 0.05) {
                struct posture posture;
                struct pose pose;
                struct body body;
                double com, primary, sign;

                pose_of_path(&path, u, &pose);
                posture_of_pose(&pose, &posture);
                body_place(&person, &posture, &body);
                com = (person.mass_kg * body.mass_centre.x.v +
                       load * body.segment[S_BAR].origin.x.v) /
                      (person.mass_kg + load);
                /* Over the feet, and nearly over their middles. */
                assert_near(com, 0.25 * person.foot_length, 0.02);
                /* Knees bend forward only, ankles within 45 degrees, the trunk above the
                 * horizontal. */
                assert_true(pose.c[C_SHANK] - pose.c[C_THIGH] > 0.0);
                if (fabs(pose.c[C_SHANK]) > 45 * DEGREES)
                    fail_msg("%s of seed %u: shank %.1f", lift->id, (unsigned)seed,
                             pose.c[C_SHANK] / DEGREES);
                assert_true(body_trunk(&body).v < 100 * DEGREES);
                assert_true(lift->bar == BAR_NONE ||
                            body.segment[S_BAR].origin.z.v >
                                (lift->start.reach > 0.0 ? lift->start.reach : BAR_FLOOR_HEIGHT) -
                                    0.005);
                /* The primary motion goes one way, but for 2 mm where a bent leg passes upright. */
                primary = lift_primary(lift, &person, SIDE_LEFT, &pose);
                sign = lift->concentric_first || !lift_in_metres(lift) ? 1.0 : -1.0;
                if (u > 0.0 && sign * (primary - before) < (lift_in_metres(lift) ? -0.002 : 0.0))
                    fail_msg("%s of seed %u turns back at %.2f", lift->id, (unsigned)seed, u);
                before = primary;
            }
        }
    }
}

static void test_bar_rests_on_the_floor(void **state)
{
    struct script script;
    struct body body;
    double lowest = INFINITY;

    (void)state;
    make_script(&script, 5, "deadlift");
    for (double t = 0.0; t < script.end; t += 0.002) {
        script_body(&script, t, &body);
        lowest = fmin(lowest, body_bar_height(&body).v);
    }
    assert_near(lowest, BAR_FLOOR_HEIGHT, 0.003);
    for (size_t i = 0; i < script.rep_count; i++) {
        script_body(&script, script.rep[i].end + 0.35, &body);
        assert_near(body_bar_height(&body).v, BAR_FLOOR_HEIGHT, 0.001);
        assert_near(body_bar_height(&body).d, 0.0, 0.01);
    }
    script_deinit(&script);
}

/* Tracks are searched by time: their steps must be in order, and old ones over. */
static void test_steps_are_in_order(void **state)
{
    static const char *const tempos[] = {"x-x-x-x", "0.35-0-0.35-0", "6-3-4-2"};

    (void)state;
    for (unsigned l = 0; lift_at(l); l++) {
        for (size_t k = 0; k < 3; k++) {
            struct sim_athlete_options options;
            struct script script;
            struct person person;

            sim_athlete_defaults(&options);
            options.sets = 2;
            options.walk_s = 8.0;
            options.rest_s = 12.0;
            assert_int_equal(sim_athlete_option(&options, "exercise", lift_at(l)->id), 1);
            assert_int_equal(sim_athlete_option(&options, "tempo", tempos[k]), 1);
            person_init(&person, l, NAN, NAN);
            script_init(&script, &person, l);
            assert_int_equal(compose_script(&script, &options), 0);
            for (int t = 0; t < TRACK_COUNT; t++) {
                for (size_t i = 1; i < script.track[t].count; i++) {
                    const struct script_step *s = &script.track[t].step[i];

                    assert_true(s->t >= s[-1].t);
                    if (i >= SCRIPT_OVERLAP_MAX)
                        assert_true(s[-SCRIPT_OVERLAP_MAX].t + s[-SCRIPT_OVERLAP_MAX].duration <=
                                    s->t + 1e-9);
                }
            }
            script_deinit(&script);
        }
    }
}

static void test_walking_looks_like_walking(void **state)
{
    struct script script;
    struct sim_athlete_options options;
    struct person person;
    double sum = 0.0, square = 0.0, last = 0.0, high = 0.0;
    int n = 0, risings = 0;

    (void)state;
    sim_athlete_defaults(&options);
    assert_int_equal(sim_athlete_option(&options, "activity", "walk:30"), 1);
    person_init(&person, 3, NAN, NAN);
    script_init(&script, &person, 3);
    assert_int_equal(compose_script(&script, &options), 0);
    for (double t = 6.0; t < 16.0; t += 0.01) {
        struct body body;
        double a;

        script_body(&script, t, &body);
        a = body.segment[S_PELVIS].origin.z.dd;
        sum += a;
        square += a * a;
        high = fmax(high, a);
        risings += a > 0.0 && last <= 0.0;
        last = a;
        n++;
    }
    assert_near(sum / n, 0.0, 0.1);
    assert_near(risings / 10.0, person.cadence_hz, 0.15);
    assert_true(high > 2.0 && high < 4.0);
    assert_true(sqrt(square / n) > 1.2);
    script_deinit(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jets_are_derivatives),
        cmocka_unit_test(test_standing_still_reads_gravity),
        cmocka_unit_test(test_pressure_follows_the_mass),
        cmocka_unit_test(test_signs_of_a_forward_lean),
        cmocka_unit_test(test_faces_are_rotations),
        cmocka_unit_test(test_inertial_navigation),
        cmocka_unit_test(test_newton),
        cmocka_unit_test(test_paths_are_possible_for_people),
        cmocka_unit_test(test_bar_rests_on_the_floor),
        cmocka_unit_test(test_steps_are_in_order),
        cmocka_unit_test(test_walking_looks_like_walking),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
