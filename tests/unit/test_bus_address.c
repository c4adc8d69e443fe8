/* SPDX-License-Identifier: MIT */
#include "bus/bus_address.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_what_is_an_address(void **state)
{
    (void)state;
    assert_true(bus_address_is_valid("system"));
    assert_true(bus_address_is_valid("session"));
    assert_true(bus_address_is_valid("unix:path=/run/bus"));
    assert_true(bus_address_is_valid("tcp:host=gym,port=1"));
    assert_true(bus_address_is_valid("unixexec:path=ssh,argv1=gym"));
    assert_false(bus_address_is_valid(""));
    assert_false(bus_address_is_valid("sesion"));
    assert_false(bus_address_is_valid("sesion:"));
    assert_false(bus_address_is_valid("/run/bus"));
}

static void test_what_cannot_be_opened_is_left_alone(void **state)
{
    sd_bus *bus = (sd_bus *)0x1;
    (void)state;

    assert_int_equal(bus_address_open("unix:path=/nonexistent/bus", "test", &bus), -ENOENT);
    assert_true(bus_address_open("nothing", "test", &bus) < 0);
    assert_ptr_equal(bus, (sd_bus *)0x1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_an_address),
        cmocka_unit_test(test_what_cannot_be_opened_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
