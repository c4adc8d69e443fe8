/* SPDX-License-Identifier: MIT */
#include "compose.h"

#include <string.h>

#include "rep_phase.h"

#define DEGREES (M_PI / 180.0)
/* How far the rack's hooks are below the bar of the upright athlete, as progress of a squat. */
#define RACK_DUCK 0.08
#define WALK_OUT_M 0.7
#define REP_EDGE 0.02 /* of the primary motion: left the start, or reached the far end */

struct set_plan {
    const struct lift *lift;
    unsigned set;
    double load_kg;
    struct path base;  /* as the exercise should be */
    struct path fault; /* with the fault */
    size_t base_index, fault_index;
    struct path helper; /* the way by which the bar gets to the start posture */
};

static struct jet_vec bar_of(const struct compose *c, const struct pose *pose, double *ret_turn)
{
    struct posture posture;
    struct body body;

    posture_of_pose(pose, &posture);
    posture.c[C_GRIP] = jet_of(1.0);
    posture.c[C_ANCHOR] = jet_of(script_track_final(c->script, TRACK_ANCHOR_X));
    posture.c[C_ANCHOR + 1] = jet_of(script_track_final(c->script, TRACK_ANCHOR_Y));
    posture.c[C_HEADING] = jet_of(script_track_final(c->script, TRACK_HEADING));
    *ret_turn = body_hold_turn(&c->script->person, &posture).v;
    body_place(&c->script->person, &posture, &body);
    return body.segment[S_BAR].origin;
}

/*
 * The bar lies where the athlete will take it. Before the first motion it has always lain there;
 * later others carry it over while the athlete waits.
 */
static void lay_bar(struct compose *c, const struct pose *taking)
{
    const enum script_track track[3] = {TRACK_BAR_REST_X, TRACK_BAR_REST_Z, TRACK_SPIN_ZERO};
    double turn;
    struct jet_vec at = bar_of(c, taking, &turn);
    const double want[3] = {at.x.v, at.z.v, turn};
    bool elsewhere = false;

    for (int i = 0; i < 3; i++) {
        if (!c->bar_laid)
            c->script->track[track[i]].initial = want[i];
        else if (fabs(script_track_final(c->script, track[i]) - want[i]) > 1e-6)
            elsewhere = true;
    }
    c->bar_laid = true;
    if (!elsewhere)
        return;
    for (int i = 0; i < 3; i++)
        compose_track(c, track[i], 0.0, 3.0, want[i]);
    compose_stay(c, 3.5);
}

/* From the floor: first the slack is pulled out, then the plates leave. */
static void leave_floor(struct compose *c, double load_kg, double slack_s)
{
    compose_track(c, TRACK_CARRIED, -slack_s, slack_s + 0.05, load_kg);
    compose_track(c, TRACK_GRIP, -0.03, 0.15, 1.0);
    compose_track(c, TRACK_STEADY, 0.1, 0.6, 0.0);
}

/* c->t is when the plates are down. */
static void reach_floor(struct compose *c, double settle_s)
{
    script_add_knock(c->script, c->t - 0.03, prng_uniform(&c->prng, 5e-5, 3e-4));
    compose_track(c, TRACK_STEADY, -0.5, 0.4, 1.0);
    compose_track(c, TRACK_GRIP, -0.12, 0.15, 0.0);
    compose_track(c, TRACK_CARRIED, -0.03, settle_s + 0.03, 0.0);
}

