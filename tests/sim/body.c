/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <stddef.h>

/* Feet a little wider than the hips; where the force plates' middles are. */
#define STANCE_TO_HIP_WIDTH 1.15

struct part { /* a point mass on a segment, in the segment's axes */
    enum segment segment;
    double mass;
    double x, z;
};

static struct jet_rot rotation_of(const struct posture *q, int coordinate)
{
    return jet_rot_euler(q->c[coordinate + PITCH], q->c[coordinate + ROLL], q->c[coordinate + YAW]);
}

/* Coordinates of both sides plus those of one side, plus a pitch that comes from elsewhere. */
static struct jet_rot rotation_of_limb(const struct posture *q, int both, int one, struct jet pitch)
{
    return jet_rot_euler(jet_add(pitch, jet_add(q->c[both + PITCH], q->c[one + PITCH])),
                         jet_add(q->c[both + ROLL], q->c[one + ROLL]),
                         jet_add(q->c[both + YAW], q->c[one + YAW]));
}

static void place_pelvis(const struct person *p, const struct posture *q,
                         const struct jet_rot *heading, struct body *body)
{
    struct segment_pose *pelvis = &body->segment[S_PELVIS];
    struct jet_rot shank = rotation_of(q, C_SHANK), thigh = rotation_of(q, C_THIGH);
    struct jet_rot local = rotation_of(q, C_PELVIS);
    struct jet_vec hip = jet_vec_of(0.0, 0.0, p->ankle_height);
    const struct jet *anchor = &q->c[C_ANCHOR], *shift = &q->c[C_SHIFT];

    hip = jet_vec_add(hip, jet_rot_point(&shank, 0.0, 0.0, p->shank));
    hip = jet_vec_add(hip, jet_rot_point(&thigh, 0.0, 0.0, p->thigh));
    hip = jet_vec_add(hip, (struct jet_vec){shift[0], shift[1], shift[2]});
    pelvis->origin =
        jet_vec_add(jet_rot_vec(heading, hip), (struct jet_vec){anchor[0], anchor[1], anchor[2]});
    pelvis->rotation = jet_rot_mul(heading, &local);
}

static void place_leg(const struct person *p, const struct posture *q,
                      const struct jet_rot *heading, struct body *body, int side)
{
    const struct segment_pose *pelvis = &body->segment[S_PELVIS];
    struct segment_pose *thigh = &body->segment[S_THIGH_LEFT + side];
    struct segment_pose *shank = &body->segment[S_SHANK_LEFT + side];
    struct segment_pose *foot = &body->segment[S_FOOT_LEFT + side];
    double y = side ? -p->hip_half_width : p->hip_half_width;
    struct jet_vec hip = jet_vec_add(pelvis->origin, jet_rot_point(&pelvis->rotation, 0.0, y, 0.0));
    struct jet_rot local;

    local = rotation_of_limb(q, C_THIGH, C_THIGH_LEFT + 3 * side, jet_of(0.0));
    thigh->rotation = jet_rot_mul(heading, &local);
    thigh->origin = jet_vec_sub(hip, jet_rot_point(&thigh->rotation, 0.0, 0.0, p->thigh));
    local = rotation_of_limb(q, C_SHANK, C_SHANK_LEFT + 3 * side, jet_of(0.0));
    shank->rotation = jet_rot_mul(heading, &local);
    shank->origin = jet_vec_sub(thigh->origin, jet_rot_point(&shank->rotation, 0.0, 0.0, p->shank));
    foot->rotation = *heading;
    foot->origin = jet_vec_sub(shank->origin, jet_rot_point(heading, 0.0, 0.0, p->ankle_height));
}

static void place_arm(const struct person *p, const struct posture *q,
                      const struct jet_rot *heading, struct body *body, int side)
{
    const struct segment_pose *thorax = &body->segment[S_THORAX];
    struct segment_pose *arm = &body->segment[S_UPPER_ARM_LEFT + side];
    struct segment_pose *forearm = &body->segment[S_FOREARM_LEFT + side];
    double y = side ? -p->shoulder_half_width : p->shoulder_half_width;
    struct jet_vec shoulder =
        jet_vec_add(thorax->origin, jet_rot_point(&thorax->rotation, 0.0, y, p->thorax));
    /* Hands on a bar on the back go with the trunk. */
    struct jet lean =
        jet_mul(q->c[C_ON_BACK], jet_add(q->c[C_PELVIS + PITCH], q->c[C_LUMBAR + PITCH]));
    struct jet_rot local;

    local = rotation_of_limb(q, C_ARM, C_ARM_LEFT + 3 * side, lean);
    arm->rotation = jet_rot_mul(heading, &local);
    arm->origin = jet_vec_sub(shoulder, jet_rot_point(&arm->rotation, 0.0, 0.0, p->upper_arm));
    local = rotation_of_limb(q, C_FOREARM, C_FOREARM_LEFT + 3 * side, lean);
    forearm->rotation = jet_rot_mul(heading, &local);
    forearm->origin =
        jet_vec_sub(arm->origin, jet_rot_point(&forearm->rotation, 0.0, 0.0, p->forearm));
}

struct jet_vec body_bar_on_back(const struct person *p)
{
    /* On the upper trapezius, behind the shoulder axis and a little above it. */
    return jet_vec_of(-p->back_depth, 0.0, p->thorax + 0.015 * p->height_m);
}

