/* SPDX-License-Identifier: MIT */
/*
 * apart.h - how far one of two limbs went from where the pair was at rest.
 *
 * What is counted is by how much more the one leans than the other, whichever way (motion.h). A
 * limb that hangs a little forward at rest passes upright on its way back, where that folds over:
 * the edges of a slow repetition then are seen late, or early. Once it is known where the
 * repetition began, so is where the pair was.
 */
#ifndef LUMBAR_CORE_APART_H
#define LUMBAR_CORE_APART_H

#include "core/exercise.h"
#include "core/trace.h"

/* Changes y of the points from a little before start_ns on, where the signal is of two limbs. */
void apart_unfold(struct trace *trace, enum body_signal signal, int64_t start_ns);

#endif
