/* SPDX-License-Identifier: MIT */
/*
 * bar_handling.h - lifts of a bar alone, told from fetching it and from standing up with it to set
 * it down.
 *
 * A lift that began where the bar had lain is a repetition if the bar comes back there, else it was
 * only fetched:
 *
 *   deadlift             from the floor to the floor, again and again: all are
 *   Romanian deadlift    from the floor, then never so low again: the first is none
 *   row                  likewise; and when it hangs again the lifter stands up to set it down: the
 *                        last is none either
 *
 * How far the bar went is known between moments at which it rests, whatever its sensor's error. The
 * floor's knock may spoil that: what is not seen well shows nothing, and the lift stays counted.
 */
#ifndef LUMBAR_CORE_BAR_HANDLING_H
#define LUMBAR_CORE_BAR_HANDLING_H

#include "core/generic_look.h"

#define BAR_HANDLING_LIFTS 5

struct bar_lift {
    struct swing swing;         /* that told it, */
    enum generic_signal signal; /* of this */
    int64_t up_ns;              /* rises fastest, ... */
    double speed;               /* m/s, as far as the leak tells; ... */
    int64_t lay_ns; /* ... until then it had lain, and rose from there; 0 = it had not */
};

struct bar_handling {
    struct bar_lift lifts[BAR_HANDLING_LIFTS]; /* the newest of a set, oldest first */
    unsigned count;
    bool judged; /* whether the first was one is known, or will never be */
};

/* Whether what rises fastest, so fast, at up_ns rose from where it lay until lay_ns (0 = it did not
 * lie), without having been lowered first. heave: its velocity. */
bool bar_rises_from_rest(const struct course *heave, int64_t lay_ns, int64_t up_ns, double speed);

void bar_handling_forget(struct bar_handling *handling);
/* One more was told. */
void bar_handling_add(struct bar_handling *handling, const struct generic_look *look,
                      const struct generic *generic, uint16_t sensor, enum generic_signal signal,
                      const struct swing *swing);
/* The first was none. */
void bar_handling_drop(struct bar_handling *handling);

/*
 * Whether the first of the two that were told was the bar being fetched. t_ns: now; held: with
 * what is done the bar is in the hands, or on the back, before the first.
 */
bool bar_handling_fetches(struct bar_handling *handling, struct generic_look *look, bool held,
                          int64_t t_ns);
/* Whether the last one, of what is done with a bar that hangs, was the lifter standing up: now that
 * the bar lies. */
bool bar_handling_sets_down(const struct bar_handling *handling, struct generic_look *look,
                            int64_t t_ns);

#endif
