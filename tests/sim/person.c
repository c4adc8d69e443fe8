/* SPDX-License-Identifier: MIT */
#include "person.h"

#include <math.h>

#include "prng.h"

#define DEGREES (M_PI / 180.0)

static void derive_lengths(struct person *p)
{
    double h = p->height_m;

    /* Winter, figure 4.1, after Drillis and Contini */
    p->ankle_height = 0.039 * h;
    p->foot_length = 0.152 * h;
    p->shank = (0.285 - 0.039) * h;
    p->thigh = (0.530 - 0.285) * h;
    p->hip_half_width = 0.5 * 0.191 * h;
    p->shoulder_half_width = 0.5 * 0.259 * h;
    p->upper_arm = 0.186 * h;
    p->forearm = (0.146 + 0.5 * 0.108) * h; /* the bar lies in the middle of the hand */
    /* Hip to shoulder is 0.288 h; L3/L4 stands about a third of it above the hip axis. */
    p->pelvis = 0.095 * h;
    p->thorax = (0.818 - 0.530) * h - p->pelvis;
    p->head_top = (0.936 - 0.530) * h - p->pelvis;
    p->back_depth = 0.055 * h; /* half the depth of the trunk, design value */
}

static void derive_masses(struct person *p)
{
    double m = p->mass_kg;

    /* Winter, table 4.1, after Dempster; the abdomen is split between pelvis and thorax. */
    p->foot_mass = 0.0145 * m;
    p->shank_mass = 0.0465 * m;
    p->thigh_mass = 0.100 * m;
    p->pelvis_mass = (0.142 + 0.5 * 0.139) * m;
    p->thorax_mass = (0.216 + 0.5 * 0.139) * m;
    p->head_mass = 0.081 * m;
    p->upper_arm_mass = 0.028 * m;
    p->forearm_mass = (0.016 + 0.006) * m;
}

void person_init(struct person *person, uint64_t seed, double height_m, double mass_kg)
{
    struct prng prng;
    double height, bmi;

    prng_init(&prng, seed, "person");
    height = prng_people(&prng, 1.74, 0.085);
    bmi = prng_people(&prng, 25.0, 2.4);
    person->height_m = isnan(height_m) ? height : height_m;
    person->mass_kg = isnan(mass_kg) ? bmi * person->height_m * person->height_m : mass_kg;
    derive_lengths(person);
    derive_masses(person);

    /* Lumbar flexion falls from 72 to 40 degrees over life (Troke et al. 2005). */
    person->lumbar_max = DEGREES * prng_people(&prng, 57.0, 6.0);
    /* The rest are design values: what a coach would call ordinary differences. */
    person->lumbar_share = prng_people(&prng, 1.0, 0.12);
    person->depth = prng_people(&prng, 1.0, 0.04);
    person->tempo = prng_people(&prng, 1.0, 0.15);
    person->snap = prng_uniform(&prng, 0.4, 1.1);
    person->bar_spin = prng_uniform(&prng, 0.3, 1.0);
    person->knee_style = DEGREES * prng_people(&prng, 0.0, 4.0);
    person->unevenness = prng_uniform(&prng, 0.02, 0.07);
    person->sway = prng_uniform(&prng, 0.6, 1.5);
    person->left_share = prng_people(&prng, 0.5, 0.015);
    person->cadence_hz = prng_people(&prng, 1.8, 0.08);
    person->strength = prng_people(&prng, 1.0, 0.2);
}

void person_restyle(struct person *person, double lumbar_max_deg, double depth,
                    double knee_style_deg)
{
    if (!isnan(lumbar_max_deg)) {
        /* Whose back is stiff uses less of it in everything. */
        person->lumbar_share *= DEGREES * lumbar_max_deg / person->lumbar_max;
        person->lumbar_max = DEGREES * lumbar_max_deg;
    }
    if (!isnan(depth))
        person->depth = depth;
    if (!isnan(knee_style_deg))
        person->knee_style = DEGREES * knee_style_deg;
}
