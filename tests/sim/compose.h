/* SPDX-License-Identifier: MIT */
/*
 * compose.h - writes the script: from what the athlete is asked to do to what he does, with all
 * that lies between: walking up, gripping, unracking, resting, putting away.
 */
#ifndef LUMBAR_SIM_COMPOSE_H
#define LUMBAR_SIM_COMPOSE_H

#include "athlete.h"
#include "prng.h"
#include "script.h"

struct compose { /* where the writing stands */
    struct script *script;
    const struct sim_athlete_options *options;
    struct prng prng;
    double t;         /* s, end of what is written */
    struct pose pose; /* posture there */
    struct pose standing;
    bool bar_laid;    /* its first place is known */
    bool bar_in_rack; /* where it is when no exercise says so */
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

/* compose_set.c: sets of an exercise */
void compose_set(struct compose *c, const struct lift *lift, unsigned set);
/* Goes to the bar, takes it where it does not lie on the floor, and thinks better of it. */
void compose_false_start(struct compose *c, const struct lift *lift);

/* compose_life.c: everything that is no set */
const char *compose_activity_name(unsigned index);  /* NULL: past the last */
double compose_activity_shortest(const char *name); /* s; NAN: unknown */
void compose_activity(struct compose *c, const struct sim_activity *activity);
void compose_walk(struct compose *c, double duration);

#endif
