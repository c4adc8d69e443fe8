/* SPDX-License-Identifier: MIT */
/*
 * jet.h - numbers that know their first and second time derivative, and vectors and rotations of
 * them.
 *
 * Whatever is computed with jets carries its velocity and acceleration along, exact to rounding
 * (second-order forward differentiation). The simulated body needs no finite differences.
 */
#ifndef LUMBAR_SIM_JET_H
#define LUMBAR_SIM_JET_H

#include <math.h>

struct jet {
    double v;  /* value */
    double d;  /* first derivative, per s */
    double dd; /* second derivative, per s^2 */
};

struct jet_vec {
    struct jet x, y, z;
};

struct jet_rot { /* rotation matrix, m[row][column]; columns are the segment's axes in the world */
    struct jet m[3][3];
};

static inline struct jet jet_of(double value)
{
    return (struct jet){value, 0.0, 0.0};
}

static inline struct jet jet_add(struct jet a, struct jet b)
{
    return (struct jet){a.v + b.v, a.d + b.d, a.dd + b.dd};
}

static inline struct jet jet_sub(struct jet a, struct jet b)
{
    return (struct jet){a.v - b.v, a.d - b.d, a.dd - b.dd};
}

static inline struct jet jet_scale(struct jet a, double factor)
{
    return (struct jet){a.v * factor, a.d * factor, a.dd * factor};
}

static inline struct jet jet_mul(struct jet a, struct jet b)
{
    return (struct jet){a.v * b.v, a.d * b.v + a.v * b.d,
                        a.dd * b.v + 2.0 * a.d * b.d + a.v * b.dd};
}

/* f(a), when f and its derivatives at a.v are known. */
static inline struct jet jet_apply(struct jet a, double f, double df, double ddf)
{
    return (struct jet){f, df * a.d, ddf * a.d * a.d + df * a.dd};
}

static inline struct jet jet_sin(struct jet a)
{
    double s = sin(a.v), c = cos(a.v);
    return jet_apply(a, s, c, -s);
}

static inline struct jet jet_cos(struct jet a)
{
    double s = sin(a.v), c = cos(a.v);
    return jet_apply(a, c, -s, -c);
}

static inline struct jet jet_exp(struct jet a)
{
    double e = exp(a.v);
    return jet_apply(a, e, e, e);
}

/* 0 below 0, 1 above 1, between them a step whose first two derivatives vanish at both ends. */
static inline struct jet jet_step(struct jet a)
{
    double u = a.v;

    if (u <= 0.0)
        return jet_of(0.0);
    if (u >= 1.0)
        return jet_of(1.0);
    return jet_apply(a, u * u * u * (10.0 + u * (-15.0 + 6.0 * u)),
                     30.0 * u * u * (1.0 - u) * (1.0 - u), 60.0 * u * (1.0 - u) * (1.0 - 2.0 * u));
}

/* a + (b - a) * u */
static inline struct jet jet_blend(struct jet a, struct jet b, struct jet u)
{
    return jet_add(a, jet_mul(jet_sub(b, a), u));
}

static inline struct jet_vec jet_vec_of(double x, double y, double z)
{
    return (struct jet_vec){jet_of(x), jet_of(y), jet_of(z)};
}

static inline struct jet_vec jet_vec_add(struct jet_vec a, struct jet_vec b)
{
    return (struct jet_vec){jet_add(a.x, b.x), jet_add(a.y, b.y), jet_add(a.z, b.z)};
}

static inline struct jet_vec jet_vec_sub(struct jet_vec a, struct jet_vec b)
{
    return (struct jet_vec){jet_sub(a.x, b.x), jet_sub(a.y, b.y), jet_sub(a.z, b.z)};
}

static inline struct jet_vec jet_vec_scale(struct jet_vec a, double factor)
{
    return (struct jet_vec){jet_scale(a.x, factor), jet_scale(a.y, factor), jet_scale(a.z, factor)};
}

static inline struct jet_vec jet_vec_blend(struct jet_vec a, struct jet_vec b, struct jet u)
{
    return (struct jet_vec){jet_blend(a.x, b.x, u), jet_blend(a.y, b.y, u), jet_blend(a.z, b.z, u)};
}

/* A point of the segment (fixed in it) seen from the segment's origin, in the world's axes. */
static inline struct jet_vec jet_rot_point(const struct jet_rot *r, double x, double y, double z)
{
    struct jet out[3];

    for (int i = 0; i < 3; i++)
        out[i] = jet_add(jet_scale(r->m[i][0], x),
                         jet_add(jet_scale(r->m[i][1], y), jet_scale(r->m[i][2], z)));
    return (struct jet_vec){out[0], out[1], out[2]};
}

/* A moving vector given in the axes of r, in the world's axes. */
static inline struct jet_vec jet_rot_vec(const struct jet_rot *r, struct jet_vec p)
{
    struct jet out[3];

    for (int i = 0; i < 3; i++)
        out[i] = jet_add(jet_mul(r->m[i][0], p.x),
                         jet_add(jet_mul(r->m[i][1], p.y), jet_mul(r->m[i][2], p.z)));
    return (struct jet_vec){out[0], out[1], out[2]};
}

static inline struct jet_rot jet_rot_mul(const struct jet_rot *a, const struct jet_rot *b)
{
    struct jet_rot r;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r.m[i][j] =
                jet_add(jet_mul(a->m[i][0], b->m[0][j]),
                        jet_add(jet_mul(a->m[i][1], b->m[1][j]), jet_mul(a->m[i][2], b->m[2][j])));
    return r;
}

/*
 * Yaw about z (up), then pitch about the new y (left), then roll about the new x (forward), in
 * radians. Pitch is positive when the top tips forward, roll when it tips to the right, yaw to
 * the left.
 */
struct jet_rot jet_rot_euler(struct jet pitch, struct jet roll, struct jet yaw);

/* Angular velocity in the segment's own axes, rad/s. */
void jet_rot_rate(const struct jet_rot *r, double ret_rate[3]);

/* How far the segment's z axis tips forward in the vertical plane of its own heading, rad. */
struct jet jet_rot_inclination(const struct jet_rot *r);

#endif