static void take_from_floor(struct compose *c, struct set_plan *plan)
{
    struct pose grip, start;

    lift_solve(lift_find("deadlift"), &c->script->person, plan->load_kg, 0.0, &plan->helper);
    pose_of_path(plan->lift->rests_on_floor ? &plan->base : &plan->helper, 0.0, &grip);
    lay_bar(c, &grip);
    compose_go(c, &grip, prng_uniform(&c->prng, 1.6, 2.4));
    compose_track(c, TRACK_STEADY, -0.4, 0.6, 1.0);
    compose_stay(c, prng_uniform(&c->prng, 0.8, 2.0));
    if (plan->lift->rests_on_floor)
        return;
    leave_floor(c, plan->load_kg, 0.35);
    compose_follow(c, &plan->helper, 0.0, 1.0, prng_uniform(&c->prng, 1.4, 2.0));
    compose_stay(c, 0.4);
    pose_of_path(&plan->base, 0.0, &start);
    compose_go(c, &start, plan->lift->start.trunk > 20 ? 1.5 : 0.6);
    compose_stay(c, prng_uniform(&c->prng, 0.8, 1.6));
}

static void return_to_floor(struct compose *c, struct set_plan *plan)
{
    if (!plan->lift->rests_on_floor) {
        struct pose upright;

        pose_of_path(&plan->helper, 1.0, &upright);
        compose_go(c, &upright, plan->lift->start.trunk > 20 ? 1.5 : 0.6);
        compose_stay(c, 0.4);
        compose_follow(c, &plan->helper, 1.0, 0.0, prng_uniform(&c->prng, 1.6, 2.2));
        reach_floor(c, 0.25);
    }
    compose_stay(c, prng_uniform(&c->prng, 0.4, 0.9));
    compose_track(c, TRACK_STEADY, 0.0, 0.5, 0.0);
    compose_go(c, &c->standing, prng_uniform(&c->prng, 1.3, 1.9));
}

static void step_with_bar(struct compose *c, double distance)
{
    double duration = prng_uniform(&c->prng, 2.0, 3.0);
    double x = script_track_final(c->script, TRACK_ANCHOR_X);

    compose_track(c, TRACK_ANCHOR_X, 0.0, duration, x + distance);
    compose_track(c, TRACK_GAIT, 0.0, 0.6, 0.45); /* small steps */
    compose_track(c, TRACK_GAIT, duration - 0.6, 0.6, 0.0);
    compose_stay(c, duration);
}

static void take_from_rack(struct compose *c, struct set_plan *plan)
{
    struct pose duck, start;

    lift_solve(lift_find("back-squat"), &c->script->person, plan->load_kg, 0.0, &plan->helper);
    pose_of_path(&plan->helper, RACK_DUCK, &duck);
    lay_bar(c, &duck);
    compose_go(c, &duck, prng_uniform(&c->prng, 1.6, 2.4));
    compose_stay(c, prng_uniform(&c->prng, 0.5, 1.2));
    compose_track(c, TRACK_CARRIED, 0.0, 0.6, plan->load_kg);
    compose_track(c, TRACK_GRIP, 0.2, 0.6, 1.0);
    compose_stay(c, 0.8);
    compose_follow(c, &plan->helper, RACK_DUCK, 0.0, prng_uniform(&c->prng, 0.8, 1.2));
    compose_stay(c, prng_uniform(&c->prng, 0.3, 0.8));
    step_with_bar(c, -WALK_OUT_M);
    pose_of_path(&plan->base, 0.0, &start);
    compose_go(c, &start, 0.6);
    compose_stay(c, prng_uniform(&c->prng, 0.8, 2.0));
}

static void return_to_rack(struct compose *c, struct set_plan *plan)
{
    struct pose upright;

    pose_of_path(&plan->helper, 0.0, &upright);
    compose_go(c, &upright, 0.6);
    step_with_bar(c, WALK_OUT_M);
    compose_stay(c, 0.3);
    compose_follow(c, &plan->helper, 0.0, RACK_DUCK, prng_uniform(&c->prng, 0.8, 1.2));
    script_add_knock(c->script, c->t - 0.05, prng_uniform(&c->prng, 5e-5, 2e-4));
    compose_track(c, TRACK_GRIP, -0.05, 0.2, 0.0);
    compose_track(c, TRACK_CARRIED, 0.0, 0.5, 0.0);
    compose_stay(c, 0.6);
    compose_go(c, &c->standing, prng_uniform(&c->prng, 1.3, 1.9));
}

