/* SPDX-License-Identifier: MIT */
/*
 * One repetition, or one hold: what the athlete means to do, and what is wrong with it.
 */
#include "compose.h"

#define DEGREES (M_PI / 180.0)
#define REP_EDGE 0.02 /* of the primary motion: left the start, or reached the far end */

static bool shows(const struct compose *c, const struct lift *lift, enum form_fault fault,
                  unsigned rep)
{
    const struct sim_form_fault *f = &c->options->fault[fault];

    return f->asked && form_fault_applies(fault, lift) && (lift->hold_s > 0.0 || rep >= f->from);
}

static double severity(const struct compose *c, enum form_fault fault)
{
    return c->options->fault[fault].severity;
}

/* What rounding means in rad on top of what the exercise shows anyway. */
static double rounding_of(const struct compose *c, const struct lift *lift)
{
    const struct person *p = &c->script->person;
    double wanted = severity(c, FAULT_ROUNDING);
    double peak = wanted <= 1.5 ? wanted * p->lumbar_max : wanted * DEGREES;
    double usual = 0.0;

    if (lift->start.hinged)
        usual = lift->start.lumbar;
    if (lift->far.hinged)
        usual = fmax(usual, lift->far.lumbar);
    return peak - usual * p->lumbar_share * DEGREES;
}

static struct lift_flaws flaws_of(const struct compose *c, const struct set_plan *plan,
                                  unsigned rep)
{
    const struct lift *lift = plan->lift;
    struct lift_flaws flaws = {.rounding = 0.0};

    if (shows(c, lift, FAULT_ROUNDING, rep))
        flaws.rounding = rounding_of(c, lift);
    if (shows(c, lift, FAULT_OVER_ARCHING, rep))
        flaws.arching = severity(c, FAULT_OVER_ARCHING) * DEGREES;
    if (shows(c, lift, FAULT_TWIST, rep))
        flaws.twist = severity(c, FAULT_TWIST) * DEGREES;
    if (shows(c, lift, FAULT_ASYMMETRY, rep) && lift->order == ORDER_NO_SIDES)
        flaws.symmetry = 0.01 * severity(c, FAULT_ASYMMETRY);
    return flaws;
}

void compose_rep_path(const struct compose *c, const struct set_plan *plan, unsigned rep,
                      struct path *ret_path)
{
    const struct lift_flaws flaws = flaws_of(c, plan, rep);

    lift_solve(plan->lift, &c->script->person, plan->load_kg, plan->side, &flaws, ret_path);
}

/* The same with what comes only on the way up or with time: raised hips, a hold that gives way. */
static size_t variant_of(struct compose *c, const struct set_plan *plan, unsigned rep, double turn,
                         size_t path_index)
{
    struct lift_flaws flaws = flaws_of(c, plan, rep);
    struct path path;

    flaws.turn = turn;
    if (shows(c, plan->lift, FAULT_HIPS_FIRST, rep))
        flaws.hips_rise = severity(c, FAULT_HIPS_FIRST) * DEGREES;
    if (shows(c, plan->lift, FAULT_SAG, rep))
        flaws.sag = severity(c, FAULT_SAG) * DEGREES;
    if (shows(c, plan->lift, FAULT_DRIFT, rep))
        flaws.drift = severity(c, FAULT_DRIFT) * DEGREES;
    if (flaws.hips_rise == 0.0 && flaws.sag == 0.0 && flaws.drift == 0.0)
        return path_index;
    lift_solve(plan->lift, &c->script->person, plan->load_kg, plan->side, &flaws, &path);
    return script_add_path(c->script, &path);
}

/* Share of the lifting speed that is lost in this repetition. */
static double speed_lost(const struct compose *c, const struct lift *lift, enum form_fault fault,
                         unsigned rep, unsigned reps)
{
    unsigned from = c->options->fault[fault].from;

    if (!shows(c, lift, fault, rep) || rep > reps)
        return 0.0;
    return severity(c, fault) * (rep - from + 1) / (reps - from + 1);
}

