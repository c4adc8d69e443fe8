/* SPDX-License-Identifier: MIT */
/*
 * quat.h - unit quaternions w, x, y, z, read as rotations (Hamilton's product, active).
 *
 * "q: A to B" turns the coordinates of a vector in frame A into those in frame B.
 * The result comes first and may be one of the arguments.
 */
#ifndef LUMBAR_CORE_QUAT_H
#define LUMBAR_CORE_QUAT_H

#include <math.h>

#include "core/vec3.h"

static inline void quat_set(double r[4], double w, double x, double y, double z)
{
    r[0] = w;
    r[1] = x;
    r[2] = y;
    r[3] = z;
}

static inline void quat_identity(double r[4])
{
    quat_set(r, 1.0, 0.0, 0.0, 0.0);
}

static inline void quat_copy(double r[4], const double q[4])
{
    quat_set(r, q[0], q[1], q[2], q[3]);
}

static inline void quat_conj(double r[4], const double q[4])
{
    quat_set(r, q[0], -q[1], -q[2], -q[3]);
}

/* r = p * q: first q, then p. */
static inline void quat_mul(double r[4], const double p[4], const double q[4])
{
    quat_set(r, p[0] * q[0] - p[1] * q[1] - p[2] * q[2] - p[3] * q[3],
             p[0] * q[1] + p[1] * q[0] + p[2] * q[3] - p[3] * q[2],
             p[0] * q[2] - p[1] * q[3] + p[2] * q[0] + p[3] * q[1],
             p[0] * q[3] + p[1] * q[2] - p[2] * q[1] + p[3] * q[0]);
}

static inline void quat_normalize(double q[4])
{
    double norm = sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    double scale = 1.0 / norm;
    quat_set(q, q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale);
}

/* Takes the rounding off a quaternion whose length is 1 but for that, without root or division:
 * one step of Newton's method. */
static inline void quat_renormalize(double q[4])
{
    double scale = 1.5 - 0.5 * (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    quat_set(q, q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale);
}

/* r = q v q*: the vector v of frame A in frame B, for q: A to B. */
static inline void quat_rotate(double r[3], const double q[4], const double v[3])
{
    double t[3], u[3];
    vec3_cross(t, q + 1, v);
    vec3_scale(t, t, 2.0);
    vec3_cross(u, q + 1, t);
    vec3_set(r, v[0] + q[0] * t[0] + u[0], v[1] + q[0] * t[1] + u[1], v[2] + q[0] * t[2] + u[2]);
}

/* The z axis of B in A, for q: A to B. With B's z up, this is "up" in sensor axes. */
static inline void quat_up(double r[3], const double q[4])
{
    vec3_set(r, 2.0 * (q[1] * q[3] - q[0] * q[2]), 2.0 * (q[2] * q[3] + q[0] * q[1]),
             q[0] * q[0] - q[1] * q[1] - q[2] * q[2] + q[3] * q[3]);
}

/* Rotation matrix, rows: r[i] is the i-th axis of B in A, for q: A to B. */
void quat_to_matrix(double r[3][3], const double q[4]);

/* The rotation by the vector's length (rad) about its direction; exact for short vectors too. */
void quat_from_rotation_vector(double r[4], const double v[3]);

/*
 * The shortest rotation that turns the unit vector into +z. For a vector along -z, where there is
 * no shortest one, half a turn about x.
 */
void quat_to_z(double r[4], const double unit[3]);

#endif
