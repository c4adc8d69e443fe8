/* SPDX-License-Identifier: MIT */
/*
 * witness.h - whether the sensors at hand can tell a repetition from the bending of daily life.
 *
 * Whoever bends for a plate moves the trunk as in a deadlift. What tells the two apart is the bar
 * that moves too, the thighs, the feet that bear nothing, the cable that pulls, the leg that is
 * free: what the exercise's profile names, where a sensor shows it.
 */
#ifndef LUMBAR_CORE_WITNESS_H
#define LUMBAR_CORE_WITNESS_H

#include "core/exercise.h"
#include "core/rep_counter.h"
#include "core/trace.h"

/*
 * far_ns: when the repetition was farthest out, in the trace. side: as side.h found it. True as
 * well where the exercise names nothing of the kind: then its posture is one that daily life does
 * not have.
 */
bool witness_is_there(const struct exercise *exercise, const struct trace *trace, int64_t far_ns,
                      enum side side);

/*
 * By how many degrees the trunk may stand otherwise than the exercise asks, in a movement of this
 * range that the counter has just found. A chest sensor that slips within a set is seen only at
 * rest; while the bar moves, what is as large as the set's repetitions before is another.
 */
double witness_slack_deg(const struct trace *trace, const struct rep_counter *counter,
                         double range);

#endif
