/* SPDX-License-Identifier: MIT */
/*
 * prescription_text.h - what the athlete is to do, as people write it.
 *
 *     [SETSx]REPS | [SETSx]SECONDSs   [tempo DOWN-PAUSE-UP-PAUSE]   [LOADkg]   [rest SECONDS]
 *
 * for example "3x8 tempo 3-1-1-0", "4-5x6-8 60kg rest 90" (of a range the larger end holds) or
 * "3x30s". Sets and rest are for people: the core is told the repetitions, the hold and the tempo.
 */
#ifndef LUMBAR_REPLAY_PRESCRIPTION_TEXT_H
#define LUMBAR_REPLAY_PRESCRIPTION_TEXT_H

#include "core/core.h"

/* ret_load_kg is NAN when none is said. Returns 0, or -EINVAL with a word on what is wrong. */
int prescription_parse(const char *text, struct prescription *ret_prescription, double *ret_load_kg,
                       const char **ret_problem);

#endif
