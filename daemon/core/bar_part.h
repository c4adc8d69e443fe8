/* SPDX-License-Identifier: MIT */
/*
 * bar_part.h - the bar's part in a movement that the body showed: whether it went along, and how
 * far against the other repetitions of the set.
 */
#ifndef LUMBAR_CORE_BAR_PART_H
#define LUMBAR_CORE_BAR_PART_H

#include "core/exercise.h"
#include "core/trace.h"

#define BAR_PART_RECENT 5

struct bar_part {
    double ways[BAR_PART_RECENT]; /* m, of the last repetitions */
    unsigned count;
    double usual; /* m, their median */
};

/* The bar's smallest way in the exercise, m; NAN when it lifts none. */
double bar_part_least(const struct exercise *exercise);

/*
 * Whether the bar stayed where it was, on the way out or on the way back: hands that go to a bar
 * on the floor and come up without it move the back as a repetition does. The ages of the start and
 * of the far end in the trace, whose newest point is the end of a repetition. share: of the
 * exercise's range that is asked for; 1 of a repetition. False without a bar.
 */
bool bar_part_stayed_out(const struct exercise *exercise, const struct trace *trace,
                         unsigned start_age, unsigned far_age, double share);
bool bar_part_stayed_back(const struct exercise *exercise, const struct trace *trace,
                          unsigned far_age);

/* Where the body is far out the bar has come to its end, too, unless the hips ran ahead of it: then
 * it is the bar's own end. */
unsigned bar_part_far_age(const struct exercise *exercise, const struct trace *trace,
                          unsigned start_age, unsigned body_far_age);

void bar_part_forget(struct bar_part *part);
void bar_part_learn(struct bar_part *part, const struct trace *trace, unsigned start_age,
                    unsigned far_age);
/* The way out as a share of the usual one; NAN while that is not known, or without a bar. */
double bar_part_share(const struct bar_part *part, const struct trace *trace, unsigned start_age,
                      unsigned far_age);

#endif
