/* SPDX-License-Identifier: MIT */
/*
 * placement.h - whether the sensors still sit on the body as they did, and where their roles say.
 *
 * A sensor that slips keeps telling its own attitude rightly, so only the others can give it away:
 *
 *   standing  the rest of the trunk stands as ever, and one part leans, time and again, one way
 *   bending   chest and pelvis lean far, and one of them in another direction than before
 *   range     in every deep bend the pelvis seems to lean further than the chest: exchanged
 *
 * One stand proves nothing, people stand crookedly; it takes several. What is found makes the
 * segment doubted, which leaves the lumbar angle absent, until it has been learned anew: where "up"
 * is in the next stands, where "forward" is in the next bend.
 */
#ifndef LUMBAR_CORE_PLACEMENT_H
#define LUMBAR_CORE_PLACEMENT_H

#include "core/body.h"
#include "core/event.h"
#include "core/loads.h"
#include "core/sides.h"

#define PLACEMENT_LOOK_NS 100000000 /* design value: slower than any stand, and costs nothing */
#define PLACEMENT_TRUNK_PARTS 3     /* pelvis, thorax, upper back: the first of enum body_part */
#define PLACEMENT_BAR BODY_PARTS    /* the bar's place behind those of the body's parts */
#define PLACEMENT_FEET (BODY_PARTS + 1)
#define PLACEMENT_ROLES (BODY_PARTS + 2)

/* Stands of one part while the others stood as ever. */
struct placement_stands {
    double up[3];      /* sum of "up" in those that departed, sensor axes */
    unsigned crooked;  /* in a row, that departed */
    unsigned straight; /* in a row, that did not */
};

struct placement {
    int64_t looked_ns;
    unsigned taken; /* so often this stand has been counted */
    struct placement_stands stands[PLACEMENT_TRUNK_PARTS];

    bool bent;
    double deepest;          /* rad, of this bend */
    double lumbar_deepest;   /* rad, there */
    double askew;            /* rad, there: azimuth of the chest's lean less that of the pelvis' */
    double azimuth[2];       /* rad, there: of the pelvis, of the trunk */
    unsigned inverted_bends; /* in a row */
    unsigned askew_bends;

    unsigned crossed; /* roles that are exchanged, or may be, with those of the other side */

    unsigned found[PLACEMENT_ROLES];    /* SENSOR_MOVED, SENSOR_EXCHANGED */
    double amount_deg[PLACEMENT_ROLES]; /* NAN: it is none of degrees */
};

void placement_reset(struct placement *placement);

/* The sensor of a part, or of the bar, is another one now, or was put on again. */
void placement_forget(struct placement *placement, int role);

/* Two that were seen to sit where the other's role says; what was found of others before is no
 * longer. Returns the roles for which found has changed, as below. */
unsigned placement_exchange(struct placement *placement, struct body *body, int role, int other);

/* Left and right that are, or may be, exchanged: a bit for each of enum sides_of, all that are
 * known now. Where two others are exchanged nothing is to be said of them. As above. */
unsigned placement_cross(struct placement *placement, struct body *body, unsigned sides);

/* Asked at every sample of the body. */
static inline bool placement_is_due(const struct placement *placement, int64_t t_ns)
{
    return t_ns - placement->looked_ns >= PLACEMENT_LOOK_NS || t_ns < placement->looked_ns;
}

/*
 * To be called when it is due. in_set: people stand otherwise under a bar. Returns the roles for
 * which found has changed, a bit each; what has gone has been learned anew.
 */
unsigned placement_look(struct placement *placement, struct body *body,
                        const struct load_forces *loads, bool in_set, int64_t t_ns);

#endif
