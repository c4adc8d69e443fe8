/* SPDX-License-Identifier: MIT */
/*
 * clock_align.h - puts the time stamps of a foreign clock on ours.
 *
 * A sample is stamped by the clock of its device or of another machine, and arrives some time later
 * by our clock. The difference arrival - stamp is the offset between the clocks plus the delay of
 * the transfer. The delay is never negative and now and then almost nothing, so the offset is the
 * lower edge of the differences; since the clocks drift apart (quartz: up to 100 ppm, a disciplined
 * computer clock up to 500 ppm), the edge is a slanting line. It is the line below the smallest
 * difference of each second of the last half minute that has the least distance from them all: the
 * edge of their lower convex hull over the middle of the time (Moon, Skelly, Towsley, "Estimation
 * and removal of clock skew from network delay measurements", INFOCOM 1999).
 *
 *   difference
 *      |      .    .   .                . .         each dot a sample
 *      |  .  . . .   .  . .  . .  .  .      . .
 *      |   .__.________________________.____        the line: offset now, and drift
 *      +------------------------------------ stamp
 *
 * Pure: no clock is read here. Results rise strictly and are never later than the arrival, except
 * where the one rule breaks the other (then rising wins, by microseconds).
 */
#ifndef LUMBAR_SENSORS_CLOCK_ALIGN_H
#define LUMBAR_SENSORS_CLOCK_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLOCK_ALIGN_BLOCKS 32

struct clock_align_point {
    double x_s;  /* stamp since the origin, s */
    double d_ns; /* difference above that of the origin, ns */
};

struct clock_align {
    bool started;
    int64_t origin_stamp_ns, origin_arrival_ns;
    int64_t last_stamp_ns, last_out_ns;
    int64_t late_since_ns; /* arrival since which all samples came late; 0 = not late */

    /* the line in use, at x_s; it glides towards the fitted one */
    double x_s, offset_ns;
    double drift; /* ns per s of the foreign clock; also the start after a jump */
    double fit_x_s, fit_offset_ns;

    struct clock_align_point lowest; /* of the second in progress */
    double block_end_s;
    bool block_used;
    struct clock_align_point block[CLOCK_ALIGN_BLOCKS]; /* ring of past seconds, oldest at next */
    size_t block_count, block_next;
    unsigned high_blocks; /* latest seconds in a row whose smallest difference is far above */
};

void clock_align_init(struct clock_align *align);

/*
 * Maps one stamp; samples must be pushed in the order of their arrival. Returns true when the clock
 * was found to have jumped (by more than 50 ms) and the alignment began anew.
 */
bool clock_align_push(struct clock_align *align, int64_t stamp_ns, int64_t arrival_ns,
                      int64_t *ret_t_ns);

#endif
