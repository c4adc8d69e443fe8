/* SPDX-License-Identifier: MIT */
/*
 * lift.h - the exercises the simulated athlete can do, as data, and what a person makes of them.
 *
 * An exercise is a pair of key poses, how the joints share the way between them, where the bar is,
 * and how fast it is usually done. lift_solve() makes the path of a given person of it. Standing,
 * it finds the ankle that keeps the balance and the arms that reach the bar; otherwise it holds
 * that part of the body still which lies on the floor or the bench, or hangs on the bar.
 */
#ifndef LUMBAR_SIM_LIFT_H
#define LUMBAR_SIM_LIFT_H

#include <stdbool.h>

#include "path.h"

enum lift_arms {
    ARMS_HANG,  /* straight, the bar over the middle of the foot */
    ARMS_BENT,  /* as upper_arm and forearm say */
    ARMS_BACK,  /* hold the bar on the upper back */
    ARMS_FREE,  /* hang beside the body, without a bar */
    ARMS_TRUNK, /* as upper_arm and forearm say, against the trunk */
};

enum lift_side { SIDE_LEFT, SIDE_RIGHT, SIDE_NONE };

/* A coordinate of the posture; the zero one adds nothing. */
struct joint_angle {
    int coordinate;
    double degrees;
};
#define LIFT_JOINTS_MAX 16
#define LIFT_JOINTS_OWN 10 /* of an exercise; the others are for flaws */

/*
 * Degrees, in the sagittal plane; inclinations from upright, forward positive. Exercises with sides
 * are given for the left one; the right one is its mirror image.
 */
struct key_pose {
    double knee;   /* flexion; standing only */
    double trunk;  /* inclination of the thorax; NAN: as the hands need to reach the bar's rest */
    double lumbar; /* flexion from standing neutral */
    enum lift_arms arms;
    double upper_arm, forearm; /* inclinations, ARMS_BENT and ARMS_TRUNK only */
    double bar_forward;        /* m before the middle of the foot, ARMS_HANG only */
    double reach;              /* m, height of the bar's rest, 0: BAR_FLOOR_HEIGHT */
    bool hinged;               /* the low end: own depth and a rounded back show here */
    double left_share;         /* of the weight, on the left foot, 0..1; 0: as the person stands */
    double hold_side;          /* C_HOLD_SIDE */
    double pulley[3];          /* C_PULLEY, m; height 0: no cable */
    struct joint_angle joint[LIFT_JOINTS_MAX]; /* added to what the rest of this gives */
};

enum lift_bar {
    BAR_ON_FLOOR, /* or on pins, or a stand: taken with a deadlift */
    BAR_IN_RACK,
    BAR_NONE,
    BAR_CABLE, /* a handle on a cable */
};

enum lift_anchor {
    ANCHOR_FEET,      /* stands, in balance */
    ANCHOR_ANKLES,    /* the ankles stay, nothing balances */
    ANCHOR_KNEES,     /* kneels */
    ANCHOR_HIPS,      /* lies or sits */
    ANCHOR_CHEST,     /* lies on a bench, legs free */
    ANCHOR_SHOULDERS, /* lies on them, hips free */
    ANCHOR_HANDS,     /* hangs */
};

enum lift_primary {
    PRIMARY_TRUNK,  /* inclination, degrees */
    PRIMARY_BAR,    /* height, m */
    PRIMARY_PELVIS, /* inclination, degrees */
    PRIMARY_THIGH,  /* inclination of that of the side, or of the left one, degrees */
    PRIMARY_LUMBAR, /* flexion, degrees */
    PRIMARY_BEND,   /* of the lumbar joint to the right, degrees */
    PRIMARY_TURN,   /* of the lumbar joint to the left, degrees */
    PRIMARY_HANDS,  /* height, m */
    PRIMARY_CHEST,  /* height of its lower end, m */
    PRIMARY_HIPS,   /* height, m */
    PRIMARY_CABLE,  /* travel, m */
};

