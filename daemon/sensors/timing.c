/* SPDX-License-Identifier: MIT */
#include "sensors/timing.h"

#include <string.h>

static const int64_t early_ns = 5000000;   /* design value: stamped this far in the future */
static const int64_t old_ns = 10000000000; /* design value: older than any buffer can hold */
static const unsigned strange_max = 8;     /* design value */
static const int64_t step_min_ns = 1000;   /* as in clock_align */

static int64_t read_clock(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

void timing_init(struct timing *timing)
{
    memset(timing, 0, sizeof(*timing));
    cadence_init(&timing->cadence);
}

void timing_begin(struct timing *timing, bool ours, clockid_t clock)
{
    timing->ours = ours;
    timing->clock = clock;
    timing->strange = 0;
    timing->started = false;
    clock_align_init(&timing->align);
    timing->offset_ns = 0;
    timing_refresh(timing);
}

/* It may be off by ret_doubt_ns: others may have had the processor between the readings. */
static int64_t measure_offset(clockid_t clock, int64_t *ret_doubt_ns)
{
    *ret_doubt_ns = 0;
    if (clock == CLOCK_MONOTONIC)
        return 0;
    int64_t before = read_clock(CLOCK_MONOTONIC);
    int64_t foreign = read_clock(clock);
    int64_t after = read_clock(CLOCK_MONOTONIC);
    *ret_doubt_ns = (after - before) / 2;
    return foreign - before - *ret_doubt_ns;
}

void timing_refresh(struct timing *timing)
{
    if (!timing->ours)
        return;
    int64_t doubt_ns;
    int64_t offset_ns = measure_offset(timing->clock, &doubt_ns);
    int64_t change_ns = offset_ns - timing->offset_ns;

    /* Two readings never agree to the nanosecond; only what is more than that is followed. */
    int64_t least_ns = doubt_ns > step_min_ns ? doubt_ns : step_min_ns;
    if (change_ns > least_ns || change_ns < -least_ns)
        timing->offset_ns = offset_ns;
}

static bool plausible(int64_t t_ns, int64_t arrival_ns)
{
    return t_ns <= arrival_ns + early_ns && t_ns >= arrival_ns - old_ns;
}

static bool map_ours(struct timing *timing, int64_t stamp_ns, int64_t arrival_ns, int64_t *ret_t_ns)
{
    int64_t t_ns = stamp_ns - timing->offset_ns;

    if (!plausible(t_ns, arrival_ns)) {
        if (++timing->strange >= strange_max || !timing->started)
            timing->ours = false;
        return false;
    }
    timing->strange = 0;
    if (timing->started && t_ns < timing->last_t_ns + step_min_ns)
        t_ns = timing->last_t_ns + step_min_ns;
    *ret_t_ns = t_ns;
    return true;
}

void timing_push(struct timing *timing, int64_t stamp_ns, int64_t arrival_ns,
                 struct timing_mark *ret_mark)
{
    struct timing_mark mark = {.jumped = !timing->started};
    bool ours = timing->ours;

    if (ours && map_ours(timing, stamp_ns, arrival_ns, &mark.t_ns)) {
        mark.lost = cadence_push(&timing->cadence, mark.t_ns, mark.jumped);
    } else if (ours && timing->ours) {
        /* One odd stamp, perhaps taken before the wall clock was set: place it by its arrival. */
        mark.t_ns = arrival_ns > timing->last_t_ns ? arrival_ns : timing->last_t_ns + step_min_ns;
        mark.jumped = true;
        cadence_push(&timing->cadence, mark.t_ns, true);
    } else {
        mark.jumped |= ours; /* it turned out not to be our clock after all */
        mark.jumped |= clock_align_push(&timing->align, stamp_ns, arrival_ns, &mark.t_ns);
        if (timing->started && mark.t_ns <= timing->last_t_ns)
            mark.t_ns = timing->last_t_ns + step_min_ns;
        mark.lost = cadence_push(&timing->cadence, stamp_ns, mark.jumped);
    }
    timing->jumps += timing->started && mark.jumped;
    timing->started = true;
    timing->last_t_ns = mark.t_ns;
    *ret_mark = mark;
}
