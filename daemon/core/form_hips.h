/* SPDX-License-Identifier: MIT */
/*
 * form_hips.h - the hips rise before the load: the trunk tips forward while the load has hardly
 * begun to move.
 */
#ifndef LUMBAR_CORE_FORM_HIPS_H
#define LUMBAR_CORE_FORM_HIPS_H

#include "core/exercise.h"
#include "core/tempo.h"

/*
 * Degrees by which the trunk is inclined further in the first part of the bar's way up than where
 * that began; negative when it rises at once; NAN without trunk or bar in the trace.
 */
double form_hips_tip(const struct trace *trace, const struct tempo *tempo,
                     enum exercise_start start);

#endif
