/* SPDX-License-Identifier: MIT */
/*
 * hold_side.h - on which side something is held.
 *
 * Where the pelvis' left is has been seen when the athlete last stood after bending; lying on the
 * side says nothing of it. Where it has not been seen, routines' custom decides what the first one
 * is, and whether a later one is on the same side or on the other is seen.
 */
#ifndef LUMBAR_CORE_HOLD_SIDE_H
#define LUMBAR_CORE_HOLD_SIDE_H

#include "core/exercise.h"
#include "core/segment.h"

struct hold_side_finder {
    bool has_left;
    double left[3]; /* of the pelvis, sensor axes */
    bool has_last;
    double last[3]; /* up in the last hold */
    enum side last_side;
};

/* segment: the pelvis; it is upright now or is not. */
void hold_side_watch(struct hold_side_finder *finder, const struct segment *segment);

/* first: what the first one is taken for. by: how it is told. segment NULL, feet_share NAN: not
 * seen. SIDE_NONE when nothing can tell. */
enum side hold_side_find(struct hold_side_finder *finder, enum hold_side by,
                         const struct segment *segment, double feet_share, enum side first);

#endif
