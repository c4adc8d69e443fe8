/* SPDX-License-Identifier: MIT */
/*
 * bar_turn.h - where a bar that comes down goes up again: whether it stops there, and how sharply
 * it turns if not.
 *
 * Stopping and lifting off are two pushes upwards with rest between them; turning is one.
 */
#ifndef LUMBAR_CORE_BAR_TURN_H
#define LUMBAR_CORE_BAR_TURN_H

#include "core/trace.h"

struct bar_turn {
    int64_t t_ns; /* when it is pushed up most */
    double accel; /* m/s^2 upwards, mean over 0.1 s: a knock of the plates is shorter */
};

/* In between the body is at its low end. False: the bar stops there, or there is none. */
bool bar_turn_find(const struct trace *trace, int64_t from_ns, int64_t to_ns,
                   struct bar_turn *ret_turn);

#endif
