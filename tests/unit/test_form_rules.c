/* SPDX-License-Identifier: MIT */
/* Each rule of form by itself: what it finds, and what it must let pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "close.h"
#include "core/form_arch.h"
#include "core/form_balance.h"
#include "core/form_bounce.h"
#include "core/form_creep.h"
#include "core/form_hips.h"
#include "core/form_speed.h"
#include "core/form_tempo.h"
#include "core/form_twist.h"

#define MS INT64_C(1000000)
#define STEP_NS (20 * MS)

static const struct exercise strict = {
    .id = "strict",
    .form =
        {
            [FORM_RULE_CREEP] = {6.0, 10.0},
            [FORM_RULE_OVER_ARCHING] = {10.0, 15.0},
            [FORM_RULE_HIPS_FIRST] = {5.0, 10.0},
            [FORM_RULE_ASYMMETRY] = {10.0, 15.0},
            [FORM_RULE_SHORT_RANGE] = {0.85, 0.70},
            [FORM_RULE_TOO_FAST] = {0.75, 0.50},
            [FORM_RULE_NO_PAUSE] = {0.60, 0.30},
            [FORM_RULE_TWIST] = {10.0, 15.0},
            [FORM_RULE_NEAR_FAILURE] = {20.0, 35.0},
            [FORM_RULE_TOO_HEAVY] = {20.0, 35.0},
        },
};
static const struct exercise lenient = {.id = "lenient"};

static void limits_have_two_sides(void **state)
{
    (void)state;
    struct form_finding finding = {.fault = FAULT_NONE};
    assert_false(form_beyond(&strict, FORM_RULE_OVER_ARCHING, 9.9, &finding));
    assert_true(form_beyond(&strict, FORM_RULE_OVER_ARCHING, 10.1, &finding));
    assert_int_equal(finding.severity, CUE_HINT);
    assert_true(form_beyond(&strict, FORM_RULE_OVER_ARCHING, 15.1, &finding));
    assert_int_equal(finding.severity, CUE_WARNING);
    assert_close(finding.threshold, 10.0, 1e-12);
    assert_false(form_beyond(&strict, FORM_RULE_SHORT_RANGE, 0.86, &finding));
    assert_true(form_beyond(&strict, FORM_RULE_SHORT_RANGE, 0.84, &finding));
    assert_int_equal(finding.severity, CUE_HINT);
    assert_true(form_beyond(&strict, FORM_RULE_SHORT_RANGE, 0.69, &finding));
    assert_int_equal(finding.severity, CUE_WARNING);
}

static void what_is_not_seen_or_not_asked_is_no_fault(void **state)
{
    (void)state;
    struct form_finding finding;
    assert_false(form_beyond(&strict, FORM_RULE_OVER_ARCHING, NAN, &finding));
    assert_false(form_beyond(&strict, FORM_RULE_SHORT_RANGE, NAN, &finding));
    assert_false(form_beyond(&lenient, FORM_RULE_OVER_ARCHING, 90.0, &finding));
    assert_false(form_beyond(&lenient, FORM_RULE_SHORT_RANGE, 0.1, &finding));
}

/* Lumbar angle by time; returns after how many ms it was found, -1 = never. */
static int arched_after_ms(const struct exercise *exercise, double (*lumbar)(int ms),
                           struct form_finding *ret_finding)
{
    struct form_dwell arch = {0};
    for (int ms = 0; ms < 3000; ms += 10)
        if (form_arch_push(&arch, exercise, ms * MS, lumbar(ms), ret_finding))
            return ms;
    return -1;
}

static double arched(int ms)
{
    return ms < 1000 ? 2.0 : -12.0;
}

static double arched_briefly(int ms)
{
    return ms >= 1000 && ms < 1120 ? -20.0 : 2.0;
}

static void arching_must_last(void **state)
{
    (void)state;
    struct form_finding finding;
    int ms = arched_after_ms(&strict, arched, &finding);
    assert_in_range(ms, 1150, 1300);
    assert_int_equal(finding.fault, FAULT_OVER_ARCHING);
    assert_int_equal(finding.severity, CUE_HINT);
    assert_close(finding.amount, 12.0, 1e-9);
    assert_int_equal(finding.onset_ns, 1000 * MS);
    assert_int_equal(arched_after_ms(&strict, arched_briefly, &finding), -1);
    assert_int_equal(arched_after_ms(&lenient, arched, &finding), -1);
}

