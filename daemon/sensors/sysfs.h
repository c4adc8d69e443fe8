/* SPDX-License-Identifier: MIT */
/*
 * sysfs.h - a cheap look at whether the IIO devices of this machine are still the same ones.
 */
#ifndef LUMBAR_SENSORS_SYSFS_H
#define LUMBAR_SENSORS_SYSFS_H

#include <stdint.h>

/* A number that changes when a device comes or goes; 0 when there is no IIO. Reads one directory.
 */
uint64_t sysfs_signature(void);

#endif
