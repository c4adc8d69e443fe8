/* SPDX-License-Identifier: MIT */
/*
 * form_load.h - the load of a set: what the feet bear beside what was said, and what it does to the
 * back. A back that is rounder, from the first repetitions on, than it was with a lighter load in
 * an earlier set has too much to carry, however quickly it still lifts.
 */
#ifndef LUMBAR_CORE_FORM_LOAD_H
#define LUMBAR_CORE_FORM_LOAD_H

#include "core/form.h"

#define FORM_LOAD_RECENT 5

struct form_load {
    const struct exercise *of; /* what was measured is of this one; NULL = nothing was */

    /* of this set */
    unsigned reps;
    double kg[FORM_LOAD_RECENT]; /* that the feet bore, in the newest repetitions */
    unsigned kg_count;
    double kg_median; /* NAN = not known */
    double set_kg;    /* of these, else what was said; NAN = not known */
    double peak_deg;  /* mean of the largest lumbar flexion of the first repetitions */
    bool said_told;   /* that it is another load than was said */

    /* of the lightest set so far; kg NAN = there was none */
    double light_kg;
    double light_deg;
};

/* What a repetition has shown; NAN = not known. */
struct form_load_rep {
    double feet_kg;    /* besides the athlete */
    double confidence; /* of it, 0 to 1 */
    double said_kg;    /* 0 = nothing was said */
    double peak_deg;   /* largest lumbar flexion */
};

/* Another athlete, or the angles have another zero. */
void form_load_forget(struct form_load *load);
/* The set before it has been with a load that later ones are compared with. */
void form_load_begin_set(struct form_load *load, const struct exercise *exercise);
void form_load_push(struct form_load *load, const struct form_load_rep *rep);

/*
 * Once the first repetitions are over: whether the back was rounder in them, by more than the
 * limit, than with a lighter load. flexion_max_deg: the athlete's own; amount and threshold: per
 * cent of it.
 */
bool form_load_rounds(const struct form_load *load, const struct exercise *exercise,
                      double flexion_max_deg, struct form_finding *ret_finding);
/* True once a set, when the feet bear clearly another load than was said. amount: kg; threshold:
 * what was said. */
bool form_load_differs(struct form_load *load, double said_kg, struct form_finding *ret_finding);

#endif
