/* SPDX-License-Identifier: MIT */
#include "weigh.h"

#include <stddef.h>

/* Feet a little wider than the hips; where the force plates' middles are (design value). */
#define STANCE_TO_HIP_WIDTH 1.15

struct part { /* a point mass on a segment, in the segment's axes */
    enum segment segment;
    double mass;
    double x, z;
};

static struct jet_vec mass_centre_of(const struct body *body, const struct part *parts, size_t n)
{
    struct jet_vec sum = jet_vec_of(0.0, 0.0, 0.0);
    double mass = 0.0;

    for (size_t i = 0; i < n; i++) {
        const struct segment_pose *s = &body->segment[parts[i].segment];
        struct jet_vec at =
            jet_vec_add(s->origin, jet_rot_point(&s->rotation, parts[i].x, 0.0, parts[i].z));

        sum = jet_vec_add(sum, jet_vec_scale(at, parts[i].mass));
        mass += parts[i].mass;
    }
    return jet_vec_scale(sum, 1.0 / mass);
}

/* A vector on the floor, seen along the direction in which somebody faces. */
static double forward_of(double heading, double x, double y)
{
    return cos(heading) * x + sin(heading) * y;
}

static double left_of(double heading, double x, double y)
{
    return -sin(heading) * x + cos(heading) * y;
}

static struct jet root(struct jet a)
{
    double r = sqrt(a.v);

    return jet_apply(a, r, 0.5 / r, -0.25 / (r * a.v));
}

struct jet_vec weigh_cable(const struct posture *q, struct body *body)
{
    const struct jet *anchor = &q->c[C_ANCHOR], *pulley = &q->c[C_PULLEY];
    struct jet_vec hands, way;
    double newtons;

    body->cable = 0.0;
    body->cable_length = jet_of(0.0);
    if (q->c[C_CABLE].v <= 0.0)
        return jet_vec_of(0.0, 0.0, 0.0);
    hands = jet_vec_scale(
        jet_vec_add(body->segment[S_FOREARM_LEFT].origin, body->segment[S_FOREARM_RIGHT].origin),
        0.5);
    way = jet_vec_sub((struct jet_vec){jet_add(anchor[0], pulley[0]), jet_add(anchor[1], pulley[1]),
                                       jet_add(anchor[2], pulley[2])},
                      hands);
    body->cable_length =
        root(jet_add(jet_mul(way.x, way.x), jet_add(jet_mul(way.y, way.y), jet_mul(way.z, way.z))));
    /* The stack rises as fast as the hands go away from the pulley. A slack cable pulls nothing. */
    body->cable = fmax(0.0, q->c[C_CABLE].v * (GRAVITY + body->cable_length.dd));
    newtons = body->cable / body->cable_length.v;
    return jet_vec_of(newtons * way.x.v, newtons * way.y.v, newtons * way.z.v);
}

/* The moment of the cable about the point between the ankles, as load at a distance. */
static void add_cable(const struct posture *q, const struct body *body, const struct jet_vec *pull,
                      double *x, double *y)
{
    const struct jet_vec *l = &body->segment[S_FOREARM_LEFT].origin,
                         *r = &body->segment[S_FOREARM_RIGHT].origin;
    double z = 0.5 * (l->z.v + r->z.v);

    *x += pull->x.v * z - pull->z.v * (0.5 * (l->x.v + r->x.v) - q->c[C_ANCHOR].v);
    *y += pull->y.v * z - pull->z.v * (0.5 * (l->y.v + r->y.v) - q->c[C_ANCHOR + 1].v);
}

/*
 * The centre of pressure under the feet, m forward and left of the point between the ankles: there
 * the force from the floor balances weight and acceleration of the athlete and of what he carries.
 * (What little the segments' own turning adds is left out.)
 */
