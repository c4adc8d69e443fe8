/* SPDX-License-Identifier: MIT */
#include "core/form_tempo.h"

#include <math.h>

#define PAUSE_MIN_S 0.5 /* design value: a shorter prescribed pause is a turn */
#define OWN 0.8 /* nobody was asked to keep the own time: so much less strict; design value */

/* Shares are what limits are made of, seconds what people count. */
static bool in_seconds(struct form_finding *finding, double meant_s)
{
    finding->amount *= meant_s;
    finding->threshold *= meant_s;
    return true;
}

bool form_lowers_too_fast(const struct exercise *exercise, const struct prescription *prescription,
                          double own_s, const struct rep_detail *detail,
                          struct form_finding *ret_finding)
{
    double meant_s = prescription->tempo_s[0];
    if (!(meant_s > 0.0))
        meant_s = OWN * own_s;
    return form_beyond(exercise, FORM_RULE_TOO_FAST, detail->eccentric_s / meant_s, ret_finding) &&
           in_seconds(ret_finding, meant_s);
}

static double share_of_pause(double meant_s, double seen_s)
{
    return meant_s >= PAUSE_MIN_S ? seen_s / meant_s : NAN;
}

bool form_lacks_pause(const struct exercise *exercise, const struct prescription *prescription,
                      const struct rep_detail *detail, struct form_finding *ret_finding)
{
    double stretch = share_of_pause(prescription->tempo_s[1], detail->stretch_pause_s);
    double top = share_of_pause(prescription->tempo_s[3], detail->top_pause_s);
    bool at_top = isnan(stretch) || top < stretch;
    return form_beyond(exercise, FORM_RULE_NO_PAUSE, at_top ? top : stretch, ret_finding) &&
           in_seconds(ret_finding, prescription->tempo_s[at_top ? 3 : 1]);
}
