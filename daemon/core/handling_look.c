/* SPDX-License-Identifier: MIT */
#include "core/handling_look.h"

#include <errno.h>
#include <math.h>

#include "core/bound.h"
#include "core/stroke.h"

/* Design values. */
#define BEFORE_NS 1000000000    /* so long before it was seen to leave may it have left */
#define EDGE_NS 300000000       /* so far off may the ends of a turn be from those of a lift */
#define SETTLE_NS 500000000     /* what has come up may still creep */
#define LOWER_MAX_NS 5000000000 /* from beginning to sink to sinking fastest */
#define LIFT_MAX_NS 3000000000  /* from rising fastest to being up: a slow lockout */
#define RISE_MIN 0.05           /* m: a hand that rises less tells no direction */

/* Where two rests are, one after the other. */
struct rests {
    int64_t first_from_ns;
    int64_t first_to_ns;
    int64_t second_from_ns;
    int64_t second_to_ns;
};

/* m, from one rest to the other; 0 when that is not seen. away: +1 up, -1 down. */
static double way_between(struct generic_look *look, const struct rests *rests, int away)
{
    const struct stroke_search search = {
        .start_from_ns = rests->first_from_ns,
        .start_to_ns = rests->first_to_ns,
        .end_from_ns = rests->second_from_ns,
        .end_to_ns = rests->second_to_ns,
        .one_way = true,
        .away = away,
    };
    struct trace *trace = &look->lift.trace;
    struct stroke stroke;
    if (stroke_find(trace, &search, &stroke) < 0)
        return 0.0;
    return trace_at(trace, trace_age_of(trace, stroke.end_ns))->stroke;
}

/* Of a hand that turns: how far it rises, and how far it sinks before. */
static void measure_hand(struct generic_look *look, const struct handling_search *search,
                         struct handling_rep *rep)
{
    const struct rests out = {
        .first_from_ns = rep->start_ns - BEFORE_NS,
        .first_to_ns = rep->start_ns + EDGE_NS,
        .second_from_ns = rep->out_ns - EDGE_NS,
        .second_to_ns = rep->in_ns,
    };
    const struct rests back = {
        .first_from_ns = rep->out_ns,
        .first_to_ns = rep->in_ns + EDGE_NS,
        .second_from_ns = rep->end_ns - EDGE_NS,
        .second_to_ns = rep->end_ns + EDGE_NS,
    };
    const double way = course_mean(&look->heave[search->sensor], rep->start_ns, rep->out_ns) *
                       (double)(rep->out_ns - rep->start_ns) * 1e-9;
    rep->of_hand = true;
    if (look->lifter != search->sensor || !(fabs(way) >= RISE_MIN))
        return;
    rep->lifts = way > 0.0;
    if (rep->lifts) {
        rep->height = way_between(look, &out, 1);
        return;
    }
    rep->depth = way_between(look, &out, -1);
    if (search->limit_ns > back.second_to_ns)
        rep->height = way_between(look, &back, 1);
}

static int look_at_turn(struct generic_look *look, const struct swing *swing,
                        const struct handling_search *search, struct handling_rep *ret_rep)
{
    struct excursion excursion;
    int r = course_excursion(&look->turn[search->sensor],
                             later(swing->left_ns - BEFORE_NS, search->over_ns), swing->left_ns,
                             swing->over_ns, later(swing->over_ns, search->limit_ns), &excursion);
    if (r < 0)
        return r;
    *ret_rep = (struct handling_rep){
        .start_ns = excursion.start_ns,
        .out_ns = excursion.out_ns,
        .in_ns = excursion.in_ns,
        .half_in_ns = excursion.half_in_ns,
        .end_ns = excursion.end_ns,
    };
    if (search->place == HANDLING_HAND)
        measure_hand(look, search, ret_rep);
    return 0;
}

static int look_at_lift(struct generic_look *look, const struct swing *swing,
                        const struct handling_search *search, struct handling_rep *ret_rep)
{
    const struct generic_lift_search around = {
        .before_ns = later(swing->start_ns - LOWER_MAX_NS, search->over_ns - SETTLE_NS),
        .fall_ns = swing->start_ns,
        .rise_ns = swing->end_ns,
        .after_ns = later(swing->over_ns, earlier(search->limit_ns, swing->end_ns + LIFT_MAX_NS)),
    };
    const bool up = search->limit_ns > swing->over_ns;
    struct generic_lift_found lift = {0};
    if (look->lifter != search->sensor)
        return -ENODATA;
    int r = up ? generic_lift_look(&look->lift, &around, &lift) : -ENODATA;
    if (r < 0 || !lift.lowered)
        r = generic_lift_look_down(&look->lift, &around, &lift);
    if (r < 0)
        return r;
    *ret_rep = (struct handling_rep){
        .start_ns = lift.lower_ns,
        .out_ns = lift.low_ns,
        .in_ns = lift.rise_ns,
        .half_in_ns = swing->end_ns,
        .end_ns = lift.high_ns,
        .heaved = true,
        .of_hand = true,
        .height = lift.height,
    };
    return 0;
}

int handling_look(struct generic_look *look, const struct likeness_swing *told,
                  const struct handling_search *search, struct handling_rep *ret_rep)
{
    if (told->signal == GENERIC_HEAVE)
        return look_at_lift(look, &told->swing, search, ret_rep);
    /* What turns somewhere may be anything. */
    if (search->place == HANDLING_ANYWHERE)
        return -ENODATA;
    return look_at_turn(look, &told->swing, search, ret_rep);
}
