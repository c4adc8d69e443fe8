/* SPDX-License-Identifier: MIT */
/*
 * form_balance.h - more load on one foot, or one side's repetitions shorter or slower.
 */
#ifndef LUMBAR_CORE_FORM_BALANCE_H
#define LUMBAR_CORE_FORM_BALANCE_H

#include "core/form.h"

#define FORM_BALANCE_RECENT 3

/* The newest repetitions of a side. */
struct form_side {
    double range[FORM_BALANCE_RECENT];
    double concentric_s[FORM_BALANCE_RECENT];
    unsigned range_count;
    unsigned concentric_count;
    double range_median;
    double concentric_median;
};

struct form_balance {
    double feet[FORM_BALANCE_RECENT]; /* per cent, (left - right) / (left + right); the newest 0 */
    unsigned feet_count;
    struct form_side sides[2]; /* left, right */
};

void form_balance_begin_set(struct form_balance *balance);

/*
 * feet_percent: of the mean loads below the feet while the load was lifted; NAN = not known.
 * True when two of three repetitions lean to one side; fills in severity, amount (per cent, to the
 * left positive) and threshold.
 */
bool form_balance_feet(const struct exercise *exercise, struct form_balance *balance,
                       double feet_percent, struct form_finding *ret_finding);

/*
 * A repetition of a side: true when that side falls behind the other by more than the limit in
 * range, or twice as much in time. Amount: per cent of the better side, positive when it is the
 * left.
 */
bool form_balance_sides(const struct exercise *exercise, struct form_balance *balance,
                        enum side side, const struct rep_detail *detail,
                        struct form_finding *ret_finding);

#endif
