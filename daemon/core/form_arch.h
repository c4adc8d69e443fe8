/* SPDX-License-Identifier: MIT */
/*
 * form_arch.h - the back arches past standing neutral, where the exercise wants it straight.
 */
#ifndef LUMBAR_CORE_FORM_ARCH_H
#define LUMBAR_CORE_FORM_ARCH_H

#include "core/form.h"
#include "core/form_dwell.h"

/* lumbar_deg: flexion positive; NAN is no evidence. Fills in all but whose it is. */
bool form_arch_push(struct form_dwell *arch, const struct exercise *exercise, int64_t t_ns,
                    double lumbar_deg, struct form_finding *ret_finding);

#endif
