/* SPDX-License-Identifier: MIT */
#include "rep_phase.h"

#include <stdbool.h>

#define REBOUND 0.6 /* of the speed with which it came down, design value */

struct draft { /* mechanical durations, between standstills or turning points */
    double away_s, wait_s, back_s;
    bool turns; /* at the far end without a stop */
};

/* A quarter of the way, as long as that is humanly possible (design value). */
static double ramp_of(double duration, double snap)
{
    return fmin(snap * fmax(0.15, fmin(0.45, 0.27 * duration)), 0.45 * duration);
}

/* One way from standstill to standstill, slower in the middle when it sticks. */
static void add_way(struct phase *phase, double distance, double duration, double snap,
                    double sticking)
{
    double ramp = ramp_of(duration, snap);
    double cruise = duration - 2.0 * ramp;
    double speed;

    if (sticking <= 0.0 || cruise < 0.1) {
        phase_move(phase, distance, duration, ramp);
        return;
    }
    /* Full speed, a dip in the middle third, full speed: the mean makes up for the dip. */
    speed = distance / (duration - ramp - sticking * cruise / 2.0);
    phase_add(phase, ramp, speed);
    phase_add(phase, 0.5 * cruise, (1.0 - sticking) * speed);
    phase_add(phase, 0.5 * cruise, speed);
    phase_add(phase, ramp, 0.0);
}

/* Where in a ramp from speed `in` to speed `-out` the turning point is, 0..1. */
static double turning_point(double in, double out)
{
    double low = 0.0, high = 1.0;

    for (int i = 0; i < 50; i++) {
        double u = 0.5 * (low + high);
        double step = u * u * u * (10.0 + u * (-15.0 + 6.0 * u));

        if (step * (in + out) < in)
            low = u;
        else
            high = u;
    }
    return 0.5 * (low + high);
}

/* Away and back through a turning point at exactly the range, where the acceleration is largest. */
static void add_turn(struct phase *phase, double range, const struct draft *d, double snap,
                     double share)
{
    double ramp_in = ramp_of(d->away_s, snap), ramp_out = ramp_of(d->back_s, snap);
    double turn = share * (ramp_in + ramp_out);
    double in = range / (d->away_s - ramp_in), out = range / (d->back_s - ramp_out);
    double cruise_in = 0.0, cruise_out = 0.0;

    for (int i = 0; i < 60; i++) {
        double u = turning_point(in, out);
        double before = turn * (in * u - (in + out) * u * u * u * u * (2.5 + u * (-3.0 + u)));
        double after = before - 0.5 * turn * (in - out);

        cruise_in = (range - 0.5 * in * ramp_in - before) / in;
        cruise_out = (range - 0.5 * out * ramp_out - after) / out;
        if (cruise_in <= 0.0 || cruise_out <= 0.0)
            turn *= 0.9;
        in *= (ramp_in + cruise_in + u * turn) / d->away_s;
        out *= (ramp_out + cruise_out + (1.0 - u) * turn) / d->back_s;
    }
    phase_add(phase, ramp_in, in);
    phase_add(phase, cruise_in, in);
    phase_add(phase, turn, -out);
    phase_add(phase, cruise_out, -out);
    phase_add(phase, ramp_out, 0.0);
}

/* How far above the start posture a throw begins, so that it turns just there. */
static double throw_height(const struct rep_throw *throw)
{
    double u = turning_point(throw->speed, REBOUND * throw->speed);

    return throw->turn_s * throw->speed *
           (u - (1.0 + REBOUND) * u * u * u * u * (2.5 + u * (-3.0 + u)));
}

/* Away after a throw, from where it comes down. */
static void add_thrown_way(struct phase *phase, const struct rep_plan *plan, double duration)
{
    double out = REBOUND * plan->thrown.speed, left, speed;
    double ramp = fmin(ramp_of(duration, plan->snap), 0.4 * duration), change = ramp;

    phase_add(phase, plan->thrown.turn_s, out);
    left = plan->range - phase_final(phase);
    speed = (left - 0.5 * out * change) / (duration - 0.5 * change - 0.5 * ramp);
    phase_add(phase, change, speed);
    phase_add(phase, duration - change - ramp, speed);
    phase_add(phase, ramp, 0.0);
}

