/* SPDX-License-Identifier: MIT */
/*
 * All exercises: done as often as asked for, on the side that is said, with gravity where it is
 * and the body borne by what bears it.
 */
#include <string.h>

#include "compose.h"
#include "mount.h"
#include "test_support.h"

#define DEGREES (M_PI / 180.0)

static void compose_for(struct script *script, uint64_t seed, const char *exercise,
                        const char *reps)
{
    struct sim_athlete_options options;
    struct person person;

    sim_athlete_defaults(&options);
    options.seed = seed;
    options.lead_s = options.tail_s = 1.0;
    assert_int_equal(sim_athlete_option(&options, "exercise", exercise), 1);
    assert_int_equal(sim_athlete_option(&options, "reps", reps), 1);
    assert_int_equal(sim_athlete_option(&options, "hold", "6"), 1);
    person_init(&person, seed, NAN, NAN);
    script_init(script, &person, seed);
    assert_int_equal(compose_script(script, &options), 0);
}

/* In order and apart, with the range that it is counted by, and both sides alike. */
static void check_repetitions(const struct script *script, const struct lift *lift, unsigned reps)
{
    unsigned parts = 0, expected = 0, count[3] = {0};
    double last = 0.0;

    for (const struct lift *part = lift; part; part = part->then ? lift_find(part->then) : NULL) {
        parts++;
        expected += (part->hold_s > 0.0 ? 1 : reps) * (part->order == ORDER_NO_SIDES ? 1 : 2);
    }
    assert_int_equal(script->rep_count, expected);
    for (size_t i = 0; i < script->rep_count; i++) {
        const struct script_rep *r = &script->rep[i];

        if (!(r->start > last && r->start < r->away_end && r->away_end < r->back_start &&
              r->back_start < r->end))
            fail_msg("%s: repetition %zu is not in order", lift->id, i);
        last = r->end;
        count[r->side]++;
        if (r->lift->hold_s > 0.0)
            assert_near(r->back_start - r->away_end, 6.0, 1.0);
    }
    assert_int_equal(count[SIDE_LEFT], count[SIDE_RIGHT]);
    assert_true(last < script->end);
}

/* The primary motion leaves its start, reaches the far end between the edges, and comes back. */
static void check_primary(const struct script *script, const struct script_rep *r)
{
    const double at[4] = {r->start, r->away_end, r->back_start, r->end};
    double value[4], range;

    for (int i = 0; i < 4; i++) {
        struct body body;

        script_body(script, at[i], &body);
        value[i] = lift_primary_of(r->lift, r->side, &body);
    }
    range = fabs(value[1] - value[0]);
    if (range < (lift_in_metres(r->lift) ? 0.05 : 10.0))
        fail_msg("%s moves by %g only", r->lift->id, range);
    /* Sway and breath are in it. */
    assert_near(value[2], value[1], 0.06 * range);
    assert_near(value[3], value[0], 0.06 * range);
}

static void test_each_is_done_as_often_as_asked(void **state)
{
    (void)state;
    for (unsigned l = 0; lift_at(l); l++) {
        for (uint64_t seed = 1; seed <= 4; seed++) {
            struct script script;

            compose_for(&script, seed, lift_at(l)->id, "3");
            check_repetitions(&script, lift_at(l), 3);
            for (size_t i = 0; i < script.rep_count; i++)
                check_primary(&script, &script.rep[i]);
            script_deinit(&script);
        }
    }
}

