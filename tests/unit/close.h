/* SPDX-License-Identifier: MIT */
/*
 * close.h - doubles that are nearly equal; cmocka's own compares floats. Fails for NaN.
 */
#ifndef LUMBAR_TESTS_CLOSE_H
#define LUMBAR_TESTS_CLOSE_H

#include <math.h>

#define assert_close(value, expected, tolerance)                                                   \
    do {                                                                                           \
        double value_ = (value), expected_ = (expected);                                           \
        if (!(fabs(value_ - expected_) <= (tolerance)))                                            \
            fail_msg("%s is %.17g, not %.17g", #value, value_, expected_);                         \
    } while (0)

#endif
