/* SPDX-License-Identifier: MIT */
/* What is smooth is no noise, however fast; what rattles now and then is none either. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "close.h"
#include "core/noise_floor.h"

#define MS 1000000LL

/* m/s^2: jumps from one sample to the next to both sides, and the parabola on which it does. */
struct signal {
    double jump;
    double parabola; /* m/s^4 */
};

static void push(struct noise_floor *floor, int64_t *t_ns, const struct signal *signal,
                 unsigned count)
{
    for (unsigned i = 0; i < count; i++, *t_ns += 10 * MS) {
        double t = (double)i * 0.01;
        double value = signal->parabola * t * t + (i % 2 ? signal->jump : -signal->jump);
        const double accel[3] = {value, -value, 9.81 + value};
        noise_floor_push(floor, *t_ns, accel);
    }
}

/* j, -j, j, -j: the third difference is 8 j, and noise's twenty times its square. */
static void jumps_are_noise_of_their_size(void **state)
{
    (void)state;
    struct noise_floor floor;
    int64_t t_ns = 0;
    noise_floor_reset(&floor);
    push(&floor, &t_ns, &(struct signal){.jump = 0.1}, 390);
    assert_true(floor.rms == 0.0); /* sixteen quarters of a second are not over */
    push(&floor, &t_ns, &(struct signal){.jump = 0.1}, 100);
    assert_close(floor.rms, 0.8 / sqrt(20.0), 1e-9);
}

static void what_is_smooth_is_none(void **state)
{
    (void)state;
    struct noise_floor floor;
    int64_t t_ns = 0;
    noise_floor_reset(&floor);
    push(&floor, &t_ns, &(struct signal){.parabola = 5.0}, 600);
    assert_true(floor.filled == NOISE_FLOOR_WINDOWS);
    assert_true(floor.rms < 1e-6);
}

static void what_pauses_is_none(void **state)
{
    (void)state;
    struct noise_floor floor;
    int64_t t_ns = 0;
    noise_floor_reset(&floor);
    for (unsigned i = 0; i < 5; i++) {
        push(&floor, &t_ns, &(struct signal){.jump = 2.0}, 200);
        push(&floor, &t_ns, &(struct signal){.jump = 0.01}, 60); /* a whole window is within */
    }
    assert_true(floor.rms < 0.02);
}

static void a_gap_is_no_jump(void **state)
{
    (void)state;
    struct noise_floor floor;
    int64_t t_ns = 0;
    noise_floor_reset(&floor);
    for (unsigned i = 0; i < 20; i++) {
        double value = i % 2 ? 3.0 : -3.0;
        const double accel[3] = {value, 0.0, 9.81};
        noise_floor_begin(&floor);
        for (unsigned k = 0; k < 30; k++, t_ns += 10 * MS)
            noise_floor_push(&floor, t_ns, accel);
    }
    assert_true(floor.filled == NOISE_FLOOR_WINDOWS);
    assert_true(floor.rms < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jumps_are_noise_of_their_size),
        cmocka_unit_test(what_is_smooth_is_none),
        cmocka_unit_test(what_pauses_is_none),
        cmocka_unit_test(a_gap_is_no_jump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
