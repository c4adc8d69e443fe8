/* SPDX-License-Identifier: MIT */
#include "core/posture.h"

#include <math.h>

static bool within_slack(double value, double min, double max, double slack)
{
    return isnan(value) || isnan(min) || (value >= min - slack && value <= max + slack);
}

static bool within(double value, double min, double max)
{
    return within_slack(value, min, max, 0.0);
}

/* Between the places where the exercise has it, and in no posture that is no part of it. */
static bool trunk_stays(const struct exercise *exercise, const struct trace *trace,
                        unsigned start_age, double slack_deg)
{
    double min = fmin(exercise->start_trunk_min_deg, exercise->far_trunk_min_deg);
    double max = fmax(exercise->start_trunk_max_deg, exercise->far_trunk_max_deg);
    bool both = !isnan(exercise->start_trunk_min_deg) && !isnan(exercise->far_trunk_min_deg);
    for (unsigned age = 0; both && age <= start_age; age++)
        if (!within_slack(trace_at(trace, age)->trunk, min, max, slack_deg))
            return false;
    return true;
}

/* It must turn where the exercise does, too. */
static bool trunk_fits(const struct exercise *exercise, const struct trace *trace,
                       unsigned start_age, unsigned far_age, double slack_deg)
{
    return trunk_stays(exercise, trace, start_age, slack_deg) &&
           within_slack(trace_at(trace, far_age)->trunk, exercise->far_trunk_min_deg,
                        exercise->far_trunk_max_deg, slack_deg);
}

/* Who gets up from a seat stands in the end: the most that the feet bear tells. Who lets go of the
 * cable does no repetition. */
static bool loads_fit(const struct exercise *exercise, const struct trace *trace,
                      unsigned start_age)
{
    double feet = NAN, cable = 0.0;
    for (unsigned age = 0; age <= start_age; age++) {
        const struct trace_point *point = trace_at(trace, age);
        feet = fmax(feet, point->left + point->right); /* prefers a number to NAN */
        cable += point->cable / (start_age + 1);
    }
    return !(feet > exercise->feet_max_n) && !(cable < exercise->cable_min_n) &&
           !(trace_at(trace, 0)->cable < exercise->cable_min_n);
}

static bool travels(const struct exercise *exercise, const struct trace *trace, unsigned start_age)
{
    double low = NAN, high = NAN;
    for (unsigned age = 0; age <= start_age; age++) {
        /* fmin() and fmax() prefer a number to NAN. */
        low = fmin(low, trace_at(trace, age)->travel);
        high = fmax(high, trace_at(trace, age)->travel);
    }
    return !(high - low < exercise->travel_min_m);
}

static bool starts(const struct exercise *exercise, const struct trace_point *point,
                   double slack_deg)
{
    return within_slack(point->trunk, exercise->start_trunk_min_deg, exercise->start_trunk_max_deg,
                        slack_deg) &&
           within_slack(fabs(point->trunk), exercise->start_lean_min_deg,
                        exercise->start_lean_max_deg, slack_deg) &&
           within(point->thigh, exercise->start_thigh_min_deg, exercise->start_thigh_max_deg);
}

bool posture_starts(const struct exercise *exercise, const struct trace_point *point)
{
    return starts(exercise, point, 0.0);
}

bool posture_attempts(const struct exercise *exercise, const struct trace *trace,
                      unsigned start_age)
{
    return posture_starts(exercise, trace_at(trace, start_age)) &&
           loads_fit(exercise, trace, start_age) && travels(exercise, trace, start_age);
}

bool posture_stays(const struct exercise *exercise, const struct trace *trace, unsigned start_age)
{
    return trunk_stays(exercise, trace, start_age, 0.0);
}

bool posture_fits(const struct exercise *exercise, const struct trace *trace, unsigned start_age,
                  unsigned far_age, double slack_deg)
{
    const struct trace_point *start = trace_at(trace, start_age), *far = trace_at(trace, far_age);
    return starts(exercise, start, slack_deg) &&
           trunk_fits(exercise, trace, start_age, far_age, slack_deg) &&
           within(far->thigh, exercise->far_thigh_min_deg, exercise->far_thigh_max_deg) &&
           !(far->lumbar > exercise->far_lumbar_max_deg + slack_deg) &&
           loads_fit(exercise, trace, start_age) && travels(exercise, trace, start_age);
}
