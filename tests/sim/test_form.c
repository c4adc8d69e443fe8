/* SPDX-License-Identifier: MIT */
/*
 * Faults of form: what was asked for, in the fault's own unit, is what the body does, from the
 * repetition on from which it was asked for, and not before.
 */
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "test_support.h"

#define DEGREES (M_PI / 180.0)

static void compose_with(struct script *script, const char *exercise, const char *fault)
{
    struct sim_athlete_options options;
    struct person person;

    sim_athlete_defaults(&options);
    options.seed = 3;
    options.reps = 5;
    options.lead_s = options.tail_s = 1.0;
    assert_int_equal(sim_athlete_option(&options, "exercise", exercise), 1);
    assert_int_equal(sim_athlete_option(&options, "fault", fault), 1);
    assert_int_equal(sim_athlete_option(&options, "tempo", "2-0.8-1-1"), 1);
    person_init(&person, 3, NAN, NAN);
    script_init(script, &person, 3);
    assert_int_equal(compose_script(script, &options), 0);
}

enum measure { LUMBAR_LEAST, LUMBAR_MOST, TURN, TILT, BEND, TRUNK };

static double measured(const struct body *body, enum measure what)
{
    switch (what) {
    case TURN:
        return body_lumbar_joint(body).turn_left / DEGREES;
    case TILT:
        return body_pelvis_tilt(body) / DEGREES;
    case BEND:
        return body_lumbar_joint(body).bend_right / DEGREES;
    case TRUNK:
        return body_trunk(body).v / DEGREES;
    default:
        return body_lumbar(body).v / DEGREES;
    }
}

/* Largest magnitude, or least or largest value, while it lasts and a little about it. */
static double extreme(const struct script *script, const struct script_rep *r, enum measure what)
{
    double least = INFINITY, most = -INFINITY;

    for (double t = r->start - 0.05; t < r->end + 0.05; t += 0.01) {
        struct body body;
        double value;

        script_body(script, t, &body);
        value = measured(&body, what);
        least = fmin(least, value);
        most = fmax(most, value);
    }
    if (what == LUMBAR_LEAST)
        return least;
    return what == LUMBAR_MOST ? most : fmax(fabs(least), fabs(most));
}

/* The fault begins with the third repetition and has then the amount that was asked for. */
static void check_amount(const char *exercise, const char *name, double amount, enum measure what,
                         double sign, double usual, double tolerance)
{
    struct script script;
    char fault[64];
    const unsigned bit = 1U << form_fault_find(name);

    snprintf(fault, sizeof(fault), "%s:%g:3", name, amount);
    compose_with(&script, exercise, fault);
    for (size_t i = 0; i < script.rep_count; i++) {
        const struct script_rep *r = &script.rep[i];
        double value = sign * extreme(&script, r, what);

        assert_int_equal(r->faults, r->rep >= 3 ? bit : 0);
        if (r->rep < 3) {
            if (value > usual)
                fail_msg("%s shows %g of %s too early", exercise, value, name);
            continue;
        }
        /* Nobody goes as far each time. */
        if (fabs(value - amount) > tolerance + 0.08 * amount)
            fail_msg("%s shows %g of %s, not %g", exercise, value, name, amount);
        if (what != LUMBAR_MOST) /* whose unit is another */
            assert_near(fabs(r->amount[form_fault_find(name)]), value, 0.8 + 0.05 * amount);
        assert_true(r->onset[form_fault_find(name)] >= r->start - 0.3);
        assert_true(r->onset[form_fault_find(name)] <= r->end);
    }
    script_deinit(&script);
}

static void test_angles_are_as_asked(void **state)
{
    (void)state;
    for (double amount = 4.0; amount < 25.0; amount += 8.0) {
        check_amount("deadlift", "over-arching", amount, LUMBAR_LEAST, -1, 2.0, 1.5);
        check_amount("romanian-deadlift", "over-arching", amount, LUMBAR_LEAST, -1, 2.0, 1.5);
        check_amount("back-squat", "over-arching", amount, LUMBAR_LEAST, -1, 2.0, 1.5);
        check_amount("back-extension", "over-arching", amount, LUMBAR_LEAST, -1, 2.0, 1.5);
        check_amount("romanian-deadlift", "twist", amount, TURN, 1, 1.5, 1.0);
        check_amount("one-handed-romanian-deadlift", "twist", amount, TURN, 1, 2.0, 1.0);
        check_amount("bird-dog", "twist", amount, TILT, 1, 3.5, 1.6);
        check_amount("glute-bridge-march", "twist", amount, TILT, 1, 4.5, 2.5);
    }
    check_amount("back-extension", "rounding", 45, LUMBAR_MOST, 1, 30, 3.0);
    check_amount("trap-bar-deadlift", "rounding", 50, LUMBAR_MOST, 1, 30, 3.0);
    check_amount("single-leg-romanian-deadlift", "rounding", 40, LUMBAR_MOST, 1, 28, 3.0);
}

