/* SPDX-License-Identifier: MIT */
/*
 * feature.h - what a repetition looks like, in physical quantities by which exercises differ; a
 * profile says within which limits each lies ([recognition] in daemon/profiles/README.md).
 */
#ifndef LUMBAR_CORE_FEATURE_H
#define LUMBAR_CORE_FEATURE_H

#include "core/bar_alone.h"
#include "core/exercise.h"
#include "core/history.h"

/* NAN = no sensor tells. */
struct feature_values {
    double value[FEATURE_COUNT];
};

/* body_weight: N, standing without a load; NAN = not known. */
void feature_measure(const struct history *history, double body_weight, int64_t start_ns,
                     int64_t far_ns, int64_t end_ns, struct feature_values *ret_values);
/* Of what is held, over its last second: start and far end are the same. */
void feature_measure_hold(const struct history *history, double body_weight, int64_t from_ns,
                          struct feature_values *ret_values);

/* Of a bar alone; the other features are NAN. */
void feature_set_alone(const struct bar_alone *seen, struct feature_values *ret_values);

/*
 * How much better the values agree with the limits of an exercise than with anything at all:
 * the logarithm of the likelihood ratio, summed over the features that are known and limited.
 * ret_count: of how many features.
 */
double feature_score(const struct exercise *exercise, const struct feature_values *values,
                     unsigned *ret_count);

/* How much of what the limits of an exercise can say is said by the values that are known, 0..1. */
double feature_share_known(const struct exercise *exercise, const struct feature_values *values);

/* Whether a value that is known lies within limits by which the two differ. */
bool feature_tells_apart(const struct exercise *a, const struct exercise *b,
                         const struct feature_values *values);

#endif