/* A trunk at an inclination turns about its length by an angle within a second, and stays so. */
static bool twisted(double trunk_deg, double turned_deg, double pelvis_roll_deg, double *ret_amount)
{
    const double radians = 3.14159265358979323846 / 180.0;
    struct form_twist twist;
    struct form_finding finding = {.fault = FAULT_NONE};
    bool found = false;
    form_twist_reset(&twist);
    for (int ms = 0; ms < 3000; ms += 10) {
        double share = fmin(1.0, fmax(0.0, (ms - 1000) / 1000.0));
        bool turns = ms >= 1000 && ms < 2000;
        struct body_angles angles = {.trunk = trunk_deg, .pelvis = trunk_deg};
        /* About the vertical it is seen as far as the trunk is upright, sideways as far as not. */
        angles.trunk_turn_rate = turns ? turned_deg * cos(trunk_deg * radians) : 0.0;
        angles.trunk_side =
            pelvis_roll_deg * share +
            asin(sin(trunk_deg * radians) * sin(turned_deg * share * radians)) / radians;
        angles.pelvis_side = pelvis_roll_deg * share;
        found |= form_twist_push(&twist, &strict, ms * MS, ms > 900, &angles, &finding);
    }
    *ret_amount = finding.amount;
    return found;
}

static void twist_is_seen_at_any_inclination(void **state)
{
    (void)state;
    double amount;
    for (double trunk = 0.0; trunk <= 90.0; trunk += 30.0) {
        assert_false(twisted(trunk, 8.0, 0.0, &amount));
        assert_true(twisted(trunk, 13.0, 0.0, &amount));
        assert_close(amount, 13.0, 1.5);
        assert_true(twisted(trunk, -13.0, 0.0, &amount));
        assert_close(amount, -13.0, 1.5);
    }
}

static void a_rolling_pelvis_is_twist(void **state)
{
    (void)state;
    double amount;
    assert_false(twisted(90.0, 0.0, 8.0, &amount));
    assert_true(twisted(90.0, 0.0, 12.0, &amount));
    assert_close(amount, 12.0, 0.5);
}

static void lowering_is_held_against_the_prescription_else_the_own(void **state)
{
    (void)state;
    struct form_finding finding;
    const struct prescription three = {.tempo_s = {3.0, 1.0, 1.0, 0.0}};
    const struct prescription none = {.tempo_s = {NAN, NAN, NAN, NAN}};
    struct rep_detail detail = {.eccentric_s = 2.0};
    assert_true(form_lowers_too_fast(&strict, &three, NAN, &detail, &finding));
    assert_close(finding.amount, 2.0, 1e-9); /* seconds, of 0.75 times 3 */
    assert_close(finding.threshold, 2.25, 1e-9);
    assert_false(form_lowers_too_fast(&strict, &none, NAN, &detail, &finding));
    assert_true(form_lowers_too_fast(&strict, &none, 4.0, &detail, &finding));
    detail.eccentric_s = 2.3;
    assert_false(form_lowers_too_fast(&strict, &three, NAN, &detail, &finding));
    assert_false(form_lowers_too_fast(&strict, &three, 9.0, &detail, &finding));
}

static void only_prescribed_pauses_are_missed(void **state)
{
    (void)state;
    struct form_finding finding;
    const struct prescription paused = {.tempo_s = {3.0, 1.0, 1.0, 0.0}};
    const struct prescription both = {.tempo_s = {3.0, 1.0, 1.0, 2.0}};
    const struct prescription none = {.tempo_s = {3.0, 0.0, 1.0, NAN}};
    struct rep_detail detail = {.stretch_pause_s = 0.5, .top_pause_s = 0.1};
    assert_true(form_lacks_pause(&strict, &paused, &detail, &finding));
    assert_close(finding.amount, 0.5, 1e-9);
    assert_true(form_lacks_pause(&strict, &both, &detail, &finding));
    assert_close(finding.amount, 0.1, 1e-9); /* seconds, of 0.6 times 2 */
    assert_close(finding.threshold, 1.2, 1e-9);
    assert_false(form_lacks_pause(&strict, &none, &detail, &finding));
    detail.stretch_pause_s = 0.7;
    assert_false(form_lacks_pause(&strict, &paused, &detail, &finding));
    detail.stretch_pause_s = NAN; /* not known */
    assert_false(form_lacks_pause(&strict, &paused, &detail, &finding));
}

/* Of a bar, in m/s, s and m. */
static void push_lift(struct form_speed *speed, double mean_speed, double lifting_s, double range)
{
    const struct form_speed_rep rep = {
        .speed = {mean_speed, NAN},
        .range = {range, NAN},
        .lifting_s = lifting_s,
    };
    form_speed_push(speed, &rep);
}

