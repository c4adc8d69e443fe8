/* SPDX-License-Identifier: MIT */
/*
 * load_scale.h - what the athlete carries, from the cells below the feet.
 *
 * The athlete's own weight is the least that is borne while standing still, until somebody heavier
 * has stood there for long; what is borne on the mean of a repetition, which begins and ends at
 * rest, is that weight and the load.
 */
#ifndef LUMBAR_CORE_LOAD_SCALE_H
#define LUMBAR_CORE_LOAD_SCALE_H

#include <stdbool.h>
#include <stdint.h>

struct load_scale {
    int64_t start_ns; /* of the second that is being looked at */
    unsigned count;
    double first_n; /* of it: sums are of what differs from it */
    double sum_n;
    double squares;
    double weight_n;  /* the athlete's; 0 = not known */
    unsigned seconds; /* of standing still that say so */
    double other_n;   /* more than that, and how many seconds in a row */
    unsigned other_s;
};

/* left_n, right_n: below the feet. */
void load_scale_push(struct load_scale *scale, int64_t t_ns, double left_n, double right_n);

/* mean_n: borne by both feet. NAN while the athlete's own weight is not known, and where the feet
 * do not bear all of it. */
double load_scale_kg(const struct load_scale *scale, double mean_n);
/* How sure that is, 0 to 1. */
double load_scale_confidence(const struct load_scale *scale);

#endif
