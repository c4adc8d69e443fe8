/* SPDX-License-Identifier: MIT */
/*
 * lying.h - whether a sensor that should be worn lies about like a bar, and the bar's is worn.
 *
 * Whoever moves cannot keep a part of the body dead still: it breathes, sways and trembles. A bar
 * on the floor or in a rack lies dead still however its lifter walks and bends. So where the
 * trunk or a thigh moves and
 *
 *   one part's sensor lies dead still and the bar's moves, twice    they are exchanged
 *   the bar's lies dead still and the part's has moved, once        they are not
 *   both move, or both lie still                                    nothing is said by it
 *
 * Several of the body's that lie still are not worn, which is no exchange. Accelerometer and
 * gyroscope must agree: one whose gyroscope tells hardly anything does not lie still, and one that
 * lies does not move because its gyroscope's noise is told in degrees.
 */
#ifndef LUMBAR_CORE_LYING_H
#define LUMBAR_CORE_LYING_H

#include "core/body.h"

#define LYING_BAR BODY_PARTS /* the bar's place behind those of the body's parts */
#define LYING_ROLES (BODY_PARTS + 1)

/* How much a sensor's turning and what it feels beside gravity have varied since the last verdict:
 * an offset makes no difference. */
struct lying_seen {
    unsigned looks;
    double least[6]; /* rad/s, then m/s^2 */
    double most[6];
};

struct lying {
    int64_t since_ns; /* when the stretch under way began; 0 = at the next look */
    struct lying_seen seen[LYING_ROLES];
    /* Of the newest stretch, rad/s: between the extremes of the turning; NAN = hardly seen. */
    double spread[LYING_ROLES];
    double shaken[LYING_ROLES];  /* likewise, m/s^2, between those of what it feels */
    bool judged;                 /* at this look: it is over just now */
    unsigned as_bar[BODY_PARTS]; /* stretches in which it lay still while the bar's moved */
    bool as_worn[BODY_PARTS];    /* it moved while the bar's lay still */
};

void lying_reset(struct lying *lying);
/* Another sensor has this role now. */
void lying_forget(struct lying *lying, int role);

/* Ten times a second: rate: of this role's sensor now, rad/s; accel: specific force less gravity,
 * m/s^2, in a frame that does not turn with it. */
void lying_see(struct lying *lying, int role, const double rate[3], const double accel[3]);
/* After all roles have been seen. The part that lies where the bar should; -1 = none is known to.
 */
int lying_judge(struct lying *lying, int64_t t_ns);

#endif
