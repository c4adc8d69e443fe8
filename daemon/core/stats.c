/* SPDX-License-Identifier: MIT */
#include "core/stats.h"

#include <string.h>

double median(const double values[], unsigned count)
{
    double sorted[STATS_MAX];
    for (unsigned i = 0; i < count; i++) {
        unsigned place = i;
        for (; place > 0 && sorted[place - 1] > values[i]; place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = values[i];
    }
    return count % 2 ? sorted[count / 2] : 0.5 * (sorted[count / 2 - 1] + sorted[count / 2]);
}

double median_push(double values[], unsigned size, unsigned *count, double value)
{
    if (*count == size) {
        memmove(values, values + 1, sizeof(*values) * (size - 1));
        (*count)--;
    }
    values[(*count)++] = value;
    return median(values, *count);
}
