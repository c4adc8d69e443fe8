/* SPDX-License-Identifier: MIT */
#include "core/bridge.h"

#include <math.h>

#define STEP_S 0.03  /* a tenth of the shortest lift; design value */
#define SHORT_S 0.06 /* nothing turns within it; design value */
#define LONG_S 1.5   /* then the signal begins anew */
/* Of bars and wrists alike: across gaps made in recordings of both, the speed changes by 0.9 of
 * what a straight line would tell after 0.3 s, by 0.8 after 0.4 s and by 0.45 after 0.6 s. */
#define MEMORY_S 0.2

unsigned bridge_steps(double gap_s)
{
    return gap_s > SHORT_S && gap_s <= LONG_S ? (unsigned)ceil(gap_s / STEP_S) : 1;
}

double bridge(double from, double to, double gap_s, double share)
{
    /* The mean of all paths of an Ornstein-Uhlenbeck process that has these ends. */
    double span = gap_s / MEMORY_S;
    if (span <= 0.0)
        return to;
    return (sinh((1.0 - share) * span) * from + sinh(share * span) * to) / sinh(span);
}
