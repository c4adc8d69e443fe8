/* SPDX-License-Identifier: MIT */
/*
 * first_lift.h - a lift of the bar alone that no other is like yet: a heavy single, or the first of
 * a set.
 *
 * A rhythm needs two. But of an exercise that is known, one is enough that is seen from rest to
 * rest: the bar goes as far as in a repetition, comes back as high, and rose from where it should,
 * from the floor or not. Whether it comes back is seen by how little the accelerometer's error need
 * change for it (stroke.h), as long as the rests are not far apart.
 */
#ifndef LUMBAR_CORE_FIRST_LIFT_H
#define LUMBAR_CORE_FIRST_LIFT_H

#include "core/exercise.h"
#include "core/generic_look.h"

struct first_lift {
    struct zigzag zigzag; /* of the leaky velocity */
    struct swing rise;    /* the newest that may be a lift's; end_ns 0 = none */
    int64_t before_ns;    /* when the one before it was fastest */
    int64_t t_ns;
    double due_s;    /* so long the bar has rested, or been up, without a pause */
    int64_t over_ns; /* end of the last that was seen; 0 = none */
};

void first_lift_forget(struct first_lift *first);

/*
 * Each sample of the bar, after generic_look_push(), while no rhythm tells. rate: rad/s. True when
 * a lift is over: ret_swing is its rise, which left and is over when the whole repetition did and
 * is.
 */
bool first_lift_push(struct first_lift *first, const struct exercise *exercise,
                     const struct generic_channel *channel, struct generic_look *look, int64_t t_ns,
                     const double rate[3], struct swing *ret_swing);

#endif
