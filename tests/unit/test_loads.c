/* SPDX-License-Identifier: MIT */
/* Which cell shows which load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/loads.h"

#define MS 1000000LL

static struct sensor_info cell(const char *role, unsigned channels)
{
    struct sensor_info info = {.kind = SENSOR_FORCE, .channels = channels};
    strncpy(info.role, role, sizeof(info.role) - 1);
    return info;
}

static void four_cells_make_two_feet(void **state)
{
    (void)state;
    struct loads loads;
    struct load_forces forces;
    const struct sensor_info plate = cell("feet", 4), rope = cell("cable", 1);
    const double under_feet[] = {100.0, 150.0, 200.0, 250.0}, pull[] = {80.0};
    loads_reset(&loads);
    loads_attach(&loads, 2, &plate);
    loads_attach(&loads, 5, &rope);
    loads_at(&loads, 0, &forces);
    assert_true(isnan(forces.feet_left) && isnan(forces.cable));
    loads_push(&loads, 2, 1000 * MS, under_feet);
    loads_push(&loads, 5, 1200 * MS, pull);
    loads_at(&loads, 1200 * MS, &forces);
    assert_true(forces.feet_left == 250.0);
    assert_true(forces.feet_right == 450.0);
    assert_true(forces.cable == 80.0);
    assert_true(isnan(forces.bench));
}

static void a_silent_or_pulled_cell_shows_nothing(void **state)
{
    (void)state;
    struct loads loads;
    struct load_forces forces;
    const struct sensor_info plate = cell("feet", 2), one = cell("feet", 1);
    const double under_feet[] = {300.0, 310.0};
    loads_reset(&loads);
    loads_attach(&loads, 0, &plate);
    loads_push(&loads, 0, 1000 * MS, under_feet);
    loads_at(&loads, 1600 * MS, &forces);
    assert_true(isnan(forces.feet_left));
    loads_push(&loads, 0, 1700 * MS, under_feet);
    loads_detach(&loads, 0);
    loads_at(&loads, 1700 * MS, &forces);
    assert_true(isnan(forces.feet_left));
    loads_attach(&loads, 0, &one); /* cannot tell left from right */
    loads_push(&loads, 0, 1800 * MS, under_feet);
    loads_at(&loads, 1800 * MS, &forces);
    assert_true(isnan(forces.feet_left));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_cells_make_two_feet),
        cmocka_unit_test(a_silent_or_pulled_cell_shows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
