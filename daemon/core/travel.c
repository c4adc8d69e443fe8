/* SPDX-License-Identifier: MIT */
#include "core/travel.h"

#include <math.h>

#include "core/bound.h"

#define STEP_MAX_S 0.5 /* design value: across a longer gap nothing is known */
#define LEAK_S 2.5     /* design value: about a repetition */
#define SMOOTH_S 0.05  /* design value: knocks */

void travel_reset(struct travel *travel)
{
    *travel = (struct travel){0};
}

void travel_push(struct travel *travel, double dt_s, double vertical_accel)
{
    double step_s = smaller(dt_s, STEP_MAX_S);
    double keep = 1.0 / (1.0 + step_s / LEAK_S);
    travel->mean += (vertical_accel - travel->mean) * step_s / (2.0 * LEAK_S + step_s);
    travel->raw = (travel->raw + (vertical_accel - travel->mean) * step_s) * keep;
    travel->velocity += (travel->raw - travel->velocity) * step_s / (SMOOTH_S + step_s);
    travel->height = (travel->height + travel->velocity * step_s) * keep;
}
