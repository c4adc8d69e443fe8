/* SPDX-License-Identifier: MIT */
#include "core/form_dwell.h"

#define DWELL_NS 150000000    /* research note 4.5 */
#define GROWING_NS 60000000   /* no new peak for so long: it does not grow; design value */
#define PATIENCE_NS 400000000 /* nor is it waited for longer than this; design value */

bool form_dwell_push(struct form_dwell *dwell, int64_t t_ns, double value, double limit,
                     double release)
{
    if (dwell->above ? value < release : value < limit) {
        dwell->above = false;
        return false;
    }
    if (!dwell->above)
        *dwell =
            (struct form_dwell){.above = true, .onset_ns = t_ns, .peak = value, .peak_ns = t_ns};
    if (value > dwell->peak) {
        dwell->peak = value;
        dwell->peak_ns = t_ns;
    }
    int64_t lasted_ns = t_ns - dwell->onset_ns;
    bool grown = t_ns - dwell->peak_ns >= GROWING_NS || lasted_ns >= PATIENCE_NS;
    if (dwell->found || lasted_ns < DWELL_NS || !grown)
        return false;
    dwell->found = true;
    return true;
}
