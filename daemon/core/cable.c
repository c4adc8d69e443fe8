/* SPDX-License-Identifier: MIT */
#include "core/cable.h"

#include <math.h>

#define GRAVITY 9.80665
#define TAUT_N 15.0  /* design value: the handle's own weight */
#define SETTLE_S 0.5 /* design value: taking the slack out is no travel */
#define MEAN_S 6.0   /* design value: a few repetitions */
#define GAP_S 1.0    /* design value: across a longer gap nothing is known */

void cable_reset(struct cable *cable)
{
    *cable = (struct cable){0};
}

static void pull_taut(struct cable *cable, double force)
{
    cable->taut = true;
    cable->taut_s = 0.0;
    cable->weight = force;
    travel_reset(&cable->travel);
}

void cable_push(struct cable *cable, int64_t t_ns, double force)
{
    double dt_s = (double)(t_ns - cable->t_ns) * 1e-9;
    cable->t_ns = t_ns;
    if (force < TAUT_N || dt_s > GAP_S) {
        cable->taut = false;
        travel_reset(&cable->travel);
        return;
    }
    if (!cable->taut)
        pull_taut(cable, force);
    cable->taut_s += dt_s;
    double memory_s = fmin(cable->taut_s, MEAN_S);
    cable->weight += (force - cable->weight) * dt_s / (memory_s + dt_s);
    if (cable->taut_s < SETTLE_S)
        cable->weight = force;
    else
        travel_push(&cable->travel, dt_s, GRAVITY * (force / cable->weight - 1.0));
}
