/* SPDX-License-Identifier: MIT */
/*
 * condition.h - what one sensor's signal is like: who watches for NaN, gaps, a stuck bus, a clock
 * that leaps. A condition appears at once and goes when its cause has been absent for a while, so
 * that it can be read; the longer, the sooner it came back the last times, so that it does not
 * flicker.
 */
#ifndef LUMBAR_CORE_CONDITION_H
#define LUMBAR_CORE_CONDITION_H

#include <stdbool.h>

#include "core/event.h"
#include "core/noise_floor.h"

#define CONDITION_BITS 11

struct condition {
    unsigned bits;                   /* enum sensor_condition, or-ed */
    int64_t seen_ns[CONDITION_BITS]; /* when the cause of each was last there */
    double clear_s[CONDITION_BITS];  /* so long it must be absent */
    bool started;
    int64_t last_t_ns;
    double last_values[IMU_VALUES];
    int64_t same_since_ns[2]; /* since when the values have been the same: all of a force sensor,
                                 the accelerometer's; and the gyroscope's */
    double accel_then[3];     /* what the accelerometer told when the gyroscope's became so */
    bool turned_unseen;       /* and it has been turned since */
    double rest_s;            /* it has rested for so long, or been slow for six times that, ... */
    double rest_same_s;       /* ... and then was never the same for longer */
    double holes_s;           /* leaky sum of pauses that are each too short to be a gap */
    int64_t hole_ns;          /* when the last one ended */
    double mean_step_s;       /* usual distance of two samples, to tell what a gap has cost */
    uint64_t lost;
    struct noise_floor floor;
    double noise;      /* m/s^2 rms at rest; NAN = never at rest */
    double noise_mean; /* of |specific force| at rest */
    double noise_square;
};

/* What the attitude filter, or a force sensor's check, says of this sample. */
struct condition_input {
    int64_t t_ns;
    const double *values; /* IMU_VALUES, as they came, ... */
    unsigned value_count; /* ... of which the first so many mean something */
    unsigned causes;      /* enum sensor_condition, or-ed: what is wrong with this sample */
    bool rest;
    bool others_move; /* another IMU has turned within the last half second */
};

void condition_reset(struct condition *condition);

/* What is found about its place lasts until it is settled. True when the condition changed. */
bool condition_hold(struct condition *condition, unsigned place);

/* Nothing comes from it while others are heard. True when the condition changed. */
bool condition_miss(struct condition *condition);

/* Whether it is known to have noise: then it is never the same for long. */
bool condition_is_noisy(const struct condition *condition);

/* Whether it gives the very same once more. */
bool condition_repeats(const struct condition *condition, const double values[IMU_VALUES]);

/* Everything that was wrong with it since then, or is now. */
unsigned condition_since(const struct condition *condition, int64_t t_ns);

/* True when the condition changed. */
bool condition_push(struct condition *condition, const struct condition_input *input);

#endif
