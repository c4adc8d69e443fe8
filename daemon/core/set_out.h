/* SPDX-License-Identifier: MIT */
/*
 * set_out.h - which way the pelvis leans forward, as the trunk shows it.
 *
 * A pelvis need not lean far forward: that of who squats with an upright trunk leans a little at
 * first and, deep down, under a rounding back, only backward. Its own farthest lean then says the
 * contrary of the truth. But as the trunk leaves the upright the pelvis goes along with it:
 * standing bodies set out from the hips. Only who stands arched sets out by undoing the arch,
 * against which the pelvis turns back; such a start shows nothing, and no return does, which may
 * end in an arch.
 */
#ifndef LUMBAR_CORE_SET_OUT_H
#define LUMBAR_CORE_SET_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/segment.h"

struct set_out {
    bool upright;       /* the trunk has been upright since it last leaned forward */
    bool arched;        /* and leaned backward there, as far as is known */
    bool strayed;       /* it is neither upright nor leaning, which way is not known */
    int64_t upright_ns; /* when it last was upright */
    double pelvis[3];   /* up of the pelvis at that moment, sensor axes */
};

void set_out_reset(struct set_out *set_out);

/* To be called with each sample of the pelvis; what is seen is told to its segment. trunk: NULL
 * when there is none. */
void set_out_push(struct set_out *set_out, const struct segment *trunk, struct segment *pelvis);

#endif
