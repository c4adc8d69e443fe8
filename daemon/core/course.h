/* SPDX-License-Identifier: MIT */
/*
 * course.h - the last 40 s of one signal, for looking back at a repetition: where it went, and
 * when it left and came back.
 */
#ifndef LUMBAR_CORE_COURSE_H
#define LUMBAR_CORE_COURSE_H

#include <stdint.h>

#include "core/moments.h"

/* At least 40 s: a set opens with the third of its repetitions. */
#define COURSE_SIZE MOMENTS_SIZE
#define COURSE_STEP_NS 40000000 /* a limb's quickest movement takes ten of these */

struct course {
    double x[COURSE_SIZE];
    struct moments moments; /* at which it was so */
};

void course_reset(struct course *course);
/* Points that follow each other too closely for the size of the course are dropped. */
void course_push(struct course *course, int64_t t_ns, double x);

/* One movement away from where the signal rests, and back. */
struct excursion {
    int64_t start_ns;    /* has left */
    int64_t out_ns;      /* has come to the far end */
    int64_t in_ns;       /* leaves the far end */
    int64_t end_ns;      /* is back */
    int64_t half_out_ns; /* passes half of its way */
    int64_t half_in_ns;
    double range;  /* > 0, the smaller of away and back: what remains moved is posture */
    int direction; /* +1: away is up */
    double rest;   /* the signal where it left */
    double far;    /* and farthest away */
    int64_t farthest_ns;
};

/*
 * The largest excursion within from_ns..to_ns; it leaves from what the signal was at no earlier
 * than before_ns, and is followed until after_ns. Returns 0; -ENODATA when the course does not
 * reach back so far or shows none.
 */
int course_excursion(const struct course *course, int64_t before_ns, int64_t from_ns, int64_t to_ns,
                     int64_t after_ns, struct excursion *ret_excursion);

/*
 * When a movement that is still on its way back at the newest point will be back; its end_ns when
 * it is not half back, or stands still.
 */
int64_t course_foretell(const struct course *course, const struct excursion *excursion);

/* When the signal was highest between two moments, and how high; from_ns and NAN when it is not
 * known there. */
int64_t course_highest_ns(const struct course *course, int64_t from_ns, int64_t to_ns,
                          double *ret_x);

/* Mean of the signal from one moment to another, NAN when it is not known there. */
double course_mean(const struct course *course, int64_t from_ns, int64_t to_ns);

#endif
