/* SPDX-License-Identifier: MIT */
/*
 * reference.h - the athlete's own repetitions of a movement, as the measure for later ones.
 *
 * No norm of a population: what somebody did in the first repetitions is what later ones are held
 * against. Learned from the first REFERENCE_REPS repetitions; from the first set alone where that
 * has fewer, if it has REFERENCE_MIN. Once settled it stays, over the ends of sets, until it is
 * forgotten: another athlete, another movement, a sensor worn elsewhere. One stored from an earlier
 * day may take its place.
 *
 * What is not known of a repetition is NAN; each quantity is learned from where it is known.
 */
#ifndef LUMBAR_CORE_REFERENCE_H
#define LUMBAR_CORE_REFERENCE_H

#include <stdbool.h>

#define REFERENCE_REPS 10
#define REFERENCE_MIN 3 /* design value: fewer have no middle */

enum reference_quantity {
    REFERENCE_DURATION,   /* s, from leaving the start to being back */
    REFERENCE_OUTER,      /* s, spent beyond half of the range: tells a hold that is left out */
    REFERENCE_ECCENTRIC,  /* s */
    REFERENCE_CONCENTRIC, /* s */
    REFERENCE_RANGE,      /* in the unit of the signal that is followed */
    REFERENCE_HEIGHT,     /* m, of the bar */
    REFERENCE_QUANTITIES,
};

/* What is known of one repetition. */
struct reference_rep {
    double value[REFERENCE_QUANTITIES];
};

struct reference {
    double learned[REFERENCE_QUANTITIES][REFERENCE_REPS];
    unsigned known[REFERENCE_QUANTITIES]; /* of these */
    double median[REFERENCE_QUANTITIES];  /* NAN while fewer than REFERENCE_MIN are known */
    unsigned reps;
    bool settled;
};

struct reference_rep reference_rep_unknown(void); /* all NAN */

void reference_forget(struct reference *reference);
/* Puts in what is known from an earlier day; NAN = not known. Settles. */
void reference_restore(struct reference *reference, const struct reference_rep *medians);
/* A repetition is over. Does nothing to a reference that is settled. */
void reference_learn(struct reference *reference, const struct reference_rep *rep);
/* A set is over: settles what is enough, and drops what is not. */
void reference_end_set(struct reference *reference);

/* NAN while it is not known. Grows steadier while it is being learned. */
double reference_value(const struct reference *reference, enum reference_quantity quantity);
/* A value over the athlete's own; NAN when one of the two is not known. */
double reference_share(const struct reference *reference, enum reference_quantity quantity,
                       double value);

#endif
