/* SPDX-License-Identifier: MIT */
/*
 * posture.h - whether a movement that was found is the exercise, by how the body stands or lies
 * and by what bears its weight. What an exercise does not ask, or no sensor shows, forbids nothing.
 */
#ifndef LUMBAR_CORE_POSTURE_H
#define LUMBAR_CORE_POSTURE_H

#include "core/exercise.h"
#include "core/trace.h"

/* Whether a repetition may start so. */
bool posture_starts(const struct exercise *exercise, const struct trace_point *point);

/* Whether an attempt may be one at it, which came to no far end: its start, what has borne the
 * weight since, and that the body travelled, which in walking it does not. */
bool posture_attempts(const struct exercise *exercise, const struct trace *trace,
                      unsigned start_age);

/* From the start to now the trunk was nowhere but where the exercise has it. */
bool posture_stays(const struct exercise *exercise, const struct trace *trace, unsigned start_age);

/* The ages of the start and of the far end in the trace, whose newest point is the end. slack_deg:
 * by so much the trunk's sensor may have slipped, whichever way. */
bool posture_fits(const struct exercise *exercise, const struct trace *trace, unsigned start_age,
                  unsigned far_age, double slack_deg);

#endif