/* The rule of the sides: who does which, and in which order. */
static void test_sides_take_turns(void **state)
{
    static const struct {
        const char *exercise, *sides;
    } cases[] = {
        {"bird-dog", "LRLR"},          {"walking-romanian-deadlift", "LRLR"},
        {"open-book", "LLRR"},         {"kickstand-romanian-deadlift", "LLRR"},
        {"side-plank", "LR"},          {"deadlift", "--"},
        {"trunk-range", "--LLRRLLRR"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct script script;
        char sides[32] = "";

        compose_for(&script, 3, cases[i].exercise, "2");
        for (size_t k = 0; k < script.rep_count; k++)
            sides[k] = "LR-"[script.rep[k].side];
        assert_string_equal(sides, cases[i].sides);
        script_deinit(&script);
    }
}

/*
 * Which way is up: the axis of the sensor that reads +g, by exercise and place, in the middle of
 * the first repetition's far end or just before it starts.
 */
static void test_gravity_is_where_it_should_be(void **state)
{
    static const struct {
        const char *exercise, *role;
        bool far;
        int axis;             /* x forward, y left, z to the head */
        double sign, degrees; /* how far from it at most */
    } cases[] = {
        {"deadlift", "thorax", true, 2, 1, 6},
        {"superman", "thorax", false, 0, -1, 4},
        {"superman", "thigh-left", false, 0, -1, 4},
        {"prone-y-raise", "pelvis", true, 0, -1, 4},
        {"back-extension", "thorax", true, 0, -1, 8},
        {"reverse-hyper", "thigh-left", false, 2, 1, 12},
        {"bird-dog", "thorax", true, 0, -1, 20},
        {"bird-dog", "thigh-left", false, 2, 1, 4},
        {"bird-dog", "thigh-left", true, 0, -1, 20},
        {"bird-dog", "thigh-right", true, 2, 1, 4},
        {"bird-dog", "wrist-right", true, 0, 1, 15},
        {"dead-bug", "pelvis", true, 0, 1, 8},
        {"dead-bug", "thigh-right", true, 2, -1, 8},
        {"dead-bug", "thigh-left", true, 0, 1, 30},
        {"glute-bridge-march", "pelvis", true, 0, 1, 30},
        {"cat-cow", "thigh-left", true, 2, 1, 4},
        {"side-plank", "pelvis", true, 1, -1, 25}, /* on the left: the left side is down */
        {"open-book", "pelvis", false, 1, 1, 6},   /* to the left: lies on the right */
        {"open-book", "thorax", true, 0, 1, 45},   /* and the chest is up in the end */
        {"nordic-curl", "thigh-left", false, 2, 1, 4},
        {"glute-ham-raise", "thorax", true, 0, -1, 20},
        {"pull-up", "thorax", false, 2, 1, 6},
        {"pull-up", "wrist-left", false, 2, -1, 16},
        {"trunk-range", "thigh-left", true, 0, 1, 6},
        {"single-leg-romanian-deadlift", "thigh-right", true, 0, -1, 35},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct script script;
        struct mount mount;
        struct body body;
        double accel[3], rate[3], t, angle;

        compose_for(&script, 5, cases[i].exercise, "2");
        t = cases[i].far ? 0.5 * (script.rep[0].away_end + script.rep[0].back_start)
                         : script.rep[0].start - 0.1;
        script_body(&script, t, &body);
        assert_int_equal(mount_find(cases[i].role, &script.person, &mount), 0);
        mount_read(&mount, &body, accel, rate);
        angle = acos(cases[i].sign * accel[cases[i].axis] /
                     sqrt(accel[0] * accel[0] + accel[1] * accel[1] + accel[2] * accel[2]));
        if (angle > cases[i].degrees * DEGREES)
            fail_msg("%s: up is %.1f degrees off the %s's axis", cases[i].exercise, angle / DEGREES,
                     cases[i].role);
        script_deinit(&script);
    }
}

/* What bears the body stays where it is, between the path's knots too. */
static void test_support_does_not_slip(void **state)
{
    (void)state;
    for (unsigned l = 0; lift_at(l); l++) {
        const struct lift *lift = lift_at(l);
        const struct lift_flaws as_meant = {.rounding = 0.0};
        struct person person;
        struct path path;

        if (lift->anchor == ANCHOR_FEET || lift->anchor == ANCHOR_ANKLES)
            continue;
        person_init(&person, l, NAN, NAN);
        for (enum lift_side side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
            lift_solve(lift, &person, 0.0, side, &as_meant, &path);
            for (double u = 0.0; u <= 1.0; u += 0.05) {
                const struct segment_pose *s;
                struct posture posture;
                struct body body;
                struct jet_vec at;

                path_at(&path, jet_of(u), &posture);
                body_place(&person, &posture, &body);
                s = body.segment;
                at = s[S_PELVIS].origin;
                if (lift->anchor == ANCHOR_KNEES) /* the knee of the leg that stays */
                    at = s[side == SIDE_LEFT ? S_THIGH_RIGHT : S_THIGH_LEFT].origin;
                if (lift->anchor == ANCHOR_HANDS)
                    at = s[S_FOREARM_LEFT].origin;
                if (lift->anchor == ANCHOR_SHOULDERS)
                    at = jet_vec_add(s[S_THORAX].origin,
                                     jet_rot_point(&s[S_THORAX].rotation, 0, 0, person.thorax));
                if (lift->anchor == ANCHOR_CHEST)
                    at = jet_vec_add(s[S_THORAX].origin, jet_rot_point(&s[S_THORAX].rotation, 0, 0,
                                                                       0.6 * person.thorax));
                if (fabs(at.z.v - lift->anchor_height) > 0.012 || fabs(at.x.v) > 0.012)
                    fail_msg("%s: what bears it is at %.3f, %.3f", lift->id, at.x.v, at.z.v);
            }
        }
    }
}

/* Who pulls on a cable leans against it: the weight stays over the feet. */
static void test_cable_is_balanced(void **state)
{
    static const char *const exercises[] = {"cable-pull-through", "anti-rotation-hold"};

    (void)state;
    for (size_t e = 0; e < 2; e++) {
        struct script script;

        compose_for(&script, 4, exercises[e], "2");
        for (size_t i = 0; i < script.rep_count; i++) {
            const struct script_rep *r = &script.rep[i];

            for (double t = r->start - 0.1; t < r->end; t += 0.05) {
                struct body body;
                double front, all;

                script_body(&script, t, &body);
                front = body.cell[CELL_LEFT_FRONT] + body.cell[CELL_RIGHT_FRONT];
                all = body_force_left(&body) + body_force_right(&body);
                assert_true(front > 0.2 * all && front < 0.8 * all);
                assert_near(body.cable / (script.set[0].load_kg * GRAVITY), 1.0, 0.25);
            }
        }
        script_deinit(&script);
    }
}

/* Lying, sitting, kneeling and hanging, nobody stands on the plates; and how the foot loads share.
 */
static void test_plates_read_what_stands_on_them(void **state)
{
    static const struct {
        const char *exercise;
        double low, high; /* share of the side's foot */
    } shares[] = {
        {"single-leg-romanian-deadlift", 0.955, 1.0},
        {"kickstand-romanian-deadlift", 0.78, 0.94},
        {"walking-romanian-deadlift", 0.68, 0.88},
        {"one-handed-romanian-deadlift", 0.55, 0.70},
        {"romanian-deadlift", 0.45, 0.55},
    };

    (void)state;
    for (unsigned l = 0; lift_at(l); l++) {
        struct script script;
        struct body body;

        if (lift_at(l)->anchor == ANCHOR_FEET)
            continue;
        compose_for(&script, 2, lift_at(l)->id, "1");
        script_body(&script, script.rep[0].away_end, &body);
        assert_near(body_force_left(&body) + body_force_right(&body), 0.0, 1e-9);
        script_body(&script, script.end - 0.1, &body);
        assert_near((body_force_left(&body) + body_force_right(&body)) /
                        (script.person.mass_kg * GRAVITY),
                    1.0, 0.02);
        script_deinit(&script);
    }
    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
        struct script script;

        compose_for(&script, 6, shares[i].exercise, "2");
        for (size_t k = 0; k < script.rep_count; k++) {
            const struct script_rep *r = &script.rep[k];
            struct body body;
            double left, share;

            script_body(&script, r->back_start, &body);
            left = body_force_left(&body) / (body_force_left(&body) + body_force_right(&body));
            share = r->side == SIDE_RIGHT ? 1.0 - left : left;
            if (share < shares[i].low || share > shares[i].high)
                fail_msg("%s: %.3f on the foot", shares[i].exercise, share);
        }
        script_deinit(&script);
    }
}

