/* SPDX-License-Identifier: MIT */
/*
 * player.h - gives a source's samples when their time has come.
 */
#ifndef LUMBAR_SIM_PLAYER_H
#define LUMBAR_SIM_PLAYER_H

#include <stdint.h>

#include "source.h"

struct event_base;
struct player;

struct player_callbacks {
    void (*sample)(void *data, const struct sim_sample *sample);
    /* After the last sample (0), or when the source failed (negative errno). */
    void (*ended)(void *data, int error);
};

/* speed: source seconds in a second, > 0. The source stays the caller's. Returns 0 or -ENOMEM. */
int player_new(struct event_base *base, struct sim_source *source, double speed,
               const struct player_callbacks *callbacks, void *data, struct player **ret_player);
struct player *player_free(struct player *player);

/* The source's time 0 is this moment of CLOCK_MONOTONIC. A second start is ignored. */
void player_start(struct player *player, int64_t monotonic_ns);

#endif
