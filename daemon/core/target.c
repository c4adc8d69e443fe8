/* SPDX-License-Identifier: MIT */
#include "core/target.h"

#include <math.h>

#define SLACK_S 0.5 /* of a hold: nobody counts half seconds; design value */

static enum target_verdict compare(double least, double most, double target, double slack)
{
    if (least < target - slack)
        return TARGET_SHORT;
    return most > target + slack ? TARGET_PASSED : TARGET_REACHED;
}

enum target_verdict target_compare(const struct prescription *prescription,
                                   const struct target_done *done)
{
    const uint32_t *reps = done->reps;
    const double *held = done->held_s;
    bool both = reps[SIDE_LEFT] > 0 && reps[SIDE_RIGHT] > 0;
    bool both_held = held[SIDE_LEFT] > 0.0 && held[SIDE_RIGHT] > 0.0;
    double most = fmax(reps[SIDE_LEFT], reps[SIDE_RIGHT]);
    double most_s = fmax(held[SIDE_LEFT], held[SIDE_RIGHT]);
    if (prescription->hold_s > 0.0)
        return compare(held[SIDE_NONE] +
                           (both_held ? fmin(held[SIDE_LEFT], held[SIDE_RIGHT]) : most_s),
                       held[SIDE_NONE] + most_s, prescription->hold_s, SLACK_S);
    if (prescription->reps > 0)
        return compare(reps[SIDE_NONE] + (both ? fmin(reps[SIDE_LEFT], reps[SIDE_RIGHT]) : most),
                       reps[SIDE_NONE] + most, prescription->reps, 0.0);
    return TARGET_NONE;
}

bool target_is_now(const struct prescription *prescription, bool has_sides,
                   const struct target_done *done)
{
    const uint32_t *reps = done->reps;
    bool one_sided = has_sides && (reps[SIDE_LEFT] == 0 || reps[SIDE_RIGHT] == 0);
    return prescription->reps > 0 && !(prescription->hold_s > 0.0) && !one_sided &&
           target_compare(prescription, done) == TARGET_REACHED;
}