static void find_pressure(const struct person *p, const struct posture *q, const struct body *body,
                          double own, double load, const struct jet_vec *pull, double *ret_forward,
                          double *ret_left)
{
    const struct jet_vec *com = &body->mass_centre, *bar = &body->segment[S_BAR].origin;
    const double heading = q->c[C_HEADING].v, carried = q->c[C_CARRIED].v;
    const double x0 = q->c[C_ANCHOR].v, y0 = q->c[C_ANCHOR + 1].v;
    double x, y;

    x = own * (com->x.v - x0) - p->mass_kg * com->z.v * com->x.dd;
    y = own * (com->y.v - y0) - p->mass_kg * com->z.v * com->y.dd;
    if (carried > 0.0) {
        x += load * (bar->x.v - x0) - carried * bar->z.v * bar->x.dd;
        y += load * (bar->y.v - y0) - carried * bar->z.v * bar->y.dd;
    }
    if (body->cable > 0.0)
        add_cable(q, body, pull, &x, &y);
    *ret_forward = forward_of(heading, x, y) / (own + load - pull->z.v);
    *ret_left = left_of(heading, x, y) / (own + load - pull->z.v);
}

static double share(double value)
{
    return fmax(0.0, fmin(1.0, value));
}

void weigh_body(const struct person *p, const struct posture *q, struct body *body)
{
    /* Places of the mass centres along the segments: Winter, table 4.1. */
    const struct part parts[] = {
        {S_FOOT_LEFT, p->foot_mass, 0.25 * p->foot_length, 0.5 * p->ankle_height},
        {S_FOOT_RIGHT, p->foot_mass, 0.25 * p->foot_length, 0.5 * p->ankle_height},
        {S_SHANK_LEFT, p->shank_mass, 0.0, 0.567 * p->shank},
        {S_SHANK_RIGHT, p->shank_mass, 0.0, 0.567 * p->shank},
        {S_THIGH_LEFT, p->thigh_mass, 0.0, 0.567 * p->thigh},
        {S_THIGH_RIGHT, p->thigh_mass, 0.0, 0.567 * p->thigh},
        {S_PELVIS, p->pelvis_mass, 0.0, 0.5 * p->pelvis},
        {S_THORAX, p->thorax_mass, 0.0, 0.5 * p->thorax},
        {S_THORAX, p->head_mass, 0.0, p->head_top},
        {S_UPPER_ARM_LEFT, p->upper_arm_mass, 0.0, 0.564 * p->upper_arm},
        {S_UPPER_ARM_RIGHT, p->upper_arm_mass, 0.0, 0.564 * p->upper_arm},
        {S_FOREARM_LEFT, p->forearm_mass, 0.0, 0.43 * p->forearm},
        {S_FOREARM_RIGHT, p->forearm_mass, 0.0, 0.43 * p->forearm},
    };
    double own, load, total, forward, left, front;
    const struct jet_vec pull = weigh_cable(q, body);

    body->mass_centre = mass_centre_of(body, parts, sizeof(parts) / sizeof(parts[0]));
    own = p->mass_kg * (GRAVITY + body->mass_centre.z.dd);
    /* The floor and the rack take the knocks, not the hands. */
    load =
        q->c[C_CARRIED].v * (GRAVITY + body->segment[S_BAR].origin.z.dd - q->c[C_BAR_SHAKE + 2].dd);
    total = (own + load - pull.z.v) * q->c[C_ON_PLATES].v;
    if (own + load - pull.z.v < 1.0) { /* in the air, or nearly */
        for (int i = 0; i < FOOT_CELLS; i++)
            body->cell[i] = 0.0;
        return;
    }
    find_pressure(p, q, body, own, load, &pull, &forward, &left);
    left = share(p->left_share + 0.5 * left / (STANCE_TO_HIP_WIDTH * p->hip_half_width));
    /* The cells stand below the ends of the feet; the heel is a quarter of its length behind. */
    front = share(forward / p->foot_length + 0.25);
    body->cell[CELL_LEFT_FRONT] = total * left * front;
    body->cell[CELL_LEFT_REAR] = total * left * (1.0 - front);
    body->cell[CELL_RIGHT_FRONT] = total * (1.0 - left) * front;
    body->cell[CELL_RIGHT_REAR] = total * (1.0 - left) * (1.0 - front);
}
