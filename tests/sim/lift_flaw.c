/* SPDX-License-Identifier: MIT */
/*
 * Nobody does an exercise by the book: what habits and faults make of it.
 */
#include <stddef.h>

#include "lift.h"

#define DEGREES (M_PI / 180.0)
#define OWN_RANGE_OF 57.0 /* degrees of lumbar flexion for which lift.own_range is written */

enum { SLOT_LUMBAR_YAW = LIFT_JOINTS_OWN, SLOT_PELVIS_TURN, SLOT_BEND, SLOT_LEGS };

static void add_joint(struct key_pose *key, int slot, int coordinate, double radians)
{
    key->joint[slot].coordinate = coordinate;
    key->joint[slot].degrees += radians / DEGREES;
}

/* The far end goes as far as this person goes. */
static void go_own_depth(const struct lift *lift, const struct person *p, struct key_pose *key)
{
    if (lift->anchor == ANCHOR_FEET) {
        if (!key->hinged)
            return;
        key->knee = key->knee * p->depth + p->knee_style / DEGREES;
        key->trunk = key->trunk * p->depth;
        return;
    }
    key->trunk = lift->start.trunk + p->depth * (key->trunk - lift->start.trunk);
    for (int i = 0; i < LIFT_JOINTS_OWN; i++) {
        double from = lift->start.joint[i].degrees;

        key->joint[i].degrees = from + p->depth * (key->joint[i].degrees - from);
    }
}

/* Turned against the pelvis; who lies turns the pelvis below a chest that stays. */
static void twist(const struct lift *lift, double amount, struct key_pose *key)
{
    bool lies = lift->anchor != ANCHOR_FEET && lift->order != ORDER_NO_SIDES;

    for (int i = 0; i < LIFT_JOINTS_OWN; i++) /* of which a little is usual */
        if (key->joint[i].coordinate == C_PELVIS_TURN)
            key->joint[i].degrees = 0.0;
    add_joint(key, SLOT_LUMBAR_YAW, C_LUMBAR + YAW, lies ? -amount : amount);
    if (lies)
        add_joint(key, SLOT_PELVIS_TURN, C_PELVIS_TURN, amount);
}

static void give_way(const struct lift *lift, const struct lift_flaws *flaws, struct key_pose *key)
{
    if (lift->anchor == ANCHOR_ANKLES) { /* on one side: the hips sink, or roll forward */
        double legs = -0.4 * flaws->sag;

        add_joint(key, SLOT_BEND, C_LUMBAR + ROLL, flaws->sag);
        add_joint(key, SLOT_LEGS, C_PELVIS + ROLL, legs);
        add_joint(key, SLOT_LEGS + 1, C_THIGH + ROLL, legs);
        add_joint(key, SLOT_LEGS + 2, C_SHANK + ROLL, legs);
        add_joint(key, SLOT_PELVIS_TURN, C_PELVIS_TURN, flaws->drift);
        return;
    }
    key->lumbar += flaws->sag / DEGREES;
    key->trunk += flaws->sag / DEGREES;
    if (lift->bar == BAR_CABLE)
        add_joint(key, SLOT_LUMBAR_YAW, C_LUMBAR + YAW, flaws->drift);
    else
        key->trunk += flaws->drift / DEGREES;
}

static int mirrored(int coordinate)
{
    static const int left[] = {C_THIGH_LEFT, C_SHANK_LEFT, C_ARM_LEFT, C_FOREARM_LEFT};

    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
        if (coordinate >= left[i] && coordinate < left[i] + 3)
            return coordinate + 3;
        if (coordinate >= left[i] + 3 && coordinate < left[i] + 6)
            return coordinate - 3;
    }
    return coordinate;
}

/* Pitch looks the same from both sides; roll, yaw and turns change their sign. */
static bool is_odd(int coordinate)
{
    return coordinate == C_PELVIS_TURN || (coordinate < C_SHIFT && coordinate % 3 != PITCH);
}

static void mirror(struct key_pose *key)
{
    _Static_assert(C_PELVIS == 0 && C_SHIFT % 3 == 0, "rotations come in threes");
    for (int i = 0; i < LIFT_JOINTS_MAX; i++) {
        if (is_odd(key->joint[i].coordinate))
            key->joint[i].degrees = -key->joint[i].degrees;
        key->joint[i].coordinate = mirrored(key->joint[i].coordinate);
    }
    if (key->left_share > 0.0)
        key->left_share = 1.0 - key->left_share;
    key->hold_side = -key->hold_side;
    key->pulley[1] = -key->pulley[1];
}