/* Nothing jumps: neither segments nor the bar, wherever motions, sides and tracks meet. */
static void test_nothing_jumps(void **state)
{
    (void)state;
    for (unsigned l = 0; lift_at(l); l++) {
        struct script script;
        struct body before, now;

        compose_for(&script, 8, lift_at(l)->id, "2");
        script_body(&script, 0.0, &before);
        for (double t = 0.005; t < script.end; t += 0.005) {
            script_body(&script, t, &now);
            for (int s = 0; s < S_COUNT; s++) {
                const struct jet_vec *a = &before.segment[s].origin, *b = &now.segment[s].origin;
                double way = sqrt((a->x.v - b->x.v) * (a->x.v - b->x.v) +
                                  (a->y.v - b->y.v) * (a->y.v - b->y.v) +
                                  (a->z.v - b->z.v) * (a->z.v - b->z.v));

                if (way > 0.025) /* 5 m/s */
                    fail_msg("%s: segment %d jumps by %.3f m at %.3f s", lift_at(l)->id, s, way, t);
            }
            before = now;
        }
        script_deinit(&script);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_done_as_often_as_asked),
        cmocka_unit_test(test_sides_take_turns),
        cmocka_unit_test(test_gravity_is_where_it_should_be),
        cmocka_unit_test(test_support_does_not_slip),
        cmocka_unit_test(test_cable_is_balanced),
        cmocka_unit_test(test_plates_read_what_stands_on_them),
        cmocka_unit_test(test_nothing_jumps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
