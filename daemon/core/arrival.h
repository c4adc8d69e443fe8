/* SPDX-License-Identifier: MIT */
/*
 * arrival.h - when a bar that is on its way back will have arrived.
 *
 * For repetitions that are followed by the bar alone, whose leaky swing comes back long before a
 * slowly lowered bar does. When it came to its far end is seen; how long it then stays away is
 * learned from the repetitions of the set, and before there is one, foretold from height and speed.
 */
#ifndef LUMBAR_CORE_ARRIVAL_H
#define LUMBAR_CORE_ARRIVAL_H

#include "core/rep_counter.h"
#include "core/stroke.h"

struct arrival {
    bool due; /* a repetition is as good as done, and waits for its end */
    struct rep_counter_result found;
    int64_t found_ns; /* when that was seen */
    int64_t start_ns; /* when the bar left, */
    int64_t end_ns;   /* ... and when it will be back, as well as is known yet */
    int64_t look_ns;  /* when it was looked at last */
    unsigned looks;
    double stays[REP_COUNTER_RECENT]; /* s, from the far end to the end, in this set */
    unsigned stay_count;
    double stay_s;                     /* their median */
    double wholes[REP_COUNTER_RECENT]; /* s, from the start to the end; as many */
    unsigned whole_count;
    double whole_s;
};

/* A set begins, or an exercise is chosen: nothing is known. */
void arrival_reset(struct arrival *arrival);

/* A repetition was measured: it took so long on the whole, and from its far end on. */
void arrival_learn(struct arrival *arrival, double whole_s, double stay_s);

/* found: what waits; its times stand until the bar shows better ones. */
void arrival_expect(struct arrival *arrival, const struct rep_counter_result *found,
                    int64_t now_ns);

/* search: for the rest before the repetition and the one at the far end. */
void arrival_look(struct arrival *arrival, struct trace *trace, const struct stroke_search *search,
                  int64_t now_ns);

/* Whether it is there, all but. */
bool arrival_is_now(const struct arrival *arrival, int64_t now_ns);

#endif
