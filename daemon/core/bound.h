/* SPDX-License-Identifier: MIT */
/*
 * bound.h - the smaller and the larger of two numbers, for what runs at every sample, and the
 * earlier and the later of two moments.
 *
 * fmin() and fmax() have to look for NAN, and compilers call the library for it. These are one
 * instruction each; when either is no number, they give the second.
 */
#ifndef LUMBAR_CORE_BOUND_H
#define LUMBAR_CORE_BOUND_H

#include <stdint.h>

static inline double smaller(double a, double b)
{
    return a < b ? a : b;
}

static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

static inline int64_t earlier(int64_t a_ns, int64_t b_ns)
{
    return a_ns < b_ns ? a_ns : b_ns;
}

static inline int64_t later(int64_t a_ns, int64_t b_ns)
{
    return a_ns > b_ns ? a_ns : b_ns;
}

#endif
