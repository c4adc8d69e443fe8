/* SPDX-License-Identifier: MIT */
#include "compose.h"

#define STEP_M 0.6 /* of who walks with a load, design value */

static void choose_side(struct compose *c, struct set_plan *plan, enum lift_side side)
{
    const struct lift_flaws none = {.rounding = 0.0};

    plan->side = side;
    lift_solve(plan->lift, &c->script->person, plan->load_kg, side, &none, &plan->base);
    plan->base_index = script_add_path(c->script, &plan->base);
}

static enum lift_side side_of(const struct lift *lift, unsigned turn, unsigned reps)
{
    switch (lift->order) {
    case ORDER_ALTERNATING:
        return turn % 2 ? SIDE_RIGHT : SIDE_LEFT;
    case ORDER_IN_TURN:
        return turn < reps ? SIDE_LEFT : SIDE_RIGHT;
    default:
        return SIDE_NONE;
    }
}

/* The other side's turn, or the next part of the exercise; perhaps with a step forward. */
static void change(struct compose *c, struct set_plan *plan, enum lift_side side)
{
    bool settled = plan->lift->order == ORDER_ALTERNATING && !plan->lift->steps;
    struct pose start;

    choose_side(c, plan, side);
    if (plan->lift->steps) { /* and the bar will be put down where he is then */
        compose_track(c, TRACK_BAR_REST_X, 0.0, 1.0,
                      script_track_final(c->script, TRACK_BAR_REST_X) + STEP_M);
        compose_step(c, STEP_M);
    }
    pose_of_path(&plan->base, 0.0, &start);
    compose_settle(c, &start);
    if (!settled)
        compose_stay(c, prng_uniform(&c->prng, 0.5, 1.2));
}

/* Repetition number `turn` of all sides, from 0, counted as its side counts. */
static unsigned number_of(const struct lift *lift, unsigned turn, unsigned reps)
{
    if (lift->order == ORDER_ALTERNATING)
        return turn / 2 + 1;
    return lift->order == ORDER_IN_TURN && turn >= reps ? turn - reps + 1 : turn + 1;
}

static unsigned do_part(struct compose *c, struct set_plan *plan)
{
    const struct sim_athlete_options *o = c->options;
    const unsigned reps = plan->lift->hold_s > 0.0 ? 1 : o->reps;
    const unsigned counted = plan->lift->order == ORDER_NO_SIDES ? reps : 2 * reps;
    const unsigned all = counted + (plan->lift->hold_s > 0.0 ? 0 : o->partials);

    for (unsigned i = 0; i < all; i++) {
        enum lift_side side = i < counted ? side_of(plan->lift, i, reps) : plan->side;
        unsigned number = i < counted ? number_of(plan->lift, i, reps) : reps + 1;
        bool more = i + 1 < counted && side_of(plan->lift, i + 1, reps) == side;
        struct path next;
        struct pose pose;

        if (side != plan->side)
            change(c, plan, side);
        if (more && o->faults_asked) { /* else all begin alike */
            compose_rep_path(c, plan, number + 1, &next);
            pose_of_path(&next, 0.0, &pose);
        } else {
            pose_of_path(&plan->base, 0.0, &pose);
        }
        if (number == 1 && o->faults_asked) {
            struct pose first;

            compose_rep_path(c, plan, 1, &next);
            pose_of_path(&next, 0.0, &first);
            compose_settle(c, &first);
        }
        compose_rep(c, plan, number, reps, &pose);
    }
    return counted;
}

static double usual_load(const struct compose *c, const struct lift *lift)
{
    return lift->load * c->script->person.mass_kg * c->script->person.strength;
}

void compose_false_start(struct compose *c, const struct lift *lift)
{
    struct set_plan plan = {.lift = lift, .side = SIDE_NONE};
    const struct lift_flaws none = {.rounding = 0.0};

    plan.load_kg = usual_load(c, lift);
    lift_solve(lift, &c->script->person, plan.load_kg, SIDE_NONE, &none, &plan.base);
    compose_take(c, &plan);
    compose_return(c, &plan);
}

void compose_set(struct compose *c, const struct lift *lift, unsigned set)
{
    struct set_plan plan = {.lift = lift, .set = set};
    struct script_set truth = {.set = set, .lift = lift};
    size_t first = c->script->rep_count;
    struct pose start;

    plan.load_kg = isnan(c->options->load_kg) ? usual_load(c, lift) : c->options->load_kg;
    choose_side(c, &plan, side_of(lift, 0, 1));
    compose_take(c, &plan);
    truth.reps = do_part(c, &plan);
    while (plan.lift->then) {
        plan.lift = lift_find(plan.lift->then);
        change(c, &plan, side_of(plan.lift, 0, 1));
        truth.reps += do_part(c, &plan);
    }
    if (c->script->out_of_memory)
        return;
    truth.load_kg = plan.load_kg;
    truth.start = c->script->rep[first].start;
    truth.end = c->script->rep[c->script->rep_count - 1].end;
    script_add_set(c->script, &truth);
    pose_of_path(&plan.base, 0.0, &start);
    compose_settle(c, &start);
    compose_stay(c, prng_uniform(&c->prng, 0.5, 1.2));
    compose_return(c, &plan);
}
