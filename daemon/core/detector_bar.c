/* SPDX-License-Identifier: MIT */
/*
 * A bar alone: what was told of it and turns out to have been the bar's being fetched, or set down.
 */
#include "core/detector_private.h"

#include <string.h>

#define LIES_S 0.5 /* as rhythm.c */

bool detector_has_only_bar(const struct detector *detector, uint16_t sensor)
{
    return detector->generic.used == 1 && detector->bar_sensor == sensor && !detector->bar_is_wrist;
}

static const struct exercise *known_exercise(const struct detector *detector)
{
    return detector->recognised ? detector->recognised : detector->exercise;
}

void detector_note_bar(struct detector *detector, uint16_t sensor, enum generic_signal signal,
                       const struct swing *swing)
{
    if (detector_has_only_bar(detector, sensor) && detector->tracker.open)
        bar_handling_add(&detector->bar_handling, &detector->look, &detector->generic, sensor,
                         signal, swing);
}

/* The first is taken back; who counts is told the others anew, with their own times. */
static void drop_first(struct detector *detector, struct event_sink *sink)
{
    struct set_tracker *tracker = &detector->tracker;
    const struct told told = detector->told;
    const uint32_t reps = tracker->reps;
    while (tracker->reps > 0)
        (void)detector_take_back(detector, sink);
    bar_handling_drop(&detector->bar_handling);
    detector->told.count = 0;
    for (uint32_t i = 1; i < reps; i++) {
        const struct repetition repetition = {
            .start_ns = told.start_ns[i],
            .end_ns = told.end_ns[i],
            .confidence = CONFIDENCE_RHYTHM,
        };
        detector_count(detector, &repetition, sink);
    }
    if (!tracker->by_command)
        tracker->start_ns = told.start_ns[1];
    detector_renumber_told(detector, sink);
}

bool detector_doubt_first(struct detector *detector, int64_t t_ns, struct event_sink *sink)
{
    const struct bar_handling *handling = &detector->bar_handling;
    const struct set_tracker *tracker = &detector->tracker;
    if (handling->judged || handling->count != 2 || tracker->reps != 2 ||
        detector->told.count != 2 || exercise_rises_from_floor(known_exercise(detector)))
        return false;
    if (!bar_handling_fetches(&detector->bar_handling, &detector->look, detector->generic.held,
                              t_ns))
        return false;
    drop_first(detector, sink);
    return true;
}

void detector_doubt_last(struct detector *detector, uint16_t sensor, double dt_s, int64_t t_ns,
                         struct event_sink *sink)
{
    const double still_s = detector->generic.channels[sensor].still_s;
    const struct set_tracker *tracker = &detector->tracker;
    struct bar_handling *handling = &detector->bar_handling;
    /* Once, when it has lain so long. */
    if (handling->count == 0 || still_s < LIES_S || still_s >= LIES_S + dt_s || !tracker->open ||
        tracker->reps == 0 || !detector_has_only_bar(detector, sensor) ||
        !exercise_rises_from_hang(known_exercise(detector)) ||
        !bar_handling_sets_down(handling, &detector->look, t_ns))
        return;
    (void)detector_take_back(detector, sink);
    detector->look.due = false;
    struct told *told = &detector->told;
    if (told->count > 1)
        detector->tracker.last_end_ns = told->end_ns[--told->count - 1];
    bar_handling_forget(handling);
    handling->judged = true;
}
