/* SPDX-License-Identifier: MIT */
/*
 * likeness.h - whether what a single sensor told is one movement done again and again.
 *
 * Nothing else is seen, neither the body nor a weight. But a repetition is the same movement once
 * more: at the same pace, from the same posture to the same, facing the same way. Who fetches
 * plates, sits down and gets up again, or takes out a telephone comes near that twice, hardly
 * three times, and not even twice within a few seconds as near as who lifts a weight twice. Who
 * walks does it as evenly as anybody; but walking hands go up and down by less than a lift does,
 * and sooner or later one turns round. Once a set is shown, what came before it in the same rhythm
 * is believed on less.
 */
#ifndef LUMBAR_CORE_LIKENESS_H
#define LUMBAR_CORE_LIKENESS_H

#include "core/generic.h"

#define LIKENESS_MAX 6 /* swings that are ever needed for it */

struct likeness_swing {
    struct swing swing;
    enum generic_signal signal; /* that told it */
    int64_t lost_ns;            /* when samples last were lost, by then; 0 = never */
};

/*
 * How many of these, counted from the newest, are repetitions; 0 = that is not shown yet. swings:
 * oldest first, in the order in which they were told, at most LIKENESS_MAX.
 */
unsigned likeness_find(const struct likeness_swing swings[], unsigned count);

/* Of two that follow each other: whether the second is done elsewhere, facing another way or held
 * otherwise at either end; ... */
bool likeness_leaves(const struct likeness_swing *a, const struct likeness_swing *b);
/* ... whether it is the same once more. */
bool likeness_repeats(const struct likeness_swing *a, const struct likeness_swing *b);
/* Where samples were lost it is not what it seems. */
bool likeness_blurred(const struct likeness_swing *told);

#endif
