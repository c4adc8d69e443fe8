/* SPDX-License-Identifier: MIT */
/*
 * compose.h - writes the script: from what the athlete is asked to do to what he does, with all
 * that lies between: walking up, gripping, unracking, resting, putting away.
 */
#ifndef LUMBAR_SIM_COMPOSE_H
#define LUMBAR_SIM_COMPOSE_H

#include "athlete.h"
#include "prng.h"
#include "rep_phase.h"
#include "script.h"

struct compose { /* where the writing stands */
    struct script *script;
    const struct sim_athlete_options *options;
    struct prng prng;
    double t;         /* s, end of what is written */
    struct pose pose; /* posture there */
    struct pose standing;
    bool bar_laid;           /* its first place is known */
    bool bar_in_rack;        /* where it is when no exercise says so */
    struct rep_throw thrown; /* the bar is coming down on the floor and will be thrown up */
};

struct set_plan { /* a set in the making */
    const struct lift *lift;
    unsigned set;
    double load_kg;
    enum lift_side side; /* now */
    struct path base;    /* as the exercise should be, on this side */
    size_t base_index;
    struct path helper; /* the way by which the bar gets to the start posture */
};

/* The whole of it; the options have been checked. -ENOMEM. */
int compose_script(struct script *script, const struct sim_athlete_options *options);

/* compose_move.c: single motions */
void compose_stay(struct compose *c, double duration);
void compose_go(struct compose *c, const struct pose *to, double duration);
void compose_follow(struct compose *c, const struct path *path, double from, double to,
                    double duration);
void compose_track(struct compose *c, enum script_track track, double delay, double duration,
                   double to);

/* To another posture, as fast as people change theirs; not at all when it is this one. */
void compose_settle(struct compose *c, const struct pose *to);

/* compose_bar.c: from standing about to the start posture with the load in the hands, and back */
void compose_take(struct compose *c, struct set_plan *plan);
void compose_return(struct compose *c, struct set_plan *plan);
/* The plates leave the floor or come down on it, now. */
void compose_leave_floor(struct compose *c, double load_kg, double slack_s);
void compose_reach_floor(struct compose *c, double settle_s);
/* They touch it then, and are thrown up at once. */
void compose_touch_floor(struct compose *c, double load_kg, double t);
void compose_step(struct compose *c, double distance);

/* compose_rep.c: repetition number of so many; next: where the one after it starts, or NULL */
void compose_rep(struct compose *c, struct set_plan *plan, unsigned rep, unsigned reps,
                 const struct pose *next);
/* The path of that repetition with all that is wrong with it; variant: also its raised hips. */
void compose_rep_path(const struct compose *c, const struct set_plan *plan, unsigned rep,
                      struct path *ret_path);

/* compose_set.c: sets of an exercise */
void compose_set(struct compose *c, const struct lift *lift, unsigned set);
/* Goes to the bar, takes it where it does not lie on the floor, and thinks better of it. */
void compose_false_start(struct compose *c, const struct lift *lift);

/* compose_life.c: everything that is no set */
const char *compose_activity_name(unsigned index);  /* NULL: past the last */
double compose_activity_shortest(const char *name); /* s; NAN: unknown */
void compose_activity(struct compose *c, const struct sim_activity *activity);
void compose_walk(struct compose *c, double duration);
/* compose_calibrate.c: the steps of a body calibration, until then; they take some 25 s */
void compose_calibrate(struct compose *c, double end);

#endif