struct key_pose lift_personal_key(const struct lift *lift, bool far, const struct person *p,
                                  enum lift_side side, const struct lift_flaws *flaws)
{
    struct key_pose own = far ? lift->far : lift->start;
    bool upright_end = far == lift->concentric_first && !own.hinged;

    own.lumbar *= lift->own_range ? p->lumbar_max / DEGREES / OWN_RANGE_OF : p->lumbar_share;
    if (far || lift->anchor == ANCHOR_FEET)
        go_own_depth(lift, p, &own);
    if (own.hinged) {
        own.lumbar += flaws->rounding / DEGREES;
        /* A rounding back takes half from the pelvis, gives half to the thorax (design value). */
        own.trunk += 0.5 * flaws->rounding / DEGREES;
    }
    if (upright_end && flaws->arching > 0.0) {
        own.lumbar = -flaws->arching / DEGREES;
        own.trunk -= 0.5 * flaws->arching / DEGREES;
    }
    if (far) {
        if (flaws->twist != 0.0)
            twist(lift, flaws->twist, &own);
        if (flaws->sag != 0.0 || flaws->drift != 0.0)
            give_way(lift, flaws, &own);
    }
    if (flaws->symmetry != 0.0 && lift->anchor == ANCHOR_FEET)
        own.left_share = 0.5 + 0.5 * flaws->symmetry;
    if (side == SIDE_RIGHT)
        mirror(&own);
    return own;
}

/* A knot of the path with the trunk tipped further, on knees that leave the bar where it was. */
static void tip(const struct person *p, double load_kg, const struct key_pose *start,
                const struct pose *was, double radians, struct pose *ret_pose)
{
    struct key_pose key = *start;
    struct posture posture;
    struct body body;
    double height, low = 0.0, high = 140.0;

    posture_of_pose(was, &posture);
    body_place(p, &posture, &body);
    height = body_bar_height(&body).v;
    key.lumbar = was->c[C_LUMBAR] / DEGREES;
    key.bar_forward = body.segment[S_BAR].origin.x.v - 0.25 * p->foot_length;
    for (int i = 0; i < 24; i++) {
        key.knee = 0.5 * (low + high);
        lift_solve_trunk(&key, p, load_kg,
                         (was->c[C_PELVIS] + was->c[C_LUMBAR] + radians) / DEGREES, ret_pose);
        posture_of_pose(ret_pose, &posture);
        body_place(p, &posture, &body);
        if (body_bar_height(&body).v > height)
            low = key.knee;
        else
            high = key.knee;
    }
}

/* How far the trunk tips beyond what it was at the turn, in the first part of the load's way up. */
static double tipping(const struct lift *lift, const struct person *p, double turn,
                      const struct path *was, const struct path *path)
{
    /* From the floor 30 % of the bar's way, out of a squat 40 % (form_fault.c). */
    double part = lift->concentric_first ? 0.3 : 0.4, most = 0.0;
    double from = lift->concentric_first ? 0.0 : turn, low, first, high;
    struct pose pose;

    pose_of_path(was, lift->concentric_first ? turn : 0.0, &pose);
    high = lift_primary(lift, p, SIDE_NONE, &pose);
    pose_of_path(was, from, &pose);
    low = lift_primary(lift, p, SIDE_NONE, &pose);
    first = pose.c[C_PELVIS] + pose.c[C_LUMBAR];
    for (double u = 0.0; u <= turn; u += 0.01) {
        pose_of_path(path, fabs(from - u), &pose);
        if (lift_primary(lift, p, SIDE_NONE, &pose) > low + part * (high - low))
            break;
        most = fmax(most, pose.c[C_PELVIS] + pose.c[C_LUMBAR] - first);
    }
    return most;
}

void lift_raise_hips(const struct lift *lift, const struct person *p, double load_kg,
                     const struct lift_flaws *flaws, const struct key_pose *start,
                     struct path *path)
{
    /* Where the trunk tips, from the load's low end to its high one. */
    static const double shape[PATH_KNOTS] = {0.0, 1.0, 0.7, 0.1, 0.0};
    const struct path was = *path;
    double low = 0.0, high = 60.0 * DEGREES;

    for (int i = 0; i < 12; i++) {
        double tip_rad = 0.5 * (low + high);

        for (int k = 0; k < PATH_KNOTS; k++) {
            double share = shape[lift->concentric_first ? k : PATH_KNOTS - 1 - k];

            if (share > 0.0)
                tip(p, load_kg, start, &was.knot[k], share * tip_rad, &path->knot[k]);
        }
        if (tipping(lift, p, flaws->turn > 0.0 ? flaws->turn : 1.0, &was, path) < flaws->hips_rise)
            low = tip_rad;
        else
            high = tip_rad;
    }
}
