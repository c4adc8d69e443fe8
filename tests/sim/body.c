/* SPDX-License-Identifier: MIT */
#include "body.h"

#include "weigh.h"

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
    local = jet_rot_euler(jet_of(0.0), jet_of(0.0), q->c[C_PELVIS_TURN]);
    pelvis->rotation = jet_rot_mul(&pelvis->rotation, &local);
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
    hands = jet_vec_blend(
        hands, body->segment[q->c[C_HOLD_SIDE].v < 0.0 ? S_FOREARM_RIGHT : S_FOREARM_LEFT].origin,
        q->c[C_HOLD_SIDE].v < 0.0 ? jet_scale(q->c[C_HOLD_SIDE], -1.0) : q->c[C_HOLD_SIDE]);
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
    weigh_body(person, posture, ret_body);
}

double body_force_left(const struct body *body)
{
    return body->cell[CELL_LEFT_FRONT] + body->cell[CELL_LEFT_REAR];
}

double body_force_right(const struct body *body)
{
    return body->cell[CELL_RIGHT_FRONT] + body->cell[CELL_RIGHT_REAR];
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

struct body_joint body_lumbar_joint(const struct body *body)
{
    const struct jet_rot *pelvis = &body->segment[S_PELVIS].rotation;
    const struct jet_rot *thorax = &body->segment[S_THORAX].rotation;
    double m[3][3];

    for (int i = 0; i < 3; i++) /* thorax seen from the pelvis */
        for (int j = 0; j < 3; j++)
            m[i][j] = pelvis->m[0][i].v * thorax->m[0][j].v +
                      pelvis->m[1][i].v * thorax->m[1][j].v + pelvis->m[2][i].v * thorax->m[2][j].v;
    return (struct body_joint){
        .flexion = asin(fmax(-1.0, fmin(1.0, -m[2][0]))),
        .bend_right = atan2(m[2][1], m[2][2]),
        .turn_left = atan2(m[1][0], m[0][0]),
    };
}

double body_pelvis_tilt(const struct body *body)
{
    return asin(fmax(-1.0, fmin(1.0, body->segment[S_PELVIS].rotation.m[2][1].v)));
}
