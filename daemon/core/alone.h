/* SPDX-License-Identifier: MIT */
/*
 * alone.h - repetitions of an unknown movement, told by the only sensor that there is.
 *
 * No other shows whether it is a lift, or whether a weight is in the hands. So the first wait until
 * enough of them are alike (likeness.h), and until the third shows whether the first was one
 * (handling.h); what looks like setting the weight down waits for one more.
 */
#ifndef LUMBAR_CORE_ALONE_H
#define LUMBAR_CORE_ALONE_H

#include "core/handling.h"
#include "core/likeness.h"
#include "core/set_down.h"

#define ALONE_MAX LIKENESS_MAX

struct alone_rep {
    struct likeness_swing told;
    bool timed;                /* when it left and came back is seen, ... */
    struct handling_rep times; /* ... and that is when */
};

struct alone {
    struct handling handling;
    struct set_down set_down;
    struct alone_rep waiting[ALONE_MAX]; /* oldest first */
    unsigned waiting_count;
    bool began;                 /* the first have been given */
    struct likeness_swing last; /* the newest, given or not */
    bool last_timed;            /* and its times are the newest that are known */
    bool doubted;               /* it seems to be the weight set down: it alone waits */
};

/* The movement is over: what waits was none. */
void alone_forget(struct alone *alone);
/* The newest were none. Returns how many of them were not waiting. */
unsigned alone_take_back(struct alone *alone, unsigned count);
/* When the one before the newest had ended; 0 = there is none, or that is not seen. */
int64_t alone_before_ns(const struct alone *alone);
/* The newest is better known now. */
void alone_correct(struct alone *alone, const struct handling_rep *times);
/* A repetition more; set_is_on: whatever came before it, there is nothing to wait for. Returns how
 * many are to be given now, of ret_reps. */
unsigned alone_push(struct alone *alone, const struct alone_rep *rep, bool set_is_on,
                    struct alone_rep ret_reps[ALONE_MAX]);

#endif
