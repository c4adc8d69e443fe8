/* SPDX-License-Identifier: MIT */
#include "lift.h"

#define DEGREES (M_PI / 180.0)

static const struct {
    const char *name;
    bool in_metres;
} primaries[] = {
    [PRIMARY_TRUNK] = {"trunk", false},       [PRIMARY_BAR] = {"bar-height", true},
    [PRIMARY_PELVIS] = {"pelvis", false},     [PRIMARY_THIGH] = {"thigh", false},
    [PRIMARY_LUMBAR] = {"lumbar", false},     [PRIMARY_BEND] = {"bend", false},
    [PRIMARY_TURN] = {"turn", false},         [PRIMARY_HANDS] = {"hand-height", true},
    [PRIMARY_CHEST] = {"chest-height", true}, [PRIMARY_HIPS] = {"hip-height", true},
    [PRIMARY_CABLE] = {"cable-travel", true},
};

double lift_primary_of(const struct lift *lift, enum lift_side side, const struct body *body)
{
    const struct segment_pose *s = body->segment;

    switch (lift->primary) {
    case PRIMARY_BAR:
        return body_bar_height(body).v;
    case PRIMARY_PELVIS:
        return body_pelvis(body).v / DEGREES;
    case PRIMARY_THIGH: {
        double lean =
            jet_rot_inclination(&s[side == SIDE_RIGHT ? S_THIGH_RIGHT : S_THIGH_LEFT].rotation).v /
            DEGREES;

        return lean > 160.0 ? lean - 360.0 : lean; /* no jump where thighs may be upside down */
    }
    case PRIMARY_LUMBAR:
        return body_lumbar_joint(body).flexion / DEGREES;
    case PRIMARY_BEND:
        return body_lumbar_joint(body).bend_right / DEGREES;
    case PRIMARY_TURN:
        return body_lumbar_joint(body).turn_left / DEGREES;
    case PRIMARY_HANDS:
        return 0.5 * (s[S_FOREARM_LEFT].origin.z.v + s[S_FOREARM_RIGHT].origin.z.v);
    case PRIMARY_CHEST:
        return s[S_THORAX].origin.z.v;
    case PRIMARY_HIPS:
        return s[S_PELVIS].origin.z.v;
    case PRIMARY_CABLE:
        return body->cable_length.v;
    default:
        return body_trunk(body).v / DEGREES;
    }
}

double lift_primary(const struct lift *lift, const struct person *p, enum lift_side side,
                    const struct pose *pose)
{
    struct posture posture;
    struct body body;

    posture_of_pose(pose, &posture);
    body_place(p, &posture, &body);
    return lift_primary_of(lift, side, &body);
}

bool lift_in_metres(const struct lift *lift)
{
    return primaries[lift->primary].in_metres;
}

const char *lift_primary_name(const struct lift *lift)
{
    return primaries[lift->primary].name;
}
