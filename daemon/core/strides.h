/* SPDX-License-Identifier: MIT */
/*
 * strides.h - whether in walking a part of the trunk swings, and a limb does not.
 *
 * Whoever walks swings both thighs, and the arms when they carry nothing, four times as fast as the
 * trunk turns. So where those that move stand upright and
 *
 *   one of the trunk swings, one thigh does not, and the other does       they are exchanged
 *   one of the trunk swings, one wrist does not, and the other limbs do   they are exchanged
 *
 * in several stretches, and it has not been seen otherwise between them. Another one of the trunk
 * has to be seen not to swing: whoever bends or turns round moves all of it.
 */
#ifndef LUMBAR_CORE_STRIDES_H
#define LUMBAR_CORE_STRIDES_H

#include "core/body.h"

struct strides_pair {
    enum body_part trunk, limb;
};

struct strides {
    struct strides_pair pair; /* as it seems */
    unsigned run;             /* so many stretches since it last seemed otherwise */
};

void strides_reset(struct strides *strides);

/*
 * Of a stretch that is over: spread: rad/s, between the extremes of each part's turning, NAN = it
 * was hardly seen. True when two are known to be exchanged.
 */
bool strides_judge(struct strides *strides, const struct body *body,
                   const double spread[BODY_PARTS], struct strides_pair *ret_pair);

#endif
