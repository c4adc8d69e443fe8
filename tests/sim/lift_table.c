/* SPDX-License-Identifier: MIT */
/*
 * The exercises. Angles are design values after what trained lifters show: lumbar flexion in
 * hinges and squats 40 to 50 per cent of the own maximum (see the flexion figures of McGill and
 * Marshall 2012, and Potvin et al. 1991, for swings, good mornings and lifts from the floor).
 */
#include "lift.h"

#include <string.h>

static const struct lift lifts[] = {
    {
        .id = "deadlift",
        .start = {.knee = 74,
                  .trunk = NAN,
                  .lumbar = 26,
                  .arms = ARMS_HANG,
                  .bar_forward = 0.01,
                  .hinged = true},
        .far = {.knee = 4, .trunk = -1, .lumbar = 0, .arms = ARMS_HANG, .bar_forward = 0.05},
        .knee_lead = 0.12,
        .trunk_lead = -0.10,
        .concentric_first = true,
        .rests_on_floor = true,
        .range_in_metres = true,
        .bar = BAR_ON_FLOOR,
        .tempo_s = {1.2, 0.6, 1.0, 0.5},
        .load = 1.2,
    },
    {
        .id = "romanian-deadlift",
        .start = {.knee = 6, .trunk = 0, .lumbar = 0, .arms = ARMS_HANG, .bar_forward = 0.05},
        .far = {.knee = 22, .trunk = 80, .lumbar = 23, .arms = ARMS_HANG, .hinged = true},
        .knee_lead = 0.05,
        .bar = BAR_ON_FLOOR,
        .tempo_s = {2.0, 0.4, 1.2, 0.5},
        .load = 0.8,
    },
    {
        .id = "good-morning",
        .start = {.knee = 6, .trunk = 4, .lumbar = 1, .arms = ARMS_BACK},
        .far = {.knee = 20, .trunk = 70, .lumbar = 23, .arms = ARMS_BACK, .hinged = true},
        .bar = BAR_IN_RACK,
        .tempo_s = {2.0, 0.4, 1.3, 0.6},
        .load = 0.4,
    },
    {
        .id = "back-squat",
        .start = {.knee = 5, .trunk = 5, .lumbar = 1, .arms = ARMS_BACK},
        .far = {.knee = 120, .trunk = 42, .lumbar = 20, .arms = ARMS_BACK, .hinged = true},
        .trunk_lead = 0.06,
        .lumbar_lead = -0.25,
        .range_in_metres = true,
        .bar = BAR_IN_RACK,
        .tempo_s = {1.6, 0.15, 1.1, 0.7},
        .load = 0.9,
    },
    {
        .id = "bent-over-row",
        .start = {.knee = 24,
                  .trunk = 58,
                  .lumbar = 20,
                  .arms = ARMS_HANG,
                  .bar_forward = 0.02,
                  .hinged = true},
        .far = {.knee = 23,
                .trunk = 54,
                .lumbar = 19,
                .arms = ARMS_BENT,
                .upper_arm = 84,
                .forearm = -12,
                .hinged = true},
        .concentric_first = true,
        .range_in_metres = true,
        .bar = BAR_ON_FLOOR,
        .tempo_s = {0.9, 0.3, 0.7, 0.25},
        .load = 0.6,
    },
};

const struct lift *lift_find(const char *id)
{
    for (unsigned i = 0; lift_at(i); i++)
        if (!strcmp(lift_at(i)->id, id))
            return lift_at(i);
    return NULL;
}

const struct lift *lift_at(unsigned index)
{
    return index < sizeof(lifts) / sizeof(lifts[0]) ? &lifts[index] : NULL;
}
