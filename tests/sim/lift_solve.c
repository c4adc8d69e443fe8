/* SPDX-License-Identifier: MIT */
#include "lift.h"
#include "weigh.h"

#define DEGREES (M_PI / 180.0)

static double middle_of_foot(const struct person *p)
{
    return 0.25 * p->foot_length; /* before the ankle; the heel is a quarter behind it */
}

static void place(const struct person *p, const struct pose *pose, struct body *ret_body)
{
    struct posture posture;

    posture_of_pose(pose, &posture);
    body_place(p, &posture, ret_body);
}

/* Straight arms from the shoulders to a bar before the middle of the foot. */
static void hang_arms(const struct person *p, double bar_forward, struct pose *pose)
{
    struct body body;
    const struct segment_pose *thorax = &body.segment[S_THORAX];
    double shoulder, lean;

    place(p, pose, &body);
    shoulder = jet_vec_add(thorax->origin, jet_rot_point(&thorax->rotation, 0, 0, p->thorax)).x.v;
    lean = (shoulder - middle_of_foot(p) - bar_forward) / (p->upper_arm + p->forearm);
    pose->c[C_ARM] = pose->c[C_FOREARM] = asin(fmax(-0.9, fmin(0.9, lean)));
}

static void place_arms(const struct key_pose *key, const struct person *p, struct pose *pose)
{
    switch (key->arms) {
    case ARMS_HANG:
        hang_arms(p, key->bar_forward, pose);
        break;
    case ARMS_BENT:
        pose->c[C_ARM] = key->upper_arm * DEGREES;
        pose->c[C_FOREARM] = key->forearm * DEGREES;
        break;
    case ARMS_BACK: /* relative to the thorax: elbows down and back, hands beside the shoulders */
        pose->c[C_ARM] = 35 * DEGREES;
        pose->c[C_FOREARM] = -160 * DEGREES;
        break;
    case ARMS_TRUNK:
        pose->c[C_ARM] = pose->c[C_PELVIS] + pose->c[C_LUMBAR] + key->upper_arm * DEGREES;
        pose->c[C_FOREARM] = pose->c[C_PELVIS] + pose->c[C_LUMBAR] + key->forearm * DEGREES;
        break;
    case ARMS_FREE:
        pose->c[C_ARM] = 2 * DEGREES;
        pose->c[C_FOREARM] = -10 * DEGREES;
        break;
    }
    pose->c[C_ON_BACK] = key->arms == ARMS_BACK;
}

/* How far the mass centre of athlete and bar is before the middle of the foot. */
static double imbalance(const struct person *p, double load_kg, const struct pose *pose)
{
    struct posture posture;
    struct body body;

    posture_of_pose(pose, &posture);
    body_place(p, &posture, &body);
    if (pose->c[C_CABLE] > 0.0) {
        struct jet_vec pull = weigh_cable(&posture, &body);
        const struct jet_vec *left = &body.segment[S_FOREARM_LEFT].origin,
                             *right = &body.segment[S_FOREARM_RIGHT].origin;
        double weight = p->mass_kg * GRAVITY;

        return (weight * body.mass_centre.x.v + 0.5 * (left->z.v + right->z.v) * pull.x.v -
                0.5 * (left->x.v + right->x.v) * pull.z.v) /
                   (weight - pull.z.v) -
               middle_of_foot(p);
    }
    return (p->mass_kg * body.mass_centre.x.v + load_kg * body.segment[S_BAR].origin.x.v) /
               (p->mass_kg + load_kg) -
           middle_of_foot(p);
}

/* Everything but the ankle is given: leans the shanks until the body is in balance. */
static void balance(const struct key_pose *key, const struct person *p, double load_kg,
                    struct pose *pose)
{
    double low = -25 * DEGREES, high = 50 * DEGREES;

    for (int i = 0; i < 40; i++) {
        double shank = 0.5 * (low + high);

        pose->c[C_SHANK] = shank;
        pose->c[C_THIGH] = shank - key->knee * DEGREES;
        place_arms(key, p, pose);
        if (imbalance(p, load_kg, pose) < 0.0)
            low = shank;
        else
            high = shank;
    }
}

