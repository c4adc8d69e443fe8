/* SPDX-License-Identifier: MIT */
/* Holds: when one begins and ends, what is none, what gives way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "close.h"
#include "core/hold.h"
#include "hinge.h"

#define STEP_NS 10000000

struct world {
    struct exercise exercise;
    struct hold hold;
    int64_t t_ns;
    double trunk;  /* degrees, where it is now */
    double feet;   /* N, both */
    double turned; /* degrees */
    double pelvis;
    bool other_way; /* the trunk's sensor has other axes */
    unsigned begun, progress, over;
    int64_t known_ns; /* when the last one was told */
    struct hold_result last;
    bool sagged, twisted;
    struct hold_result sag;
};

/* Lying prone is 90, held is 72. */
static void set_up(struct world *world)
{
    memset(world, 0, sizeof(*world));
    exercise_set_generic(&world->exercise);
    world->exercise.kind = EXERCISE_HOLD;
    world->exercise.start = EXERCISE_START_CONCENTRIC;
    world->exercise.signals[0] =
        (struct exercise_signal){.signal = BODY_SIGNAL_TRUNK, .range_min = 8, .range_max = 45};
    world->exercise.signal_count = 1;
    world->exercise.far_trunk_min_deg = 40;
    world->exercise.far_trunk_max_deg = 86;
    world->exercise.hold.sag_deg = 5;
    world->exercise.hold.twist_deg = 6;
    hold_choose(&world->hold, &world->exercise);
    world->t_ns = 1000000000;
    world->trunk = 90;
    world->feet = NAN;
}

static void push(struct world *world)
{
    double trunk = HINGE_RAD(world->trunk), pelvis = HINGE_RAD(world->pelvis);
    struct motion_frame frame = {0};
    struct hold_result found;
    frame.angles.trunk = world->trunk;
    frame.angles.pelvis = NAN;
    frame.angles.lumbar = NAN;
    frame.loads = (struct load_forces){0.5 * world->feet, 0.5 * world->feet, NAN, NAN, NAN};
    struct hold_moment moment = {
        .t_ns = world->t_ns,
        .frame = &frame,
        .has_trunk = true,
        .has_pelvis = true,
        .trunk_up = {-sin(trunk), 0.0, cos(trunk)},
        .pelvis_up = {-sin(pelvis), 0.0, cos(pelvis)},
        .turned_deg = world->turned,
    };
    if (world->other_way) {
        moment.trunk_up[1] = moment.trunk_up[2];
        moment.trunk_up[2] = 0.0;
    }
    hold_push(&world->hold, &moment, &found);
    world->t_ns += STEP_NS;
    world->begun += found.event == HOLD_EVENT_BEGUN;
    world->progress += found.event == HOLD_EVENT_PROGRESS;
    world->over += found.event == HOLD_EVENT_OVER;
    if (found.event == HOLD_EVENT_BEGUN)
        world->known_ns = moment.t_ns;
    if (found.event != HOLD_EVENT_NONE)
        world->last = found;
    if (found.given.sagged)
        world->sag = found;
    world->sagged |= found.given.sagged;
    world->twisted |= found.given.twisted;
}

static void stay(struct world *world, double seconds)
{
    double trunk = world->trunk;
    for (int i = 0; i < seconds * 1e9 / STEP_NS; i++) {
        world->trunk = trunk + 0.6 * sin(14.0 * (double)world->t_ns * 1e-9); /* tremor */
        push(world);
    }
    world->trunk = trunk;
}

static void go(struct world *world, double trunk, double seconds)
{
    double from = world->trunk;
    int steps = (int)(seconds * 1e9 / STEP_NS);
    for (int i = 1; i <= steps; i++) {
        world->trunk = from + (trunk - from) * hinge_ease((double)i / steps);
        push(world);
    }
}

static double held_s(const struct world *world)
{
    return (double)(world->last.end_ns - world->last.start_ns) * 1e-9;
}

static void tells_from_arrival_to_leaving(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 3.0);
    go(&world, 72.0, 1.0);
    int64_t arrived_ns = world.t_ns;
    stay(&world, 12.3);
    int64_t left_ns = world.t_ns;
    go(&world, 90.0, 1.0);
    stay(&world, 2.0);
    assert_int_equal(world.begun, 1);
    assert_int_equal(world.over, 1);
    assert_close((double)(world.known_ns - arrived_ns) * 1e-9, 2.3, 0.7);
    assert_close((double)(world.last.start_ns - arrived_ns) * 1e-9, 0.0, 0.2);
    assert_close((double)(world.last.end_ns - left_ns) * 1e-9, 0.0, 0.2);
    assert_close(held_s(&world), 12.3, 0.3);
    assert_in_range(world.progress, 9, 11);
    assert_false(world.sagged);
}

static void a_short_pause_is_no_hold(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 3.0);
    for (int i = 0; i < 5; i++) {
        go(&world, 72.0, 1.0);
        stay(&world, 1.0);
        go(&world, 90.0, 1.0);
        stay(&world, 1.0);
    }
    assert_int_equal(world.begun, 0);
}

static void getting_up_and_resting_are_no_hold(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 20.0);
    go(&world, 0.0, 2.0); /* too long a way */
    stay(&world, 20.0);
    go(&world, 60.0, 2.0); /* the other way */
    stay(&world, 10.0);
    assert_int_equal(world.begun, 0);
}

