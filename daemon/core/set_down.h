/* SPDX-License-Identifier: MIT */
/*
 * set_down.h - lifts told from what the hands do when the weight has been set down.
 *
 * Who lets go of a weight on the floor and straightens up lifts the hands as far as with it. But
 * letting go takes time: from sinking to rising again takes longer than before, though nobody
 * tires, for what bears nothing rises no more slowly.
 */
#ifndef LUMBAR_CORE_SET_DOWN_H
#define LUMBAR_CORE_SET_DOWN_H

#include <stdbool.h>

#include "core/zigzag.h"

#define SET_DOWN_LIFTS 5

struct set_down {
    struct swing lifts[SET_DOWN_LIFTS]; /* the newest lifts of a set, oldest first: from sinking
                                           fastest to rising fastest */
    unsigned count;
};

void set_down_forget(struct set_down *set_down);
void set_down_add(struct set_down *set_down, const struct swing *lift);
/* Whether this is none of them, after two at least; before: the one before it, which need not be
 * one of them either. */
bool set_down_sees(const struct set_down *set_down, const struct swing *before,
                   const struct swing *lift);

#endif
