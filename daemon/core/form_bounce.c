/* SPDX-License-Identifier: MIT */
#include "core/form_bounce.h"

#include <math.h>

#define AROUND_NS 150000000 /* research note 5 */
/* Design value: a turn lingers for up to 0.2 s within 2 % of the range. */
#define PAUSE_NS 250000000

double form_bounce_peak(const struct trace *trace, const struct tempo *tempo)
{
    unsigned oldest = trace_age_of(trace, tempo->far_ns - AROUND_NS);
    unsigned newest = trace_age_of(trace, tempo->back_ns + AROUND_NS);
    double peak = NAN;
    if (tempo->back_ns - tempo->far_ns > PAUSE_NS)
        return NAN;
    /* The mean of two neighbours: a knock of the plates is no bounce. */
    for (unsigned age = newest; age < oldest; age++)
        peak = fmax(peak, 0.5 * (trace_at(trace, age)->accel + trace_at(trace, age + 1)->accel));
    return peak;
}
