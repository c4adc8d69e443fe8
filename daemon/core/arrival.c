/* SPDX-License-Identifier: MIT */
#include "core/arrival.h"

#include <math.h>

#include "core/stats.h"
#include "core/tempo.h"

/* Design values, but for those that say otherwise. */
#define LOOK_NS 100000000      /* a look costs as much as many samples */
#define LEAD_NS 200000000      /* so much nine in ten ways back differ from the one before */
#define UNSURE_NS 200000000    /* likewise the whole repetitions */
#define WAIT_MAX_NS 6000000000 /* lowered in 5 s, the slowest tempo that is taught */
#define EDGE 0.025             /* as tempo.c */
#define HALF 0.5               /* of the range: it is not far out any more */
#define MOVING_M_S 0.05        /* as lift.c */
#define SLOWING 1.4            /* as rep_counter.c: more than the speed alone tells */

void arrival_reset(struct arrival *arrival)
{
    *arrival = (struct arrival){0};
}

void arrival_learn(struct arrival *arrival, double whole_s, double stay_s)
{
    arrival->whole_s =
        median_push(arrival->wholes, REP_COUNTER_RECENT, &arrival->whole_count, whole_s);
    arrival->stay_s = median_push(arrival->stays, REP_COUNTER_RECENT, &arrival->stay_count, stay_s);
}

void arrival_expect(struct arrival *arrival, const struct rep_counter_result *found, int64_t now_ns)
{
    arrival->due = true;
    arrival->found = *found;
    arrival->found_ns = now_ns;
    arrival->start_ns = found->start_ns;
    arrival->end_ns = found->end_ns;
    arrival->look_ns = 0;
    arrival->looks = 0;
}

/* When the bar, which left at start_ns and rests far out at far_ns, came there. */
static int64_t came_ns(const struct trace *trace, int64_t start_ns, int64_t far_ns)
{
    unsigned age = trace_age_of(trace, start_ns), far_age = trace_age_of(trace, far_ns);
    double level = (1.0 - EDGE) * trace_at(trace, far_age)->stroke;
    while (age > far_age && trace_at(trace, age)->stroke < level)
        age--;
    return trace_at(trace, age)->t_ns;
}

/*
 * The far end tells best, as it is the way up that tiredness changes; but a slow bar's rest there
 * may be mistaken, and then it is the start that tells how far at most.
 */
static int64_t learned_end_ns(const struct arrival *arrival, int64_t far_ns)
{
    int64_t by_far_ns = far_ns + (int64_t)(arrival->stay_s * 1e9);
    int64_t by_start_ns = arrival->start_ns + (int64_t)(arrival->whole_s * 1e9);
    if (by_far_ns > by_start_ns + UNSURE_NS)
        return by_start_ns + UNSURE_NS;
    if (by_far_ns < by_start_ns - UNSURE_NS)
        return by_start_ns - UNSURE_NS;
    return by_far_ns;
}

void arrival_look(struct arrival *arrival, struct trace *trace, const struct stroke_search *search,
                  int64_t now_ns)
{
    struct stroke stroke;
    bool known = arrival->looks > 0 && arrival->stay_count > 0;
    if (known || now_ns - arrival->look_ns < LOOK_NS)
        return;
    arrival->look_ns = now_ns;
    arrival->looks++;
    if (stroke_find(trace, search, &stroke) < 0)
        return;
    const struct trace_point *now = trace_at(trace, 0);
    double range = trace_at(trace, trace_age_of(trace, stroke.end_ns))->stroke;
    arrival->start_ns = tempo_left_ns(trace, TEMPO_OF_STROKE, stroke.start_ns, stroke.end_ns);
    if (arrival->stay_count > 0)
        arrival->end_ns = learned_end_ns(arrival, came_ns(trace, stroke.start_ns, stroke.end_ns));
    else if (now->stroke_speed < -MOVING_M_S && now->stroke > 0.0)
        arrival->end_ns = now_ns - (int64_t)(SLOWING * now->stroke / now->stroke_speed * 1e9);
    else if (now->stroke < HALF * range)
        arrival->end_ns = now_ns;
}

bool arrival_is_now(const struct arrival *arrival, int64_t now_ns)
{
    return now_ns >= arrival->end_ns - LEAD_NS || now_ns - arrival->found_ns > WAIT_MAX_NS;
}
