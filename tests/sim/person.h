/* SPDX-License-Identifier: MIT */
/*
 * person.h - who the simulated athlete is: lengths, masses and habits.
 *
 * Segment lengths are fractions of the stature (Drillis and Contini 1966), segment masses
 * fractions of the body's (Dempster 1955), both as tabulated in D. A. Winter, "Biomechanics and
 * Motor Control of Human Movement", 4th ed., tables 4.1 and figure 4.1.
 */
#ifndef LUMBAR_SIM_PERSON_H
#define LUMBAR_SIM_PERSON_H

#include <stdint.h>

struct person {
    double height_m;
    double mass_kg;

    /* Lengths, m */
    double ankle_height;
    double foot_length;
    double shank;
    double thigh;
    double hip_half_width;
    double pelvis;   /* hip axis to the lumbar joint (L3/L4) */
    double thorax;   /* lumbar joint to the shoulder axis */
    double head_top; /* lumbar joint to the middle of the head */
    double shoulder_half_width;
    double upper_arm;
    double forearm;    /* elbow to the bar in the grip */
    double back_depth; /* spine axis to the skin of the back */

    /* Masses, kg; limbs: of one */
    double foot_mass, shank_mass, thigh_mass, pelvis_mass, thorax_mass, head_mass, upper_arm_mass,
        forearm_mass;

    /* Habits and abilities */
    double lumbar_max;   /* rad: own largest lumbar flexion from standing neutral */
    double lumbar_share; /* multiplies the flexion that an exercise usually shows */
    double depth;        /* multiplies how far the far end of an exercise goes */
    double tempo;        /* multiplies the durations of an exercise */
    double knee_style;   /* rad added to the knees' flexion at the low end of hinges */
    double snap;         /* multiplies how long it takes to gather or lose speed */
    double bar_spin;     /* how much the bar turns with the forearms */
    double unevenness;   /* relative variation from repetition to repetition */
    double sway;         /* multiplies postural sway */
    double left_share;   /* of the load that the left foot carries, about 0.5 */
    double cadence_hz;   /* steps a second when walking */
    double strength;     /* multiplies the usual load of an exercise */
};

/* The own largest lumbar flexion, depth and knees, where they are not NAN. */
void person_restyle(struct person *person, double lumbar_max_deg, double depth,
                    double knee_style_deg);
/* height, mass: NAN = drawn from the seed. */
void person_init(struct person *person, uint64_t seed, double height_m, double mass_kg);

#endif
