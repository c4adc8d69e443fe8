/* SPDX-License-Identifier: MIT */
/*
 * truth.h - what the simulated athlete really did: JSON Lines, times in seconds since the start.
 *
 * {"type":"header","seed":N,"exercise":"a,b","height":m,"mass":kg,"lumbar_max":deg,"end":s}
 * {"type":"activity","name":"walk","start":s,"end":s}     everything that is no set
 * {"type":"set","set":1,"exercise":"deadlift","load":kg,"start":s,"end":s,"reps":N}
 * {"type":"rep","set":1,"rep":1,"start":s,"end":s,"down":s,"pause":s,"up":s,"top":s,"range":x,
 *  "range_unit":"deg|m","mean_velocity":m/s,"peak_velocity":m/s,"lumbar_peak":deg,
 *  "partial":false,"faults":["rounding"]}
 * {"type":"pose","t":s,"lumbar":deg,"pelvis":deg,"trunk":deg,"bar_height":m,"bar_velocity":m/s}
 *
 * start: the primary motion (trunk inclination or bar height, of the exercise as meant, without
 * sway) passes 2 % of what this repetition reaches. end: it comes back below 2 %. The far end is
 * reached and left at 98 %. down and up are the times between these points; pause is what lies
 * between them at the low end, top at the high end. The pause at the start posture ends with the
 * next repetition's start; after the last repetition of a set it is null. A set starts with its
 * first repetition and ends with its last.
 *
 * range: largest less smallest value, from start to end, of trunk inclination or bar height.
 * mean_velocity: of the bar, upwards, over the time in which it rises faster than 0.05 m/s while
 * the load is lifted; peak_velocity: largest in that time.
 * lumbar: thorax less pelvis, inclinations in the gravity plane, 0 in the athlete's neutral
 * standing, flexion positive; lumbar_peak the largest from start to end.
 * An attempt that stops before half the range has "partial":true and "rep":0; the set's reps do
 * not count it. pose lines come 50 times a second.
 */
#ifndef LUMBAR_SIM_TRUTH_H
#define LUMBAR_SIM_TRUTH_H

#include "athlete.h"
#include "script.h"

/* Returns 0, or -errno with a message. */
int truth_write(const struct script *script, const struct sim_athlete_options *options);

#endif