/* What the athlete means to do in this repetition; people are not machines. */
static struct rep_plan plan_rep(struct compose *c, const struct lift *lift, unsigned rep,
                                unsigned reps)
{
    const struct sim_athlete_options *o = c->options;
    double uneven = c->script->person.unevenness;
    double through = reps > 1 ? fmin(1.0, (double)(rep - 1) / (reps - 1)) : 0.0;
    double s[4];
    struct rep_plan plan;

    for (int i = 0; i < 4; i++) {
        bool own = isnan(o->tempo_s[i]);

        s[i] = own ? lift->tempo_s[i] * c->script->person.tempo : o->tempo_s[i];
        s[i] *= prng_people(&c->prng, 1.0, own ? uneven : 0.5 * uneven);
    }
    s[2] /= 1.0 - o->speed_loss * through;
    plan = (struct rep_plan){
        .range = o->range * prng_people(&c->prng, 1.0, 0.25 * uneven),
        .away_s = fmax(0.35, lift->concentric_first ? s[2] : s[0]),
        .far_pause_s = lift->concentric_first ? s[3] : s[1],
        .back_s = fmax(0.35, lift->concentric_first ? s[0] : s[2]),
        .snap = c->script->person.snap,
        /* Lifts that slow down do so in the middle, more and more (design value). */
        .sticking = o->speed_loss > 0.15 ? fmin(0.6, 0.8 * o->speed_loss * through) : 0.0,
        .lifts_on_way_back = !lift->concentric_first,
    };
    return plan;
}

