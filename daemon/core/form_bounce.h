/* SPDX-License-Identifier: MIT */
/*
 * form_bounce.h - the load is not stopped at the low end but thrown back up.
 */
#ifndef LUMBAR_CORE_FORM_BOUNCE_H
#define LUMBAR_CORE_FORM_BOUNCE_H

#include "core/tempo.h"

/* Largest upward acceleration of a carried bar about its low turn, m/s^2; NAN without a bar, and
 * where it paused: then it did not turn but began anew. */
double form_bounce_peak(const struct trace *trace, const struct tempo *tempo);

#endif
