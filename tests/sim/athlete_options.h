/* SPDX-License-Identifier: MIT */
/*
 * athlete_options.h - checks of what the athlete was asked to do.
 */
#ifndef LUMBAR_SIM_ATHLETE_OPTIONS_H
#define LUMBAR_SIM_ATHLETE_OPTIONS_H

#include "athlete.h"

struct athlete_sensor_choice {
    char role[32];
    double rate_hz;
};

/* Both say on stderr which option is wrong, and return -EINVAL. */
int athlete_options_check(const struct sim_athlete_options *options);
int athlete_options_sensors(const struct sim_athlete_options *options,
                            struct athlete_sensor_choice ret_choice[SIM_SENSORS_MAX],
                            size_t *ret_count);

#endif
