/* SPDX-License-Identifier: MIT */
#include "core/butterworth.h"

#include <math.h>

#define SQRT2 1.4142135623730951

double butterworth_cutoff_rad_s(double tau_s)
{
    return SQRT2 / tau_s;
}

void butterworth_step_init(struct butterworth_step *step, double cutoff_rad_s, double dt_s)
{
    double half_dt = 0.5 * dt_s;
    double phase = half_dt * cutoff_rad_s;

    step->half_dt = half_dt;
    step->gain = phase * cutoff_rad_s;
    step->decay = 1.0 - SQRT2 * phase - phase * phase;
    step->scale = 1.0 / (1.0 + SQRT2 * phase + phase * phase);
}
