/* SPDX-License-Identifier: MIT */
/*
 * Kneeling, lying, sitting, hanging: all joints are given, and the whole body is moved to where the
 * part that bears it stays.
 */
#include "lift.h"

#define DEGREES (M_PI / 180.0)

/* Which point of the body that is, in the world. */
static struct jet_vec anchor_of(enum lift_anchor anchor, const struct person *p,
                                const struct posture *posture, const struct body *body)
{
    const struct segment_pose *thorax = &body->segment[S_THORAX];

    switch (anchor) {
    case ANCHOR_KNEES: { /* of the legs that both share; one of them may be in the air */
        struct jet_rot thigh = jet_rot_euler(posture->c[C_THIGH], posture->c[C_THIGH + ROLL],
                                             posture->c[C_THIGH + YAW]);

        return jet_vec_sub(body->segment[S_PELVIS].origin,
                           jet_rot_point(&thigh, 0.0, 0.0, p->thigh));
    }
    case ANCHOR_CHEST:
        return jet_vec_add(thorax->origin, jet_rot_point(&thorax->rotation, 0, 0, 0.6 * p->thorax));
    case ANCHOR_SHOULDERS:
        return jet_vec_add(thorax->origin, jet_rot_point(&thorax->rotation, 0, 0, p->thorax));
    case ANCHOR_HANDS:
        return jet_vec_scale(jet_vec_add(body->segment[S_FOREARM_LEFT].origin,
                                         body->segment[S_FOREARM_RIGHT].origin),
                             0.5);
    default:
        return body->segment[S_PELVIS].origin;
    }
}

void lift_solve_anchored(const struct lift *lift, const struct key_pose *key,
                         const struct person *person, struct pose *ret_pose)
{
    struct posture posture;
    struct body body;
    struct jet_vec at;

    *ret_pose = (struct pose){.c = {[C_GRIP] = 1.0}};
    ret_pose->c[C_PELVIS] = (key->trunk - key->lumbar) * DEGREES;
    ret_pose->c[C_LUMBAR] = key->lumbar * DEGREES;
    for (int i = 0; i < LIFT_JOINTS_MAX; i++)
        ret_pose->c[key->joint[i].coordinate] += key->joint[i].degrees * DEGREES;
    for (int i = 0; i < 3; i++)
        ret_pose->c[C_PULLEY + i] = key->pulley[i];
    ret_pose->c[C_CABLE] = key->pulley[2] > 0.0; /* its length is asked for, not its pull */
    if (lift->anchor == ANCHOR_ANKLES)
        return;
    posture_of_pose(ret_pose, &posture);
    body_place(person, &posture, &body);
    at = anchor_of(lift->anchor, person, &posture, &body);
    ret_pose->c[C_SHIFT] -= at.x.v;
    ret_pose->c[C_SHIFT + 1] -= at.y.v;
    ret_pose->c[C_SHIFT + 2] += lift->anchor_height - at.z.v;
}
