/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The concentrator's clock, told in the host's time.
 *
 * A frame carries the moment of sampling on the concentrator's clock, and
 * arrives some time later: never earlier than the line needs, often later by
 * queues and schedulers. So the truth is the lower edge of "arrival over
 * sampling": the delay has a floor, and frames that met no queue touch it.
 * The filter keeps the least delayed frame of each short stretch, lays the lower
 * convex hull under them, and takes offset and rate from one edge of it: a line
 * under all points that is closest to them (S. B. Moon, P. Skelly, D. Towsley:
 * Estimation and removal of clock skew from network delay measurements, INFOCOM
 * 1999). Distances are counted up to a limit only, so that a stretch in which
 * everything came late does not bend the line. No rate has to be known.
 *
 * Where hardly a frame gets through at once, the lower edge is blunt, and every
 * luckier frame would move the line. What holds frames up often does so for a
 * limited time (a latency timer, a poll), and then the upper edge is the sharp
 * one: the same line laid over the most delayed frames moves less, and is as
 * parallel to the truth. It is followed while its points are much closer to it,
 * at a distance from the lower edge that is held; within bounds, so that an
 * upper edge that creeps away is not followed.
 */
#ifndef LUMBAR_CLOCK_H
#define LUMBAR_CLOCK_H

#include "lumbar_port.h"

#define LUMBAR_CLOCK_BLOCKS	128	/* with the next: a window of 32 s, design value */
#define LUMBAR_CLOCK_BLOCK_US	250000

struct lumbar_clock_point {
	s64 x_us;	/* sampling, since the base */
	s64 r_ns;	/* arrival since the base, less x */
};

/* r = at.r_ns + (x - at.x_us) * rate / 2^24. */
struct lumbar_clock_line {
	struct lumbar_clock_point at;
	s64 rate;
	s64 apart_ns;	/* of its points, in the mean */
};

struct lumbar_clock {
	bool running;
	u32 last_us;		/* as it came from the line */
	s64 x_us;		/* the same unwrapped, since the base */
	s64 base_ns;		/* host time of the base */
	s64 stamp_ns;		/* last one given, 0 for none ever */

	/*
	 * Least and most delayed frame of each block, in rings; the newest is
	 * still growing. The upper ones have their r negated: the lower edge of
	 * these is the upper edge.
	 */
	struct lumbar_clock_point least[LUMBAR_CLOCK_BLOCKS];
	struct lumbar_clock_point most[LUMBAR_CLOCK_BLOCKS];
	unsigned int newest;
	unsigned int count;
	s64 block;		/* number of the newest block */

	struct lumbar_clock_line upper; /* negated */
	bool by_upper;		/* the line follows the upper edge */
	s64 gap_ns;		/* so far below it */
	struct lumbar_clock_line line;
};

/* Before first use. */
void lumbar_clock_init(struct lumbar_clock *c);

/*
 * Forgets offset and rate, as after a reset of the concentrator or a change of
 * its stream; keeps the promise that time stamps rise.
 */
void lumbar_clock_reset(struct lumbar_clock *c);

/*
 * Takes the sampling time of a frame and the host's time when it came, and
 * returns the host's time of sampling: always more than it returned before.
 * Starts anew by itself when the clock jumps back or is silent for 10 s.
 */
s64 lumbar_clock_push(struct lumbar_clock *c, u32 clock_us, s64 arrival_ns);

#endif
