/* SPDX-License-Identifier: MIT */
/*
 * as_if.h - whether what is done would look like the exercise in force if the roles of two sensors
 * on the body were exchanged, and hardly looks like it as they are.
 *
 * The last seconds are gone through again, one pair of roles at a time, with the angles of the two
 * exchanged. What is known of the exercise decides: where it begins, how far each part of the body
 * goes, by how much the back bends. A pair is believed when what is done fits with it far better
 * than without, and better than with any other pair.
 */
#ifndef LUMBAR_CORE_AS_IF_H
#define LUMBAR_CORE_AS_IF_H

#include "core/listener.h"

#define AS_IF_PAIRS 13 /* left against right of the same limb looks alike */

struct as_if_pair {
    enum body_part a, b;
};

struct as_if {
    struct history history; /* as it would have been */
    unsigned next;          /* what is gone through next: 0 = as it is, i = the pair before i */
    double scores[1 + AS_IF_PAIRS];
    int64_t began_ns;                /* this round, or the one before */
    const struct exercise *exercise; /* that was in force last */
    bool kept;                       /* the history does not go on ... */
    bool over;                       /* ... and has been gone through */
};

/* Another exercise is in force, or another set began. */
void as_if_reset(struct as_if *as_if);

/*
 * One step of a round, ten times a second: what it costs is spread. history: of the last seconds,
 * not empty; fits: how well the recogniser finds that it fits; kept: the history does not go on.
 * True when a round has ended with an answer.
 */
bool as_if_look(struct as_if *as_if, const struct exercise *exercise, const struct history *history,
                double body_weight, double fits, bool kept, int64_t t_ns,
                struct as_if_pair *ret_pair);

#endif
