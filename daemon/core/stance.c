/* SPDX-License-Identifier: MIT */
#include "core/stance.h"

#include <math.h>

#define SLACK_DEG 10.0 /* repetitions of a set differ by less, getting up is more; design value */

void stance_forget(struct stance *stance)
{
    *stance = (struct stance){.known = false};
}

void stance_learn(struct stance *stance, const struct trace *trace, unsigned start_age)
{
    for (unsigned age = 0; age <= start_age; age++) {
        const struct trace_point *point = trace_at(trace, age);
        if (isnan(point->trunk) || isnan(point->pelvis))
            continue;
        stance->least = stance->known ? fmin(stance->least, point->pelvis) : point->pelvis;
        stance->most = stance->known ? fmax(stance->most, point->pelvis) : point->pelvis;
        stance->known = true;
    }
}

bool stance_fits(const struct stance *stance, const struct trace *trace, unsigned start_age)
{
    for (unsigned age = 0; stance->known && age <= start_age; age++) {
        const struct trace_point *point = trace_at(trace, age);
        if (isnan(point->trunk) &&
            (point->pelvis < stance->least - SLACK_DEG || point->pelvis > stance->most + SLACK_DEG))
            return false;
    }
    return true;
}
