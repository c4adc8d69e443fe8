/* SPDX-License-Identifier: MIT */
/*
 * test_support.h - what the tests of the simulated athlete share.
 */
#ifndef LUMBAR_SIM_TEST_SUPPORT_H
#define LUMBAR_SIM_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "athlete.h"

static inline void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g is not %.9g within %g", value, expected, tolerance);
}

/* Options as words: name, value, name, value, ... NULL; a flag has the value "". */
static inline void set_options(struct sim_athlete_options *options, const char *first, va_list rest)
{
    sim_athlete_defaults(options);
    for (const char *name = first; name; name = va_arg(rest, const char *)) {
        const char *value = va_arg(rest, const char *);

        assert_int_equal(sim_athlete_option(options, name, value), 1);
    }
}

#endif
