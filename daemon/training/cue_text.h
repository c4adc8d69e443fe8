/* SPDX-License-Identifier: MIT */
/*
 * cue_text.h - what is said to the athlete: two or three words a fault, in the athlete's language.
 */
#ifndef LUMBAR_TRAINING_CUE_TEXT_H
#define LUMBAR_TRAINING_CUE_TEXT_H

#include <stdbool.h>

#include "core/event.h"

/* Lower-case code of ISO 639: "en", "de". */
bool cue_text_has_language(const char *language);

/* In English where the language is not known. FAULT_NONE is the praise. Never NULL. */
const char *cue_text(const char *language, enum fault fault, enum cue_severity severity);

#endif
