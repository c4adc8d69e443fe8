/* SPDX-License-Identifier: MIT */
/*
 * form_rounding.h - the back rounds under load: lumbar flexion as a share of the athlete's largest.
 *
 * At most one cue a repetition. A rounding that goes on growing is waited for, a little, so that
 * the cue tells how bad it is.
 */
#ifndef LUMBAR_CORE_FORM_ROUNDING_H
#define LUMBAR_CORE_FORM_ROUNDING_H

#include <stdbool.h>
#include <stdint.h>

#define LUMBAR_FLEXION_MAX_DEG 55.0 /* where the own range is not known: research note 4.4 */

struct form_rounding_params {
    double warn_deg;
    double stop_deg;
};

struct form_rounding_finding {
    bool severe;       /* beyond stop_deg, else beyond warn_deg */
    int64_t onset_ns;  /* when warn_deg was passed */
    double amount_deg; /* most flexed so far */
};

struct form_rounding {
    bool above;
    bool cued; /* in this repetition */
    int64_t onset_ns;
    double peak_deg;
    int64_t peak_ns;
};

/* A repetition begins. */
void form_rounding_begin(struct form_rounding *rounding);

/* lumbar_deg: NAN is no evidence. True when a cue is due. */
bool form_rounding_push(struct form_rounding *rounding, const struct form_rounding_params *params,
                        int64_t t_ns, double lumbar_deg, struct form_rounding_finding *ret_finding);

#endif
