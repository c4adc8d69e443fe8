/* SPDX-License-Identifier: MIT */
/* The test of the trunk's range: what counts, which way it went, and what is none of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "close.h"
#include "core/body.h"
#include "core/quat.h"
#include "core/trunk_range.h"
#include "core/vec3.h"
#include "hinge.h"

#define RATE_HZ 50
#define GIVEN_MAX 32

/* One way out of the middle, back within out_s + back_s; degrees. */
struct way {
    double flexion, bend_right, turn_left;
    double turn_all; /* of the whole body */
};

struct world {
    struct exercise exercise;
    struct trunk_range range;
    double mount[4];
    double trunk[4]; /* attitude of the trunk at the last moment */
    double thorax[4];
    bool upper_back_is_gone, thorax_is_worn;
    double pelvis[4];
    double vertical_accel;
    double away_deg; /* the trunk is turned by so much all the time */
    int64_t t_ns;
    struct trunk_movement given[GIVEN_MAX];
    unsigned count;
};

static void set_up(struct world *world)
{
    static const double tilted[4] = {0.36, -0.48, 0.64, 0.48};
    memset(world, 0, sizeof(*world));
    exercise_set_generic(&world->exercise);
    world->exercise.movements[MOVEMENT_FLEXION] = (struct exercise_movement){20, 150};
    world->exercise.movements[MOVEMENT_SIDE_BEND] = (struct exercise_movement){12, 80};
    world->exercise.movements[MOVEMENT_ROTATION] = (struct exercise_movement){14, 100};
    trunk_range_choose(&world->range, &world->exercise);
    memcpy(world->mount, tilted, sizeof(tilted));
    quat_identity(world->trunk);
    quat_identity(world->thorax);
    quat_identity(world->pelvis);
}

/* What a sensor shows that stands like this now, and stood like that one step before. */
static void push(struct world *world, int part, const double mount[4], const double attitude[4],
                 double last[4])
{
    const double vertical[3] = {0.0, 0.0, 1.0};
    double back[4], inverse[4], step[4], up[3], rate[3], sensor_up[3], sensor_rate[3];
    struct trunk_range_result found;
    quat_conj(inverse, attitude);
    quat_rotate(up, inverse, vertical);
    quat_conj(back, last);
    quat_mul(step, back, attitude);
    vec3_scale(rate, &step[1], 2.0 * RATE_HZ * (step[0] < 0.0 ? -1.0 : 1.0));
    memcpy(last, attitude, 4 * sizeof(double));
    quat_rotate(sensor_up, mount, up);
    quat_rotate(sensor_rate, mount, rate);
    trunk_range_push(&world->range, part, world->t_ns, 1.0 / RATE_HZ, sensor_up, sensor_rate,
                     world->vertical_accel, &found);
    for (unsigned i = 0; i < found.count && world->count < GIVEN_MAX; i++)
        world->given[world->count++] = found.movements[i];
}

static void turn_about(double attitude[4], double x, double y, double z, double degrees)
{
    double half = 0.5 * HINGE_RAD(degrees);
    const double turn[4] = {cos(half), x * sin(half), y * sin(half), z * sin(half)};
    quat_mul(attitude, attitude, turn);
}

/* x forward, y left, z up. */
static void sit(struct world *world, const struct way *way, double share)
{
    double trunk[4], pelvis[4];
    quat_identity(pelvis);
    turn_about(pelvis, 0, 0, 1, share * way->turn_all);
    memcpy(trunk, pelvis, sizeof(pelvis));
    turn_about(trunk, 0, 0, 1, world->away_deg + share * way->turn_left);
    turn_about(trunk, 0, 1, 0, share * way->flexion);
    turn_about(trunk, 1, 0, 0, share * way->bend_right);
    world->t_ns += 1000000000 / RATE_HZ;
    static const double other_mount[4] = {0.48, 0.6, 0.0, -0.64};
    push(world, BODY_PELVIS, world->mount, pelvis, world->pelvis);
    if (!world->upper_back_is_gone)
        push(world, BODY_UPPER_BACK, world->mount, trunk, world->trunk);
    if (world->thorax_is_worn)
        push(world, BODY_THORAX, other_mount, trunk, world->thorax);
}

