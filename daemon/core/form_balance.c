/* SPDX-License-Identifier: MIT */
#include "core/form_balance.h"

#include <math.h>

#include "core/stats.h"

#define SIDE_REPS_MIN 3 /* design value: of each side, before they are compared */
/* Time varies more from repetition to repetition than range does; design value. */
#define TIME_SHARE 0.5

void form_balance_begin_set(struct form_balance *balance)
{
    *balance = (struct form_balance){0};
}

/* Both limits hold for either side. */
static bool beyond(const struct exercise *exercise, double percent,
                   struct form_finding *ret_finding)
{
    if (!form_beyond(exercise, FORM_RULE_ASYMMETRY, fabs(percent), ret_finding))
        return false;
    ret_finding->fault = FAULT_ASYMMETRY;
    ret_finding->amount = percent;
    return true;
}

bool form_balance_feet(const struct exercise *exercise, struct form_balance *balance,
                       double feet_percent, struct form_finding *ret_finding)
{
    if (isnan(feet_percent))
        return false;
    for (unsigned i = FORM_BALANCE_RECENT - 1; i > 0; i--)
        balance->feet[i] = balance->feet[i - 1];
    balance->feet[0] = feet_percent;
    if (balance->feet_count < FORM_BALANCE_RECENT)
        balance->feet_count++;

    struct form_finding other;
    for (unsigned i = 1; i < balance->feet_count; i++)
        if (balance->feet[i] * feet_percent > 0.0 && beyond(exercise, balance->feet[i], &other))
            return beyond(exercise, feet_percent, ret_finding);
    return false;
}

static void learn(struct form_side *side, const struct rep_detail *detail)
{
    if (!isnan(detail->range))
        side->range_median =
            median_push(side->range, FORM_BALANCE_RECENT, &side->range_count, detail->range);
    if (!isnan(detail->concentric_s))
        side->concentric_median = median_push(side->concentric_s, FORM_BALANCE_RECENT,
                                              &side->concentric_count, detail->concentric_s);
}

/* By how much the one falls behind the other: per cent of the better. */
static double behind(double left, double right)
{
    return 100.0 * (left - right) / fmax(left, right);
}

bool form_balance_sides(const struct exercise *exercise, struct form_balance *balance,
                        enum side side, const struct rep_detail *detail,
                        struct form_finding *ret_finding)
{
    const struct form_side *left = &balance->sides[0], *right = &balance->sides[1];
    if (side == SIDE_NONE)
        return false;
    learn(&balance->sides[side == SIDE_RIGHT], detail);
    if (left->range_count < SIDE_REPS_MIN || right->range_count < SIDE_REPS_MIN)
        return false;
    double percent = behind(left->range_median, right->range_median);
    if (left->concentric_count >= SIDE_REPS_MIN && right->concentric_count >= SIDE_REPS_MIN) {
        /* The longer time is the worse one. */
        double time = -TIME_SHARE * behind(left->concentric_median, right->concentric_median);
        if (fabs(time) > fabs(percent))
            percent = time;
    }
    /* Said to the side that falls behind, when it is its turn. */
    bool worse = (percent > 0.0) == (side == SIDE_RIGHT);
    return worse && beyond(exercise, percent, ret_finding);
}
