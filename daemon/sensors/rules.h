/* SPDX-License-Identifier: MIT */
/*
 * rules.h - which role a device has: what the configuration says of it, else its IIO label. Pure.
 */
#ifndef LUMBAR_SENSORS_RULES_H
#define LUMBAR_SENSORS_RULES_H

#include "sensors/sensors.h"

/* Who a device is; strings are "" where it does not say. */
struct device_identity {
    char id[64]; /* "iio:device0" */
    char name[64];
    char label[64];
    char serial[64];
    char path[320]; /* "<uri>/<id>" */
};

/* The first rule whose set members all match, or NULL. A rule with none set matches nothing. */
const struct sensors_rule *rules_find(const struct sensors_config *config,
                                      const struct device_identity *identity);

/* The role: the rule's, else the label. 0, -ENOENT when neither says one, -ENAMETOOLONG or -EINVAL
 * when the label cannot be a role (letters, digits, '-', '_', '.'; at most 31). */
int rules_role(const struct sensors_rule *rule, const struct device_identity *identity,
               char ret_role[ROLE_SIZE]);

/* Newtons per volt of one load cell: the rule's, else the configuration's; 0 = nobody says. */
double rules_newton_per_volt(const struct sensors_config *config, const struct sensors_rule *rule,
                             unsigned channel);

#endif
