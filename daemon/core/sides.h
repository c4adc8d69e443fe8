/* SPDX-License-Identifier: MIT */
/*
 * sides.h - whether left and right are exchanged: of the thighs, of the wrists, of the feet's
 * cells.
 *
 * A limb does not know which side it is of, and nothing but what it does together with another
 * shows it. So pairs are linked, and each link has been seen to hold, to be crossed, or not at all:
 *
 *   trunk, feet      who is pushed to the left stands heavier on the right: the body is accelerated
 *                    away from the centre of pressure (Winter 1995, Human balance and posture
 *                    control during standing and walking)
 *   trunk, thighs    likewise in walking, away from the leg that goes backward, which stands
 *   feet, thighs     on one foot the other thigh is free: it swings, or goes back in a hinge
 *   thighs, wrists   opposite arm and leg, where an exercise is made of these
 *
 * The trunk's left follows from the way that it bends, which is sure only on one's feet: lying, it
 * leans backward, too. Of what would explain the crossed links the fewest exchanges are believed;
 * where two explain them alike both are named, and which it is cannot be known.
 */
#ifndef LUMBAR_CORE_SIDES_H
#define LUMBAR_CORE_SIDES_H

#include "core/body.h"
#include "core/loads.h"

/* Two of each, but of the trunk, which has its own left. */
enum sides_of { SIDES_FEET, SIDES_THIGHS, SIDES_WRISTS, SIDES_EXCHANGEABLE };

enum sides_link_of {
    LINK_TRUNK_FEET,
    LINK_TRUNK_THIGHS,
    LINK_FEET_THIGHS,
    LINK_THIGHS_WRISTS,
    LINKS
};

struct sides_link {
    int run;     /* so often in a row it held, positive, or was crossed, negative */
    int verdict; /* 1: it holds, -1: it is crossed, 0: not known */
};

/* What goes together with the pelvis' acceleration: sums that fade. Sensor axes. */
struct sides_sums {
    double mean;     /* of x over the last moments */
    double square;   /* of x without that mean */
    double both[3];  /* of x and the acceleration */
    double accel[6]; /* xx, yy, zz, xy, yz, zx */
    double seconds;  /* so long since it was judged */
    bool begun;
};

struct sides {
    double
        felt[3]; /* sum of accelerations of the pelvis since the last look, its attitude's frame */
    unsigned felt_count;
    double accel_mean[3]; /* over the last moments, sensor axes */
    bool has_mean;
    double ahead[3];     /* sum of leans that were forward for sure, pelvis' sensor axes */
    double flexed[2][3]; /* likewise of the thighs' */
    struct sides_sums feet, walk;

    int foot;         /* that bears the weight: 0 left, 1 right; -1 = both do */
    int64_t foot_ns;  /* since when */
    double swung[2];  /* degrees, the most of each thigh since one of them began to swing */
    double bent;      /* degrees, of the trunk meanwhile */
    int64_t swing_ns; /* when it began; 0 = none swings */
    double apart[2];  /* degrees, of thighs and of wrists, in this stroke of opposite limbs */

    struct sides_link links[LINKS];
    unsigned named; /* a bit for each of enum sides_of */
};

struct sides_input {
    int64_t t_ns;
    const struct body *body;
    struct load_forces loads;
    double body_weight;        /* N, NAN = not known */
    const double *pelvis_quat; /* of its attitude; NULL = there is none */
    bool opposite;             /* what is done is of opposite arms and legs */
};

void sides_reset(struct sides *sides);

/* The sensor of a part is another one now, or was put on again; the feet's cells. */
void sides_forget(struct sides *sides, enum body_part part);
void sides_forget_feet(struct sides *sides);

/* At every sample of the pelvis: m/s^2 without gravity, in the frame of its attitude. */
static inline void sides_feel(struct sides *sides, const double accel[3])
{
    for (int i = 0; i < 3; i++)
        sides->felt[i] += accel[i];
    sides->felt_count++;
}

/* Ten times a second. Which are, or may be, exchanged: a bit for each of enum sides_of. */
unsigned sides_look(struct sides *sides, const struct sides_input *input);

#endif