static void one_slow_repetition_proves_nothing(void **state)
{
    (void)state;
    struct form_speed speed;
    struct form_finding finding;
    form_speed_begin_set(&speed);
    push_lift(&speed, 0.48, 1.04, 0.5);
    push_lift(&speed, 0.50, 1.00, 0.5); /* the second is the fastest */
    push_lift(&speed, 0.49, 1.02, 0.5);
    push_lift(&speed, 0.38, 1.32, 0.5);
    assert_close(speed.velocity_loss_percent, 24.0, 1e-9);
    assert_false(form_near_failure(&strict, &speed, &finding));
    push_lift(&speed, 0.39, 1.28, 0.5);
    assert_true(form_near_failure(&strict, &speed, &finding));
    assert_int_equal(finding.severity, CUE_HINT);
    assert_false(form_too_heavy(&strict, &speed, &finding)); /* its range is whole */
    push_lift(&speed, 0.28, 1.79, 0.5);
    assert_true(form_near_failure(&strict, &speed, &finding)); /* clearly so */
    assert_int_equal(finding.severity, CUE_STOP);
    assert_close(finding.amount, 44.0, 0.5);
}

static void a_shorter_way_is_no_lost_speed(void **state)
{
    (void)state;
    struct form_speed speed;
    struct form_finding finding;
    form_speed_begin_set(&speed);
    for (unsigned i = 0; i < 8; i++) {
        push_lift(&speed, i < 4 ? 0.5 : 0.3, 1.0, i < 4 ? 0.5 : 0.3);
        assert_false(form_near_failure(&strict, &speed, &finding));
        assert_false(form_too_heavy(&strict, &speed, &finding));
    }
}

static void too_heavy_loses_range_too_or_early(void **state)
{
    (void)state;
    struct form_speed speed;
    struct form_finding finding;
    form_speed_begin_set(&speed);
    for (unsigned i = 0; i < 8; i++) {
        double lost = i < 4 ? 0.0 : 0.3;
        push_lift(&speed, 0.5 * (1.0 - lost), 1.0 / (1.0 - lost), 0.5 * (1.0 - 0.5 * lost));
    }
    assert_true(form_too_heavy(&strict, &speed, &finding));
    assert_int_equal(finding.severity, CUE_HINT);

    form_speed_begin_set(&speed);
    push_lift(&speed, 0.50, 1.00, 0.5);
    push_lift(&speed, 0.45, 1.11, 0.5);
    assert_false(form_too_heavy(&strict, &speed, &finding));
    push_lift(&speed, 0.36, 1.39, 0.5);
    assert_true(form_too_heavy(&strict, &speed, &finding));
}

static void speed_that_is_not_known_is_not_lost(void **state)
{
    (void)state;
    struct form_speed speed;
    struct form_finding finding;
    form_speed_begin_set(&speed);
    push_lift(&speed, 0.5, 1.0, 0.5);
    push_lift(&speed, NAN, NAN, NAN);
    assert_true(isnan(speed.velocity_loss_percent));
    assert_false(form_near_failure(&strict, &speed, &finding));
    push_lift(&speed, 0.5, 1.0, 0.5);
    assert_close(speed.velocity_loss_percent, 0.0, 1e-9);
}

/* A back turns by 60 degrees a second while the bar rises by 0.5 m/s: neither is a part of the
 * other. */
static void measures_are_not_compared_with_one_another(void **state)
{
    (void)state;
    const struct form_speed_rep seen = {.speed = {0.5, 60}, .range = {0.5, 60}, .lifting_s = 1.0};
    const struct form_speed_rep bar_lost = {
        .speed = {NAN, 48}, .range = {NAN, 57}, .lifting_s = 1.25};
    const struct form_speed_rep slower = {
        .speed = {0.45, 54}, .range = {0.5, 60}, .lifting_s = 1.1};
    struct form_speed speed;
    form_speed_begin_set(&speed);
    form_speed_push(&speed, &seen);
    form_speed_push(&speed, &bar_lost);
    assert_close(speed.velocity_loss_percent, 20.0, 1e-9);
    assert_close(speed.range_loss_percent, 5.0, 1e-9);
    form_speed_push(&speed, &slower);
    assert_close(speed.velocity_loss_percent, 10.0, 1e-9);
    assert_close(speed.range_loss_percent, 0.0, 1e-9);
}

