/* SPDX-License-Identifier: MIT */
/*
 * config.h - lumbard.conf: the daemon's configuration, an INI file. Every key is explained in the
 * file itself, which is installed with its defaults, and in lumbard.conf(5).
 */
#ifndef LUMBAR_PROFILES_CONFIG_H
#define LUMBAR_PROFILES_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sample.h"

/* Where it is when nobody names another. */
#define CONFIG_FILE LUMBAR_SYSCONFDIR "/lumbar/lumbard.conf"

#define CONFIG_URIS_MAX 8
#define CONFIG_SENSORS_MAX 32
#define CONFIG_TEXT_SIZE 256

/* [sensor NAME]: "this device has that role". A device matches when all that is said matches. */
struct config_sensor {
    char section[64]; /* NAME, for messages */
    unsigned line;    /* where the section begins */
    char role[ROLE_SIZE];
    char label[64];
    char name[64];
    char serial[64];
    char path[128];
    double newton_per_volt[FORCE_CHANNELS_MAX]; /* 0 = the default */
};

struct config {
    char bus[CONFIG_TEXT_SIZE];
    unsigned bus_line; /* where the file says it, as those below; 0 = it does not */
    char uris[CONFIG_URIS_MAX][CONFIG_TEXT_SIZE];
    size_t uri_count;
    double rate_hz; /* 0 = leave it to the sensor */
    unsigned kernel_buffers;
    double newton_per_volt;
    struct config_sensor sensors[CONFIG_SENSORS_MAX];
    size_t sensor_count;
    char profiles[CONFIG_TEXT_SIZE]; /* directory; "" = the default one */
    double idle_minutes;             /* 0 = sessions do not end on their own */
    bool auto_track;
    char language[8];
    unsigned language_line;
    char log_level[16];
    unsigned log_level_line;
};

/* serious: the file cannot be used as it is. line 0 = no line is to blame. */
typedef void (*config_problem)(void *data, bool serious, const char *file, unsigned line,
                               const char *message);

void config_defaults(struct config *ret_config);

/*
 * Reads the file over what is in config already; one that is not there is -ENOENT. Returns 0, or a
 * negative errno when it cannot be read, or -EINVAL when at least one serious problem was reported.
 * Unknown sections and keys are reported and ignored.
 */
int config_read(const char *file, config_problem problem, void *data, struct config *config);

#endif
