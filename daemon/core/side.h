/* SPDX-License-Identifier: MIT */
/*
 * side.h - which side a repetition was of: by the limb that moved, by the foot that bore the
 * weight, or by the leg that hung free, whichever the exercise names and the sensors show.
 */
#ifndef LUMBAR_CORE_SIDE_H
#define LUMBAR_CORE_SIDE_H

#include "core/exercise.h"
#include "core/trace.h"

/*
 * signal: the one that was followed, as the exercise names it. The ages of the start and of the
 * far end in the trace. SIDE_NONE when the exercise has no sides, or nothing shows which it was.
 */
enum side side_of_repetition(const struct exercise *exercise, const struct exercise_signal *signal,
                             const struct trace *trace, unsigned start_age, unsigned far_age);

#endif
