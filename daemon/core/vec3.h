/* SPDX-License-Identifier: MIT */
/*
 * vec3.h - three-vectors of double: x, y, z.
 *
 * The result comes first and may be one of the arguments.
 */
#ifndef LUMBAR_CORE_VEC3_H
#define LUMBAR_CORE_VEC3_H

#include <math.h>
#include <stdbool.h>

static inline void vec3_set(double r[3], double x, double y, double z)
{
    r[0] = x;
    r[1] = y;
    r[2] = z;
}

static inline void vec3_copy(double r[3], const double a[3])
{
    vec3_set(r, a[0], a[1], a[2]);
}

static inline void vec3_add(double r[3], const double a[3], const double b[3])
{
    vec3_set(r, a[0] + b[0], a[1] + b[1], a[2] + b[2]);
}

static inline void vec3_sub(double r[3], const double a[3], const double b[3])
{
    vec3_set(r, a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

static inline void vec3_scale(double r[3], const double a[3], double factor)
{
    vec3_set(r, a[0] * factor, a[1] * factor, a[2] * factor);
}

/* r += a * factor */
static inline void vec3_add_scaled(double r[3], const double a[3], double factor)
{
    r[0] += a[0] * factor;
    r[1] += a[1] * factor;
    r[2] += a[2] * factor;
}

static inline double vec3_dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline void vec3_cross(double r[3], const double a[3], const double b[3])
{
    vec3_set(r, a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
}

static inline double vec3_norm_squared(const double a[3])
{
    return vec3_dot(a, a);
}

static inline double vec3_norm(const double a[3])
{
    return sqrt(vec3_dot(a, a));
}

/* Unit vector along a. False, and r untouched, when a is too short to have a direction. */
static inline bool vec3_normalize(double r[3], const double a[3])
{
    double norm = vec3_norm(a);
    if (!(norm > 1e-9))
        return false;
    vec3_scale(r, a, 1.0 / norm);
    return true;
}

static inline bool vec3_is_finite(const double a[3])
{
    return isfinite(a[0]) && isfinite(a[1]) && isfinite(a[2]);
}

/* Angle between two vectors, rad, 0..pi; exact also near 0 and pi, where acos() is not. */
static inline double vec3_angle(const double a[3], const double b[3])
{
    double cross[3];
    vec3_cross(cross, a, b);
    return atan2(vec3_norm(cross), vec3_dot(a, b));
}

#endif
