/* SPDX-License-Identifier: MIT */
#include "core/bar_turn.h"

#include <math.h>

/* Of 0.1 s: plates knock for less, rubber ones bounce for as long; design value. */
#define HALF_NS 50000000
#define NEAR_NS 50000000    /* the bar ahead of the body, or behind it; design value */
#define AROUND_NS 150000000 /* within which it stops and lifts off; design value */
#define BEFORE_NS 300000000 /* the push has not begun yet; design value */
#define RESTS_M_S 0.12      /* what the filter is wrong by after a rest; design value */
#define PUSH 0.4            /* of the largest push; more is one of its own; design value */
#define REST 0.15           /* of it; less is none; design value */
#define REST_NS 70000000    /* who pulls on after a bounce pushes again sooner; design value */
#define SPAN_MIN_S 0.08     /* at the trace's newest end there is less; design value */
#define ACCEL_MIN 0.5       /* m/s^2: who lifts at all pushes more; design value */

/* NAN without a bar. */
static double mean_accel(const struct trace *trace, unsigned age)
{
    int64_t t_ns = trace_at(trace, age)->t_ns;
    const struct trace_point *before = trace_at(trace, trace_age_of(trace, t_ns - HALF_NS));
    const struct trace_point *after = trace_at(trace, trace_age_of(trace, t_ns + HALF_NS));
    double span_s = (double)(after->t_ns - before->t_ns) * 1e-9;
    return span_s > SPAN_MIN_S ? (after->integral - before->integral) / span_s : NAN;
}

/* The largest between two ages. */
static struct bar_turn sharpest(const struct trace *trace, unsigned newest, unsigned oldest)
{
    struct bar_turn turn = {.accel = ACCEL_MIN};
    for (unsigned age = newest; age <= oldest; age++) {
        double accel = mean_accel(trace, age);
        if (!(accel > turn.accel))
            continue;
        turn.accel = accel;
        turn.t_ns = trace_at(trace, age)->t_ns;
    }
    return turn;
}

/* Whether there is a push on both sides of a rest. */
static bool stops(const struct trace *trace, unsigned newest, unsigned oldest, double most)
{
    bool pushed = false, rested = false;
    int64_t quiet_ns = 0; /* since when nothing pushes, going back in time; 0 = something does */
    for (unsigned age = newest; age <= oldest; age++) {
        double accel = mean_accel(trace, age);
        int64_t t_ns = trace_at(trace, age)->t_ns;
        bool quiet = accel < REST * most;
        if (quiet && quiet_ns == 0)
            quiet_ns = t_ns;
        else if (!quiet)
            quiet_ns = 0;
        rested = rested || (pushed && quiet && quiet_ns - t_ns >= REST_NS);
        if (rested && accel > PUSH * most)
            return true;
        pushed = pushed || accel > PUSH * most;
    }
    return false;
}

/* Hips that rise before the bar make the body turn where the bar has long stopped. */
static bool rests_before(const struct trace *trace, int64_t t_ns)
{
    const struct trace_point *point = trace_at(trace, trace_age_of(trace, t_ns - BEFORE_NS));
    return point->bar_still && fabs(point->velocity) < RESTS_M_S;
}

bool bar_turn_find(const struct trace *trace, int64_t from_ns, int64_t to_ns,
                   struct bar_turn *ret_turn)
{
    const struct bar_turn turn = sharpest(trace, trace_age_of(trace, to_ns + NEAR_NS),
                                          trace_age_of(trace, from_ns - NEAR_NS));
    if (turn.t_ns == 0 || rests_before(trace, turn.t_ns) ||
        stops(trace, trace_age_of(trace, to_ns + AROUND_NS),
              trace_age_of(trace, from_ns - AROUND_NS), turn.accel))
        return false;
    *ret_turn = turn;
    return true;
}
