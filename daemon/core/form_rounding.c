/* SPDX-License-Identifier: MIT */
#include "core/form_rounding.h"

#include <math.h>

#define DWELL_NS 120000000    /* research note 4.5 */
#define GROWING_NS 60000000   /* no new peak for so long: it does not grow; design value */
#define PATIENCE_NS 400000000 /* nor is it waited for longer than this; design value */
#define RELEASE 0.05          /* points of the largest flexion: research note 4.5 */

void form_rounding_begin(struct form_rounding *rounding)
{
    *rounding = (struct form_rounding){0};
}

bool form_rounding_push(struct form_rounding *rounding, const struct form_rounding_params *params,
                        int64_t t_ns, double lumbar_deg, struct form_rounding_finding *ret_finding)
{
    if (isnan(lumbar_deg))
        return false;
    if (!rounding->above) {
        if (lumbar_deg < params->warn_deg)
            return false;
        rounding->above = true;
        rounding->onset_ns = rounding->peak_ns = t_ns;
        rounding->peak_deg = lumbar_deg;
    } else if (lumbar_deg < params->warn_deg - RELEASE * LUMBAR_FLEXION_MAX_DEG) {
        rounding->above = false;
    }
    if (lumbar_deg > rounding->peak_deg) {
        rounding->peak_deg = lumbar_deg;
        rounding->peak_ns = t_ns;
    }
    int64_t lasted_ns = t_ns - rounding->onset_ns;
    bool severe = rounding->peak_deg >= params->stop_deg;
    bool grown = severe || t_ns - rounding->peak_ns >= GROWING_NS || lasted_ns >= PATIENCE_NS;
    if (!rounding->above || rounding->cued || lasted_ns < DWELL_NS || !grown)
        return false;
    rounding->cued = true;
    *ret_finding = (struct form_rounding_finding){
        .severe = severe,
        .onset_ns = rounding->onset_ns,
        .amount_deg = rounding->peak_deg,
    };
    return true;
}
