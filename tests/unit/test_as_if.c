/* SPDX-License-Identifier: MIT */
/* Two roles exchanged are found by what an exercise looks like; whoever does it right, or does
 * something else, is left alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/as_if.h"

#define PI 3.14159265358979323846
#define STEP_S 0.02
#define CYCLE_S 3.0

static void add(struct exercise *exercise, enum feature feature, double low, double high)
{
    exercise->look.limits[exercise->look.limit_count++] =
        (struct feature_limits){feature, low, high};
}

/* From a bend the trunk comes up; the pelvis goes along by half, thighs and arms by a little. */
static struct exercise hinge(void)
{
    struct exercise exercise;
    exercise_set_generic(&exercise);
    strcpy(exercise.id, "hinge");
    exercise.start = EXERCISE_START_ECCENTRIC;
    exercise.signals[0] = (struct exercise_signal){
        .signal = BODY_SIGNAL_TRUNK, .range_min = 15.0, .range_max = 110.0};
    exercise.signal_count = 1;
    add(&exercise, FEATURE_TRUNK_START, 20.0, 40.0);
    add(&exercise, FEATURE_TRUNK_FAR, 75.0, 95.0);
    add(&exercise, FEATURE_PELVIS_START, 10.0, 30.0);
    add(&exercise, FEATURE_PELVIS_FAR, 40.0, 60.0);
    add(&exercise, FEATURE_LUMBAR_FAR, 20.0, 45.0);
    add(&exercise, FEATURE_THIGH_START, 50.0, 70.0);
    add(&exercise, FEATURE_THIGH_FAR, 50.0, 70.0);
    add(&exercise, FEATURE_WRIST_FAR, 0.0, 20.0);
    return exercise;
}

static struct exercise hold(void)
{
    struct exercise exercise = hinge();
    exercise.kind = EXERCISE_HOLD;
    exercise.look.limit_count = 0;
    add(&exercise, FEATURE_TRUNK_FAR, 75.0, 95.0);
    add(&exercise, FEATURE_PELVIS_FAR, 40.0, 60.0);
    add(&exercise, FEATURE_THIGH_FAR, 50.0, 70.0);
    add(&exercise, FEATURE_WRIST_FAR, 0.0, 20.0);
    return exercise;
}

/* Degrees at the start and at the far end. */
struct body_move {
    double start[BODY_PARTS], far[BODY_PARTS];
};
static const struct body_move right = {
    .start = {[BODY_PELVIS] = 20,
              [BODY_THORAX] = 30,
              [BODY_THIGH_LEFT] = 58,
              [BODY_THIGH_RIGHT] = 62,
              [BODY_WRIST_LEFT] = 6,
              [BODY_WRIST_RIGHT] = 8},
    .far = {[BODY_PELVIS] = 50,
            [BODY_THORAX] = 85,
            [BODY_THIGH_LEFT] = 60,
            [BODY_THIGH_RIGHT] = 60,
            [BODY_WRIST_LEFT] = 10,
            [BODY_WRIST_RIGHT] = 12},
};

struct bench {
    struct exercise exercise;
    struct history history;
    struct as_if as_if;
    struct as_if_pair pair; /* the first that was found */
    unsigned found;
    unsigned steps;
    double cycle_s;
};

static struct bench *open_bench(void)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    assert_non_null(bench);
    bench->exercise = hinge();
    bench->cycle_s = CYCLE_S;
    history_reset(&bench->history);
    as_if_reset(&bench->as_if);
    return bench;
}

static void look(struct bench *bench, bool kept, int64_t t_ns)
{
    struct as_if_pair pair;
    if (!as_if_look(&bench->as_if, &bench->exercise, &bench->history, NAN, -INFINITY, kept, t_ns,
                    &pair))
        return;
    if (bench->found++ == 0)
        bench->pair = pair;
}

static void put(struct bench *bench, const double angle[BODY_PARTS], const double rate[BODY_PARTS])
{
    struct motion_frame frame;
    memset(&frame, 0xff, sizeof frame); /* all NAN */
    frame.bar_still = frame.chest_lies = false;
    frame.angles.trunk = angle[BODY_THORAX];
    frame.angles.trunk_rate = rate[BODY_THORAX];
    frame.angles.pelvis = angle[BODY_PELVIS];
    frame.angles.pelvis_rate = rate[BODY_PELVIS];
    frame.angles.lumbar = frame.angles.trunk - frame.angles.pelvis;
    frame.angles.thigh_left = angle[BODY_THIGH_LEFT];
    frame.angles.thigh_left_rate = rate[BODY_THIGH_LEFT];
    frame.angles.thigh_right = angle[BODY_THIGH_RIGHT];
    frame.angles.thigh_right_rate = rate[BODY_THIGH_RIGHT];
    frame.angles.wrist_left = angle[BODY_WRIST_LEFT];
    frame.angles.wrist_left_rate = rate[BODY_WRIST_LEFT];
    frame.angles.wrist_right = angle[BODY_WRIST_RIGHT];
    frame.angles.wrist_right_rate = rate[BODY_WRIST_RIGHT];
    body_join_thighs(&frame.angles);
    int64_t t_ns = (int64_t)(++bench->steps * STEP_S * 1e9);
    const struct hold_moment moment = {.t_ns = t_ns, .frame = &frame};
    history_push(&bench->history, &moment);
    if (bench->steps % 5 == 0)
        look(bench, false, t_ns);
}

