/* SPDX-License-Identifier: MIT */
/*
 * pelvis_place.h - where an exercise has the pelvis, for when no sensor shows the trunk.
 *
 * Profiles tell an exercise from fetching the weight, from getting down to it and up again by the
 * trunk. Without it the pelvis has to be where the exercise is recognised by it to be.
 */
#ifndef LUMBAR_CORE_PELVIS_PLACE_H
#define LUMBAR_CORE_PELVIS_PLACE_H

#include "core/exercise.h"
#include "core/trace.h"

/* Whether the exercise says it, of the start and of the far end. */
bool pelvis_place_is_known(const struct exercise *exercise);

/* False: where the trunk is not seen the pelvis is not where a repetition starts. */
bool pelvis_place_starts(const struct exercise *exercise, const struct trace_point *point);

/* False: where the trunk is not seen the pelvis was not there, or left its places between. The ages
 * of the start and of the far end, as posture.h; far_age == start_age: it came to no far end. */
bool pelvis_place_fits(const struct exercise *exercise, const struct trace *trace,
                       unsigned start_age, unsigned far_age);

#endif