/* Of a bar that was hardly ever seen the best is not that of the set. */
static void what_is_seldom_seen_is_no_measure(void **state)
{
    (void)state;
    const struct form_speed_rep unseen = {.speed = {NAN, 60}, .range = {NAN, 60}, .lifting_s = 1.0};
    const struct form_speed_rep seen = {.speed = {0.4, 48}, .range = {0.5, 60}, .lifting_s = 1.25};
    struct form_speed speed;
    form_speed_begin_set(&speed);
    form_speed_push(&speed, &unseen);
    form_speed_push(&speed, &unseen);
    form_speed_push(&speed, &seen);
    assert_close(speed.velocity_loss_percent, 20.0, 1e-9);
}

static void feet_lean_in_two_of_three(void **state)
{
    (void)state;
    struct form_balance balance;
    struct form_finding finding;
    form_balance_begin_set(&balance);
    assert_false(form_balance_feet(&strict, &balance, 14.0, &finding));
    assert_false(form_balance_feet(&strict, &balance, -14.0, &finding)); /* the other foot */
    assert_false(form_balance_feet(&strict, &balance, NAN, &finding));
    assert_true(form_balance_feet(&strict, &balance, 12.0, &finding));
    assert_int_equal(finding.fault, FAULT_ASYMMETRY);
    assert_close(finding.amount, 12.0, 1e-9);
    assert_false(form_balance_feet(&strict, &balance, 8.0, &finding));
    assert_true(form_balance_feet(&strict, &balance, -16.0, &finding) == false);
}

static void the_side_that_falls_behind_is_told(void **state)
{
    (void)state;
    struct form_balance balance;
    struct form_finding finding;
    const struct rep_detail full = {.range = 60.0, .concentric_s = 1.0};
    const struct rep_detail little = {.range = 50.0, .concentric_s = 1.0};
    const struct rep_detail slow = {.range = 60.0, .concentric_s = 1.5};
    form_balance_begin_set(&balance);
    for (unsigned i = 0; i < 2; i++) {
        assert_false(form_balance_sides(&strict, &balance, SIDE_LEFT, &full, &finding));
        assert_false(form_balance_sides(&strict, &balance, SIDE_RIGHT, &little, &finding));
    }
    assert_false(form_balance_sides(&strict, &balance, SIDE_LEFT, &full, &finding));
    assert_true(form_balance_sides(&strict, &balance, SIDE_RIGHT, &little, &finding));
    assert_close(finding.amount, 100.0 / 6.0, 1e-6);
    assert_false(form_balance_sides(&strict, &balance, SIDE_LEFT, &full, &finding));

    form_balance_begin_set(&balance);
    for (unsigned i = 0; i < 3; i++)
        (void)form_balance_sides(&strict, &balance, SIDE_RIGHT, &full, &finding);
    for (unsigned i = 0; i < 2; i++)
        assert_false(form_balance_sides(&strict, &balance, SIDE_LEFT, &slow, &finding));
    assert_true(form_balance_sides(&strict, &balance, SIDE_LEFT, &slow, &finding));
    assert_true(finding.amount < -15.0);
}

static void creep_is_growth_over_the_first_two(void **state)
{
    (void)state;
    struct form_creep creep;
    struct form_finding finding;
    form_creep_begin_set(&creep);
    assert_false(form_creep_push(&creep, &strict, 24.0, 55.0, &finding));
    assert_false(form_creep_push(&creep, &strict, 26.0, 55.0, &finding));
    assert_false(form_creep_push(&creep, &strict, 30.0, 55.0, &finding)); /* 5 */
    assert_false(form_creep_push(&creep, &strict, 33.0, 55.0, &finding)); /* 8, once */
    assert_true(form_creep_push(&creep, &strict, 34.0, 55.0, &finding));
    assert_int_equal(finding.fault, FAULT_ROUNDING);
    assert_close(finding.amount, 9.0, 1e-9);
    /* Who bends far may move about more. */
    form_creep_begin_set(&creep);
    for (unsigned i = 0; i < 6; i++)
        assert_false(form_creep_push(&creep, &strict, i < 2 ? 25.0 : 34.0, 92.0, &finding));
}

/* A lift from the floor in a second, and down again. tip: degrees in the first part of the way. */
static double tipped(double tip_deg)
{
    static struct trace trace;
    trace_reset(&trace);
    for (int64_t t_ns = 0; t_ns <= 3000 * MS; t_ns += STEP_NS) {
        double t_s = (double)t_ns * 1e-9;
        double up = t_s < 1.0   ? 0.0
                    : t_s < 2.0 ? 0.5 * (1.0 - cos(3.14159265 * (t_s - 1.0)))
                                : fmax(0.0, 1.0 - (t_s - 2.0));
        const struct trace_point point = {
            .t_ns = t_ns,
            .trunk = 70.0 * (1.0 - up) + (up > 0.02 && up < 0.25 ? tip_deg + 70.0 * up : 0.0),
            .stroke = 0.5 * up,
        };
        trace_push(&trace, &point);
    }
    const struct tempo tempo = {
        .start_ns = 1000 * MS, .far_ns = 2000 * MS, .back_ns = 2000 * MS, .end_ns = 3000 * MS};
    return form_hips_tip(&trace, &tempo, EXERCISE_START_CONCENTRIC);
}