static void move(struct bench *bench, const struct body_move *body, double seconds)
{
    double angle[BODY_PARTS], rate[BODY_PARTS];
    for (double t = 0.0; t < seconds; t += STEP_S) {
        /* Out and back within two thirds of the time, then rest. */
        double phase = fmin(1.0, 1.5 * fmod(t, bench->cycle_s) / bench->cycle_s);
        double share = 0.5 * (1.0 - cos(2.0 * PI * phase));
        double speed =
            phase < 1.0 ? 0.5 * sin(2.0 * PI * phase) * 2.0 * PI * 1.5 / bench->cycle_s : 0.0;
        for (int part = 0; part < BODY_PARTS; part++) {
            double way = body->far[part] - body->start[part];
            angle[part] = body->start[part] + share * way;
            rate[part] = speed * way;
        }
        put(bench, angle, rate);
    }
}

static struct body_move exchanged(enum body_part a, enum body_part b)
{
    struct body_move move = right;
    move.start[a] = right.start[b];
    move.start[b] = right.start[a];
    move.far[a] = right.far[b];
    move.far[b] = right.far[a];
    return move;
}

static void roles_as_they_should_be_are_left_alone(void **state)
{
    (void)state;
    struct bench *bench = open_bench();
    move(bench, &right, 40.0);
    assert_int_equal(bench->found, 0);
    free(bench);
}

static void the_pair_that_is_exchanged_is_named(void **state)
{
    (void)state;
    static const struct as_if_pair pairs[] = {{BODY_THORAX, BODY_PELVIS},
                                              {BODY_THORAX, BODY_THIGH_LEFT},
                                              {BODY_THORAX, BODY_WRIST_RIGHT},
                                              {BODY_PELVIS, BODY_THIGH_RIGHT}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        struct bench *bench = open_bench();
        const struct body_move wrong = exchanged(pairs[i].a, pairs[i].b);
        move(bench, &wrong, 25.0);
        if (bench->found == 0)
            fail_msg("pair %zu is not found", i);
        assert_int_equal(bench->pair.a, pairs[i].a);
        assert_int_equal(bench->pair.b, pairs[i].b);
        free(bench);
    }
}

/* A pelvis learns which way it leans from the trunk: from another's it may learn it wrong. */
static void a_pelvis_that_leans_the_other_way_is_no_hindrance(void **state)
{
    (void)state;
    struct bench *bench = open_bench();
    struct body_move wrong = exchanged(BODY_THORAX, BODY_THIGH_LEFT);
    wrong.start[BODY_PELVIS] *= -1.0;
    wrong.far[BODY_PELVIS] *= -1.0;
    move(bench, &wrong, 25.0);
    assert_true(bench->found > 0);
    assert_int_equal(bench->pair.b, BODY_THIGH_LEFT);
    free(bench);
}

static void something_else_is_no_exchange(void **state)
{
    (void)state;
    struct bench *bench = open_bench();
    struct body_move squat = right;
    squat.start[BODY_THIGH_LEFT] = squat.start[BODY_THIGH_RIGHT] = 5.0;
    squat.far[BODY_THIGH_LEFT] = squat.far[BODY_THIGH_RIGHT] = 95.0;
    squat.start[BODY_THORAX] = squat.start[BODY_PELVIS] = 2.0;
    squat.far[BODY_THORAX] = squat.far[BODY_PELVIS] = 30.0;
    move(bench, &squat, 40.0);
    assert_int_equal(bench->found, 0);
    free(bench);
}

static void what_swings_like_an_arm_in_walking_is_none(void **state)
{
    (void)state;
    struct bench *bench = open_bench();
    const struct body_move wrong = exchanged(BODY_THORAX, BODY_WRIST_RIGHT);
    bench->cycle_s = 1.7; /* of which it moves for 1.1 */
    move(bench, &wrong, 25.0);
    assert_int_equal(bench->found, 0);
    free(bench);
}

/* What is kept once the exercise is known is gone through once, though it fits in a way. */
static void what_is_kept_is_gone_through_once(void **state)
{
    (void)state;
    struct bench *bench = open_bench();
    const struct body_move wrong = exchanged(BODY_THORAX, BODY_PELVIS);
    bench->exercise.look.limit_count = 0; /* nothing can be told while it is done */
    move(bench, &wrong, 15.0);
    assert_int_equal(bench->found, 0);
    bench->exercise = hinge();
    int64_t t_ns = (int64_t)(bench->steps * STEP_S * 1e9);
    for (int i = 0; i < 100; i++)
        look(bench, true, t_ns += 100000000);
    assert_int_equal(bench->found, 1);
    assert_int_equal(bench->pair.b, BODY_PELVIS);
    free(bench);
}

static void a_hold_is_seen_while_it_is_kept_still(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 2; wrong++) {
        struct bench *bench = open_bench();
        struct body_move held = wrong ? exchanged(BODY_THORAX, BODY_WRIST_LEFT) : right;
        memcpy(held.start, held.far, sizeof(held.start));
        bench->exercise = hold();
        move(bench, &held, 12.0);
        assert_int_equal(bench->found > 0, wrong);
        if (wrong)
            assert_int_equal(bench->pair.b, BODY_WRIST_LEFT);
        free(bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_as_they_should_be_are_left_alone),
        cmocka_unit_test(the_pair_that_is_exchanged_is_named),
        cmocka_unit_test(a_pelvis_that_leans_the_other_way_is_no_hindrance),
        cmocka_unit_test(something_else_is_no_exchange),
        cmocka_unit_test(what_swings_like_an_arm_in_walking_is_none),
        cmocka_unit_test(what_is_kept_is_gone_through_once),
        cmocka_unit_test(a_hold_is_seen_while_it_is_kept_still),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