/* As the rule has it: between the bar's start and a part of its way up. */
static double hips_rise(const struct script *script, const struct script_rep *r)
{
    bool from_floor = r->lift->concentric_first;
    double t = from_floor ? r->start - 0.2 : 0.5 * (r->away_end + r->back_start);
    double end = from_floor ? r->away_end : r->end, low, high, trunk, most = 0.0;
    struct body body;

    script_body(script, end, &body);
    high = body_bar_height(&body).v;
    script_body(script, t, &body);
    low = body_bar_height(&body).v;
    trunk = body_trunk(&body).v;
    for (; t < end; t += 0.005) {
        script_body(script, t, &body);
        if (body_bar_height(&body).v > low + (from_floor ? 0.3 : 0.4) * (high - low))
            break;
        most = fmax(most, (body_trunk(&body).v - trunk) / DEGREES);
    }
    return most;
}

static void test_hips_rise_first(void **state)
{
    static const char *const exercises[] = {"deadlift", "deficit-deadlift", "trap-bar-deadlift",
                                            "back-squat", "front-squat"};

    (void)state;
    for (size_t e = 0; e < 5; e++) {
        for (double amount = 2.5; amount < 21.0; amount *= 2.0) {
            struct script script;
            char fault[64];

            snprintf(fault, sizeof(fault), "hips-first:%g:3", amount);
            compose_with(&script, exercises[e], fault);
            for (size_t i = 0; i < script.rep_count; i++) {
                double rise = hips_rise(&script, &script.rep[i]);

                if (fabs(rise - (i < 2 ? 0.0 : amount)) > 1.5)
                    fail_msg("%s: repetition %zu tips by %g, not %g", exercises[e], i + 1, rise,
                             amount);
            }
            script_deinit(&script);
        }
    }
}

static double mean_symmetry(const struct script *script, const struct script_rep *r)
{
    double from = r->lift->concentric_first ? r->start + 0.3 : r->back_start;
    double to = r->lift->concentric_first ? r->away_end : r->end, sum = 0.0;
    int n = 0;

    for (double t = from; t < to; t += 0.01, n++) {
        struct body body;
        double left, right;

        script_body(script, t, &body);
        left = body_force_left(&body);
        right = body_force_right(&body);
        sum += 100.0 * (left - right) / (left + right);
    }
    return sum / n;
}

static void test_feet_share_unevenly(void **state)
{
    static const char *const exercises[] = {"deadlift",   "romanian-deadlift", "good-morning",
                                            "back-squat", "front-squat",       "bent-over-row"};

    (void)state;
    for (size_t e = 0; e < 6; e++) {
        for (double amount = -20.0; amount < 31.0; amount += 10.0) {
            struct script script;
            char fault[64];

            if (amount == 0.0)
                continue;
            snprintf(fault, sizeof(fault), "asymmetry:%g", amount);
            compose_with(&script, exercises[e], fault);
            for (size_t i = 0; i < script.rep_count; i++)
                assert_near(mean_symmetry(&script, &script.rep[i]), amount, 3.0); /* sway */
            script_deinit(&script);
        }
    }
}

static double range_of(const struct script *script, const struct script_rep *r)
{
    struct body start, far;

    script_body(script, r->start, &start);
    script_body(script, 0.5 * (r->away_end + r->back_start), &far);
    return fabs(lift_primary_of(r->lift, r->side, &far) -
                lift_primary_of(r->lift, r->side, &start));
}

static void test_ranges_are_short(void **state)
{
    static const char *const exercises[] = {"romanian-deadlift", "back-squat",  "superman",
                                            "reverse-hyper",     "nordic-curl", "dead-bug"};
    struct script script;

    (void)state;
    for (size_t e = 0; e < 6; e++) {
        compose_with(&script, exercises[e], "short-range:0.6:3");
        for (size_t i = 0; i < script.rep_count; i++)
            if (script.rep[i].rep >= 3)
                assert_near(range_of(&script, &script.rep[i]) / range_of(&script, &script.rep[0]),
                            0.6, 0.06);
        script_deinit(&script);
    }
    compose_with(&script, "bird-dog", "asymmetry:25");
    for (size_t i = 0; i < script.rep_count; i += 2)
        assert_near(range_of(&script, &script.rep[i + 1]) / range_of(&script, &script.rep[i]), 0.75,
                    0.06);
    script_deinit(&script);
}

