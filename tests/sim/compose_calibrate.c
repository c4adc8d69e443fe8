/* SPDX-License-Identifier: MIT */
/* What a hub asks of who calibrates the body: stand, bend twice from the hips, slump and arch. */
#include "compose.h"

#define DEGREES (M_PI / 180.0)

/* People arch a good third as far as they round: medians of 20 and 55 degrees. */
#define ARCH_SHARE 0.36

static void bend(struct compose *c)
{
    const struct key_pose low = {.knee = prng_uniform(&c->prng, 4, 14),
                                 .trunk = prng_uniform(&c->prng, 45, 65),
                                 .lumbar = prng_uniform(&c->prng, 8, 20),
                                 .arms = ARMS_FREE};
    struct pose pose;

    lift_solve_pose(&low, &c->script->person, 0.0, &pose);
    compose_go(c, &pose, prng_uniform(&c->prng, 1.4, 2.0));
    compose_stay(c, prng_uniform(&c->prng, 0.1, 0.5));
    compose_go(c, &c->standing, prng_uniform(&c->prng, 1.2, 1.8));
    compose_stay(c, prng_uniform(&c->prng, 0.3, 0.8));
}

/* Rounds or arches the lower back as far as it goes; the pelvis helps. */
static void curl(struct compose *c, double share, double pelvis_deg)
{
    struct pose pose = c->standing;

    pose.c[C_LUMBAR + PITCH] += share * c->script->person.lumbar_max;
    pose.c[C_PELVIS + PITCH] += pelvis_deg * DEGREES;
    compose_go(c, &pose, prng_uniform(&c->prng, 1.5, 2.2));
    compose_stay(c, prng_uniform(&c->prng, 0.2, 0.6));
}

void compose_calibrate(struct compose *c, double end)
{
    compose_stay(c, 4.5);
    bend(c);
    bend(c);
    compose_stay(c, 0.7);
    for (int i = 0; i < 2; i++) {
        curl(c, 1.0, -6.0);
        curl(c, -ARCH_SHARE, 6.0);
    }
    compose_go(c, &c->standing, 1.2);
    compose_stay(c, end - c->t);
}
