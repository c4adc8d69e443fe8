/* SPDX-License-Identifier: MIT */
#include "core/side.h"

#include <math.h>

#define ON_PLATES_N 100.0 /* design value: nobody who stands weighs less */

/* Positive: left. */
static enum side side_by(double value, double least)
{
    if (value >= least)
        return SIDE_LEFT;
    return value <= -least ? SIDE_RIGHT : SIDE_NONE; /* neither of NAN */
}

/* Of the weight, on the left foot, over the way out: it trembles. NAN off the plates. */
static double left_share(const struct trace *trace, unsigned older, unsigned newer)
{
    double left = 0.0, right = 0.0;
    for (unsigned age = newer; age <= older; age++) {
        left += trace_at(trace, age)->left;
        right += trace_at(trace, age)->right;
    }
    return left + right > ON_PLATES_N * (older - newer + 1) ? left / (left + right) : NAN;
}

enum side side_of_repetition(const struct exercise *exercise, const struct exercise_signal *signal,
                             const struct trace *trace, unsigned start_age, unsigned far_age)
{
    if (exercise->kind != EXERCISE_SIDES)
        return SIDE_NONE;
    const struct trace_point *start = trace_at(trace, start_age), *far = trace_at(trace, far_age);
    /* The limb that goes out is the one whose angle changes as the exercise has it. */
    int outwards = signal->way == SIGNAL_WAY_SHRINKS ? -1 : 1;
    if (signal->signal == BODY_SIGNAL_THIGHS_APART)
        return side_by(outwards * (far->thighs_apart - start->thighs_apart), 0.0);
    if (signal->signal == BODY_SIGNAL_WRISTS_APART)
        return side_by(-outwards * (far->wrists_apart - start->wrists_apart), 0.0);

    enum side side =
        side_by(left_share(trace, start_age, far_age) - 0.5, exercise->side_feet_share - 0.5);
    if (side != SIDE_NONE)
        return side;
    return side_by(-far->thighs_apart, exercise->side_free_thigh_deg);
}
