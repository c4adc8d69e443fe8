/* SPDX-License-Identifier: MIT */
/*
 * bridge.h - what an acceleration was while samples were lost, as well as can be told from those
 * before and after.
 *
 * What moves a body forgets itself within a few tenths of a second. Across a short gap the
 * acceleration went straight from the one to the other; in the middle of a long one it may have
 * been anything, which on average is nothing.
 */
#ifndef LUMBAR_CORE_BRIDGE_H
#define LUMBAR_CORE_BRIDGE_H

/* In how many steps a gap is to be crossed, so that what turned within it is seen; 1 = in one. */
unsigned bridge_steps(double gap_s);

/* from, to: the samples around the gap; share: how far across it, 0..1. */
double bridge(double from, double to, double gap_s, double share);

#endif