static void go(struct world *world, struct way way, double pause_s)
{
    for (int i = 1; i <= 3 * RATE_HZ; i++) {
        double t_s = (double)i / RATE_HZ;
        sit(world, &way, hinge_ease(t_s / 1.3) - hinge_ease((t_s - 1.7) / 1.3));
    }
    for (int i = 0; i < pause_s * RATE_HZ; i++)
        sit(world, &way, 0.0);
}

static void rest(struct world *world, double seconds)
{
    const struct way none = {0};
    for (int i = 0; i < seconds * RATE_HZ; i++)
        sit(world, &none, 0.0);
}

/* Upright, so many steps of 0.6 s that heave by so much. */
static void step(struct world *world, unsigned steps, double heave)
{
    const struct way none = {0};
    const double per_s = 2.0 * 3.14159265358979323846 / 0.6;
    for (unsigned i = 0; i < steps * 6 * RATE_HZ / 10; i++) {
        world->vertical_accel = heave * per_s * cos(per_s * i / RATE_HZ);
        sit(world, &none, 0.0);
    }
    world->vertical_accel = 0.0;
}

static unsigned counted(const struct world *world, enum movement movement, enum side side)
{
    unsigned count = 0;
    for (unsigned i = 0; i < world->count; i++)
        count += world->given[i].movement == movement && world->given[i].side == side;
    return count;
}

static void counts_each_way_apart(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    for (int i = 0; i < 3; i++) {
        go(&world, (struct way){.flexion = 60.0}, 0.2);
        go(&world, (struct way){.flexion = -20.0}, 0.2);
    }
    for (int i = 0; i < 3; i++) {
        go(&world, (struct way){.bend_right = 28.0, .turn_left = 8.0}, 0.0);
        go(&world, (struct way){.bend_right = -22.0, .flexion = 10.0}, 0.0);
    }
    for (int i = 0; i < 2; i++) {
        go(&world, (struct way){.turn_left = 35.0, .bend_right = 6.0}, 0.0);
        go(&world, (struct way){.turn_left = -30.0}, 1.0);
    }
    assert_int_equal(world.count, 13);
    assert_int_equal(counted(&world, MOVEMENT_FLEXION, SIDE_NONE), 3);
    assert_int_equal(counted(&world, MOVEMENT_SIDE_BEND, SIDE_LEFT), 3);
    assert_int_equal(counted(&world, MOVEMENT_SIDE_BEND, SIDE_RIGHT), 3);
    assert_int_equal(counted(&world, MOVEMENT_ROTATION, SIDE_LEFT), 2);
    assert_int_equal(counted(&world, MOVEMENT_ROTATION, SIDE_RIGHT), 2);
    assert_close(world.range.range.largest_deg[MOVEMENT_FLEXION][SIDE_NONE], 60.0, 1.0);
    assert_close(world.range.range.largest_deg[MOVEMENT_EXTENSION][SIDE_NONE], 20.0, 1.5);
    assert_close(world.range.range.largest_deg[MOVEMENT_SIDE_BEND][SIDE_LEFT], 22.0, 2.0);
    assert_close(world.range.range.largest_deg[MOVEMENT_SIDE_BEND][SIDE_RIGHT], 28.0, 2.0);
    assert_close(world.range.range.largest_deg[MOVEMENT_ROTATION][SIDE_LEFT], 35.0, 2.0);
    assert_close(world.range.range.largest_deg[MOVEMENT_ROTATION][SIDE_RIGHT], 30.0, 2.0);
    assert_int_equal(world.range.range.reps[MOVEMENT_EXTENSION][SIDE_NONE], 3);
}

/* It has seen where the middle and forward are; and so has who comes back. */
static void the_thorax_goes_on_for_the_upper_back(void **state)
{
    (void)state;
    static const struct way ways[] = {
        {.flexion = 60.0},   {.flexion = 60.0},    {.bend_right = 28.0}, {.bend_right = -28.0},
        {.turn_left = 35.0}, {.turn_left = -35.0}, {.bend_right = 28.0}, {.turn_left = 35.0}};
    for (unsigned gone = 2; gone < 8; gone++) {
        for (int both = 0; both < 2; both++) { /* else it comes back, and nobody was there */
            struct world world;
            set_up(&world);
            world.thorax_is_worn = both;
            rest(&world, 1.5);
            for (unsigned i = 0; i < 8; i++) {
                world.upper_back_is_gone = i == gone;
                if (i == gone)
                    trunk_range_restart(&world.range, BODY_UPPER_BACK);
                go(&world, ways[i], 0.5);
            }
            unsigned lost = both ? 0 : 1;
            if (world.count != 8 - lost)
                fail_msg("%u of 8 when it goes at %u", world.count, gone);
            assert_int_equal(counted(&world, MOVEMENT_FLEXION, SIDE_NONE), 2);
            assert_true(counted(&world, MOVEMENT_SIDE_BEND, SIDE_RIGHT) <= 2);
            assert_true(counted(&world, MOVEMENT_SIDE_BEND, SIDE_LEFT) <= 1);
            assert_true(counted(&world, MOVEMENT_ROTATION, SIDE_LEFT) <= 2);
            assert_true(counted(&world, MOVEMENT_ROTATION, SIDE_RIGHT) <= 1);
        }
    }
}

