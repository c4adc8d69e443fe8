/* SPDX-License-Identifier: MIT */
#include "core/stillness.h"

#include <math.h>

void stillness_reset(struct stillness *stillness)
{
    *stillness = (struct stillness){0};
}

void stillness_push(struct stillness *stillness, const double values[], unsigned channels)
{
    stillness->count++;
    for (unsigned i = 0; i < channels; i++) {
        double off = values[i] - stillness->mean[i];
        stillness->mean[i] += off / stillness->count;
        stillness->squares[i] += off * (values[i] - stillness->mean[i]);
    }
}

double stillness_spread(const struct stillness *stillness, unsigned from, unsigned to)
{
    if (stillness->count < 2)
        return INFINITY;
    double largest = 0.0;
    for (unsigned i = from; i < to; i++)
        largest = fmax(largest, stillness->squares[i]);
    return sqrt(largest / (stillness->count - 1));
}
