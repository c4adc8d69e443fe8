/* SPDX-License-Identifier: MIT */
#include "core/first_lift.h"

#include <math.h>

#include "core/bar_handling.h"
#include "core/bound.h"
#include "core/stroke.h"
#include "core/vec3.h"

/* Design values. */
#define TURN_M_S 0.10        /* hysteresis: less is no lift */
#define RISE_M_S 0.12        /* of 0.2 m/s the leak leaves so much */
#define STILL_S 0.5          /* as LIES_S of rhythm.c */
#define LOOK_S 0.25          /* between two looks ... */
#define REST_ACCEL 0.4       /* m/s^2: ... while the bar rests, in hands at least: stroke.c */
#define REST_RATE 0.2        /* rad/s, likewise */
#define UP_NS 1500000000LL   /* ... or for so long after it rose: at the top it may only turn */
#define SPAN_NS 8000000000LL /* in so much time an offset's change hides no lift: stroke.c */
#define STILL_NS 400000000   /* of its stillness so much is lying, not coming to lie */
#define LAY_NS                                                                                     \
    200000000 /* as bar_handling.c: until so long before it rises it lies in any case              \
               */
#define BEFORE_RISE_NS 100000000 /* so near its fastest moment it does not rest */
#define RISEN_NS 300000000       /* from there to where it rests, at least */
/* m/s^2: if its offset need change but so much to hide that the bar did not come back, nobody knows
 * whether it did; half of stroke.c's BEND. */
#define HIDES 0.025
#define DOUBT_MAX 2.0      /* stroke.h */
#define LOST_NS 1000000000 /* after so long without a sample it was not followed */

void first_lift_forget(struct first_lift *first)
{
    *first = (struct first_lift){0};
}

static void follow_rise(struct first_lift *first, const struct generic_channel *channel,
                        int64_t t_ns)
{
    struct swing swing;
    /* What rises while it is still, as after it was set down, is the leak's. */
    if (channel->still_s >= STILL_S)
        zigzag_reset(&first->zigzag);
    if (zigzag_push(&first->zigzag, t_ns, channel->heave.velocity, TURN_M_S, &swing) &&
        swing.end > swing.start && swing.end >= RISE_M_S) {
        first->before_ns = first->rise.end_ns;
        first->rise = swing;
    }
}

static bool is_due(struct first_lift *first, const struct generic_channel *channel, int64_t t_ns,
                   const double rate[3])
{
    const double before_s = first->due_s;
    const bool rests =
        vec3_norm(rate) < REST_RATE && fabs(channel->quiet - channel->heave.mean) < REST_ACCEL;
    const bool up = t_ns - first->rise.end_ns < UP_NS;
    first->due_s = rests || up ? before_s + (double)(t_ns - first->t_ns) * 1e-9 : 0.0;
    return (int)(first->due_s / LOOK_S) > (int)(before_s / LOOK_S);
}

static const struct exercise_signal *bar_signal(const struct exercise *exercise)
{
    for (unsigned i = 0; i < exercise->signal_count; i++)
        if (exercise->signals[i].signal == BODY_SIGNAL_BAR_HEIGHT)
            return &exercise->signals[i];
    return NULL;
}

/* What rises from the floor lay until lay_ns, and lies now. */
static struct stroke_search search_for(const struct first_lift *first, bool floor, int64_t lay_ns,
                                       int64_t t_ns)
{
    const int64_t after_ns = later(first->over_ns, first->before_ns + RISEN_NS);
    const int64_t rise_ns = first->rise.end_ns;
    return (struct stroke_search){
        .start_from_ns = later(after_ns, floor ? lay_ns - LAY_NS : t_ns - SPAN_NS),
        .start_to_ns = rise_ns - BEFORE_RISE_NS,
        .end_from_ns = later(rise_ns + RISEN_NS, floor ? t_ns - STILL_NS : 0),
        .end_to_ns = t_ns,
    };
}

static bool find_lift(const struct exercise *exercise, struct stroke_search search,
                      struct trace *trace, struct stroke *ret_stroke)
{
    const struct exercise_signal *bar = bar_signal(exercise);
    search.away = exercise->start == EXERCISE_START_CONCENTRIC ? 1 : -1;
    search.range_min = bar ? bar->range_min : 0.0;
    if (!bar || search.start_from_ns >= search.start_to_ns ||
        search.end_from_ns >= search.end_to_ns || stroke_find(trace, &search, ret_stroke) < 0)
        return false;
    const double took_s = (double)(ret_stroke->end_ns - ret_stroke->start_ns) * 1e-9;
    return ret_stroke->doubt <= DOUBT_MAX && ret_stroke->range <= bar->range_max &&
           took_s >= exercise->rep_min_s && 6.0 * ret_stroke->range >= HIDES * took_s * took_s;
}

bool first_lift_push(struct first_lift *first, const struct exercise *exercise,
                     const struct generic_channel *channel, struct generic_look *look, int64_t t_ns,
                     const double rate[3], struct swing *ret_swing)
{
    const bool floor = exercise_rises_from_floor(exercise);
    const int64_t lay_ns = channel->rhythm[GENERIC_HEAVE].lay_ns;
    struct stroke stroke;
    if (t_ns - first->t_ns > LOST_NS)
        *first = (struct first_lift){.t_ns = t_ns};
    follow_rise(first, channel, t_ns);
    const bool due = is_due(first, channel, t_ns, rate);
    first->t_ns = t_ns;
    if (!due || look->lifter < 0 || first->rise.end_ns <= first->over_ns ||
        (channel->still_s >= STILL_S) != floor ||
        bar_rises_from_rest(&look->heave[look->lifter], lay_ns, first->rise.end_ns,
                            first->rise.end) != floor ||
        !find_lift(exercise, search_for(first, floor, lay_ns, t_ns), &look->lift.trace, &stroke))
        return false;
    first->over_ns = stroke.end_ns;
    *ret_swing = first->rise;
    ret_swing->left_ns = stroke.start_ns;
    ret_swing->over_ns = stroke.end_ns;
    return true;
}
