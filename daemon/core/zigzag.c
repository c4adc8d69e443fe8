/* SPDX-License-Identifier: MIT */
#include "core/zigzag.h"

#include <math.h>

#include "core/vec3.h"

#define NEAR 0.12 /* of the hysteresis; design value: well above noise, well below a swing */

void zigzag_reset(struct zigzag *zigzag)
{
    *zigzag = (struct zigzag){0};
}

static void turn_at(struct zigzag *zigzag, struct zigzag_point extreme, int direction,
                    struct zigzag_point now)
{
    zigzag->turn = extreme;
    zigzag->has_turn = true;
    zigzag->direction = direction;
    zigzag->low = now;
    zigzag->high = now;
}

struct swing swing_between(struct zigzag_point from, struct zigzag_point to, int64_t over_ns)
{
    struct swing swing = {
        .start_ns = from.t_ns,
        .end_ns = to.t_ns,
        .left_ns = from.left_ns,
        .over_ns = over_ns,
        .start = from.x,
        .end = to.x,
        .size = fabs(to.x - from.x),
        .start_heading = from.heading,
        .end_heading = to.heading,
        .start_height = from.height,
        .end_height = to.height,
    };
    vec3_copy(swing.start_up, from.up);
    vec3_copy(swing.end_up, to.up);
    return swing;
}

static struct zigzag_point point_of(const struct zigzag *zigzag, int64_t t_ns, double x)
{
    struct zigzag_point point = {
        .t_ns = t_ns,
        .x = x,
        .left_ns = t_ns,
        .heading = zigzag->heading,
        .height = zigzag->height,
    };
    vec3_copy(point.up, zigzag->up);
    return point;
}

bool zigzag_push(struct zigzag *zigzag, int64_t t_ns, double x, double hysteresis,
                 struct swing *ret_swing)
{
    if (!zigzag->primed) {
        zigzag->primed = true;
        zigzag->low = zigzag->high = zigzag->turn = point_of(zigzag, t_ns, x);
        return false;
    }
    if (x < zigzag->low.x)
        zigzag->low = point_of(zigzag, t_ns, x);
    if (x > zigzag->high.x)
        zigzag->high = point_of(zigzag, t_ns, x);
    if (x - zigzag->low.x <= NEAR * hysteresis)
        zigzag->low.left_ns = t_ns;
    if (zigzag->high.x - x <= NEAR * hysteresis)
        zigzag->high.left_ns = t_ns;

    const bool rising = zigzag->direction >= 0 && zigzag->high.x - x >= hysteresis;
    const bool falling = zigzag->direction <= 0 && x - zigzag->low.x >= hysteresis;
    if (!rising && !falling)
        return false;

    const bool complete = zigzag->direction != 0 && zigzag->has_turn;
    const struct zigzag_point extreme = rising ? zigzag->high : zigzag->low;
    if (complete)
        *ret_swing = swing_between(zigzag->turn, extreme, t_ns);
    turn_at(zigzag, extreme, rising ? -1 : 1, point_of(zigzag, t_ns, x));
    return complete;
}

void zigzag_forget_high(struct zigzag *zigzag, int64_t t_ns, double x)
{
    zigzag->high = point_of(zigzag, t_ns, x);
}

void zigzag_begin_rise(struct zigzag *zigzag, int64_t t_ns, double x)
{
    const struct zigzag_point now = point_of(zigzag, t_ns, x);
    turn_at(zigzag, now, 1, now);
    zigzag->primed = true;
}

void zigzag_lose_way(struct zigzag *zigzag, int64_t t_ns, double x)
{
    struct zigzag_point *behind = zigzag->direction > 0 ? &zigzag->low : &zigzag->high;
    if (zigzag->direction == 0)
        return;
    *behind = point_of(zigzag, t_ns, x);
    zigzag->direction = 0;
    zigzag->has_turn = false;
}

void zigzag_relax(struct zigzag *zigzag, double x, double fraction)
{
    zigzag->low.x += (x - zigzag->low.x) * fraction;
    zigzag->high.x += (x - zigzag->high.x) * fraction;
}
