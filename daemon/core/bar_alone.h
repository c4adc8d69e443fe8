/* SPDX-License-Identifier: MIT */
/*
 * bar_alone.h - what the repetitions of a bar look like when no sensor is on the body: by what
 * physics tells lifts apart that all move a bar up and down.
 *
 * Looked at is the way from where one rise begins to where the next does: there the bar is as low
 * and as fast, which shows the errors of accelerometer and gyroscope. Who stands with the bar
 * (squat, hinge) waits at the top, who hangs or rests it (row, press) at the bottom; a bar that
 * hangs from straight arms hardly turns, one on the back turns with the trunk, one that is rowed
 * or pressed with the forearms; arms that bend move it less far than hips do. Legs and hips push
 * harder at the bottom than they stop at the top; a bar that is rowed is thrown against the body,
 * which stops it harder than it was pulled.
 *
 * How fast a bar turns depends on the tempo, and how far it is as uncertain as the gyroscope: their
 * product is worth more than either.
 */
#ifndef LUMBAR_CORE_BAR_ALONE_H
#define LUMBAR_CORE_BAR_ALONE_H

#include "core/history.h"

struct bar_alone {
    double turning; /* rad/s^0.5: root of how far it turns (rad) by how fast (rad/s, mean) */
    double rise;    /* m, how far it rises */
    double speed;   /* m/s, the fastest of a rise */
    double top;     /* share of the time that it is near the top */
    double brake;   /* the hardest that it is stopped, of the hardest that it is pushed upwards */
};

/* Whether the bar rises again after a repetition that was told: then that is seen to its end. */
bool bar_alone_rises_again(const struct history *history, int64_t start_ns, int64_t end_ns);

/*
 * The means over count repetitions, oldest first, as they were told; rises_again: what has just
 * begun ends the last one, which else is not looked at. -ENODATA: the history shows none to the
 * end.
 */
int bar_alone_measure(const struct history *history, const int64_t start_ns[],
                      const int64_t end_ns[], unsigned count, bool rises_again,
                      struct bar_alone *ret_seen);

#endif
