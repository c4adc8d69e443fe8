/* SPDX-License-Identifier: MIT */
/*
 * sway.h - nobody stands still: sway, breathing and tremor, and the steps of walking, as smooth
 * additions to a posture.
 */
#ifndef LUMBAR_SIM_SWAY_H
#define LUMBAR_SIM_SWAY_H

#include <stdint.h>

#include "body.h"

#define SWAY_WAVES_MAX 40

struct sway_wave {
    int coordinate;
    double amplitude, pulsation, phase;
};

struct sway {
    int count;
    struct sway_wave wave[SWAY_WAVES_MAX];
    double gait_phase;
};

void sway_init(struct sway *sway, const struct person *person, uint64_t seed);
/* steady: 0 stands free, 1 holds on to something that does not move. */
void sway_add(const struct sway *sway, double t, struct jet steady, struct posture *posture);
/* share: 0 stands, 1 full steps. */
void gait_add(const struct sway *sway, const struct person *person, double t, struct jet share,
              struct posture *posture);

#endif
