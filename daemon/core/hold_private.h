/* SPDX-License-Identifier: MIT */
/*
 * hold_private.h - what the parts of a hold share.
 */
#ifndef LUMBAR_CORE_HOLD_PRIVATE_H
#define LUMBAR_CORE_HOLD_PRIVATE_H

#include "core/hold.h"

static inline const struct hold_point *hold_point_at(const struct hold *hold, unsigned age)
{
    return &hold->history[(hold->newest + HOLD_HISTORY - age) % HOLD_HISTORY];
}

static inline unsigned hold_signals_of(const struct exercise *exercise)
{
    return exercise->signal_count < HOLD_SIGNALS ? exercise->signal_count : HOLD_SIGNALS;
}

static inline double hold_way_min(const struct exercise *exercise, unsigned i)
{
    return exercise->signals[i].range_min;
}

/* What comes is not to be compared with what was. */
static inline void hold_forget_past(struct hold *hold)
{
    hold->count = 1;
    hold->slow_ns = hold->away_ns = 0;
}

/* So long is the way of the first signal where only the load shows that one was made. */
static inline double hold_borne_way(const struct exercise *exercise)
{
    return 0.5 * (exercise->signals[0].range_min + exercise->signals[0].range_max);
}

/* hold_view.c: what is held may be out of sight for a while. */

/* Whether it is shown, by the body or by the load that is borne. */
bool hold_is_shown(struct hold *hold);
/* It is, at this moment. */
void hold_see(struct hold *hold, int64_t t_ns);
/* It is not: over, as result, when that takes too long. */
void hold_wait_for_sight(struct hold *hold, int64_t t_ns, struct hold_result *result);

#endif
