/* SPDX-License-Identifier: MIT */
/*
 * body.h - the jointed body: from a posture to where every segment is, with velocity and
 * acceleration.
 *
 * World: x forward as the athlete first stands, y left, z up, origin on the floor; metres,
 * radians. Segment axes in upright standing: x forward, y left, z up; a segment's origin is the
 * lower end of it (arms: the elbow and the hand are the lower ends).
 *
 * Every segment's orientation has three degrees of freedom (jet_rot_euler: pitch, roll, yaw). Limbs
 * and pelvis are given against the heading, so that a posture reads like a photograph; the thorax
 * is given against the pelvis, which is the lumbar joint. The body stands with the point between
 * its ankles at the anchor.
 */
#ifndef LUMBAR_SIM_BODY_H
#define LUMBAR_SIM_BODY_H

#include "jet.h"
#include "person.h"

enum axis { PITCH, ROLL, YAW };

/* Generalised coordinates. X3: three consecutive ones, indexed by enum axis. */
enum coordinate {
    C_PELVIS,                     /* X3 */
    C_LUMBAR = C_PELVIS + 3,      /* X3: flexion, bend to the right, turn to the left */
    C_THIGH = C_LUMBAR + 3,       /* X3: both thighs; the body stands on these */
    C_SHANK = C_THIGH + 3,        /* X3: both shanks */
    C_ARM = C_SHANK + 3,          /* X3: both upper arms */
    C_FOREARM = C_ARM + 3,        /* X3: both forearms */
    C_THIGH_LEFT = C_FOREARM + 3, /* X3: added to one side only; the anchor ignores these */
    C_THIGH_RIGHT = C_THIGH_LEFT + 3,
    C_SHANK_LEFT = C_THIGH_RIGHT + 3,
    C_SHANK_RIGHT = C_SHANK_LEFT + 3,
    C_ARM_LEFT = C_SHANK_RIGHT + 3,
    C_ARM_RIGHT = C_ARM_LEFT + 3,
    C_FOREARM_LEFT = C_ARM_RIGHT + 3,
    C_FOREARM_RIGHT = C_FOREARM_LEFT + 3,
    C_SHIFT = C_FOREARM_RIGHT + 3, /* X3: x, y, z of the pelvis relative to the legs' idea of it */
    C_ANCHOR = C_SHIFT + 3,        /* X3: x, y, z in the world */
    C_BAR_REST = C_ANCHOR + 3,     /* X3: where the bar lies when nobody holds it */
    C_BAR_SHAKE = C_BAR_REST + 3,  /* X3: added to the bar's place: knocks and rattle */
    C_HEADING = C_BAR_SHAKE + 3,
    C_BAR_SPIN,  /* of the shaft, beyond what hands or back turn */
    C_SPIN_ZERO, /* how far hands or back were turned when they took the bar */
    C_BAR_TILT,  /* its left end down */
    C_ON_BACK,   /* 0: the bar hangs in the hands; 1: it lies on the upper back */
    C_GRIP,      /* 0: the bar lies at its rest; 1: it goes with the athlete */
    C_CARRIED,   /* kg of the bar that the athlete carries; the rest is the floor's or the rack's */
    C_ON_PLATES, /* 1: stands on the force plates; 0: walks elsewhere, lies, hangs */
    C_PELVIS_TURN, /* about its own long axis, to the left; lying down, this is its roll */
    C_HOLD_SIDE,   /* 0: the weight is in both hands, 1: in the left one, -1: in the right one */
    C_CABLE,       /* kg on the cable in the hands */
    C_PULLEY,      /* X3: where the cable comes from, seen from the anchor in the world's axes */
    C_PULLEY_LAST = C_PULLEY + 2,
    C_COUNT
};

struct posture {
    struct jet c[C_COUNT];
};

enum segment {
    S_FOOT_LEFT,
    S_FOOT_RIGHT,
    S_SHANK_LEFT,
    S_SHANK_RIGHT,
    S_THIGH_LEFT,
    S_THIGH_RIGHT,
    S_PELVIS,
    S_THORAX, /* with the head */
    S_UPPER_ARM_LEFT,
    S_UPPER_ARM_RIGHT,
    S_FOREARM_LEFT,
    S_FOREARM_RIGHT,
    S_BAR,
    S_COUNT
};

struct segment_pose {
    struct jet_rot rotation;
    struct jet_vec origin;
};

enum { CELL_LEFT_FRONT, CELL_LEFT_REAR, CELL_RIGHT_FRONT, CELL_RIGHT_REAR, FOOT_CELLS };

struct body {
    struct segment_pose segment[S_COUNT];
    struct jet_vec mass_centre; /* of the athlete, without the bar */
    double cell[FOOT_CELLS];    /* N, on the plates */
    struct jet cable_length;    /* m, hands to pulley */
    double cable;               /* N, the cable's pull */
};

void body_place(const struct person *person, const struct posture *posture, struct body *ret_body);

/* How far back or hands, whichever hold the bar, are turned forward. */
struct jet body_hold_turn(const struct person *person, const struct posture *posture);
/* The bar on the back, in the thorax's axes. */
struct jet_vec body_bar_on_back(const struct person *person);

double body_force_left(const struct body *body); /* N */
double body_force_right(const struct body *body);
/* Lumbar flexion, pelvis and trunk inclination, rad: gravity-plane angles; bar height above floor.
 */
struct jet body_lumbar(const struct body *body);
struct jet body_pelvis(const struct body *body);
struct jet body_trunk(const struct body *body);
struct jet body_bar_height(const struct body *body);

struct body_joint { /* rad; of the lumbar joint itself, whatever way up the body lies */
    double flexion, bend_right, turn_left;
};
struct body_joint body_lumbar_joint(const struct body *body);
/* How far the pelvis' left side is above its right one, rad. */
double body_pelvis_tilt(const struct body *body);

#define GRAVITY 9.80665

#endif
