/* SPDX-License-Identifier: MIT */
/*
 * form_creep.h - the back is a little rounder in every repetition.
 */
#ifndef LUMBAR_CORE_FORM_CREEP_H
#define LUMBAR_CORE_FORM_CREEP_H

#include "core/form.h"

struct form_creep {
    unsigned reps;
    double first_deg;  /* mean of the first two repetitions' largest flexion */
    double before_deg; /* of the repetition before the newest */
};

void form_creep_begin_set(struct form_creep *creep);

/*
 * peak_deg: largest lumbar flexion of a repetition; flexion_max_deg: the athlete's own. True when
 * two repetitions in a row are beyond the limit; amount: degrees it has grown.
 */
bool form_creep_push(struct form_creep *creep, const struct exercise *exercise, double peak_deg,
                     double flexion_max_deg, struct form_finding *ret_finding);

#endif
