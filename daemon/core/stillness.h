/* SPDX-License-Identifier: MIT */
/*
 * stillness.h - mean and spread of a sensor's values over a short while: was it still, and what
 * did it read?
 */
#ifndef LUMBAR_CORE_STILLNESS_H
#define LUMBAR_CORE_STILLNESS_H

#define STILLNESS_CHANNELS 6

struct stillness {
    unsigned count;
    double mean[STILLNESS_CHANNELS];
    double squares[STILLNESS_CHANNELS]; /* sum of squared deviations (Welford) */
};

void stillness_reset(struct stillness *stillness);
void stillness_push(struct stillness *stillness, const double values[], unsigned channels);
/* Largest standard deviation of channels from..to-1; infinite with fewer than two samples. */
double stillness_spread(const struct stillness *stillness, unsigned from, unsigned to);

#endif
