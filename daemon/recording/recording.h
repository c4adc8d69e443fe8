/* SPDX-License-Identifier: MIT */
/*
 * recording.h - the text format of recordings: sensors, samples, and the names of channels.
 *
 *     # lumbar recording 1
 *     # sensor bar accel_x accel_y accel_z anglvel_x anglvel_y anglvel_z
 *     # sensor feet force_left force_right
 *     0.0000,bar,-1.1630,6.9500,7.0830,0.05600,-0.07900,-0.07800
 *     0.0012,feet,402.1,398.7
 *
 * Seconds, m/s^2 (specific force: +9.81 upwards at rest), rad/s, newtons. A sensor line stands
 * before the sensor's first sample. Its channels may come in any order and among others that are
 * unknown here, which are read over; they must hold either all six of an IMU or the channels of a
 * force sensor. Other lines that begin with # are metadata, or say nothing.
 */
#ifndef LUMBAR_RECORDING_RECORDING_H
#define LUMBAR_RECORDING_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sample.h"

#define RECORDING_VERSION 1
#define RECORDING_LINE_MAX 1024 /* bytes of a line, with its end */
#define RECORDING_FIELDS_MAX 32 /* channels of one sensor */
#define RECORDING_IMU_CHANNELS 6

/* The channels of a sensor in the order of struct sample; NULL beyond the last. */
const char *recording_channel_name(const struct sensor_info *info, unsigned channel);
unsigned recording_channel_count(const struct sensor_info *info);

/* A role can stand in a recording: 1 to ROLE_SIZE - 1 printable characters, no comma, no blank. */
bool recording_role_is_valid(const char *role);

#endif