enum lift_order { ORDER_NO_SIDES, ORDER_ALTERNATING, ORDER_IN_TURN };

struct lift {
    const char *id;
    struct key_pose start, far;
    /* How much a joint runs ahead of (+) or behind (-) the others half-way, share of its way. */
    double knee_lead, trunk_lead, lumbar_lead;
    bool concentric_first; /* the way from start to far lifts the load */
    bool rests_on_floor;   /* at the start of each repetition; pins are a floor too */
    enum lift_primary primary;
    enum lift_bar bar;
    enum lift_anchor anchor;
    double anchor_height; /* m; ANCHOR_FEET and ANCHOR_ANKLES: 0 */
    enum lift_order order;
    bool steps;        /* a step forward after each repetition */
    double hold_s;     /* usual duration of a hold; 0: repetitions */
    bool own_range;    /* lumbar flexion is given for a maximum of 57 degrees and goes with it */
    const char *then;  /* another exercise that goes on from here in the same set */
    double tempo_s[4]; /* usual down, pause, up, pause */
    double load;       /* usual load, share of body mass */
};

const struct lift *lift_find(const char *id);        /* NULL: unknown */
const struct lift *lift_at(unsigned index);          /* NULL: past the end */
const struct lift *lift_on_floor_at(unsigned index); /* those that do not stand */

/* Height of a bar's axis on the floor: plates of 450 mm (IWF technical rules). */
#define BAR_FLOOR_HEIGHT 0.225

/* How a repetition is done otherwise than it should. All zero: as it should be. */
struct lift_flaws {
    double rounding;  /* rad of lumbar flexion on top, most where the hinge is deepest */
    double arching;   /* rad of lumbar extension past neutral at the upright end */
    double twist;     /* rad at the far end: trunk against pelvis, or the pelvis of who lies */
    double hips_rise; /* rad by which the trunk tips before the load has gone a third of its way */
    double turn;      /* progress at which the way turns round, for hips_rise; 0: 1 */
    double symmetry;  /* (L - R) / (L + R) of the foot loads; 0: as the person stands */
    double sag;       /* rad of side bend, or of lumbar flexion or extension towards the floor */
    double drift;     /* rad by which trunk or turn give way */
};

/* The way of this person. */
void lift_solve(const struct lift *lift, const struct person *person, double load_kg,
                enum lift_side side, const struct lift_flaws *flaws, struct path *ret_path);
/* The primary motion, in its unit. */
double lift_primary_of(const struct lift *lift, enum lift_side side, const struct body *body);
double lift_primary(const struct lift *lift, const struct person *person, enum lift_side side,
                    const struct pose *pose);
bool lift_in_metres(const struct lift *lift);
const char *lift_primary_name(const struct lift *lift);
/* One pose, balanced over the feet. load_kg 0 and ARMS_FREE: standing about. */
void lift_solve_pose(const struct key_pose *key, const struct person *person, double load_kg,
                     struct pose *ret_pose);

/* lift_anchor.c: one pose that rests on something else than the feet. */
void lift_solve_anchored(const struct lift *lift, const struct key_pose *key,
                         const struct person *person, struct pose *ret_pose);
/* lift_flaw.c: what habits and flaws make of a key pose; far: the other end than the start. */
struct key_pose lift_personal_key(const struct lift *lift, bool far, const struct person *person,
                                  enum lift_side side, const struct lift_flaws *flaws);
/* Lets the hips rise before the load on a path that has been solved. */
void lift_raise_hips(const struct lift *lift, const struct person *person, double load_kg,
                     const struct lift_flaws *flaws, const struct key_pose *start,
                     struct path *path);
/* lift_solve.c: trunk, lumbar flexion and arms of a key, on legs that keep the balance. */
void lift_solve_trunk(const struct key_pose *key, const struct person *person, double load_kg,
                      double trunk_deg, struct pose *ret_pose);

#endif