static void test_tempo_is_broken(void **state)
{
    static const char *const exercises[] = {"romanian-deadlift", "back-squat",  "good-morning",
                                            "back-extension",    "nordic-curl", "deadlift"};
    struct script script;

    (void)state;
    for (size_t e = 0; e < 6; e++) {
        compose_with(&script, exercises[e], "too-fast:0.5:3");
        for (size_t i = 0; i < script.rep_count; i++) {
            const struct script_rep *r = &script.rep[i];
            double down =
                r->lift->concentric_first ? r->end - r->back_start : r->away_end - r->start;

            assert_near(down, r->rep < 3 ? 2.0 : 1.0, 0.2);
        }
        script_deinit(&script);
        compose_with(&script, exercises[e], "no-pause:0:3");
        for (size_t i = 0; i < script.rep_count; i++) {
            const struct script_rep *r = &script.rep[i];
            double pause = r->back_start - r->away_end;

            if (r->lift->concentric_first) {
                if (i + 1 == script.rep_count)
                    break;
                pause = r[1].start - r->end;
            }
            if (r->rep < 3 ? pause < 0.6 : pause > 0.45)
                fail_msg("%s pauses for %g s in repetition %u", exercises[e], pause, r->rep);
        }
        script_deinit(&script);
    }
}

static void test_bounces_are_graded(void **state)
{
    static const char *const exercises[] = {"romanian-deadlift", "back-squat", "good-morning"};

    (void)state;
    for (size_t e = 0; e < 3; e++) {
        for (double amount = 3.0; amount < 10.0; amount += 3.0) {
            struct script script;
            char fault[64];

            snprintf(fault, sizeof(fault), "bounce:%g:3", amount);
            compose_with(&script, exercises[e], fault);
            for (size_t i = 0; i < script.rep_count; i++) {
                const struct script_rep *r = &script.rep[i];
                double most = 0.0;

                for (double t = r->away_end - 0.15; t < r->back_start + 0.15; t += 0.002) {
                    struct body body;

                    script_body(&script, t, &body);
                    most = fmax(most, body_bar_height(&body).dd);
                }
                if (i >= 2 && fabs(most - r->amount[FAULT_BOUNCE]) > 0.5)
                    fail_msg("%s bounces at %g, not %g", exercises[e], most,
                             r->amount[FAULT_BOUNCE]);
                if (i >= 2)
                    assert_near(most, amount, 0.6);
            }
            script_deinit(&script);
        }
    }
}

/* Mean upward acceleration of the bar over 0.1 s, at most, where one repetition follows another. */
static double thrown_up(const struct script *script, const struct script_rep *r)
{
    double most = 0.0;

    for (double t = r->end - 0.2; t < r[1].start + 0.2; t += 0.002) {
        struct body before, after;

        script_body(script, t - 0.05, &before);
        script_body(script, t + 0.05, &after);
        most = fmax(most, (body_bar_height(&after).d - body_bar_height(&before).d) / 0.1);
    }
    return most;
}

static void test_bars_are_thrown_off_the_floor(void **state)
{
    static const char *const exercises[] = {"deadlift", "deficit-deadlift", "trap-bar-deadlift"};

    (void)state;
    for (size_t e = 0; e < 3; e++) {
        for (double amount = 3.0; amount < 13.0; amount += 4.5) {
            struct script script;
            char fault[64];

            snprintf(fault, sizeof(fault), "bounce:%g:2", amount);
            compose_with(&script, exercises[e], fault);
            assert_int_equal(script.rep_count, 5);
            for (size_t i = 0; i + 1 < script.rep_count; i++) {
                const struct script_rep *r = &script.rep[i];
                bool bounces = i >= 1;

                assert_int_equal(!!(r->faults & 1U << FAULT_BOUNCE), bounces);
                if (!bounces)
                    continue;
                assert_near(r->amount[FAULT_BOUNCE], amount, 0.3);
                assert_near(thrown_up(&script, r), amount, 0.5);
                assert_true(r[1].start > r->end && r[1].start - r->end < 0.25);
            }
            /* The last one is put down. */
            assert_false(script.rep[4].faults & 1U << FAULT_BOUNCE);
            script_deinit(&script);
        }
    }
}