/* What the athlete means to do in this repetition; people are not machines. */
static struct rep_plan plan_rep(struct compose *c, const struct set_plan *set_plan, unsigned rep,
                                unsigned reps)
{
    const struct sim_athlete_options *o = c->options;
    const struct lift *lift = set_plan->lift;
    double uneven = c->script->person.unevenness;
    double through = reps > 1 ? fmin(1.0, (double)(rep - 1) / (reps - 1)) : 0.0;
    /* An attempt that fails is all that is wrong with it. */
    const unsigned shown = rep > reps ? 0 : rep;
    double heavy = speed_lost(c, lift, FAULT_TOO_HEAVY, rep, reps);
    double s[4];
    struct rep_plan plan;

    for (int i = 0; i < 4; i++) {
        bool own = isnan(o->tempo_s[i]);

        s[i] = own ? lift->tempo_s[i] * c->script->person.tempo : o->tempo_s[i];
        s[i] *= prng_people(&c->prng, 1.0, own ? uneven : 0.5 * uneven);
    }
    if (shows(c, lift, FAULT_TOO_FAST, shown))
        s[0] *= severity(c, FAULT_TOO_FAST);
    if (shows(c, lift, FAULT_NO_PAUSE, shown))
        s[1] *= severity(c, FAULT_NO_PAUSE);
    if (shows(c, lift, FAULT_BOUNCE, shown))
        s[1] = 0.0;
    s[2] /= 1.0 - o->speed_loss * through;
    s[2] /= 1.0 - fmax(heavy, speed_lost(c, lift, FAULT_NEAR_FAILURE, rep, reps));
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
    plan.range *= (1.0 - o->range_loss * through) * (1.0 - 0.5 * heavy);
    if (shows(c, lift, FAULT_SHORT_RANGE, shown))
        plan.range *= severity(c, FAULT_SHORT_RANGE);
    if (shows(c, lift, FAULT_ASYMMETRY, shown) && set_plan->side == SIDE_RIGHT)
        plan.range *= 1.0 - 0.01 * severity(c, FAULT_ASYMMETRY);
    if (lift->hold_s > 0.0)
        plan.far_pause_s = isnan(o->hold_s) ? lift->hold_s : o->hold_s;
    return plan;
}

