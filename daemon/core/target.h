/* SPDX-License-Identifier: MIT */
/*
 * target.h - what was prescribed for a set beside what has been done.
 *
 * Of exercises with sides repetitions and seconds are meant for each side. A set of one side alone
 * is as good as that side: the other one may have a set of its own.
 */
#ifndef LUMBAR_CORE_TARGET_H
#define LUMBAR_CORE_TARGET_H

#include "core/event.h"
#include "core/prescription.h"

struct target_done {
    uint32_t reps[3]; /* by enum side */
    double held_s[3]; /* likewise; of an exercise that is held */
};

/* Of seconds where some were held and are prescribed, else of repetitions. */
enum target_verdict target_compare(const struct prescription *prescription,
                                   const struct target_done *done);
/* Whether the last repetition was the one with which all is done. */
bool target_is_now(const struct prescription *prescription, bool has_sides,
                   const struct target_done *done);

#endif
