/* SPDX-License-Identifier: MIT */
#include "core/sample.h"

void sensor_correction_clear(struct sensor_correction *ret_correction)
{
    for (unsigned i = 0; i < CORRECTION_CHANNELS; i++) {
        ret_correction->offset[i] = 0.0;
        ret_correction->gain[i] = 1.0;
    }
}

void sensor_correction_add(struct sensor_correction *correction,
                           const struct sensor_correction *more)
{
    for (unsigned i = 0; i < CORRECTION_CHANNELS; i++) {
        correction->offset[i] += more->offset[i] / correction->gain[i];
        correction->gain[i] *= more->gain[i];
    }
}

void sensor_correction_apply(const struct sensor_correction *correction, double values[],
                             unsigned channels)
{
    for (unsigned i = 0; i < channels; i++)
        values[i] = (values[i] - correction->offset[i]) * correction->gain[i];
}
