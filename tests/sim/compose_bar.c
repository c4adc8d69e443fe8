/* SPDX-License-Identifier: MIT */
#include "compose.h"

/* How far the rack's hooks are below the bar of the upright athlete, as progress of a squat. */
#define RACK_DUCK 0.08
#define WALK_OUT_M 0.7

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
void compose_leave_floor(struct compose *c, double load_kg, double slack_s)
{
    compose_track(c, TRACK_CARRIED, -slack_s, slack_s + 0.05, load_kg);
    compose_track(c, TRACK_GRIP, -0.03, 0.15, 1.0);
    compose_track(c, TRACK_STEADY, 0.1, 0.6, 0.0);
}

/* c->t is when the plates are down. */
void compose_reach_floor(struct compose *c, double settle_s)
{
    script_add_knock(c->script, c->t - 0.03, prng_uniform(&c->prng, 5e-5, 3e-4));
    compose_track(c, TRACK_STEADY, -0.5, 0.4, 1.0);
    compose_track(c, TRACK_GRIP, -0.12, 0.15, 0.0);
    compose_track(c, TRACK_CARRIED, -0.03, settle_s + 0.03, 0.0);
}

void compose_touch_floor(struct compose *c, double load_kg, double t)
{
    script_add_knock(c->script, t - 0.03, prng_uniform(&c->prng, 5e-5, 3e-4));
    script_add_step(c->script, TRACK_CARRIED, t - 0.08, 0.07, 0.0);
    script_add_step(c->script, TRACK_CARRIED, t + 0.01, 0.10, load_kg);
}

/* From upright with the bar; who bends over or goes on one foot takes his time. */
static double way_to_start_s(const struct lift *lift)
{
    bool from_shoulders = lift->bar == BAR_IN_RACK && lift->concentric_first;

    return lift->start.trunk > 20 || lift->start.left_share > 0.0 || from_shoulders ? 1.5 : 0.6;
}

static void take_from_floor(struct compose *c, struct set_plan *plan)
{
    const struct lift_flaws none = {.rounding = 0.0};
    struct pose grip, start;

    lift_solve(lift_find("deadlift"), &c->script->person, plan->load_kg, SIDE_NONE, &none,
               &plan->helper);
    pose_of_path(plan->lift->rests_on_floor ? &plan->base : &plan->helper, 0.0, &grip);
    lay_bar(c, &grip);
    compose_go(c, &grip, prng_uniform(&c->prng, 1.6, 2.4));
    compose_track(c, TRACK_STEADY, -0.4, 0.6, 1.0);
    compose_stay(c, prng_uniform(&c->prng, 0.8, 2.0));
    if (plan->lift->rests_on_floor)
        return;
    compose_leave_floor(c, plan->load_kg, 0.35);
    compose_follow(c, &plan->helper, 0.0, 1.0, prng_uniform(&c->prng, 1.4, 2.0));
    compose_stay(c, 0.4);
    pose_of_path(&plan->base, 0.0, &start);
    compose_go(c, &start, way_to_start_s(plan->lift));
    compose_stay(c, prng_uniform(&c->prng, 0.8, 1.6));
}

static void return_to_floor(struct compose *c, struct set_plan *plan)
{
    if (!plan->lift->rests_on_floor) {
        struct pose upright;

        pose_of_path(&plan->helper, 1.0, &upright);
        compose_go(c, &upright, way_to_start_s(plan->lift));
        compose_stay(c, 0.4);
        compose_follow(c, &plan->helper, 1.0, 0.0, prng_uniform(&c->prng, 1.6, 2.2));
        compose_reach_floor(c, 0.25);
    }
    compose_stay(c, prng_uniform(&c->prng, 0.4, 0.9));
    compose_track(c, TRACK_STEADY, 0.0, 0.5, 0.0);
    compose_go(c, &c->standing, prng_uniform(&c->prng, 1.3, 1.9));
}

