/* SPDX-License-Identifier: MIT */
/*
 * handling_look.h - what handling.h asks of a movement that a single sensor told: when it went out
 * and came back, and how far a hand rose and sank in it.
 */
#ifndef LUMBAR_CORE_HANDLING_LOOK_H
#define LUMBAR_CORE_HANDLING_LOOK_H

#include "core/generic_look.h"
#include "core/handling.h"
#include "core/likeness.h"

enum handling_place { HANDLING_ANYWHERE, HANDLING_BODY, HANDLING_HAND };

struct handling_search {
    uint16_t sensor;
    enum handling_place place; /* where it is worn */
    int64_t over_ns;           /* the one before had ended; 0 = that is not known */
    int64_t limit_ns;          /* this one had ended, or the newest moment */
};

/* -ENODATA: that is not seen. */
int handling_look(struct generic_look *look, const struct likeness_swing *told,
                  const struct handling_search *search, struct handling_rep *ret_rep);

#endif
