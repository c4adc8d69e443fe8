/* SPDX-License-Identifier: MIT */
/*
 * alone.h - repetitions of an unknown movement, told by the only sensor that the body wears.
 *
 * No other shows whether a weight is in the hands. So the first wait until the third shows whether
 * the first was one (handling.h), and what looks like setting the weight down waits for one more.
 */
#ifndef LUMBAR_CORE_ALONE_H
#define LUMBAR_CORE_ALONE_H

#include "core/handling.h"
#include "core/zigzag.h"

#define ALONE_MAX 3

struct alone {
    struct handling handling;
    struct swing waiting[ALONE_MAX]; /* oldest first */
    unsigned waiting_count;
    bool began;                   /* the first have been given */
    struct swing last;            /* the newest, given or not */
    bool doubted;                 /* it seems to be the weight set down, ... */
    struct handling_rep doubtful; /* ... in these times */
};

/* The movement is over: what waits was none. */
void alone_forget(struct alone *alone);
/* The newest were none. Returns how many of them were not waiting. */
unsigned alone_take_back(struct alone *alone, unsigned count);
/* The newest is better known now. */
void alone_correct(struct alone *alone, const struct handling_rep *rep);
/* A repetition more; set_is_on: whatever came before it, there is nothing to wait for. Returns how
 * many are to be given now, of ret_swings. */
unsigned alone_push(struct alone *alone, const struct swing *swing, const struct handling_rep *rep,
                    bool set_is_on, struct swing ret_swings[ALONE_MAX]);

#endif
