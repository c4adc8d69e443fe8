/* SPDX-License-Identifier: MIT */
#include "core/noise_floor.h"

#include <math.h>

#include "core/vec3.h"

#define WINDOW_NS 250000000 /* design value: short against a repetition's quiet moments */
#define LEAST_COUNT 3       /* third differences in a window: 25 Hz have six */
#define SQUARES_OF_NOISE 20 /* 1 + 9 + 9 + 1 */

void noise_floor_reset(struct noise_floor *floor)
{
    *floor = (struct noise_floor){0};
}

void noise_floor_begin(struct noise_floor *floor)
{
    floor->have = 0;
    floor->count = 0;
    floor->sum = 0.0;
}

static double least(const struct noise_floor *floor)
{
    double found = floor->squares[0];
    for (unsigned i = 1; i < NOISE_FLOOR_WINDOWS; i++)
        found = fmin(found, floor->squares[i]);
    return found;
}

static void end_window(struct noise_floor *floor)
{
    if (floor->count < LEAST_COUNT)
        return;
    floor->newest = (floor->newest + 1) % NOISE_FLOOR_WINDOWS;
    floor->squares[floor->newest] = floor->sum / floor->count;
    if (floor->filled < NOISE_FLOOR_WINDOWS)
        floor->filled++;
    if (floor->filled == NOISE_FLOOR_WINDOWS)
        floor->rms = sqrt(least(floor) / (3 * SQUARES_OF_NOISE));
}

/* ret_square: of the third difference that ends with accel, summed over the axes. */
static double third_difference(const struct noise_floor *floor, const double accel[3])
{
    const double *a = floor->last[floor->place], *b = floor->last[(floor->place + 1) % 3],
                 *c = floor->last[(floor->place + 2) % 3];
    double square = 0.0;
    for (unsigned i = 0; i < 3; i++) {
        double difference = accel[i] - 3.0 * (c[i] - b[i]) - a[i];
        square += difference * difference;
    }
    return square;
}

void noise_floor_push(struct noise_floor *floor, int64_t t_ns, const double accel[3])
{
    if (floor->have == 3) {
        floor->sum += third_difference(floor, accel);
        floor->count++;
    } else if (floor->have++ == 0) {
        floor->begun_ns = t_ns;
    }
    vec3_copy(floor->last[floor->place], accel);
    floor->place = (floor->place + 1) % 3;
    if (t_ns - floor->begun_ns < WINDOW_NS)
        return;
    end_window(floor);
    floor->begun_ns = t_ns;
    floor->sum = 0.0;
    floor->count = 0;
}
