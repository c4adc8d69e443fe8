/* SPDX-License-Identifier: MIT */
#include "core/chest.h"

#include <math.h>

#include "core/vec3.h"

#define DEGREES (180.0 / 3.14159265358979323846)
#define LIES_COS 0.5        /* 60 degrees from upright; design value */
#define STILL_RATE 0.105    /* rad/s, as segment.c */
#define STILL_S 0.6         /* design value: shorter than the pause before the first one */
#define TURNED_OVER_COS 0.8 /* 37 degrees of the pelvis; design value */
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

static void settle(struct chest *chest, struct hold_side_finder *finder,
                   const struct segment *trunk, const struct segment *pelvis)
{
    const struct segment *below = pelvis ? pelvis : trunk;
    enum side side = hold_side_find(finder, HOLD_SIDE_LEAN, below, NAN, SIDE_RIGHT);
    chest->lies = true;
    chest->side = side == SIDE_LEFT ? SIDE_RIGHT : SIDE_LEFT; /* it opens upwards */
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

bool chest_push(struct chest *chest, struct hold_side_finder *finder, double dt_s,
                const struct segment *trunk, const struct segment *pelvis, const double rate[3])
{
    double axis[3];
    bool lay = chest->lies;
    const struct segment *below = pelvis ? pelvis : trunk;
    chest->angle = chest->rate = 0.0;
    chest->still_s = vec3_norm(rate) < STILL_RATE ? chest->still_s + dt_s : 0.0;
    if (!pelvis)
        hold_side_watch(finder, trunk);
    bool turned_over =
        chest->lies && pelvis && vec3_dot(pelvis->now, chest->pelvis_rest) < TURNED_OVER_COS;
    if (turned_over)
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