/* Leans the legs sideways until the feet share the weight as they should. */
static void share_load(double left_share, const struct person *p, double load_kg, struct pose *pose)
{
    double low = -25 * DEGREES, high = 25 * DEGREES;
    struct body body;

    pose->c[C_CARRIED] = load_kg;
    for (int i = 0; i < 40; i++) {
        double roll = 0.5 * (low + high), left;

        pose->c[C_SHANK + ROLL] = pose->c[C_THIGH + ROLL] = roll;
        place(p, pose, &body);
        left = body_force_left(&body);
        if (left > left_share * (left + body_force_right(&body)))
            low = roll; /* further to the right */
        else
            high = roll;
    }
    pose->c[C_CARRIED] = 0.0;
}

void lift_solve_trunk(const struct key_pose *key, const struct person *p, double load_kg,
                      double trunk_deg, struct pose *ret_pose)
{
    *ret_pose = (struct pose){.c = {[C_GRIP] = 1.0, [C_ON_PLATES] = 1.0}};
    ret_pose->c[C_PELVIS] = (trunk_deg - key->lumbar) * DEGREES;
    ret_pose->c[C_LUMBAR] = key->lumbar * DEGREES;
    ret_pose->c[C_HOLD_SIDE] = key->hold_side;
    for (int i = 0; i < 3; i++)
        ret_pose->c[C_PULLEY + i] = key->pulley[i];
    ret_pose->c[C_CABLE] = key->pulley[2] > 0.0 ? load_kg : 0.0;
    for (int i = 0; i < LIFT_JOINTS_MAX; i++)
        ret_pose->c[key->joint[i].coordinate] += key->joint[i].degrees * DEGREES;
    balance(key, p, key->pulley[2] > 0.0 ? 0.0 : load_kg, ret_pose);
    if (key->left_share > 0.0)
        share_load(key->left_share, p, key->pulley[2] > 0.0 ? 0.0 : load_kg, ret_pose);
}

void lift_solve_pose(const struct key_pose *key, const struct person *p, double load_kg,
                     struct pose *ret_pose)
{
    double low = 10, high = 110; /* degrees of trunk inclination in which a floor can be reached */
    struct body body;

    if (!isnan(key->trunk)) {
        lift_solve_trunk(key, p, load_kg, key->trunk, ret_pose);
        return;
    }
    for (int i = 0; i < 30; i++) {
        double trunk = 0.5 * (low + high);

        lift_solve_trunk(key, p, load_kg, trunk, ret_pose);
        place(p, ret_pose, &body);
        if (body.segment[S_BAR].origin.z.v > (key->reach > 0.0 ? key->reach : BAR_FLOOR_HEIGHT))
            low = trunk;
        else
            high = trunk;
    }
}

/* The share of the way that a joint has gone when the whole has gone u. */
static double with_lead(double u, double lead)
{
    return u + 4.0 * lead * u * (1.0 - u);
}

static double mix(double a, double b, double u)
{
    return a + u * (b - a);
}

/* Both keys name the same coordinates in the same order, or one of them none at all. */
static void mix_joints(const struct key_pose *start, const struct key_pose *far, double u,
                       struct key_pose *key)
{
    for (int i = 0; i < LIFT_JOINTS_MAX; i++) {
        int coordinate =
            start->joint[i].coordinate ? start->joint[i].coordinate : far->joint[i].coordinate;

        key->joint[i] = (struct joint_angle){
            coordinate, mix(start->joint[i].degrees, far->joint[i].degrees, u)};
    }
}

static void solve_lying(const struct lift *lift, const struct person *p,
                        const struct key_pose keys[2], double u, struct pose *ret_pose)
{
    struct key_pose key = keys[0];

    key.trunk = mix(keys[0].trunk, keys[1].trunk, with_lead(u, lift->trunk_lead));
    key.lumbar = mix(keys[0].lumbar, keys[1].lumbar, with_lead(u, lift->lumbar_lead));
    mix_joints(&keys[0], &keys[1], u, &key);
    lift_solve_anchored(lift, &key, p, ret_pose);
}

