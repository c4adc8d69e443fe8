/* SPDX-License-Identifier: MIT */
/* The stack's way up and down, from the force in its cable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/cable.h"

#define PI 3.14159265358979323846
#define GRAVITY 9.80665
#define WEIGHT 250.0 /* N */
#define STEP_NS 12500000

/* Half a metre up and down within every 3 s; the rest in between lasts 1 s. */
static double pull(double t_s)
{
    double in_s = fmod(t_s, 3.0);
    if (in_s >= 2.0)
        return WEIGHT;
    double accel = 0.25 * PI * PI * cos(PI * in_s);
    return WEIGHT * (1.0 + accel / GRAVITY);
}

static void the_way_comes_and_goes_with_the_stack(void **state)
{
    (void)state;
    struct cable cable;
    double low = INFINITY, high = -INFINITY;
    cable_reset(&cable);
    for (int64_t t_ns = 0; t_ns < 24000000000; t_ns += STEP_NS) {
        double t_s = (double)t_ns * 1e-9;
        cable_push(&cable, t_ns, t_s < 3.0 ? 2.0 : t_s < 6.0 ? WEIGHT : pull(t_s));
        if (t_s >= 12.0 && t_s < 15.0) {
            low = fmin(low, cable.travel.height);
            high = fmax(high, cable.travel.height);
        }
    }
    assert_true(high - low > 0.3 && high - low < 0.6);
}

static void a_slack_cable_goes_nowhere(void **state)
{
    (void)state;
    struct cable cable;
    cable_reset(&cable);
    for (int64_t t_ns = 0; t_ns < 5000000000; t_ns += STEP_NS)
        cable_push(&cable, t_ns, pull((double)t_ns * 1e-9));
    assert_true(cable.taut);
    cable_push(&cable, 5000000000, 3.0);
    assert_false(cable.taut);
    assert_true(cable.travel.height == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_way_comes_and_goes_with_the_stack),
        cmocka_unit_test(a_slack_cable_goes_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