static void a_shake_does_not_end_it(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 3.0);
    go(&world, 72.0, 1.0);
    stay(&world, 5.0);
    go(&world, 78.0, 0.15);
    go(&world, 72.0, 0.15);
    stay(&world, 5.0);
    go(&world, 90.0, 1.0);
    stay(&world, 1.0);
    assert_int_equal(world.begun, 1);
    assert_int_equal(world.over, 1);
    assert_close(held_s(&world), 10.3, 0.4);
}

static void giving_way_is_told_once_and_keeps_it(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 3.0);
    go(&world, 72.0, 1.0);
    int64_t arrived_ns = world.t_ns;
    stay(&world, 3.0);
    int64_t sags_ns = world.t_ns;
    go(&world, 82.0, 8.0);
    stay(&world, 2.0);
    go(&world, 90.0, 0.8);
    stay(&world, 1.0);
    assert_true(world.sagged);
    assert_true(world.sag.given.sag_deg > 5.0 && world.sag.given.sag_deg < 8.0);
    assert_in_range(world.sag.given.sag_onset_ns, sags_ns, sags_ns + 4000000000);
    assert_int_equal(world.over, 1);
    assert_close((double)(world.last.start_ns - arrived_ns) * 1e-9, 0.0, 0.2);
    assert_close(held_s(&world), 13.0, 0.3);
}

static void giving_way_by_half_of_it_is_nothing(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 3.0);
    go(&world, 72.0, 1.0);
    stay(&world, 3.0);
    go(&world, 74.5, 5.0);
    stay(&world, 5.0);
    assert_int_equal(world.begun, 1);
    assert_false(world.sagged);
}

static void turning_on_the_way_in_is_a_twist(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 3.0);
    for (int i = 0; i < 100; i++) {
        world.turned += 0.09;
        world.trunk -= 0.18;
        push(&world);
    }
    stay(&world, 6.0);
    assert_int_equal(world.begun, 1);
    assert_true(world.twisted);
}

/* Looked at from when the load was borne already: only the weight known from before tells. */
static void the_weight_may_be_known_from_before(void **state)
{
    (void)state;
    for (int known = 0; known < 2; known++) {
        struct world world;
        set_up(&world);
        world.exercise.hold.load_share = 1.15;
        world.feet = 1200.0;
        if (known)
            hold_know_weight(&world.hold, 800.0);
        stay(&world, 3.0);
        go(&world, 72.0, 1.0);
        stay(&world, 6.0);
        assert_int_equal(world.begun, known);
    }
}

static void ends_when_the_load_is_gone(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    world.exercise.hold.load_share = 1.15;
    world.feet = 800.0;
    stay(&world, 3.0);
    go(&world, 72.0, 1.0);
    stay(&world, 6.0);
    assert_int_equal(world.begun, 0);
    go(&world, 90.0, 1.0);
    stay(&world, 2.0);
    world.feet = 1200.0;
    go(&world, 72.0, 1.0);
    stay(&world, 6.0);
    assert_int_equal(world.begun, 1);
    world.feet = 800.0;
    stay(&world, 0.1);
    assert_int_equal(world.over, 1);
}

static void another_sensor_of_the_trunk_is_no_sag(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    stay(&world, 2.0);
    go(&world, 72, 1.0);
    stay(&world, 3.0);
    world.other_way = true;
    hold_give_change_trunk(&world.hold.give);
    stay(&world, 4.0);
    assert_false(world.sagged);
    go(&world, 80, 1.0);
    stay(&world, 2.0);
    assert_true(world.sagged);
}

/* The trunk is not seen any more, but the feet bear what they bore. */
static void a_load_that_is_borne_shows_it_yet(void **state)
{
    (void)state;
    for (int lets_go = 0; lets_go < 2; lets_go++) {
        struct world world;
        set_up(&world);
        world.exercise.hold.load_share = 1.15;
        world.feet = 800.0;
        stay(&world, 3.0);
        world.feet = 1200.0;
        go(&world, 72.0, 1.0);
        stay(&world, 4.0);
        assert_int_equal(world.begun, 1);
        world.trunk = NAN;
        stay(&world, 10.0);
        assert_int_equal(world.over, 0);
        assert_true(world.progress >= 12);
        if (lets_go) {
            world.feet = 800.0;
            stay(&world, 1.0);
        } else {
            world.trunk = 72.0; /* it is seen again */
            stay(&world, 3.0);
            assert_int_equal(world.over, 0);
            go(&world, 90.0, 1.0);
            stay(&world, 2.0);
        }
        assert_int_equal(world.over, 1);
        assert_int_equal(world.begun, 1);
        assert_close(held_s(&world), lets_go ? 14.0 : 17.0, 0.8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_from_arrival_to_leaving),
        cmocka_unit_test(a_short_pause_is_no_hold),
        cmocka_unit_test(getting_up_and_resting_are_no_hold),
        cmocka_unit_test(a_shake_does_not_end_it),
        cmocka_unit_test(giving_way_is_told_once_and_keeps_it),
        cmocka_unit_test(giving_way_by_half_of_it_is_nothing),
        cmocka_unit_test(turning_on_the_way_in_is_a_twist),
        cmocka_unit_test(the_weight_may_be_known_from_before),
        cmocka_unit_test(ends_when_the_load_is_gone),
        cmocka_unit_test(another_sensor_of_the_trunk_is_no_sag),
        cmocka_unit_test(a_load_that_is_borne_shows_it_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
