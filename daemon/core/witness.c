/* SPDX-License-Identifier: MIT */
#include "core/witness.h"

#include <math.h>

#include "core/motion.h"

#define SLIP_DEG 35.0 /* a strap that slips further comes off; design value */
#define ALIKE 0.7     /* smaller over larger; design value */
#define KNOWN 2       /* repetitions besides this one; design value */

bool witness_is_there(const struct exercise *exercise, const struct trace *trace, int64_t far_ns,
                      enum side side)
{
    if (trace->moments.count == 0)
        return true;
    const struct trace_point *far = trace_at(trace, trace_age_of(trace, far_ns));
    /* A hand that stands for the bar carries plates, too. */
    bool bar = motion_uses(exercise, BODY_SIGNAL_BAR_HEIGHT);
    /* Who stands has upright thighs, too: a start with such tells nothing. */
    bool thighs = !isnan(exercise->far_thigh_min_deg) || exercise->start_thigh_min_deg > 0.0;
    bool feet = !isnan(exercise->feet_max_n);
    bool cable = !isnan(exercise->cable_min_n);
    if (!bar && !thighs && !feet && !cable)
        return true;
    return (bar && !isnan(far->forth)) || (thighs && !isnan(far->thigh)) ||
           (feet && !isnan(far->left + far->right)) || (cable && !isnan(far->cable)) ||
           side != SIDE_NONE;
}

double witness_slack_deg(const struct trace *trace, const struct rep_counter *counter, double range)
{
    bool bar = trace->moments.count > 0 && !isnan(trace_at(trace, 0)->forth);
    bool alike = range > ALIKE * counter->reference && ALIKE * range < counter->reference;
    return bar && alike && counter->range_count > KNOWN ? SLIP_DEG : 0.0;
}