static void hips_that_rise_first_tip_the_trunk(void **state)
{
    (void)state;
    assert_close(tipped(9.0), 9.0, 1.0);
    assert_true(tipped(-20.0) < 1.0);
}

/* A bar that turns with a peak of acceleration, after a pause. */
static double bounced(double peak_m_s2, int64_t pause_ns)
{
    static struct trace trace;
    trace_reset(&trace);
    for (int64_t t_ns = 0; t_ns <= 3000 * MS; t_ns += STEP_NS) {
        const struct trace_point point = {
            .t_ns = t_ns, .accel = llabs(t_ns - 1500 * MS) < 70 * MS ? peak_m_s2 : 0.3};
        trace_push(&trace, &point);
    }
    const struct tempo tempo = {.start_ns = 500 * MS,
                                .far_ns = 1500 * MS - pause_ns / 2,
                                .back_ns = 1500 * MS + pause_ns / 2,
                                .end_ns = 2500 * MS};
    return form_bounce_peak(&trace, &tempo);
}

static void a_bounce_is_a_hard_turn_without_a_pause(void **state)
{
    (void)state;
    assert_close(bounced(8.0, 120 * MS), 8.0, 0.1);
    assert_true(bounced(0.3, 120 * MS) < 1.0);
    assert_true(isnan(bounced(8.0, 600 * MS)));
}

/* Of an upright trunk that turns by so much in each of two repetitions, 2 s each: whether it was
 * found in the first, and in the second. */
static void twisted_twice(double first_deg, double second_deg, bool ret_found[2])
{
    struct form_twist twist;
    struct form_finding finding;
    form_twist_reset(&twist);
    ret_found[0] = ret_found[1] = false;
    for (int ms = 0; ms < 5000; ms += 10) {
        int in_ms = ms % 2500;
        bool second = ms >= 2500, there = in_ms >= 500 && in_ms < 1000;
        bool back = in_ms >= 1500 && in_ms < 2000;
        double deg = second ? second_deg : first_deg;
        const struct body_angles angles = {.trunk_turn_rate = there  ? 2.0 * deg
                                                              : back ? -2.0 * deg
                                                                     : 0.0};
        ret_found[second] |=
            form_twist_push(&twist, &strict, ms * MS, in_ms >= 400, &angles, &finding);
    }
}

static void a_small_twist_must_come_twice(void **state)
{
    (void)state;
    bool found[2];
    twisted_twice(11.0, 11.0, found); /* of 10 */
    assert_false(found[0]);
    assert_true(found[1]);
    twisted_twice(11.0, -11.0, found);
    assert_true(found[1]);
    twisted_twice(5.0, 11.0, found);
    assert_false(found[1]);
    twisted_twice(13.0, 0.0, found);
    assert_true(found[0]);
    assert_false(found[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_have_two_sides),
        cmocka_unit_test(what_is_not_seen_or_not_asked_is_no_fault),
        cmocka_unit_test(arching_must_last),
        cmocka_unit_test(twist_is_seen_at_any_inclination),
        cmocka_unit_test(a_rolling_pelvis_is_twist),
        cmocka_unit_test(lowering_is_held_against_the_prescription_else_the_own),
        cmocka_unit_test(only_prescribed_pauses_are_missed),
        cmocka_unit_test(one_slow_repetition_proves_nothing),
        cmocka_unit_test(a_shorter_way_is_no_lost_speed),
        cmocka_unit_test(too_heavy_loses_range_too_or_early),
        cmocka_unit_test(speed_that_is_not_known_is_not_lost),
        cmocka_unit_test(measures_are_not_compared_with_one_another),
        cmocka_unit_test(what_is_seldom_seen_is_no_measure),
        cmocka_unit_test(feet_lean_in_two_of_three),
        cmocka_unit_test(the_side_that_falls_behind_is_told),
        cmocka_unit_test(creep_is_growth_over_the_first_two),
        cmocka_unit_test(hips_that_rise_first_tip_the_trunk),
        cmocka_unit_test(a_bounce_is_a_hard_turn_without_a_pause),
        cmocka_unit_test(a_small_twist_must_come_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