static void gives_the_first_with_the_second(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    assert_int_equal(world.count, 0);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    assert_int_equal(world.count, 2);
    assert_true(world.given[0].end_ns < world.given[1].start_ns);
    assert_close((double)world.given[0].start_ns * 1e-9, 1.5, 0.35);
    assert_close((double)world.given[0].end_ns * 1e-9, 4.5, 0.4);
}

static void bending_once_is_no_test(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    go(&world, (struct way){.flexion = 60.0}, 30.0);
    go(&world, (struct way){.flexion = 60.0}, 1.0);
    assert_int_equal(world.count, 0);
}

static void bending_for_plates_with_steps_between_is_no_test(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    for (int i = 0; i < 4; i++) {
        go(&world, (struct way){.flexion = 60.0}, 0.3);
        step(&world, 2, 0.2);
        rest(&world, 0.3);
    }
    assert_int_equal(world.count, 0);
    rest(&world, 3.0);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    assert_int_equal(world.count, 2);
}

static void standing_up_between_is_no_test(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    go(&world, (struct way){.flexion = 60.0}, 0.3);
    world.vertical_accel = 0.9; /* for half a second, and back */
    rest(&world, 0.5);
    world.vertical_accel = -0.9;
    rest(&world, 0.5);
    world.vertical_accel = 0.0;
    rest(&world, 1.0);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    assert_int_equal(world.count, 0);
}

/* Who stands about turned away takes up the test like that: the middle is where it is done. */
static void being_turned_away_before_spoils_no_rotation(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    for (int i = 1; i <= RATE_HZ; i++) {
        world.away_deg = -25.0 * hinge_ease((double)i / RATE_HZ);
        rest(&world, 1.0 / RATE_HZ);
    }
    for (int i = 0; i < 3; i++)
        go(&world, (struct way){.flexion = 60.0}, 0.6);
    for (int i = 0; i < 3; i++)
        go(&world, (struct way){.turn_left = 35.0}, 0.6);
    assert_int_equal(counted(&world, MOVEMENT_FLEXION, SIDE_NONE), 3);
    assert_int_equal(counted(&world, MOVEMENT_ROTATION, SIDE_LEFT), 3);
    assert_int_equal(world.count, 6);
}

static void turning_with_the_whole_body_is_no_rotation(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    go(&world, (struct way){.turn_all = 50.0}, 0.5);
    go(&world, (struct way){.turn_all = -50.0}, 0.5);
    assert_int_equal(world.count, 2);
}

static void small_ones_do_not_count(void **state)
{
    (void)state;
    struct world world;
    set_up(&world);
    rest(&world, 1.5);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    go(&world, (struct way){.flexion = 60.0}, 0.5);
    go(&world, (struct way){.bend_right = 11.0}, 0.5);
    go(&world, (struct way){.turn_left = -13.0}, 0.5);
    go(&world, (struct way){.flexion = 19.0}, 0.5);
    assert_int_equal(world.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_each_way_apart),
        cmocka_unit_test(the_thorax_goes_on_for_the_upper_back),
        cmocka_unit_test(gives_the_first_with_the_second),
        cmocka_unit_test(bending_once_is_no_test),
        cmocka_unit_test(bending_for_plates_with_steps_between_is_no_test),
        cmocka_unit_test(standing_up_between_is_no_test),
        cmocka_unit_test(being_turned_away_before_spoils_no_rotation),
        cmocka_unit_test(turning_with_the_whole_body_is_no_rotation),
        cmocka_unit_test(small_ones_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