/* Progress at which the primary motion has gone a share of what it will reach. */
static double progress_at(const struct compose *c, const struct set_plan *plan, double range,
                          double share)
{
    const struct person *p = &c->script->person;
    double low = 0.0, high = range, from, to;
    struct pose pose;

    pose_of_path(&plan->base, 0.0, &pose);
    from = lift_primary(plan->lift, p, &pose);
    pose_of_path(&plan->base, range, &pose);
    to = lift_primary(plan->lift, p, &pose);
    for (int i = 0; i < 30; i++) {
        double middle = 0.5 * (low + high);

        pose_of_path(&plan->base, middle, &pose);
        if ((lift_primary(plan->lift, p, &pose) - from) / (to - from) < share)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double start_pause(struct compose *c, const struct lift *lift)
{
    int which = lift->concentric_first ? 1 : 3;
    double s = c->options->tempo_s[which];

    if (isnan(s))
        s = lift->tempo_s[which] * c->script->person.tempo;
    return s * prng_people(&c->prng, 1.0, c->script->person.unevenness);
}

static void compose_rep(struct compose *c, struct set_plan *plan, const struct rep_plan *rep_plan,
                        struct script_rep *rep, double pause_s)
{
    const struct lift *lift = plan->lift;
    struct phase phase;
    struct rep_edges edges;
    double wait;

    rep_phase_build(&phase, c->t, rep_plan, &edges);
    if (rep->faulted != (script_track_final(c->script, TRACK_VARIANT) > 0.5)) {
        /* With the load's first pull, where the way begins hinged; else unseen, upright. */
        compose_track(c, TRACK_VARIANT, -0.2, 0.4, rep->faulted);
    }
    rep->motion = script_add_motion(c->script, &phase, plan->base_index, plan->fault_index);
    rep->start = edges.start;
    rep->away_end = edges.away_end;
    rep->back_start = edges.back_start;
    rep->end = edges.end;
    rep->concentric_first = lift->concentric_first;
    rep->range_in_metres = lift->range_in_metres;
    script_add_rep(c->script, rep);

    /* The pause at the start posture lasts from 2 % to 2 %, so slowing down is part of it. */
    wait = pause_s - (edges.start - c->t) - (phase_end(&phase) - edges.end);
    wait = fmax(lift->rests_on_floor ? 0.12 : 0.02, wait);
    if (lift->rests_on_floor)
        leave_floor(c, plan->load_kg, fmin(0.35, 0.5 * wait));
    c->t = phase_end(&phase);
    if (lift->rests_on_floor)
        reach_floor(c, fmin(0.25, 0.4 * wait));
    compose_stay(c, wait);
}

/* What rounding means in rad on top of what the exercise shows anyway. */
static double rounding_of(const struct compose *c, const struct lift *lift)
{
    const struct person *p = &c->script->person;
    double severity = c->options->fault_severity;
    double peak = severity <= 1.5 ? severity * p->lumbar_max : severity * DEGREES;
    double usual = fmax(lift->start.lumbar, lift->far.lumbar) * p->lumbar_share * DEGREES;

    return strcmp(c->options->fault, "rounding") ? 0.0 : peak - usual;
}

void compose_false_start(struct compose *c, const struct lift *lift)
{
    struct set_plan plan = {.lift = lift};

    plan.load_kg = lift->load * c->script->person.mass_kg * c->script->person.strength;
    lift_solve(lift, &c->script->person, plan.load_kg, 0.0, &plan.base);
    if (lift->bar == BAR_IN_RACK) {
        take_from_rack(c, &plan);
        return_to_rack(c, &plan);
    } else {
        take_from_floor(c, &plan);
        return_to_floor(c, &plan);
    }
}

void compose_set(struct compose *c, const struct lift *lift, unsigned set)
{
    const struct sim_athlete_options *o = c->options;
    const struct person *p = &c->script->person;
    struct set_plan plan = {.lift = lift, .set = set};
    struct script_set truth = {.set = set, .lift = lift, .reps = o->reps};
    size_t first = c->script->rep_count;

    plan.load_kg = isnan(o->load_kg) ? lift->load * p->mass_kg * p->strength : o->load_kg;
    lift_solve(lift, p, plan.load_kg, 0.0, &plan.base);
    lift_solve(lift, p, plan.load_kg, rounding_of(c, lift), &plan.fault);
    plan.base_index = script_add_path(c->script, &plan.base);
    plan.fault_index = script_add_path(c->script, &plan.fault);

    if (lift->bar == BAR_IN_RACK)
        take_from_rack(c, &plan);
    else
        take_from_floor(c, &plan);
    for (unsigned i = 1; i <= o->reps + o->partials; i++) {
        bool partial = i > o->reps;
        struct script_rep rep = {
            .set = set,
            .rep = partial ? 0 : i,
            .faulted = o->fault[0] && !partial && i >= o->fault_from_rep,
        };
        struct rep_plan rep_plan = plan_rep(c, lift, i, o->reps);

        if (partial)
            rep_plan.range *= prng_uniform(&c->prng, 0.30, 0.45);
        /* Meant as a share of the primary motion; beyond the full range progress says it. */
        if (rep_plan.range < 1.0)
            rep_plan.range = progress_at(c, &plan, 1.0, rep_plan.range);
        rep_plan.near_edge = progress_at(c, &plan, rep_plan.range, REP_EDGE);
        rep_plan.far_edge = progress_at(c, &plan, rep_plan.range, 1.0 - REP_EDGE);
        compose_rep(c, &plan, &rep_plan, &rep, start_pause(c, lift));
    }
    if (c->script->out_of_memory)
        return;
    compose_track(c, TRACK_VARIANT, 0.0, 0.4, 0.0);
    truth.load_kg = plan.load_kg;
    truth.start = c->script->rep[first].start;
    truth.end = c->script->rep[c->script->rep_count - 1].end;
    script_add_set(c->script, &truth);
    pose_of_path(&plan.base, 0.0, &c->pose);
    compose_stay(c, prng_uniform(&c->prng, 0.5, 1.2));
    if (lift->bar == BAR_IN_RACK)
        return_to_rack(c, &plan);
    else
        return_to_floor(c, &plan);
}
