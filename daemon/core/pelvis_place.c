/* SPDX-License-Identifier: MIT */
#include "core/pelvis_place.h"

#include <math.h>
#include <stddef.h>

static const struct feature_limits *limits_of(const struct exercise *exercise, enum feature feature)
{
    const struct exercise_look *look = &exercise->look;
    for (unsigned i = 0; i < look->limit_count; i++)
        if (look->limits[i].feature == feature)
            return &look->limits[i];
    return NULL;
}

bool pelvis_place_is_known(const struct exercise *exercise)
{
    return limits_of(exercise, FEATURE_PELVIS_START) && limits_of(exercise, FEATURE_PELVIS_FAR);
}

static bool is_within(double angle, double low, double high)
{
    return isnan(angle) || (angle >= low && angle <= high);
}

bool pelvis_place_starts(const struct exercise *exercise, const struct trace_point *point)
{
    const struct feature_limits *start = limits_of(exercise, FEATURE_PELVIS_START);
    return !isnan(point->trunk) || !start || is_within(point->pelvis, start->low, start->high);
}

bool pelvis_place_fits(const struct exercise *exercise, const struct trace *trace,
                       unsigned start_age, unsigned far_age)
{
    const struct feature_limits *start = limits_of(exercise, FEATURE_PELVIS_START);
    const struct feature_limits *far = limits_of(exercise, FEATURE_PELVIS_FAR);
    if (!isnan(trace_at(trace, start_age)->trunk) || !start || !far)
        return true;
    double low = fmin(start->low, far->low), high = fmax(start->high, far->high);
    for (unsigned age = 0; age <= start_age; age++)
        if (!is_within(trace_at(trace, age)->pelvis, low, high))
            return false;
    return pelvis_place_starts(exercise, trace_at(trace, start_age)) &&
           (far_age == start_age ||
            is_within(trace_at(trace, far_age)->pelvis, far->low, far->high));
}
