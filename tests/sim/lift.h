/* SPDX-License-Identifier: MIT */
/*
 * lift.h - the exercises the simulated athlete can do, as data, and what a person makes of them.
 *
 * An exercise is a pair of key poses, how the joints share the way between them, where the bar is,
 * and how fast it is usually done. lift_solve() makes the path of a given person of it: it finds
 * the ankle that keeps the balance and the arms that reach the bar.
 */
#ifndef LUMBAR_SIM_LIFT_H
#define LUMBAR_SIM_LIFT_H

#include <stdbool.h>

#include "path.h"

enum lift_arms {
    ARMS_HANG, /* straight, the bar over the middle of the foot */
    ARMS_BENT, /* as upper_arm and forearm say */
    ARMS_BACK, /* hold the bar on the upper back */
    ARMS_FREE, /* hang beside the body, without a bar */
};

/* Degrees, in the sagittal plane; inclinations from upright, forward positive. */
struct key_pose {
    double knee;   /* flexion */
    double trunk;  /* inclination of the thorax; NAN: as the hands need to reach the bar's rest */
    double lumbar; /* flexion from standing neutral */
    enum lift_arms arms;
    double upper_arm, forearm; /* inclinations, ARMS_BENT only */
    double bar_forward;        /* m before the middle of the foot, ARMS_HANG only */
    bool hinged;               /* the low end: own depth and a rounded back show here */
};

enum lift_bar { BAR_ON_FLOOR, BAR_IN_RACK }; /* where it is taken from before the set */

struct lift {
    const char *id;
    struct key_pose start, far;
    /* How much a joint runs ahead of (+) or behind (-) the others half-way, share of its way. */
    double knee_lead, trunk_lead, lumbar_lead;
    bool concentric_first; /* the way from start to far lifts the load */
    bool rests_on_floor;   /* at the start of each repetition */
    bool range_in_metres;  /* primary motion: bar height, else trunk inclination */
    enum lift_bar bar;
    double tempo_s[4]; /* usual down, pause, up, pause */
    double load;       /* usual load, share of body mass */
};

const struct lift *lift_find(const char *id); /* NULL: unknown */
const struct lift *lift_at(unsigned index);   /* NULL: past the end */

/* Height of a bar's axis on the floor: plates of 450 mm (IWF technical rules). */
#define BAR_FLOOR_HEIGHT 0.225

/* The way of this person; rounding: rad of lumbar flexion on top, most where the hinge is deepest.
 */
void lift_solve(const struct lift *lift, const struct person *person, double load_kg,
                double rounding, struct path *ret_path);
/* The primary motion at a pose: bar height, m, or trunk inclination, degrees. */
double lift_primary(const struct lift *lift, const struct person *person, const struct pose *pose);
/* One pose, balanced over the feet. load_kg 0 and ARMS_FREE: standing about. */
void lift_solve_pose(const struct key_pose *key, const struct person *person, double load_kg,
                     struct pose *ret_pose);

#endif
