/* SPDX-License-Identifier: MIT */
#include "core/chest.h"

#include <math.h>

#include "core/vec3.h"

#define DEGREES (180.0 / 3.14159265358979323846)
#define LIES_COS 0.5        /* 60 degrees from upright; design value */
#define STILL_RATE 0.105    /* rad/s, as segment.c */
#define STILL_S 0.6         /* design value: shorter than the pause before the first one */
#define TURNED_OVER_COS 0.8 /* 37 degrees of the pelvis; design value */
#define OPPOSITE_COS -0.85  /* 148 degrees of the trunk: no chest opens so far; design value */
#define ALIKE_COS 0.5       /* one side or the other; design value */
#define CLOSED_DEG 12.0     /* design value: so little is still closed */
#define FOLLOW_S 2.0        /* design value */

void chest_reset(struct chest *chest)
{
    *chest = (struct chest){0};
}

static bool on_side(const struct segment *segment)
{
    return segment->has_up && vec3_dot(segment->now, segment->up) < LIES_COS;
}

static enum side other(enum side side)
{
    return side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT;
}

/* Where the pelvis does not show which side is left the trunk lies as it did, or the other way. */
static enum side side_of(const struct chest *chest, struct hold_side_finder *finder,
                         const struct segment *trunk, const struct segment *pelvis)
{
    bool known = pelvis && (finder->has_left || finder->has_last);
    enum side side =
        hold_side_find(finder, HOLD_SIDE_LEAN, pelvis ? pelvis : trunk, NAN, SIDE_RIGHT);
    double alike = vec3_dot(trunk->now, chest->rest);
    if (known || chest->side == SIDE_NONE || fabs(alike) < ALIKE_COS)
        return other(side); /* it opens upwards */
    finder->last_side = alike > 0.0 ? other(chest->side) : chest->side;
    return other(finder->last_side);
}

static void settle(struct chest *chest, struct hold_side_finder *finder,
                   const struct segment *trunk, const struct segment *pelvis)
{
    chest->side = side_of(chest, finder, trunk, pelvis);
    chest->lies = true;
    vec3_copy(chest->rest, trunk->now);
    if (pelvis)
        vec3_copy(chest->pelvis_rest, pelvis->now);
}

/* The posture in which it lies closed may settle. */
static void follow(struct chest *chest, double dt_s, const double up[3])
{
    double share = fmin(1.0, dt_s / FOLLOW_S);
    vec3_scale(chest->rest, chest->rest, 1.0 - share);
    vec3_add_scaled(chest->rest, up, share);
    (void)vec3_normalize(chest->rest, chest->rest);
}

/* The pelvis has come or gone: what was seen of the other's axes tells nothing of these. */
static void change_below(struct chest *chest, struct hold_side_finder *finder,
                         const struct segment *pelvis)
{
    *finder = (struct hold_side_finder){.has_left = false};
    if (pelvis)
        vec3_copy(chest->pelvis_rest, pelvis->now);
}

/* Without the pelvis the trunk must have come to rest farther than it opens. */
static bool has_turned_over(const struct chest *chest, const struct segment *trunk,
                            const struct segment *pelvis)
{
    if (pelvis)
        return vec3_dot(pelvis->now, chest->pelvis_rest) < TURNED_OVER_COS;
    return chest->still_s > STILL_S && vec3_dot(trunk->now, chest->rest) < OPPOSITE_COS;
}

bool chest_push(struct chest *chest, struct hold_side_finder *finder, double dt_s,
                const struct segment *trunk, const struct segment *pelvis, const double rate[3])
{
    double axis[3];
    bool lay = chest->lies;
    const struct segment *below = pelvis ? pelvis : trunk;
    chest->angle = chest->rate = 0.0;
    chest->still_s = vec3_norm(rate) < STILL_RATE ? chest->still_s + dt_s : 0.0;
    if (chest->begun && chest->by_pelvis != (pelvis != NULL))
        change_below(chest, finder, pelvis);
    chest->begun = true;
    chest->by_pelvis = pelvis;
    if (!pelvis)
        hold_side_watch(finder, trunk);
    bool turned_over = chest->lies && has_turned_over(chest, trunk, pelvis);
    if (turned_over && pelvis)
        chest->still_s = 0.0; /* it is to come to rest anew */
    if (turned_over || !on_side(trunk) || !on_side(below))
        chest->lies = false;
    if (!chest->lies && on_side(trunk) && on_side(below) && chest->still_s > STILL_S)
        settle(chest, finder, trunk, pelvis);
    if (!chest->lies || !lay)
        return chest->lies != lay;
    chest->angle = vec3_angle(trunk->now, chest->rest) * DEGREES;
    if (chest->angle < CLOSED_DEG && chest->still_s > STILL_S)
        follow(chest, dt_s, trunk->now);
    vec3_cross(axis, trunk->now, chest->rest);
    if (vec3_normalize(axis, axis))
        chest->rate = vec3_dot(rate, axis) * DEGREES;
    return false;
}
