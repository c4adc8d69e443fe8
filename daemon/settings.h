/* SPDX-License-Identifier: MIT */
/*
 * settings.h - what people have set: options, configuration file and exercise profiles, as the
 * parts of the daemon take them.
 */
#ifndef LUMBAR_SETTINGS_H
#define LUMBAR_SETTINGS_H

#include "problems.h"
#include "profiles/config.h"
#include "profiles/options.h"
#include "profiles/profiles.h"
#include "sensors/sensors.h"

/* For complaints. */
#define SETTINGS_LEVELS "error, warning, notice, info or debug"
#define SETTINGS_ADDRESSES "system, session or a D-Bus address"

/* All 0 before it is read. */
struct settings {
    struct config config;
    struct problems problems;
    struct profile_set profiles;
    struct problems profile_problems;
};

/*
 * What is doubtful becomes a problem, and the rest serves. A negative errno, after the reason was
 * logged, when the configuration cannot be used. Sets the level of the log. In any case to be
 * freed.
 */
int settings_read(struct settings *settings, const struct options *options);

void settings_make_sensors(const struct settings *settings, struct sensors_config *ret_config);

void settings_free(struct settings *settings);

#endif
