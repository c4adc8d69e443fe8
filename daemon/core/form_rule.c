/* SPDX-License-Identifier: MIT */
#include "core/exercise.h"

bool form_rule_falls(enum form_rule rule)
{
    return rule == FORM_RULE_SHORT_RANGE || rule == FORM_RULE_TOO_FAST ||
           rule == FORM_RULE_NO_PAUSE;
}

const char *form_rule_name(enum form_rule rule)
{
    static const char *const names[FORM_RULE_COUNT] = {
        [FORM_RULE_CREEP] = "creep",
        [FORM_RULE_OVER_ARCHING] = "over-arching",
        [FORM_RULE_HIPS_FIRST] = "hips-first",
        [FORM_RULE_ASYMMETRY] = "asymmetry",
        [FORM_RULE_SHORT_RANGE] = "short-range",
        [FORM_RULE_TOO_FAST] = "too-fast",
        [FORM_RULE_NO_PAUSE] = "no-pause",
        [FORM_RULE_BOUNCE] = "bounce",
        [FORM_RULE_TWIST] = "twist",
        [FORM_RULE_NEAR_FAILURE] = "near-failure",
        [FORM_RULE_TOO_HEAVY] = "too-heavy",
        [FORM_RULE_HEAVIER] = "heavier",
    };
    return (unsigned)rule < FORM_RULE_COUNT ? names[rule] : "unknown";
}