/* Between two personal key poses, when the joints have gone u of their way. */
static void solve_standing(const struct lift *lift, const struct person *p, double load_kg,
                           const struct key_pose keys[2], const struct pose ends[2], double u,
                           struct pose *ret_pose)
{
    const struct key_pose *start = &keys[0], *far = &keys[1];
    double trunk[2];
    struct key_pose key = *start;

    for (int i = 0; i < 2; i++)
        trunk[i] = (ends[i].c[C_PELVIS] + ends[i].c[C_LUMBAR]) / DEGREES;
    key.knee = mix(start->knee, far->knee, with_lead(u, lift->knee_lead));
    key.lumbar = mix(start->lumbar, far->lumbar, with_lead(u, lift->lumbar_lead));
    key.trunk = mix(trunk[0], trunk[1], with_lead(u, lift->trunk_lead));
    key.bar_forward = mix(start->bar_forward, far->bar_forward, u);
    key.reach = mix(start->reach, far->reach, u);
    key.left_share = mix(start->left_share, far->left_share, u);
    key.upper_arm = mix(start->upper_arm, far->upper_arm, u);
    key.forearm = mix(start->forearm, far->forearm, u);
    mix_joints(start, far, u, &key);
    if (start->arms != far->arms) {
        key.arms = ARMS_BENT;
        key.upper_arm = mix(ends[0].c[C_ARM], ends[1].c[C_ARM], u) / DEGREES;
        key.forearm = mix(ends[0].c[C_FOREARM], ends[1].c[C_FOREARM], u) / DEGREES;
    }
    lift_solve_pose(&key, p, load_kg, ret_pose);
}

static void solve_between(const struct lift *lift, const struct person *p, double load_kg,
                          const struct key_pose keys[2], const struct pose ends[2], double u,
                          struct pose *ret_pose)
{
    if (lift->anchor == ANCHOR_FEET)
        solve_standing(lift, p, load_kg, keys, ends, u, ret_pose);
    else
        solve_lying(lift, p, keys, u, ret_pose);
}

/*
 * Joints that turn evenly do not move the load evenly: a leg that is nearly straight hardly lifts.
 * People move the load evenly. Returns how far the joints have gone when the load is half-way.
 */
static double joints_half_way(const struct lift *lift, const struct person *p, double load_kg,
                              enum lift_side side, const struct key_pose keys[2],
                              const struct pose ends[2])
{
    double from = lift_primary(lift, p, side, &ends[0]), to = lift_primary(lift, p, side, &ends[1]);
    double low = 0.41,
           high = 0.59; /* beyond that the joints would creep at one end (design value) */

    for (int i = 0; i < 20; i++) {
        double u = 0.5 * (low + high);
        struct pose pose;

        solve_between(lift, p, load_kg, keys, ends, u, &pose);
        if ((lift_primary(lift, p, side, &pose) - from) / (to - from) < 0.5)
            low = u;
        else
            high = u;
    }
    return 0.5 * (low + high);
}

static void solve_end(const struct lift *lift, const struct person *p, double load_kg,
                      const struct key_pose *key, struct pose *ret_pose)
{
    if (lift->anchor == ANCHOR_FEET)
        lift_solve_pose(key, p, load_kg, ret_pose);
    else
        lift_solve_anchored(lift, key, p, ret_pose);
}

void lift_solve(const struct lift *lift, const struct person *p, double load_kg,
                enum lift_side side, const struct lift_flaws *flaws, struct path *ret_path)
{
    const struct key_pose keys[2] = {lift_personal_key(lift, false, p, side, flaws),
                                     lift_personal_key(lift, true, p, side, flaws)};
    struct pose ends[2];
    double half;

    for (int i = 0; i < 2; i++)
        solve_end(lift, p, load_kg, &keys[i], &ends[i]);
    half = joints_half_way(lift, p, load_kg, side, keys, ends);
    for (int k = 0; k < PATH_KNOTS; k++) {
        double u = with_lead(path_knot_progress(k), half - 0.5);

        solve_between(lift, p, load_kg, keys, ends, u, &ret_path->knot[k]);
    }
    if (flaws->hips_rise > 0.0)
        lift_raise_hips(lift, p, load_kg, flaws, &keys[0], ret_path);
}
