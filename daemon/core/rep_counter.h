/* SPDX-License-Identifier: MIT */
/*
 * rep_counter.h - counts repetitions of a known movement from one absolute signal.
 *
 * The signal is "y", larger towards the far end of the movement: degrees or metres. Every
 * repetition leaves its start, passes the far end and returns. All levels are parts of the range,
 * so that one set of figures serves a bar and a back. Unlike rhythm.h it needs no second
 * repetition to believe the first.
 */
#ifndef LUMBAR_CORE_REP_COUNTER_H
#define LUMBAR_CORE_REP_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/zigzag.h"

#define REP_COUNTER_RECENT 5

struct rep_counter_params {
    double range_min; /* unit of y: nothing smaller is a repetition */
    double range_max;
    double rep_min_s;
    double rep_max_s;
};

enum rep_state {
    REP_READY, /* at the start; its level is followed */
    REP_OUT,   /* on the way to the far end, or there */
    REP_BACK,  /* has turned and comes back */
};

enum rep_event {
    REP_EVENT_NONE,
    REP_EVENT_LEFT, /* the start was left: a repetition may have begun */
    REP_EVENT_COUNTED,
    REP_EVENT_PARTIAL,  /* came back without having been at the far end */
    REP_EVENT_GIVEN_UP, /* too long, too large: no repetition */
};

struct rep_counter_result {
    enum rep_event event;
    int64_t start_ns;
    int64_t far_ns;
    int64_t end_ns; /* foretold: the count is given while the movement slows down before its end */
    double range;
};

struct rep_counter {
    enum rep_state state;
    bool primed;
    int64_t t_ns; /* of the last sample */
    double y;
    double start;     /* level of the start */
    int64_t start_ns; /* when y was last there */
    double idle;      /* the start's level when y last idled there, */
    int64_t idle_ns;  /* ... and when that was */
    double far;       /* largest y of this repetition */
    int64_t far_ns;
    double nearest; /* smallest y since the far end */
    int64_t nearest_ns;
    double lingers;          /* about this it stays while it is still */
    int64_t moving_ns;       /* when it last went elsewhere, either way */
    double back_speed;       /* fastest return of this repetition, > 0 */
    struct zigzag course;    /* y since it left the start, ... */
    struct zigzag_point dip; /* ... and from where it last went out; the start, if once only */
    bool settled;         /* came to rest short of the far end, and may yet come back from there */
    double settled_start; /* where that began */
    int64_t settled_start_ns;
    double reference; /* median range; 0 = none yet */
    double ranges[REP_COUNTER_RECENT];
    unsigned range_count;
};

void rep_counter_reset(struct rep_counter *counter);
/* The signal begins anew; the ranges learned stay. */
void rep_counter_restart(struct rep_counter *counter);
/* Here, now, is the start; what was under way is none. */
void rep_counter_begin_here(struct rep_counter *counter);
/* The other way round: what is learned is forgotten, the movement goes on. */
void rep_counter_forget_ranges(struct rep_counter *counter);
void rep_counter_push(struct rep_counter *counter, const struct rep_counter_params *params,
                      int64_t t_ns, double y, double y_rate, struct rep_counter_result *ret_result);
/* The repetition just counted was none after all: its range is not to be learned from. */
void rep_counter_disown(struct rep_counter *counter);

/* Where in the repetition: 0 = start, 1 = far end; NAN without a reference. */
double rep_counter_fraction(const struct rep_counter *counter,
                            const struct rep_counter_params *params);

#endif
