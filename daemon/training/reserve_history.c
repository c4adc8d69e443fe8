/* SPDX-License-Identifier: MIT */
#include "training/reserve_history.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void set_speeds_begin(struct set_speeds *speeds, const char *exercise)
{
    *speeds = (struct set_speeds){.reps = 0};
    snprintf(speeds->exercise, sizeof speeds->exercise, "%s", exercise);
}

void set_speeds_put(struct set_speeds *speeds, uint32_t rep, double speed)
{
    if (rep == 0 || rep > RESERVE_REPS)
        return;
    while (speeds->reps < rep)
        speeds->speed[speeds->reps++] = NAN;
    speeds->speed[rep - 1] = speed;
}

static void append(struct reserve_history *history, double speed, double reserve)
{
    if (history->count == RESERVE_POINTS) {
        history->count--;
        memmove(history->points, history->points + 1, history->count * sizeof history->points[0]);
    }
    history->points[history->count++] = (struct reserve_point){speed, reserve};
}

bool reserve_history_take(struct reserve_history *history, const struct set_speeds *speeds,
                          uint32_t reps, unsigned reserve)
{
    unsigned known = 0;

    /* Repetitions may have been taken back since their speed was told. */
    for (uint32_t i = 0; i < reps && i < speeds->reps; i++)
        known += isnan(speeds->speed[i]) ? 0 : 1;
    if (reps > RESERVE_REPS || reserve > RESERVE_TOLD_MAX || known < RESERVE_SPEEDS_MIN)
        return false;
    for (uint32_t i = 0; i < reps && i < speeds->reps; i++)
        if (!isnan(speeds->speed[i]))
            append(history, speeds->speed[i], (double)(reserve + reps - 1 - i));
    history->sets++;
    return true;
}

bool reserve_history_line(const struct reserve_history *history, struct reserve_line *ret_line)
{
    return history->sets >= RESERVE_SETS_MIN &&
           reserve_line_fit(history->points, history->count, ret_line) >= 0;
}
