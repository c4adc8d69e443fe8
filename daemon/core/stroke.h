/* SPDX-License-Identifier: MIT */
/*
 * stroke.h - velocity and height of the bar within one repetition, looked back at.
 *
 * At both ends of a repetition the bar is at rest or turns. What the plainly integrated
 * acceleration shows there is the error of the accelerometer, and goes off in a straight line.
 */
#ifndef LUMBAR_CORE_STROKE_H
#define LUMBAR_CORE_STROKE_H

#include "core/trace.h"

/*
 * Fills in stroke and stroke_speed of the points from a little before start_ns to the newest; the
 * stroke is zero at start_ns. The bar ends at rest, or turns, just before start_ns and just after
 * end_ns. -ENODATA, and nothing changed, when the trace shows no bar there.
 */
int stroke_correct(struct trace *trace, int64_t start_ns, int64_t end_ns);

#endif
