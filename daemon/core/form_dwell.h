/* SPDX-License-Identifier: MIT */
/*
 * form_dwell.h - a quantity that must stay beyond a limit for a while to be a fault, and is waited
 * for, a little, while it goes on growing, so that the cue tells how bad it is.
 */
#ifndef LUMBAR_CORE_FORM_DWELL_H
#define LUMBAR_CORE_FORM_DWELL_H

#include <stdbool.h>
#include <stdint.h>

struct form_dwell {
    bool above;
    bool found; /* since it went above */
    int64_t onset_ns;
    double peak;
    int64_t peak_ns;
};

/* True once, when value has been beyond limit for long enough; below release it is over. */
bool form_dwell_push(struct form_dwell *dwell, int64_t t_ns, double value, double limit,
                     double release);

#endif