/* Back, and with full speed into the throw. Returns when it begins. */
static double add_throw(struct phase *phase, const struct rep_plan *plan, double duration,
                        struct rep_throw *ret_throw)
{
    double ramp = ramp_of(duration, plan->snap), t;
    struct rep_throw throw = {.turn_s = plan->throw_s, .speed = plan->range / duration};

    for (int i = 0; i < 20; i++)
        throw.speed = (plan->range - throw_height(&throw)) / (duration - 0.5 * ramp);
    phase_add(phase, ramp, -throw.speed);
    phase_add(phase, duration - ramp, -throw.speed);
    t = phase_end(phase);
    phase_add(phase, throw.turn_s, REBOUND * throw.speed);
    *ret_throw = throw;
    return t;
}

static void draw(struct phase *phase, double t, const struct rep_plan *plan, const struct draft *d,
                 struct rep_edges *edges)
{
    phase_begin(phase, t, 0.0);
    if (plan->thrown.turn_s > 0.0 || plan->throw_s > 0.0) {
        if (plan->thrown.turn_s > 0.0) {
            phase_begin_turning(phase, t, throw_height(&plan->thrown), -plan->thrown.speed);
            add_thrown_way(phase, plan, d->away_s);
        } else {
            add_way(phase, plan->range, d->away_s, plan->snap, 0.0);
        }
        if (d->wait_s > 0.0)
            phase_wait(phase, d->wait_s);
        if (plan->throw_s > 0.0) {
            edges->throw_t = add_throw(phase, plan, d->back_s, &edges->throw);
            return;
        }
        add_way(phase, -plan->range, d->back_s, plan->snap, 0.0);
        edges->throw_t = phase_end(phase);
        return;
    }
    if (d->turns) {
        add_turn(phase, plan->range, d, plan->snap, plan->turn > 0.0 ? plan->turn : 1.0);
        return;
    }
    add_way(phase, plan->range, d->away_s, plan->snap,
            plan->lifts_on_way_back ? 0.0 : plan->sticking);
    if (d->wait_s > 0.0)
        phase_wait(phase, d->wait_s);
    add_way(phase, -plan->range, d->back_s, plan->snap,
            plan->lifts_on_way_back ? plan->sticking : 0.0);
}

static void measure(const struct phase *phase, const struct rep_plan *plan, struct rep_edges *e)
{
    double last = phase_end(phase), first = phase->t[0];

    if (plan->thrown.turn_s > 0.0) /* it comes down first */
        first +=
            plan->thrown.turn_s * turning_point(plan->thrown.speed, REBOUND * plan->thrown.speed);
    e->start = phase_crossing(phase, plan->near_edge, first, last);
    e->away_end = phase_crossing(phase, plan->far_edge, e->start, last);
    e->back_start = phase_crossing(phase, plan->far_edge, e->away_end + 1e-3, last);
    e->end = phase_crossing(phase, plan->near_edge, e->back_start, last);
}

void rep_phase_build(struct phase *phase, double t, const struct rep_plan *plan,
                     struct rep_edges *ret_edges)
{
    struct draft d = {.away_s = 1.25 * plan->away_s, .back_s = 1.25 * plan->back_s};
    struct rep_edges e = {.throw_t = 0.0};
    double stop;

    draw(phase, t, plan, &d, &e);
    measure(phase, plan, &e);
    stop = e.back_start - e.away_end; /* what stopping for a moment takes */
    d.turns = plan->far_pause_s < 0.7 * stop && plan->sticking <= 0.0;

    /* The edges move almost one to one with the mechanical durations: this converges at once. */
    for (int i = 0; i < 6; i++) {
        draw(phase, t, plan, &d, &e);
        measure(phase, plan, &e);
        d.away_s = fmax(0.2, d.away_s + plan->away_s - (e.away_end - e.start));
        d.back_s = fmax(0.2, d.back_s + plan->back_s - (e.end - e.back_start));
        d.wait_s = fmax(0.0, d.wait_s + plan->far_pause_s - (e.back_start - e.away_end));
    }
    draw(phase, t, plan, &d, &e);
    measure(phase, plan, &e);
    if (plan->throw_s <= 0.0)
        e.throw_t = phase_end(phase);
    *ret_edges = e;
}
