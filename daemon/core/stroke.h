/* SPDX-License-Identifier: MIT */
/*
 * stroke.h - velocity and height of the bar within one repetition, looked back at.
 *
 * A repetition begins and ends with the bar at rest, at the same height. Of all moments that may
 * be these two rests those are taken under which the accelerometer's error, which the plainly
 * integrated acceleration then shows, is most even: a moment at which the bar really moved lets
 * the height not close, or the error change faster than a sensor's does.
 *
 * A bar that touches the floor and goes is at rest nowhere there. Where a search says that it
 * turns, what is known is that it comes as low again, and as fast where it turns at both ends
 * (research note 3.2, cycle closure).
 */
#ifndef LUMBAR_CORE_STROKE_H
#define LUMBAR_CORE_STROKE_H

#include "core/trace.h"

struct stroke_search {
    int64_t start_from_ns; /* the rest before the repetition is sought from here */
    int64_t start_to_ns;   /* to here, */
    int64_t end_from_ns;   /* the one after it from here */
    int64_t end_to_ns;     /* to here */
    bool start_turns;      /* it does not rest there, but turns, most likely in the middle */
    bool end_turns;        /* likewise; not with one_way */
    bool one_way;          /* what is sought from end_from_ns on is the rest at the far end */
    int away;              /* +1: the bar rises first, -1: it sinks first */
    double range_min;      /* m; moves it less, it is not this repetition */
};

struct stroke {
    int64_t start_ns; /* the bar is at rest */
    int64_t end_ns;   /* ... again, where it was */
    double range;     /* m, so far it went away between them */
    double doubt;     /* below 2 where they are rests as they should be */
};

/*
 * Fills in stroke and stroke_speed of the points from a little before the start to the newest; the
 * stroke is zero at the start and grows towards the far end. -ENODATA when the trace shows no bar
 * there, or none that goes and comes back; then both are NAN.
 */
int stroke_find(struct trace *trace, const struct stroke_search *search, struct stroke *ret_stroke);

#endif
