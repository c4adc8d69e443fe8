/* SPDX-License-Identifier: MIT */
/*
 * butterworth.h - second-order Butterworth low-pass for samples at uneven times.
 *
 * y'' = w^2 (u - y) - sqrt(2) w y', solved by the trapezoidal rule over the true time step: for
 * even steps that is the bilinear transform; with uneven ones the state (y, y') stays meaningful,
 * where the delayed values of a direct form would not. Stable for any step.
 */
#ifndef LUMBAR_CORE_BUTTERWORTH_H
#define LUMBAR_CORE_BUTTERWORTH_H

/*
 * Time constant by the convention of Laidig & Seel, Information Fusion 91 (2023), eq. 15: the step
 * response has come to 1 - 1/e of its end after about tau; cut-off frequency sqrt(2) / (2 pi tau).
 */
double butterworth_cutoff_rad_s(double tau_s);

/* What is common to all channels for one step. */
struct butterworth_step {
    double half_dt;
    double gain;  /* half_dt * w^2 */
    double decay; /* 1 - half_dt * sqrt(2) w - half_dt^2 w^2 */
    double scale; /* 1 / (1 + half_dt * sqrt(2) w + half_dt^2 w^2) */
};

struct butterworth {
    double input; /* newest u */
    double value; /* y */
    double slope; /* y' */
};

void butterworth_step_init(struct butterworth_step *step, double cutoff_rad_s, double dt_s);

/* As if the input had always been this. */
static inline void butterworth_reset(struct butterworth *b, double input)
{
    b->input = input;
    b->value = input;
    b->slope = 0.0;
}

static inline double butterworth_push(struct butterworth *b, const struct butterworth_step *step,
                                      double input)
{
    double slope =
        (b->slope * step->decay + step->gain * (b->input + input - 2.0 * b->value)) * step->scale;
    b->value += step->half_dt * (b->slope + slope);
    b->slope = slope;
    b->input = input;
    return b->value;
}

/* For the first seconds: the mean of all inputs so far, of which the newest step is this part. */
static inline double butterworth_average(struct butterworth *b, double weight, double input)
{
    b->value += weight * (0.5 * (b->input + input) - b->value);
    b->input = input;
    return b->value;
}

#endif
