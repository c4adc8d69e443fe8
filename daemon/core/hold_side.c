/* SPDX-License-Identifier: MIT */
#include "core/hold_side.h"

#include <math.h>

#include "core/vec3.h"

#define UPRIGHT_COS 0.9 /* 26 degrees; design value */
#define LEAN_MIN 0.5    /* sine of 30 degrees: less is no lying on a side; design value */
#define FEET_CLEAR 0.08 /* from even; standing is within 0.05 of it; design value */

void hold_side_watch(struct hold_side_finder *finder, const struct segment *segment)
{
    if (!segment->has_up || !segment->has_forward ||
        vec3_dot(segment->now, segment->up) < UPRIGHT_COS)
        return;
    vec3_cross(finder->left, segment->up, segment->forward);
    finder->has_left = true;
}

static enum side other(enum side side)
{
    return side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
}

/* Across the upright, two holds on the same side lean alike. */
static enum side by_lean(struct hold_side_finder *finder, const struct segment *segment,
                         enum side first)
{
    double lean[3];
    enum side side = first;
    vec3_scale(lean, segment->up, vec3_dot(segment->now, segment->up));
    vec3_sub(lean, segment->now, lean);
    double to_left = finder->has_left ? vec3_dot(segment->now, finder->left) : 0.0;
    if (fabs(to_left) > LEAN_MIN)
        side = to_left > 0.0 ? SIDE_RIGHT : SIDE_LEFT; /* "up" lies where the body leans from */
    else if (finder->has_last)
        side = vec3_dot(lean, finder->last) > 0.0 ? finder->last_side : other(finder->last_side);
    finder->has_last = true;
    finder->last_side = side;
    vec3_copy(finder->last, lean);
    return side;
}

enum side hold_side_find(struct hold_side_finder *finder, enum hold_side by,
                         const struct segment *segment, double feet_share, enum side first)
{
    switch (by) {
    case HOLD_SIDE_LEAN:
        return segment && segment->has_up ? by_lean(finder, segment, first) : SIDE_NONE;
    case HOLD_SIDE_FEET:
        if (isnan(feet_share) || fabs(feet_share - 0.5) < FEET_CLEAR)
            return SIDE_NONE;
        return feet_share > 0.5 ? SIDE_LEFT : SIDE_RIGHT;
    case HOLD_SIDE_NONE:
        break;
    }
    return SIDE_NONE;
}
