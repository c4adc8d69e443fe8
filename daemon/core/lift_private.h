/* SPDX-License-Identifier: MIT */
/*
 * lift_private.h - what the parts of a lift share.
 */
#ifndef LUMBAR_CORE_LIFT_PRIVATE_H
#define LUMBAR_CORE_LIFT_PRIVATE_H

#include "core/lift.h"
#include "core/stroke.h"

#define LIFT_ATTEMPT 0.25    /* of the range, as rep_counter.c */
#define LIFT_MOVING_M_S 0.05 /* research note 3.3 */

bool lift_rises_first(const struct lift *lift);

/* lift_attempt.c: what came back too early to count. */

/* Its range over the usual one. */
double lift_range_share(const struct lift *lift, const struct rep_counter_result *found);
/* It began as the exercise does, the bar took part, and all that is wrong is that the trunk turned
 * back before it had come as far as the exercise goes. */
bool lift_fell_short(const struct lift *lift, const struct rep_counter_result *found);
/* The leaky swing of a bar that is followed by itself shows little of a slow lift: from rest to
 * rest the bar has gone as far as in others. */
bool lift_went_slowly(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns);
/* What the body and what the bar show of one attempt is one. */
void lift_take_attempt(struct lift *lift, int64_t start_ns, double share, int64_t t_ns,
                       struct lift_result *result);
/* A bar that is lifted off the floor by a little hardly turns the trunk. */
void lift_look_at_bar(struct lift *lift, int64_t t_ns, const struct motion_frame *frame,
                      struct lift_result *result);

/* lift_count.c: what is counted, and when it began and ends. */

void lift_take_count(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                     struct lift_result *result);
/* Counts what waits. */
void lift_take_arrival(struct lift *lift, struct lift_result *result);
/* The bar's leaky swing is back long before a bar that is lowered slowly. */
void lift_await_arrival(struct lift *lift, int64_t t_ns, struct lift_result *result);

/* What handling.h asks of a repetition, by its phases in the signal. */
void lift_time(const struct lift *lift, const struct tempo *tempo, struct lift_result *result);

/* lift_detail.c: what needs a look back, of the last repetition counted; detail_due no more. */

/* False: the trace does not show it. */
bool lift_give_detail(struct lift *lift, struct lift_result *result);

/* lift_search.c: where in the trace the bar's rests are to be sought, and the next repetition. */

/* When the repetition after this one began; 0 while it has not. */
int64_t lift_next_start_ns(const struct lift *lift, enum tempo_of of, const struct tempo *tempo);
/* The bar's rests lie about the ends of the body's movement. Where the body turns at once the bar
 * may, too: off the floor. tempo: of the signal; lift->turn is that of its end from here on. */
struct stroke_search lift_search_near(struct lift *lift, const struct tempo *tempo);
/* The bar's swing tells little more than when it was far out. */
struct stroke_search lift_search_between(const struct lift *lift);
/* The rests before the repetition and at its far end. t_ns: when it was found. */
struct stroke_search lift_search_way_out(const struct lift *lift,
                                         const struct rep_counter_result *found, int64_t t_ns);

#endif
