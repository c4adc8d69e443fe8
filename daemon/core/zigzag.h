/* SPDX-License-Identifier: MIT */
/*
 * zigzag.h - turning points of a signal, found with hysteresis.
 *
 * A turning point is an extreme from which the signal has come back by more than the hysteresis.
 * Between two turning points lies a swing. Where the signal begins counts as a turning point.
 */
#ifndef LUMBAR_CORE_ZIGZAG_H
#define LUMBAR_CORE_ZIGZAG_H

#include <stdbool.h>
#include <stdint.h>

struct swing {
    int64_t start_ns; /* the turning points */
    int64_t end_ns;
    int64_t left_ns;    /* when it left the first of them: it may have rested there */
    int64_t over_ns;    /* when it had come back so far that the end was seen to be one; a user of
                           swings may know better */
    bool is_back;       /* it has; for the user */
    int64_t stirred_ns; /* when the last pause before its end was over; for the user */
    double paused_s;    /* ... and how long that was */
    bool unseen;        /* a copy of the one after it, for one that nobody saw; for the user */
    double start;       /* the signal at the turning points, in its own unit */
    double end;
    double size;        /* how far it went; a user of swings may know better than |end - start| */
    double start_up[3]; /* how the sensor stood at the turning points */
    double end_up[3];
    double start_heading; /* rad, whither it faced there */
    double end_heading;
    double start_height; /* m, from anywhere, as far as a leak tells */
    double end_height;
};

/* A point of the signal. */
struct zigzag_point {
    int64_t t_ns;
    double x;
    int64_t left_ns; /* when the signal was last as near as tremor allows */
    double up[3];    /* the zigzag's, at that moment */
    double heading;
    double height;
};

struct zigzag {
    int direction; /* +1 rising, -1 falling, 0 not known yet */
    bool primed;
    bool has_turn;
    struct zigzag_point turn; /* the last turning point */
    struct zigzag_point low;  /* lowest since the last turn, or since the start */
    struct zigzag_point high;
    double up[3];   /* how the sensor stands, to be kept with the points; for the user */
    double heading; /* rad, likewise whither it faces: from anywhere, not wrapped */
    double height;  /* m, likewise */
};

struct swing swing_between(struct zigzag_point from, struct zigzag_point to, int64_t over_ns);

void zigzag_reset(struct zigzag *zigzag);

/* Returns true when this point confirms that a swing has ended; the swing began at a turn. */
bool zigzag_push(struct zigzag *zigzag, int64_t t_ns, double x, double hysteresis,
                 struct swing *ret_swing);

/* What was highest so far was nothing: the signal goes on from x. */
void zigzag_forget_high(struct zigzag *zigzag, int64_t t_ns, double x);

/* The signal rests at x, and if anything rises from there. */
void zigzag_begin_rise(struct zigzag *zigzag, int64_t t_ns, double x);

/* It was not seen for a while and may have turned: which way it goes is open again. How far it
 * comes the same way is told from here, a turn as before. */
void zigzag_lose_way(struct zigzag *zigzag, int64_t t_ns, double x);

/* The extremes approach x with the given fraction (0..1): what was long ago is forgotten. */
void zigzag_relax(struct zigzag *zigzag, double x, double fraction);

#endif
