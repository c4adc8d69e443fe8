/* SPDX-License-Identifier: MIT */
/* A sensor that lies about like a bar is not on the body; one that was once seen worn is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/lying.h"

#define MS 1000000LL
#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))

/* Degrees a second to both sides about the offset that a gyroscope has; NAN: not there. What is
 * felt goes with it, 0.04 m/s^2 to both sides for each of them, but where it is said otherwise. */
struct turns {
    double role[LYING_ROLES];
    double shaken[LYING_ROLES]; /* m/s^2; 0 = goes with the turning */
};
#define NOBODY .role = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}

static const double noise_deg = 0.15; /* of a gyroscope that lies on the floor */

/* So many seconds of it; what was judged last, or the part once one is found. */
static int live(struct lying *lying, int64_t *t_ns, const struct turns *turns, int seconds)
{
    for (int i = 0; i < seconds * 10; i++, *t_ns += 100 * MS) {
        for (int role = 0; role < LYING_ROLES; role++) {
            double amount = turns->role[role];
            const double offset[3] = {RAD(3.0), RAD(-4.0), RAD(0.5)};
            double rate[3], accel[3];
            for (int k = 0; k < 3; k++) {
                double wave = sin((0.0031 + 0.0007 * k) * (double)(*t_ns / MS));
                double shaken = turns->shaken[role];
                rate[k] = offset[k] + RAD(amount) * wave;
                accel[k] = (shaken > 0.0 ? shaken : 0.04 * amount) * wave;
            }
            if (!isnan(amount))
                lying_see(lying, role, rate, accel);
        }
        int part = lying_judge(lying, *t_ns);
        if (part >= 0)
            return part;
    }
    return -1;
}

static struct turns all(double body, double bar)
{
    struct turns turns = {NOBODY};
    for (int part = BODY_PELVIS; part <= BODY_THIGH_RIGHT; part++)
        turns.role[part] = body;
    turns.role[LYING_BAR] = bar;
    return turns;
}

static void a_part_that_lies_while_the_bar_walks_is_the_bar(void **state)
{
    (void)state;
    for (int part = BODY_PELVIS; part <= BODY_THIGH_RIGHT; part++) {
        struct lying lying;
        int64_t t_ns = 5000 * MS;
        lying_reset(&lying);
        struct turns turns = all(25.0, 25.0);
        turns.role[part] = noise_deg;
        assert_int_equal(live(&lying, &t_ns, &turns, 2), -1); /* once proves nothing */
        assert_int_equal(live(&lying, &t_ns, &turns, 2), part);
    }
}

static void what_was_seen_worn_is_no_bar(void **state)
{
    (void)state;
    struct lying lying;
    int64_t t_ns = 5000 * MS;
    lying_reset(&lying);
    const struct turns walks = all(25.0, noise_deg); /* past the bar on the floor */
    struct turns bench = all(25.0, 40.0);            /* the thigh lies on a pad */
    bench.role[BODY_THIGH_LEFT] = noise_deg;
    assert_int_equal(live(&lying, &t_ns, &walks, 3), -1);
    assert_int_equal(live(&lying, &t_ns, &bench, 60), -1);
    lying_forget(&lying, BODY_THIGH_LEFT); /* another sensor: nothing is known of it */
    assert_int_equal(live(&lying, &t_ns, &bench, 5), BODY_THIGH_LEFT);
}

/* Its gyroscope tells a 57th, in what should be degrees: 25 deg/s look like 0.44. */
static void who_feels_the_walk_does_not_lie(void **state)
{
    (void)state;
    struct lying lying;
    int64_t t_ns = 5000 * MS;
    lying_reset(&lying);
    struct turns turns = all(25.0, 25.0);
    turns.role[BODY_THORAX] = 0.44;
    turns.shaken[BODY_THORAX] = 1.0;
    assert_int_equal(live(&lying, &t_ns, &turns, 30), -1);
}

/* Its gyroscope tells degrees: 0.15 deg/s of noise look like 8.6, to both sides. */
static void a_bar_that_lies_unshaken_does_not_move(void **state)
{
    (void)state;
    struct lying lying;
    int64_t t_ns = 5000 * MS;
    lying_reset(&lying);
    struct turns turns = all(25.0, 8.6);
    turns.role[BODY_THIGH_LEFT] = noise_deg; /* lies on a pad */
    turns.shaken[LYING_BAR] = 0.05;
    assert_int_equal(live(&lying, &t_ns, &turns, 30), -1);
}

static void sway_is_not_stillness(void **state)
{
    (void)state;
    struct lying lying;
    int64_t t_ns = 5000 * MS;
    lying_reset(&lying);
    struct turns turns = all(25.0, 25.0);
    turns.role[BODY_THORAX] = 1.0;
    assert_int_equal(live(&lying, &t_ns, &turns, 30), -1);
    turns = all(1.0, 25.0); /* who stands beside a bar that rolls */
    turns.role[BODY_THORAX] = noise_deg;
    assert_int_equal(live(&lying, &t_ns, &turns, 30), -1);
}

static void several_that_lie_are_not_worn(void **state)
{
    (void)state;
    struct lying lying;
    int64_t t_ns = 5000 * MS;
    lying_reset(&lying);
    struct turns turns = all(25.0, 25.0);
    turns.role[BODY_THIGH_LEFT] = turns.role[BODY_THIGH_RIGHT] = noise_deg;
    assert_int_equal(live(&lying, &t_ns, &turns, 30), -1);
}

static void hands_alone_are_no_witness(void **state)
{
    (void)state;
    struct lying lying;
    int64_t t_ns = 5000 * MS;
    lying_reset(&lying);
    struct turns turns = {NOBODY};
    turns.role[BODY_THIGH_LEFT] = noise_deg;
    turns.role[BODY_WRIST_LEFT] = turns.role[LYING_BAR] = 60.0;
    assert_int_equal(live(&lying, &t_ns, &turns, 30), -1);
    turns.role[LYING_BAR] = NAN; /* no bar, nothing to be exchanged with */
    turns.role[BODY_PELVIS] = 60.0;
    assert_int_equal(live(&lying, &t_ns, &turns, 30), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_that_lies_while_the_bar_walks_is_the_bar),
        cmocka_unit_test(what_was_seen_worn_is_no_bar),
        cmocka_unit_test(who_feels_the_walk_does_not_lie),
        cmocka_unit_test(a_bar_that_lies_unshaken_does_not_move),
        cmocka_unit_test(sway_is_not_stillness),
        cmocka_unit_test(several_that_lie_are_not_worn),
        cmocka_unit_test(hands_alone_are_no_witness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
