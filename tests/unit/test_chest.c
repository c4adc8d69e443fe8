/* SPDX-License-Identifier: MIT */
/* How far the chest opens of who lies on the side, and to which side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "close.h"
#include "core/chest.h"
#include "core/vec3.h"
#include "hinge.h"

#define DT_S 0.01

struct world {
    struct chest chest;
    struct hold_side_finder finder;
    struct segment trunk, pelvis;
    bool pelvis_is_gone;
    unsigned anew;
};

/* Sensor axes are the body's: x forward, y left, z up. */
static void set_up(struct world *world, bool forward_known)
{
    memset(world, 0, sizeof(*world));
    chest_reset(&world->chest);
    world->trunk = (struct segment){.present = true, .has_up = true, .up = {0, 0, 1}};
    world->trunk.has_forward = forward_known;
    vec3_set(world->trunk.forward, 1, 0, 0);
    world->pelvis = world->trunk;
}

/* lean: to the right, degrees; open: the chest, to the left. */
static void hold(struct world *world, double lean, double open, double seconds)
{
    const double rest[3] = {0, 0, 0};
    double r = HINGE_RAD(lean), o = HINGE_RAD(open);
    vec3_set(world->pelvis.now, 0.0, sin(r), cos(r));
    vec3_set(world->trunk.now, sin(r) * sin(o), sin(r) * cos(o), cos(r));
    for (int i = 0; i < seconds / DT_S; i++) {
        const struct segment *pelvis = world->pelvis_is_gone ? NULL : &world->pelvis;
        if (pelvis)
            hold_side_watch(&world->finder, pelvis);
        world->anew += chest_push(&world->chest, &world->finder, DT_S, &world->trunk, pelvis, rest);
    }
}

static void opens_from_where_it_lay(void **state)
{
    (void)state;
    struct world world;
    set_up(&world, true);
    hold(&world, 0, 0, 2);
    assert_close(world.chest.angle, 0, 1e-9);
    hold(&world, 88, 0, 2);
    assert_true(world.chest.lies);
    assert_int_equal(world.chest.side, SIDE_LEFT);
    hold(&world, 88, 55, 5);
    assert_close(world.chest.angle, 55, 1);
    hold(&world, 88, 4, 3);
    assert_true(world.chest.angle < 4.5);
}

static void turning_over_begins_anew_on_the_other_side(void **state)
{
    (void)state;
    struct world world;
    set_up(&world, true);
    hold(&world, 0, 0, 2);
    hold(&world, 88, 0, 2);
    hold(&world, -88, 0, 2);
    assert_true(world.chest.lies);
    assert_int_equal(world.chest.side, SIDE_RIGHT);
    assert_close(world.chest.angle, 0, 1e-6);
    assert_int_equal(world.anew, 3);
}

static void without_having_seen_forward_the_first_is_left(void **state)
{
    (void)state;
    struct world world;
    set_up(&world, false);
    hold(&world, 0, 0, 2);
    hold(&world, -88, 0, 2);
    assert_int_equal(world.chest.side, SIDE_LEFT);
    hold(&world, 88, 0, 2);
    assert_int_equal(world.chest.side, SIDE_RIGHT);
    hold(&world, -88, 0, 2);
    assert_int_equal(world.chest.side, SIDE_LEFT);
}

/* forgotten: its plug was out, so that it may sit otherwise. */
static void the_trunk_knows_the_sides_without_the_pelvis(void **state)
{
    (void)state;
    for (int forgotten = 0; forgotten < 2; forgotten++) {
        struct world world;
        set_up(&world, true);
        hold(&world, 0, 0, 2);
        hold(&world, -88, 0, 2);
        assert_int_equal(world.chest.side, SIDE_RIGHT);
        world.pelvis_is_gone = true;
        if (forgotten)
            memset(&world.finder, 0, sizeof(world.finder));
        hold(&world, -88, 60, 3);
        hold(&world, -88, 0, 3);
        assert_int_equal(world.chest.side, SIDE_RIGHT);
        hold(&world, 88, 0, 2);
        assert_int_equal(world.chest.side, SIDE_LEFT);
        assert_true(world.chest.lies);
        hold(&world, 88, 50, 3);
        assert_close(world.chest.angle, 50, 1);
        hold(&world, 88, 0, 3);
        world.pelvis_is_gone = false;
        hold(&world, 88, 50, 3);
        assert_int_equal(world.chest.side, SIDE_LEFT);
        hold(&world, 88, 0, 3);
        hold(&world, -88, 0, 2);
        assert_int_equal(world.chest.side, SIDE_RIGHT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_from_where_it_lay),
        cmocka_unit_test(turning_over_begins_anew_on_the_other_side),
        cmocka_unit_test(without_having_seen_forward_the_first_is_left),
        cmocka_unit_test(the_trunk_knows_the_sides_without_the_pelvis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
