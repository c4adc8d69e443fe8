/* SPDX-License-Identifier: MIT */
#include "core/form_hips.h"

#include <math.h>

/* Of the bar's way up: research note 5. */
#define PART_FROM_FLOOR 0.3
#define PART_OF_SQUAT 0.4
#define RANGE_MIN_M 0.05 /* design value: less is no way */

double form_hips_tip(const struct trace *trace, const struct tempo *tempo,
                     enum exercise_start start)
{
    bool lifts_first = start == EXERCISE_START_CONCENTRIC;
    double part = lifts_first ? PART_FROM_FLOOR : PART_OF_SQUAT;
    unsigned from = trace_age_of(trace, lifts_first ? tempo->start_ns : tempo->back_ns);
    unsigned to = trace_age_of(trace, lifts_first ? tempo->far_ns : tempo->end_ns);
    /* The stroke grows towards the far end, which is up only for what is lifted first. */
    double up = lifts_first ? 1.0 : -1.0;
    double low = up * trace_at(trace, from)->stroke;
    double range = up * trace_at(trace, to)->stroke - low;
    double first = trace_at(trace, from)->trunk, most = NAN;
    if (isnan(range) || range < RANGE_MIN_M)
        return NAN;
    for (unsigned age = from; age > to; age--) {
        const struct trace_point *point = trace_at(trace, age);
        double risen = up * point->stroke - low;
        if (risen > part * range)
            break;
        most = fmax(most, point->trunk - first);
    }
    return most;
}
