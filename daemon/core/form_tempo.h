/* SPDX-License-Identifier: MIT */
/*
 * form_tempo.h - lowered too fast, or without the pause that was asked for: the phases of a
 * repetition against the prescription.
 */
#ifndef LUMBAR_CORE_FORM_TEMPO_H
#define LUMBAR_CORE_FORM_TEMPO_H

#include "core/form.h"
#include "core/prescription.h"

/*
 * own_s: the athlete's own lowering time, which counts where none is prescribed; NAN = not known.
 * Fills in severity, amount and threshold, both in seconds.
 */
bool form_lowers_too_fast(const struct exercise *exercise, const struct prescription *prescription,
                          double own_s, const struct rep_detail *detail,
                          struct form_finding *ret_finding);

/* The worse of the two pauses; likewise. */
bool form_lacks_pause(const struct exercise *exercise, const struct prescription *prescription,
                      const struct rep_detail *detail, struct form_finding *ret_finding);

#endif
