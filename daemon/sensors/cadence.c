/* SPDX-License-Identifier: MIT */
#include "sensors/cadence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double gap_periods = 1.5;     /* design value */
static const double gap_periods_max = 1e6; /* design value: beyond, it was no gap but an absence */
static const double steady = 1.3;          /* design value: longest / shortest of steady steps */
static const double changed = 0.25;        /* design value: so much off is another rate */
static const double follow = 1.0 / 64.0;   /* design value: weight of a step in the period */
static const int64_t window_ns = 1000000000; /* rate over at least one second */

void cadence_init(struct cadence *cadence)
{
    memset(cadence, 0, sizeof(*cadence));
    cadence->rate_hz = NAN;
}

static uint64_t count_missing(const struct cadence *cadence, double step_ns)
{
    double periods = step_ns / cadence->period_ns;
    if (periods <= gap_periods || periods > gap_periods_max)
        return 0;
    return (uint64_t)llround(periods) - 1;
}

static void sort_steps(double step[CADENCE_STEPS])
{
    for (size_t i = 1; i < CADENCE_STEPS; i++) {
        double v = step[i];
        size_t j = i;
        for (; j > 0 && step[j - 1] > v; j--)
            step[j] = step[j - 1];
        step[j] = v;
    }
}

/* Looks at a full set of steps: the first gives the period, later ones notice a changed rate. */
static uint64_t learn(struct cadence *cadence)
{
    double sorted[CADENCE_STEPS];
    uint64_t missing = 0;

    memcpy(sorted, cadence->step, sizeof(sorted));
    sort_steps(sorted);
    double median = sorted[CADENCE_STEPS / 2];
    cadence->step_count = 0;

    if (median <= 0.0)
        return 0; /* a clock that stands still has no period */
    if (cadence->period_ns <= 0.0) {
        cadence->period_ns = median;
        for (size_t i = 0; i < CADENCE_STEPS; i++)
            missing += count_missing(cadence, cadence->step[i]);
        cadence->window_steps += (double)missing;
    } else if (sorted[CADENCE_STEPS - 1] < steady * sorted[0] &&
               fabs(median / cadence->period_ns - 1.0) > changed) {
        cadence->period_ns = median;
    }
    return missing;
}

static void measure(struct cadence *cadence, int64_t stamp_ns, double steps)
{
    cadence->window_steps += steps;
    int64_t span_ns = stamp_ns - cadence->window_start_ns;
    if (span_ns < window_ns)
        return;
    cadence->rate_hz = cadence->window_steps / ((double)span_ns * 1e-9);
    cadence->window_start_ns = stamp_ns;
    cadence->window_steps = 0.0;
}

uint64_t cadence_push(struct cadence *cadence, int64_t stamp_ns, bool restart)
{
    uint64_t missing = 0;

    if (!cadence->started || restart) {
        cadence->started = true;
        cadence->last_ns = cadence->window_start_ns = stamp_ns;
        cadence->window_steps = 0.0;
        return 0;
    }

    double step_ns = (double)(stamp_ns - cadence->last_ns);
    cadence->last_ns = stamp_ns;
    if (cadence->period_ns > 0.0) {
        missing = count_missing(cadence, step_ns);
        if (missing == 0 && step_ns > cadence->period_ns * 0.5)
            cadence->period_ns +=
                (fmin(step_ns, gap_periods * cadence->period_ns) - cadence->period_ns) * follow;
    }
    cadence->step[cadence->step_count++] = step_ns;
    measure(cadence, stamp_ns, 1.0 + (double)missing);
    if (cadence->step_count == CADENCE_STEPS)
        missing += learn(cadence);
    return missing;
}
