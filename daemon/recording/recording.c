/* SPDX-License-Identifier: MIT */
#include "recording/recording.h"

#include <stddef.h>
#include <string.h>

static const char *const imu_names[RECORDING_IMU_CHANNELS] = {
    "accel_x", "accel_y", "accel_z", "anglvel_x", "anglvel_y", "anglvel_z",
};

static const char *const force_names[FORCE_CHANNELS_MAX + 1][FORCE_CHANNELS_MAX] = {
    [1] = {"force"},
    [2] = {"force_left", "force_right"},
    [3] = {"force_1", "force_2", "force_3"},
    [4] = {"force_left_front", "force_left_rear", "force_right_front", "force_right_rear"},
};

unsigned recording_channel_count(const struct sensor_info *info)
{
    if (info->kind == SENSOR_IMU)
        return RECORDING_IMU_CHANNELS;
    return info->channels <= FORCE_CHANNELS_MAX ? info->channels : 0;
}

const char *recording_channel_name(const struct sensor_info *info, unsigned channel)
{
    if (channel >= recording_channel_count(info))
        return NULL;
    return info->kind == SENSOR_IMU ? imu_names[channel] : force_names[info->channels][channel];
}

bool recording_role_is_valid(const char *role)
{
    size_t length = strlen(role);

    if (length == 0 || length >= ROLE_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        if (role[i] <= ' ' || role[i] > '~' || role[i] == ',')
            return false;
    return true;
}
