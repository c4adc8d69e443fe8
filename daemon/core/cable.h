/* SPDX-License-Identifier: MIT */
/*
 * cable.h - how far a stack of weights rises on its cable, from the force in the cable alone.
 *
 * What the cable pulls more than the weight lifts it: force over weight, less one, times g is the
 * stack's acceleration. Friction adds to the one way and takes from the other; only the coming and
 * going within a repetition is shown (travel.h).
 */
#ifndef LUMBAR_CORE_CABLE_H
#define LUMBAR_CORE_CABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/travel.h"

struct cable {
    bool taut;
    int64_t t_ns;
    double taut_s; /* so long has it been */
    double weight; /* N, mean while it is taut */
    struct travel travel;
};

void cable_reset(struct cable *cable);
/* force: N, in the cable */
void cable_push(struct cable *cable, int64_t t_ns, double force);

#endif
