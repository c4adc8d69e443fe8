/* SPDX-License-Identifier: MIT */
#include "core/form_creep.h"

#include <math.h>

#define FIRST_REPS 2   /* research note 4.5 */
#define OF_OWN_MAX 0.1 /* likewise: less of the own range than this is no creep either */

void form_creep_begin_set(struct form_creep *creep)
{
    *creep = (struct form_creep){0};
}

bool form_creep_push(struct form_creep *creep, const struct exercise *exercise, double peak_deg,
                     double flexion_max_deg, struct form_finding *ret_finding)
{
    if (isnan(peak_deg))
        return false;
    if (creep->reps < FIRST_REPS) {
        creep->reps++;
        creep->first_deg += peak_deg / FIRST_REPS;
        creep->before_deg = NAN;
        return false;
    }
    double grown = peak_deg - creep->first_deg, least = OF_OWN_MAX * flexion_max_deg;
    double before = creep->before_deg - creep->first_deg;
    creep->before_deg = peak_deg;
    struct form_finding other;
    if (grown < least || !form_beyond(exercise, FORM_RULE_CREEP, before, &other))
        return false;
    ret_finding->fault = FAULT_ROUNDING;
    return form_beyond(exercise, FORM_RULE_CREEP, grown, ret_finding);
}