struct jet body_hold_turn(const struct person *p, const struct posture *q)
{
    struct jet back = jet_add(q->c[C_PELVIS + PITCH], q->c[C_LUMBAR + PITCH]);
    /* Hands turn with the forearms, and wrists give way when the elbows rise (design value). */
    struct jet hands = jet_add(jet_scale(q->c[C_FOREARM + PITCH], p->bar_spin),
                               jet_scale(q->c[C_ARM + PITCH], -0.12 * p->bar_spin));

    return jet_blend(hands, back, q->c[C_ON_BACK]);
}

static void place_bar(const struct person *p, const struct posture *q, struct body *body)
{
    const struct segment_pose *thorax = &body->segment[S_THORAX];
    struct segment_pose *bar = &body->segment[S_BAR];
    const struct jet *rest = &q->c[C_BAR_REST], *shake = &q->c[C_BAR_SHAKE];
    struct jet_vec on_back = body_bar_on_back(p);
    struct jet_vec hands, with_athlete;
    struct jet spin;

    hands = jet_vec_scale(
        jet_vec_add(body->segment[S_FOREARM_LEFT].origin, body->segment[S_FOREARM_RIGHT].origin),
        0.5);
    on_back = jet_vec_add(thorax->origin, jet_rot_vec(&thorax->rotation, on_back));
    with_athlete = jet_vec_blend(hands, on_back, q->c[C_ON_BACK]);
    bar->origin =
        jet_vec_blend((struct jet_vec){rest[0], rest[1], rest[2]}, with_athlete, q->c[C_GRIP]);
    bar->origin = jet_vec_add(bar->origin, (struct jet_vec){shake[0], shake[1], shake[2]});

    /* A bar that is held turns with the athlete; one that rests keeps to the world. */
    spin = jet_sub(body_hold_turn(p, q), q->c[C_SPIN_ZERO]);
    spin = jet_add(q->c[C_BAR_SPIN], jet_mul(spin, q->c[C_GRIP]));
    bar->rotation = jet_rot_euler(spin, jet_scale(q->c[C_BAR_TILT], -1.0),
                                  jet_mul(q->c[C_HEADING], q->c[C_GRIP]));
}

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

static void weigh(const struct person *p, const struct posture *q, struct body *body)
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
    const struct jet_vec *com = &body->mass_centre;
    const struct jet_vec *bar = &body->segment[S_BAR].origin;
    double heading = q->c[C_HEADING].v, half_stance = STANCE_TO_HIP_WIDTH * p->hip_half_width;
    double own, load, lateral, moment, left, total;

    body->mass_centre = mass_centre_of(body, parts, sizeof(parts) / sizeof(parts[0]));
    own = p->mass_kg * (GRAVITY + body->mass_centre.z.dd);
    /* The floor and the rack take the knocks, not the hands. */
    load = q->c[C_CARRIED].v * (GRAVITY + bar->z.dd - q->c[C_BAR_SHAKE + 2].dd);
    total = own + load;

    /* Sideways: the centre of pressure balances weight and sideways acceleration. */
    lateral = -sin(heading) * (com->x.v - q->c[C_ANCHOR].v) +
              cos(heading) * (com->y.v - q->c[C_ANCHOR + 1].v);
    moment = own * lateral - p->mass_kg * body->mass_centre.z.v *
                                 (-sin(heading) * com->x.dd + cos(heading) * com->y.dd);
    left = p->left_share + (total > 1.0 ? 0.5 * moment / (total * half_stance) : 0.0);
    left = fmax(0.0, fmin(1.0, left));
    total = fmax(0.0, total) * q->c[C_ON_PLATES].v;
    body->force_left = total * left;
    body->force_right = total * (1.0 - left);
}

void body_place(const struct person *person, const struct posture *posture, struct body *ret_body)
{
    struct jet_rot heading = jet_rot_euler(jet_of(0.0), jet_of(0.0), posture->c[C_HEADING]);
    struct segment_pose *pelvis = &ret_body->segment[S_PELVIS];
    struct segment_pose *thorax = &ret_body->segment[S_THORAX];
    struct jet_rot lumbar = rotation_of(posture, C_LUMBAR);

    place_pelvis(person, posture, &heading, ret_body);
    thorax->rotation = jet_rot_mul(&pelvis->rotation, &lumbar);
    thorax->origin =
        jet_vec_add(pelvis->origin, jet_rot_point(&pelvis->rotation, 0.0, 0.0, person->pelvis));
    for (int side = 0; side < 2; side++) {
        place_leg(person, posture, &heading, ret_body, side);
        place_arm(person, posture, &heading, ret_body, side);
    }
    place_bar(person, posture, ret_body);
    weigh(person, posture, ret_body);
}

struct jet body_lumbar(const struct body *body)
{
    return jet_sub(body_trunk(body), body_pelvis(body));
}

struct jet body_pelvis(const struct body *body)
{
    return jet_rot_inclination(&body->segment[S_PELVIS].rotation);
}

struct jet body_trunk(const struct body *body)
{
    return jet_rot_inclination(&body->segment[S_THORAX].rotation);
}

struct jet body_bar_height(const struct body *body)
{
    return body->segment[S_BAR].origin.z;
}
