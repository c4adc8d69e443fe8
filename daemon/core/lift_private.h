/* SPDX-License-Identifier: MIT */
/*
 * lift_private.h - what the parts of a lift share.
 */
#ifndef LUMBAR_CORE_LIFT_PRIVATE_H
#define LUMBAR_CORE_LIFT_PRIVATE_H

#include "core/lift.h"

#define LIFT_ATTEMPT 0.25 /* of the range, as rep_counter.c */

/* The bar's own swing is what is counted. */
bool lift_follows_bar(const struct lift *lift);

/* lift_attempt.c: what came back too early to count. */

/* Its range over the usual one. */
double lift_range_share(const struct lift *lift, const struct rep_counter_result *found);
/* It began as the exercise does, the bar took part, and all that is wrong is that the trunk turned
 * back before it had come as far as the exercise goes. */
bool lift_fell_short(const struct lift *lift, const struct rep_counter_result *found);
/* What the body and what the bar show of one attempt is one. */
void lift_take_attempt(struct lift *lift, double share, int64_t t_ns, struct lift_result *result);
/* A bar that is lifted off the floor by a little hardly turns the trunk. swing, velocity: of the
 * bar, upwards positive. */
void lift_look_at_bar(struct lift *lift, int64_t t_ns, double swing, double velocity,
                      struct lift_result *result);

#endif
