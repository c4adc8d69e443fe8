/* SPDX-License-Identifier: MIT */
#include "core/strides.h"

#include <math.h>

#include "core/vec3.h"

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))

/* rad/s. A thigh swings by 40 degrees (Winter, hip) within half a stride of 1.1 s, and back. */
#define SWINGS RAD(80.0)
/* Of what swings least; pelvis and thorax turn by 5 to 7 degrees (Murray 1964). */
#define QUIET 0.5
#define UPRIGHT_COS 0.7 /* 45 degrees; design value */
#define RUN 4           /* stretches; design value: some are but a step or a turn */

void strides_reset(struct strides *strides)
{
    *strides = (struct strides){0};
}

static bool is_upright(const struct segment *segment)
{
    return segment->has_up && vec3_dot(segment->now, segment->up) > UPRIGHT_COS;
}

/* The only one of the trunk that swings, while another is quiet; -1 = there is none. */
static int find_swinging(const double spread[BODY_PARTS])
{
    int found = -1;
    bool quiet = false;
    for (int part = BODY_PELVIS; part <= BODY_UPPER_BACK; part++) {
        if (spread[part] > SWINGS) {
            if (found >= 0)
                return -1;
            found = part;
        }
    }
    for (int part = BODY_PELVIS; found >= 0 && part <= BODY_UPPER_BACK; part++)
        quiet |= spread[part] < QUIET * spread[found];
    return quiet ? found : -1;
}

/* Which of these two does not swing while the other does; -1 = neither, or both. */
static int find_quiet(const double spread[BODY_PARTS], enum body_part left, enum body_part right)
{
    if (spread[left] > SWINGS && spread[right] < QUIET * spread[left])
        return (int)right;
    return spread[right] > SWINGS && spread[left] < QUIET * spread[right] ? (int)left : -1;
}

static bool find_pair(const struct body *body, const double spread[BODY_PARTS],
                      struct strides_pair *ret_pair)
{
    int trunk = find_swinging(spread);
    int limb = find_quiet(spread, BODY_THIGH_LEFT, BODY_THIGH_RIGHT);
    if (limb < 0 && spread[BODY_THIGH_LEFT] > SWINGS && spread[BODY_THIGH_RIGHT] > SWINGS)
        limb = find_quiet(spread, BODY_WRIST_LEFT, BODY_WRIST_RIGHT);
    if (trunk < 0 || limb < 0)
        return false;
    for (int part = 0; part < BODY_WRIST_LEFT; part++)
        if (!isnan(spread[part]) && !is_upright(&body->parts[part]))
            return false;
    *ret_pair = (struct strides_pair){(enum body_part)trunk, (enum body_part)limb};
    return true;
}

/* Both thighs swing, and what is known of the trunk does not. */
static bool is_as_it_should_be(const double spread[BODY_PARTS])
{
    double swings = fmin(spread[BODY_THIGH_LEFT], spread[BODY_THIGH_RIGHT]);
    for (int part = BODY_PELVIS; part <= BODY_UPPER_BACK; part++)
        if (spread[part] > QUIET * swings)
            return false;
    return swings > SWINGS;
}

bool strides_judge(struct strides *strides, const struct body *body,
                   const double spread[BODY_PARTS], struct strides_pair *ret_pair)
{
    struct strides_pair pair;
    if (!find_pair(body, spread, &pair)) {
        if (is_as_it_should_be(spread))
            strides->run = 0;
        return false; /* who turns round turns all of the trunk */
    }
    bool same = pair.trunk == strides->pair.trunk && pair.limb == strides->pair.limb;
    strides->run = same ? strides->run + 1 : 1;
    strides->pair = *ret_pair = pair;
    return strides->run >= RUN;
}