void compose_step(struct compose *c, double distance)
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
    const bool on_back = plan->lift->start.arms == ARMS_BACK;
    const struct lift_flaws none = {.rounding = 0.0};
    struct pose duck, start;

    lift_solve(lift_find(on_back ? "back-squat" : "front-squat"), &c->script->person, plan->load_kg,
               SIDE_NONE, &none, &plan->helper);
    pose_of_path(&plan->helper, RACK_DUCK, &duck);
    lay_bar(c, &duck);
    compose_go(c, &duck, prng_uniform(&c->prng, 1.6, 2.4));
    compose_stay(c, prng_uniform(&c->prng, 0.5, 1.2));
    compose_track(c, TRACK_CARRIED, 0.0, 0.6, plan->load_kg);
    compose_track(c, TRACK_GRIP, 0.2, 0.6, 1.0);
    compose_stay(c, 0.8);
    compose_follow(c, &plan->helper, RACK_DUCK, 0.0, prng_uniform(&c->prng, 0.8, 1.2));
    compose_stay(c, prng_uniform(&c->prng, 0.3, 0.8));
    compose_step(c, -WALK_OUT_M);
    pose_of_path(&plan->base, 0.0, &start);
    compose_go(c, &start, way_to_start_s(plan->lift));
    compose_stay(c, prng_uniform(&c->prng, 0.8, 2.0));
}

static void return_to_rack(struct compose *c, struct set_plan *plan)
{
    struct pose upright;

    pose_of_path(&plan->helper, 0.0, &upright);
    compose_go(c, &upright, way_to_start_s(plan->lift));
    compose_step(c, WALK_OUT_M);
    compose_stay(c, 0.3);
    compose_follow(c, &plan->helper, 0.0, RACK_DUCK, prng_uniform(&c->prng, 0.8, 1.2));
    script_add_knock(c->script, c->t - 0.05, prng_uniform(&c->prng, 5e-5, 2e-4));
    compose_track(c, TRACK_GRIP, -0.05, 0.2, 0.0);
    compose_track(c, TRACK_CARRIED, 0.0, 0.5, 0.0);
    compose_stay(c, 0.6);
    compose_go(c, &c->standing, prng_uniform(&c->prng, 1.3, 1.9));
}

/* Down on the knees first, where the exercise is done near the floor. */
static void kneel(struct compose *c, const struct lift *lift)
{
    const struct lift *kneeling = lift_find("nordic-curl");
    struct pose pose;

    if (lift->anchor_height > 0.25)
        return;
    lift_solve_anchored(kneeling, &kneeling->start, &c->script->person, &pose);
    compose_settle(c, &pose);
    compose_stay(c, prng_uniform(&c->prng, 0.3, 0.8));
}

static void lie_down(struct compose *c, const struct lift *lift, const struct pose *start)
{
    compose_track(c, TRACK_ON_PLATES, 0.2, 0.6, 0.0);
    compose_track(c, TRACK_STEADY, 0.5, 1.0, 0.6); /* who lies sways little, but breathes */
    kneel(c, lift);
    compose_settle(c, start);
}

static void get_up(struct compose *c, const struct lift *lift)
{
    kneel(c, lift);
    compose_track(c, TRACK_STEADY, 0.0, 0.6, 0.0);
    compose_settle(c, &c->standing);
    compose_track(c, TRACK_ON_PLATES, -0.6, 0.5, 1.0);
}

void compose_take(struct compose *c, struct set_plan *plan)
{
    struct pose start;

    if (plan->lift->bar == BAR_ON_FLOOR) {
        take_from_floor(c, plan);
        return;
    }
    if (plan->lift->bar == BAR_IN_RACK) {
        take_from_rack(c, plan);
        return;
    }
    pose_of_path(&plan->base, 0.0, &start);
    if (plan->lift->anchor == ANCHOR_FEET)
        compose_settle(c, &start);
    else
        lie_down(c, plan->lift, &start);
    if (plan->lift->bar == BAR_CABLE)
        compose_track(c, TRACK_CABLE, 0.1, 0.7, plan->load_kg);
    compose_stay(c, prng_uniform(&c->prng, 1.2, 2.2));
}

void compose_return(struct compose *c, struct set_plan *plan)
{
    if (plan->lift->bar == BAR_ON_FLOOR) {
        return_to_floor(c, plan);
    } else if (plan->lift->bar == BAR_IN_RACK) {
        return_to_rack(c, plan);
    } else {
        if (plan->lift->bar == BAR_CABLE) {
            compose_track(c, TRACK_CABLE, 0.1, 0.6, 0.0);
            compose_stay(c, 0.8);
        }
        if (plan->lift->anchor == ANCHOR_FEET)
            compose_settle(c, &c->standing);
        else
            get_up(c, plan->lift);
    }
}
