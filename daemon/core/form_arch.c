/* SPDX-License-Identifier: MIT */
#include "core/form_arch.h"

#include <math.h>

#define RELEASE_DEG 3.0 /* design value */
#define CONFIDENCE 0.8  /* design value */

bool form_arch_push(struct form_dwell *arch, const struct exercise *exercise, int64_t t_ns,
                    double lumbar_deg, struct form_finding *ret_finding)
{
    double limit = exercise->form[FORM_RULE_OVER_ARCHING].hint;
    if (isnan(lumbar_deg) || !exercise_judges(exercise, FORM_RULE_OVER_ARCHING) ||
        !form_dwell_push(arch, t_ns, -lumbar_deg, limit, limit - RELEASE_DEG))
        return false;
    ret_finding->fault = FAULT_OVER_ARCHING;
    ret_finding->onset_ns = arch->onset_ns;
    ret_finding->confidence = CONFIDENCE;
    return form_beyond(exercise, FORM_RULE_OVER_ARCHING, arch->peak, ret_finding);
}