static double lifting_speed(const struct script *script, const struct script_rep *r)
{
    double from = r->lift->concentric_first ? r->start : r->back_start;
    double to = r->lift->concentric_first ? r->away_end : r->end;
    struct body low, high;

    script_body(script, from, &low);
    script_body(script, to, &high);
    return (body_bar_height(&high).v - body_bar_height(&low).v) / (to - from);
}

static void test_fatigue_slows_and_shortens(void **state)
{
    static const char *const exercises[] = {"deadlift", "back-squat", "romanian-deadlift"};
    struct script script;

    (void)state;
    for (size_t e = 0; e < 3; e++) {
        compose_with(&script, exercises[e], "near-failure:0.5:3");
        assert_near(lifting_speed(&script, &script.rep[4]) / lifting_speed(&script, &script.rep[0]),
                    0.5, 0.06);
        assert_near(script.rep[4].amount[FAULT_NEAR_FAILURE], 0.5, 1e-9);
        assert_near(lifting_speed(&script, &script.rep[1]) / lifting_speed(&script, &script.rep[0]),
                    1.0, 0.12);
        script_deinit(&script);
    }
    compose_with(&script, "back-squat", "too-heavy:0.4");
    assert_near(range_of(&script, &script.rep[4]) / range_of(&script, &script.rep[0]), 0.8 / 0.96,
                0.05);
    script_deinit(&script);
}

static void test_holds_give_way(void **state)
{
    static const struct {
        const char *exercise, *fault;
        enum measure what;
    } cases[] = {
        {"side-plank", "sag:12", BEND},          {"superman-hold", "sag:10", TRUNK},
        {"superman-hold", "drift:8", TRUNK},     {"rack-pull-hold", "drift:6", TRUNK},
        {"anti-rotation-hold", "drift:9", TURN}, {"anti-rotation-hold", "twist:9", TURN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct script script;

        compose_with(&script, cases[i].exercise, cases[i].fault);
        for (size_t k = 0; k < script.rep_count; k++) {
            const struct script_rep *r = &script.rep[k];
            double amount = strtod(strchr(cases[i].fault, ':') + 1, NULL);
            double from = 0.0;
            struct body body;

            script_body(&script, r->away_end + 0.5, &body);
            if (strncmp(cases[i].fault, "twist", 5))
                from = measured(&body, cases[i].what);
            script_body(&script, r->back_start - 0.05, &body);
            assert_near(fabs(measured(&body, cases[i].what) - from), amount, 1.0);
        }
        script_deinit(&script);
    }
}

/* A fault where the way begins hinged must not throw the body about between repetitions. */
static void test_faults_do_not_jump(void **state)
{
    static const char *const cases[][2] = {
        {"deadlift", "rounding:0.9:3"},
        {"bent-over-row", "rounding:0.9:2"},
        {"deadlift", "hips-first:15:2"},
        {"romanian-deadlift", "over-arching:20:3"},
        {"romanian-deadlift", "asymmetry:30:3"},
        {"side-plank", "sag:20"},
        {"bird-dog", "twist:20:2"},
        {"back-squat", "bounce:8:2"},
        {"deadlift", "bounce:8:2"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct script script;
        struct body before, now;

        compose_with(&script, cases[i][0], cases[i][1]);
        script_body(&script, 0.0, &before);
        for (double t = 0.002; t < script.end; t += 0.002) {
            script_body(&script, t, &now);
            for (int s = 0; s < S_COUNT; s++)
                if (fabs(now.segment[s].origin.z.v - before.segment[s].origin.z.v) > 0.01 ||
                    fabs(now.segment[s].origin.x.v - before.segment[s].origin.x.v) > 0.01)
                    fail_msg("%s, %s: segment %d jumps at %.3f s", cases[i][0], cases[i][1], s, t);
            before = now;
        }
        script_deinit(&script);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_angles_are_as_asked),
        cmocka_unit_test(test_hips_rise_first),
        cmocka_unit_test(test_feet_share_unevenly),
        cmocka_unit_test(test_ranges_are_short),
        cmocka_unit_test(test_tempo_is_broken),
        cmocka_unit_test(test_bounces_are_graded),
        cmocka_unit_test(test_bars_are_thrown_off_the_floor),
        cmocka_unit_test(test_fatigue_slows_and_shortens),
        cmocka_unit_test(test_holds_give_way),
        cmocka_unit_test(test_faults_do_not_jump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
