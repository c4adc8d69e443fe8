/* SPDX-License-Identifier: MIT */
/*
 * form_fault.h - what the simulated athlete can do wrong, each with a severity in its own unit.
 */
#ifndef LUMBAR_SIM_FORM_FAULT_H
#define LUMBAR_SIM_FORM_FAULT_H

#include <stdbool.h>

#include "lift.h"

enum form_fault {
    FAULT_ROUNDING,
    FAULT_OVER_ARCHING,
    FAULT_HIPS_FIRST,
    FAULT_ASYMMETRY,
    FAULT_SHORT_RANGE,
    FAULT_TOO_FAST,
    FAULT_NO_PAUSE,
    FAULT_BOUNCE,
    FAULT_TWIST,
    FAULT_SAG,
    FAULT_DRIFT,
    FAULT_NEAR_FAILURE,
    FAULT_TOO_HEAVY,
    FAULT_MOVED_SENSOR,
    FORM_FAULTS
};

struct form_fault_kind {
    const char *name, *help; /* help: what severity is */
    double usual, low, high; /* severity */
};

struct form_fault_kind form_fault_kind(enum form_fault fault);
int form_fault_find(const char *name); /* an enum form_fault, or -ENOENT */
/* Whether the exercise, with all that follows it in its set, can show the fault. */
bool form_fault_applies(enum form_fault fault, const struct lift *lift);

#endif
