/* SPDX-License-Identifier: MIT */
/*
 * truth.h - what the simulated athlete really did: JSON Lines, times in seconds since the start.
 *
 * {"type":"header","seed":N,"exercise":"a,b","height":m,"mass":kg,"lumbar_max":deg,"end":s}
 * {"type":"activity","name":"walk","start":s,"end":s}     everything that is no set
 * {"type":"set","set":1,"exercise":"deadlift","load":kg,"start":s,"end":s,"reps":N}
 * {"type":"rep","set":1,"rep":1,"start":s,"end":s,"down":s,"pause":s,"up":s,"top":s,"range":x,
 *  "range_unit":"deg|m","mean_velocity":m/s,"peak_velocity":m/s,"lumbar_peak":deg,
 *  "partial":false,"signal":"trunk","symmetry":%,"side":"left","faults":["rounding"],
 *  "amount":{"rounding":0.9},"onset":{"rounding":s}}
 * {"type":"hold","set":1,"start":s,"end":s,"held":s,"side":"left","faults":[],...}
 * {"type":"moved-sensor","role":"thorax","t":s,"degrees":deg}
 * {"type":"pose","t":s,"lumbar":deg,"pelvis":deg,"trunk":deg,"bar_height":m,"bar_velocity":m/s,
 *  "bar_forward":m,"bend":deg,"turn":deg,"tilt":deg,"left":N,"right":N,"cable":N}
 *
 * start: the primary motion (the signal; of the exercise as meant, without sway) passes 2 % of
 * what this repetition reaches. end: it comes back below 2 %. The far end is reached and left at
 * 98 %. down and up are the times between these points; pause is what lies between them at the
 * low end, top at the high end; where nothing goes up or down, the way that loads is up. The
 * pause at the start posture ends with the next repetition's start; after the last repetition of
 * a set it is null. A set starts with its first repetition and ends with its last.
 *
 * rep counts each side by itself, from 1; so does each part of trunk-range, whose parts are told
 * by their signal: lumbar, bend, turn. reps of a set are those of all sides and parts. side is
 * there where the exercise has sides; lift_table.c and lift_floor.c say which side that is. A hold
 * starts when its far end is reached and ends when it is left; it is no repetition.
 *
 * range: largest less smallest value of the signal, from start to end.
 * mean_velocity: of the bar, upwards, over the time in which it rises faster than 0.05 m/s while
 * the load is lifted; peak_velocity: largest in that time; 0 without a bar.
 * symmetry: (L - R) / (L + R) of the mean foot loads while the load is lifted, only on the plates.
 * lumbar: thorax less pelvis, inclinations in the gravity plane, 0 in the athlete's neutral
 * standing, flexion positive; where the body lies on its side, that of the joint. lumbar_peak: the
 * largest from start to end. bend, turn: of the lumbar joint, to the right and to the left. tilt:
 * how far the pelvis' left side is above its right one.
 * An attempt that stops before half the range has "partial":true and "rep":0; the set's reps do
 * not count it. pose lines come 50 times a second.
 *
 * amount: in the fault's own unit, as --help gives them; of over-arching, twist and bounce what
 * this repetition shows, of near-failure and too-heavy what it has lost so far, else what was
 * asked for. onset: when half of it has come (rounding, over-arching, twist); when the load is
 * first lifted (hips-first, asymmetry, near-failure, too-heavy); when the far end is reached
 * (short-range); when the lowering begins (too-fast), when the pause should (no-pause), when the
 * turn is over (bounce); from when on a hold gives way (sag, drift).
 */
#ifndef LUMBAR_SIM_TRUTH_H
#define LUMBAR_SIM_TRUTH_H

#include "athlete.h"
#include "script.h"

/* Returns 0, or -errno with a message. */
int truth_write(const struct script *script, const struct sim_athlete_options *options);

#endif
