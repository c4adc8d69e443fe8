/* SPDX-License-Identifier: MIT */
/*
 * recogniser.h - which exercise is being done, without having been told.
 *
 * Every exercise listens: it follows its own signal with its own ranges and gates, as if it had
 * been chosen, but in silence. What it takes for a repetition is measured (feature.h) and weighed
 * against its limits. Once one of them has found two repetitions, the one that agrees best with
 * what was seen is named, when it is clearly better than the others and than nothing. An exercise
 * that is held is named after 3 s of stillness.
 *
 * Nothing here counts: it is for the detector to make use of what is found.
 */
#ifndef LUMBAR_CORE_RECOGNISER_H
#define LUMBAR_CORE_RECOGNISER_H

#include <stddef.h>

#include "core/listener.h"

struct recogniser_finding {
    const struct exercise *exercise;
    int64_t start_ns;  /* when its first repetition, or the hold, began */
    double score;      /* likelihood ratio against anything at all, logarithm */
    double margin;     /* of the score, over the best other exercise */
    double confidence; /* 0..1 */
};

struct recogniser {
    struct listener *listeners;
    unsigned count;
    struct history history;
    int64_t listened_ns;
    double body_weight; /* N; NAN = not known */
    double steady_n;    /* candidate for it */
    int64_t steady_since_ns;
    int64_t still_since_ns; /* 0 = something moves */
    bool hold_weighed;      /* this stillness */
};

/* -ENOMEM. The exercises must outlive the recogniser. */
int recogniser_new(const struct exercise *exercises, size_t exercise_count,
                   struct recogniser **ret_recogniser);
struct recogniser *recogniser_free(struct recogniser *recogniser); /* NULL is fine; returns NULL */

/* What was heard so far belongs to a set that is over, or to no set. */
void recogniser_forget(struct recogniser *recogniser);

/* How well the exercise agrees with what is being done, as a finding's score; -INFINITY: not. */
double recogniser_score(const struct recogniser *recogniser, const struct exercise *exercise,
                        int64_t t_ns);

/*
 * For a bar without any sensor on the body, whose repetitions are told by their rhythm: which
 * exercise it is by what they looked like; start_ns is left 0. True when an answer has been found.
 */
bool recogniser_judge_alone(const struct recogniser *recogniser, const struct bar_alone *seen,
                            struct recogniser_finding *ret_finding);

/* True when an answer has been found, perhaps the same as before. */
bool recogniser_push(struct recogniser *recogniser, const struct hold_moment *moment,
                     struct recogniser_finding *ret_finding);

#endif
