/* SPDX-License-Identifier: MIT */
/*
 * timing.h - the time of each sample of one sensor on CLOCK_MONOTONIC, and what is missing before
 * it.
 *
 * Two ways: stamps of a clock of this machine are mapped by the offset between the clocks, which is
 * measured; stamps of any other clock (another machine, or a device that counts for itself) are
 * aligned by their arrival. A device that names a clock of ours but stamps otherwise is noticed.
 */
#ifndef LUMBAR_SENSORS_TIMING_H
#define LUMBAR_SENSORS_TIMING_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "sensors/cadence.h"
#include "sensors/clock_align.h"

struct timing {
    bool ours; /* stamps are of clock, on this machine */
    clockid_t clock;
    int64_t offset_ns; /* clock - CLOCK_MONOTONIC, as last measured */
    unsigned strange;  /* samples in a row that cannot be of this clock */
    bool started;      /* a sample of this stream has come */
    uint64_t jumps;    /* how often the clock leapt while samples came */
    int64_t last_t_ns;
    struct clock_align align;
    struct cadence cadence;
};

struct timing_mark {
    int64_t t_ns;
    uint64_t lost; /* samples missing before this one */
    bool jumped;   /* the clock jumped, or the stream is new */
};

void timing_init(struct timing *timing);

/* A stream begins, perhaps again; the cadence learnt so far is kept. */
void timing_begin(struct timing *timing, bool ours, clockid_t clock);

/* Once before the samples of a wake-up: measures the offset of a clock of ours. */
void timing_refresh(struct timing *timing);

void timing_push(struct timing *timing, int64_t stamp_ns, int64_t arrival_ns,
                 struct timing_mark *ret_mark);

#endif
