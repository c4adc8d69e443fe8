/* SPDX-License-Identifier: MIT */
#include "profiles/form_keys.h"

#include <string.h>

/* Outside of these nothing sensible can be meant; design values. */
static const struct {
    double min, max;
} sensible[FORM_RULE_COUNT] = {
    [FORM_RULE_CREEP] = {2.0, 45.0},       [FORM_RULE_OVER_ARCHING] = {2.0, 45.0},
    [FORM_RULE_HIPS_FIRST] = {2.0, 45.0},  [FORM_RULE_ASYMMETRY] = {3.0, 90.0},
    [FORM_RULE_SHORT_RANGE] = {0.2, 0.98}, [FORM_RULE_TOO_FAST] = {0.1, 0.95},
    [FORM_RULE_NO_PAUSE] = {0.05, 0.95},   [FORM_RULE_BOUNCE] = {1.0, 50.0},
    [FORM_RULE_TWIST] = {2.0, 60.0},       [FORM_RULE_NEAR_FAILURE] = {5.0, 80.0},
    [FORM_RULE_TOO_HEAVY] = {5.0, 80.0},   [FORM_RULE_HEAVIER] = {2.0, 45.0},
};

static int check_style(const struct exercise *exercise, char ret_reason[PROFILE_REASON_SIZE])
{
    if (!exercise->arched || !exercise_judges(exercise, FORM_RULE_OVER_ARCHING))
        return 0;
    return profile_value_refuse(ret_reason,
                                "style = arched wants what over-arching in [form] forbids");
}

static int take_style(struct exercise *exercise, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE])
{
    exercise->arched = strcmp(value, "arched") == 0;
    if (!exercise->arched && strcmp(value, "neutral") != 0)
        return profile_value_refuse(ret_reason, "style: '%s' is neither neutral nor arched", value);
    return check_style(exercise, ret_reason);
}

static int take_limit(struct exercise *exercise, enum form_rule rule, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE])
{
    const char *name = form_rule_name(rule);
    double limit[2];
    if (exercise_judges(exercise, rule))
        return profile_value_refuse(ret_reason, "%s is given twice", name);
    if (!profile_value_numbers(value, ' ', limit, 2))
        return profile_value_refuse(ret_reason, "%s: '%s' is not two numbers, hint and warning",
                                    name, value);
    for (unsigned i = 0; i < 2; i++)
        if (limit[i] < sensible[rule].min || limit[i] > sensible[rule].max)
            return profile_value_refuse(ret_reason, "%s: %g is not within %g to %g", name, limit[i],
                                        sensible[rule].min, sensible[rule].max);
    if (form_rule_falls(rule) ? limit[1] >= limit[0] : limit[1] <= limit[0])
        return profile_value_refuse(
            ret_reason, "%s: what is warned of must be worse than what is hinted", name);
    exercise->form[rule] = (struct form_limit){.hint = limit[0], .warn = limit[1]};
    return check_style(exercise, ret_reason);
}

int form_keys_take(struct exercise *exercise, const char *name, const char *value,
                   char ret_reason[PROFILE_REASON_SIZE])
{
    if (strcmp(name, "style") == 0)
        return take_style(exercise, value, ret_reason);
    for (unsigned i = 0; i < FORM_RULE_COUNT; i++)
        if (strcmp(name, form_rule_name((enum form_rule)i)) == 0)
            return take_limit(exercise, (enum form_rule)i, value, ret_reason);
    return profile_value_refuse(ret_reason, "there is no '%s' in [form]", name);
}
