/* SPDX-License-Identifier: MIT */
/*
 * chest.h - how far the chest has opened since the athlete came to lie on the side.
 *
 * The chest turns about an axis that lies level then, so that gravity shows it all: it is the
 * angle from where the trunk lay at first. Turning over, or getting up, moves the pelvis too and
 * begins anew.
 */
#ifndef LUMBAR_CORE_CHEST_H
#define LUMBAR_CORE_CHEST_H

#include "core/hold_side.h"
#include "core/segment.h"

struct chest {
    bool lies; /* on the side; what follows is valid only then */
    bool begun;
    bool by_pelvis; /* it was seen the last time */
    double still_s;
    double rest[3]; /* up when it lay closed, axes of the trunk's sensor */
    double pelvis_rest[3];
    enum side side; /* to which it opens */
    double angle;   /* degrees; 0 = does not lie */
    double rate;    /* deg/s */
};

void chest_reset(struct chest *chest);
/* pelvis: NULL = not seen. rate: of the trunk, rad/s, sensor axes. True when it begins anew. */
bool chest_push(struct chest *chest, struct hold_side_finder *finder, double dt_s,
                const struct segment *trunk, const struct segment *pelvis, const double rate[3]);

#endif
