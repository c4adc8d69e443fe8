/* SPDX-License-Identifier: MIT */
#include "sensors/rules.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

static bool matches(const char *wanted, const char *is, bool *any)
{
    if (wanted[0] == '\0')
        return true;
    *any = true;
    return strcmp(wanted, is) == 0;
}

const struct sensors_rule *rules_find(const struct sensors_config *config,
                                      const struct device_identity *identity)
{
    for (size_t i = 0; i < config->rule_count; i++) {
        const struct sensors_rule *rule = &config->rules[i];
        bool any = false;

        if (matches(rule->label, identity->label, &any) &&
            matches(rule->name, identity->name, &any) &&
            matches(rule->serial, identity->serial, &any) &&
            matches(rule->path, identity->path, &any) && any)
            return rule;
    }
    return NULL;
}

int rules_role(const struct sensors_rule *rule, const struct device_identity *identity,
               char ret_role[ROLE_SIZE])
{
    const char *role = rule != NULL && rule->role[0] != '\0' ? rule->role : identity->label;

    if (role[0] == '\0')
        return -ENOENT;
    if (strlen(role) >= ROLE_SIZE)
        return -ENAMETOOLONG;
    for (const char *p = role; *p != '\0'; p++) {
        if (!isascii((unsigned char)*p) ||
            (!isalnum((unsigned char)*p) && strchr("-_.", *p) == NULL))
            return -EINVAL; /* it becomes a field of recordings and bus paths */
    }
    memcpy(ret_role, role, strlen(role) + 1);
    return 0;
}

double rules_newton_per_volt(const struct sensors_config *config, const struct sensors_rule *rule,
                             unsigned channel)
{
    if (rule != NULL && channel < FORCE_CHANNELS_MAX && rule->newton_per_volt[channel] != 0.0)
        return rule->newton_per_volt[channel];
    return config->newton_per_volt;
}