/* Progress at which the primary motion has gone a share of what it will reach. */
static double progress_at(const struct compose *c, const struct set_plan *plan,
                          const struct path *path, double range, double share)
{
    const struct person *p = &c->script->person;
    double low = 0.0, high = range, from, to;
    struct pose pose;

    pose_of_path(path, 0.0, &pose);
    from = lift_primary(plan->lift, p, plan->side, &pose);
    pose_of_path(path, range, &pose);
    to = lift_primary(plan->lift, p, plan->side, &pose);
    for (int i = 0; i < 30; i++) {
        double middle = 0.5 * (low + high);

        pose_of_path(path, middle, &pose);
        if ((lift_primary(plan->lift, p, plan->side, &pose) - from) / (to - from) < share)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double start_pause(struct compose *c, const struct lift *lift, unsigned rep)
{
    int which = lift->concentric_first ? 1 : 3;
    double s = c->options->tempo_s[which];

    if (isnan(s))
        s = lift->tempo_s[which] * c->script->person.tempo;
    if (which == 1 && shows(c, lift, FAULT_NO_PAUSE, rep))
        s *= severity(c, FAULT_NO_PAUSE);
    return s * prng_people(&c->prng, 1.0, c->script->person.unevenness);
}

/* Largest upward acceleration of the bar about the turn. */
static double turn_acceleration(const struct person *p, const struct path *path,
                                const struct phase *phase, const struct rep_edges *edges)
{
    double most = 0.0;

    for (double t = edges->away_end - 0.15; t <= edges->back_start + 0.15; t += 0.005) {
        struct posture posture;
        struct body body;

        path_at(path, phase_at(phase, t), &posture);
        body_place(p, &posture, &body);
        most = fmax(most, body_bar_height(&body).dd);
    }
    return most;
}

/* Off the floor: mean upward acceleration over 0.1 s about the turn. */
static double throw_acceleration(const struct person *p, const struct path *path,
                                 const struct phase *phase, double throw_t)
{
    double most = 0.0, step = 0.05;

    for (double t = throw_t - step; t <= phase_end(phase) - step; t += 0.005) {
        struct posture posture;
        struct body before, after;

        path_at(path, phase_at(phase, t - step), &posture);
        body_place(p, &posture, &before);
        path_at(path, phase_at(phase, t + step), &posture);
        body_place(p, &posture, &after);
        most = fmax(most, (body_bar_height(&after).d - body_bar_height(&before).d) / (2.0 * step));
    }
    return most;
}

/* The faster it comes down and the sharper it turns, the larger. Who comes down slowly is faster
 * for it. Returns how large it became. */
static double throw_up(const struct compose *c, const struct path *path, struct rep_plan *plan,
                       struct phase *phase, struct rep_edges *edges)
{
    double most = 0.0;

    plan->sticking = 0.0;
    for (int faster = 0; faster < 12; faster++) {
        double low = 0.06, high = 0.6;

        for (int i = 0; i < 12; i++) {
            plan->throw_s = 0.5 * (low + high);
            rep_phase_build(phase, c->t, plan, edges);
            most = throw_acceleration(&c->script->person, path, phase, edges->throw_t);
            if (most > severity(c, FAULT_BOUNCE))
                low = plan->throw_s;
            else
                high = plan->throw_s;
        }
        if (most > 0.98 * severity(c, FAULT_BOUNCE))
            break;
        plan->back_s *= 0.9;
    }
    return most;
}

/* The sharper the turn, the larger the acceleration; returns how large it became. */
static double bounce(const struct compose *c, const struct path *path, struct rep_plan *plan,
                     struct phase *phase, struct rep_edges *edges)
{
    double low = log(0.03), high = log(4.0), most = 0.0;

    plan->sticking = 0.0;
    for (int i = 0; i < 16; i++) {
        plan->turn = exp(0.5 * (low + high));
        rep_phase_build(phase, c->t, plan, edges);
        most = turn_acceleration(&c->script->person, path, phase, edges);
        if (most > severity(c, FAULT_BOUNCE))
            low = log(plan->turn);
        else
            high = log(plan->turn);
    }
    return most;
}

/* When half of what is wrong at one end of the way has come. */
static double half_way(const struct phase *phase, const struct script_rep *rep, bool far)
{
    double half = 0.5 * phase_at(phase, 0.5 * (rep->away_end + rep->back_start)).v;

    return far ? phase_crossing(phase, half, rep->start, rep->away_end)
               : phase_crossing(phase, half, rep->back_start, rep->end);
}

static double onset_of(enum form_fault fault, const struct lift *lift, const struct phase *phase,
                       const struct script_rep *rep)
{
    double lifts = lift->concentric_first ? rep->start : rep->back_start;

    switch (fault) {
    case FAULT_ROUNDING:
        return lift->start.hinged ? rep->start : half_way(phase, rep, true);
    case FAULT_OVER_ARCHING:
        return half_way(phase, rep, lift->concentric_first);
    case FAULT_TWIST:
        return half_way(phase, rep, true);
    case FAULT_SHORT_RANGE:
        return rep->away_end;
    case FAULT_TOO_FAST:
        return lift->concentric_first ? rep->back_start : rep->start;
    case FAULT_NO_PAUSE:
        return lift->concentric_first ? rep->start : rep->away_end;
    case FAULT_BOUNCE:
        return lift->concentric_first ? rep->end : rep->back_start;
    default:
        return lifts;
    }
}

static void note_faults(const struct compose *c, const struct lift *lift, const struct phase *phase,
                        unsigned number, unsigned reps, struct script_rep *rep)
{
    for (unsigned f = 0; f < FORM_FAULTS; f++) {
        if (f == FAULT_MOVED_SENSOR || !shows(c, lift, f, number))
            continue;
        rep->faults |= 1U << f;
        rep->amount[f] = severity(c, f);
        rep->onset[f] = onset_of(f, lift, phase, rep);
        if (f == FAULT_NEAR_FAILURE || f == FAULT_TOO_HEAVY)
            rep->amount[f] = speed_lost(c, lift, f, number, reps);
        if (f == FAULT_SAG || f == FAULT_DRIFT)
            rep->onset[f] = fmin(rep->away_end + c->options->fault[f].from, rep->back_start);
    }
}

/* Who goes a little less far than usual shows a little less of what shows at the far end. */
static void measure_flaws(const struct compose *c, const struct lift *lift, const struct path *path,
                          double turn, struct script_rep *rep)
{
    double upright = lift->concentric_first ? turn : 0.0;
    struct posture posture;
    struct body body;

    path_at(path, jet_of(upright), &posture);
    body_place(&c->script->person, &posture, &body);
    rep->amount[FAULT_OVER_ARCHING] = -body_lumbar_joint(&body).flexion / DEGREES;
    path_at(path, jet_of(turn), &posture);
    body_place(&c->script->person, &posture, &body);
    if (lift->anchor != ANCHOR_FEET && lift->order != ORDER_NO_SIDES)
        rep->amount[FAULT_TWIST] = posture.c[C_PELVIS_TURN].v / DEGREES;
    else
        rep->amount[FAULT_TWIST] = body_lumbar_joint(&body).turn_left / DEGREES;
}

/* Raised hips are there while the load rises; a hold gives way from a time on, and then more. */
static void show_variant(struct compose *c, const struct lift *lift, const struct script_rep *rep)
{
    double from, over, to = rep->end;

    if (lift->hold_s > 0.0) {
        unsigned fault = rep->faults & 1U << FAULT_SAG ? FAULT_SAG : FAULT_DRIFT;

        from = rep->onset[fault];
        over = fmax(0.5, rep->back_start - from);
    } else {
        from = lift->concentric_first ? rep->start - 0.25 : rep->back_start - 0.1;
        over = 0.2;
        to = lift->concentric_first ? rep->away_end : rep->end;
    }
    script_add_step(c->script, TRACK_VARIANT, from, over, 1.0);
    script_add_step(c->script, TRACK_VARIANT, to, 0.2, 0.0);
}

void compose_rep(struct compose *c, struct set_plan *plan, unsigned number, unsigned reps,
                 const struct pose *next)
{
    const struct lift *lift = plan->lift;
    const bool partial = number > reps;
    struct script_rep rep = {
        .set = plan->set, .rep = partial ? 0 : number, .lift = lift, .side = plan->side};
    const unsigned shown = partial ? 0 : number;
    struct rep_plan rep_plan = plan_rep(c, plan, number, reps);
    struct phase phase;
    struct rep_edges edges;
    struct path path;
    size_t path_index = plan->base_index, variant;
    const struct lift_flaws flaws = flaws_of(c, plan, shown);
    const bool flawed = flaws.rounding != 0.0 || flaws.arching != 0.0 || flaws.twist != 0.0 ||
                        flaws.symmetry != 0.0;
    /* The last one is put down. */
    const bool throws =
        lift->rests_on_floor && shows(c, lift, FAULT_BOUNCE, shown) && number < reps;
    double pause_s, least, wait;

    path = plan->base;
    if (flawed) {
        compose_rep_path(c, plan, shown, &path);
        path_index = script_add_path(c->script, &path);
    }
    if (partial)
        rep_plan.range *= prng_uniform(&c->prng, 0.30, 0.45);
    /* Meant as a share of the primary motion; beyond the full range progress says it. */
    if (rep_plan.range < 1.0)
        rep_plan.range = progress_at(c, plan, &path, 1.0, rep_plan.range);
    rep_plan.near_edge = progress_at(c, plan, &path, rep_plan.range, REP_EDGE);
    rep_plan.far_edge = progress_at(c, plan, &path, rep_plan.range, 1.0 - REP_EDGE);
    variant = variant_of(c, plan, shown, rep_plan.range, path_index);
    pause_s = start_pause(c, lift, shown);
    rep_plan.thrown = c->thrown;
    if (c->thrown.turn_s > 0.0)
        rep_plan.sticking = 0.0;
    rep_phase_build(&phase, c->t, &rep_plan, &edges);
    if (shows(c, lift, FAULT_BOUNCE, shown) && !lift->rests_on_floor)
        rep.amount[FAULT_BOUNCE] = bounce(c, &path, &rep_plan, &phase, &edges);
    else if (throws)
        rep.amount[FAULT_BOUNCE] = throw_up(c, &path, &rep_plan, &phase, &edges);
    c->thrown = throws ? edges.throw : (struct rep_throw){.turn_s = 0.0};
    rep.motion = script_add_motion(c->script, &phase, path_index, variant);
    rep.start = edges.start;
    rep.away_end = edges.away_end;
    rep.back_start = edges.back_start;
    rep.end = edges.end;
    if (shown) {
        double bounced = rep.amount[FAULT_BOUNCE];

        note_faults(c, lift, &phase, number, reps, &rep);
        rep.amount[FAULT_BOUNCE] = bounced;
        if (lift->rests_on_floor && !throws)
            rep.faults &= ~(1U << FAULT_BOUNCE);
        measure_flaws(c, lift, &path, rep_plan.range, &rep);
    }
    if (variant != path_index)
        show_variant(c, lift, &rep);
    script_add_rep(c->script, &rep);

    if (throws) {
        if (rep_plan.thrown.turn_s <= 0.0)
            compose_leave_floor(c, plan->load_kg, 0.35);
        compose_touch_floor(c, plan->load_kg, 0.5 * (edges.throw_t + phase_end(&phase)));
        c->t = edges.throw_t;
        return;
    }
    /* The pause at the start posture lasts from 2 % to 2 %, so slowing down is part of it. */
    wait = pause_s - (edges.start - c->t) - (phase_end(&phase) - edges.end);
    least = lift->rests_on_floor && !shows(c, lift, FAULT_NO_PAUSE, shown) ? 0.12 : 0.02;
    wait = fmax(least, wait);
    if (lift->rests_on_floor && rep_plan.thrown.turn_s <= 0.0)
        compose_leave_floor(c, plan->load_kg, fmin(0.35, 0.5 * wait));
    c->t = phase_end(&phase);
    if (lift->rests_on_floor)
        compose_reach_floor(c, fmin(0.25, 0.4 * wait));
    pose_of_path(&path, 0.0, &c->pose);
    if (next) {
        double most = 0.0;

        for (int i = 0; i < C_SHIFT; i++)
            most = fmax(most, fabs(next->c[i] - c->pose.c[i]));
        if (most > 1e-9) {
            compose_go(c, next, fmax(0.3, wait));
            return;
        }
    }
    compose_stay(c, wait);
}
