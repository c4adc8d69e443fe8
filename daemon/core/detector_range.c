/* SPDX-License-Identifier: MIT */
#include "core/detector_private.h"

#include <math.h>

#define CONFIDENCE 0.9 /* design value */

/* What was measured besides the range is not known. */
static void give_detail(const struct set_tracker *tracker, const struct trunk_movement *movement,
                        struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_REP_DETAIL);
    event->rep_detail.set = tracker->sets;
    event->rep_detail.rep = tracker->reps;
    event->rep_detail.start_ns = movement->start_ns;
    event->rep_detail.end_ns = movement->end_ns;
    event->rep_detail.confidence = CONFIDENCE;
    event->rep_detail.detail = (struct rep_detail){
        .eccentric_s = NAN,
        .stretch_pause_s = NAN,
        .concentric_s = NAN,
        .top_pause_s = NAN,
        .range = movement->range_deg,
        .lumbar_start_deg = NAN,
        .lumbar_peak_deg = NAN,
        .lumbar_least_deg = NAN,
        .trunk_peak_deg = NAN,
        .mean_velocity = NAN,
        .peak_velocity = NAN,
        .height = NAN,
    };
}

void detector_close_range(struct detector *detector)
{
    if (!detector->trunk_range.exercise)
        return;
    detector->tracker.has_range = true;
    detector->tracker.range = detector->trunk_range.range;
    trunk_range_close(&detector->trunk_range);
}

void detector_push_range(struct detector *detector, uint16_t sensor, int64_t t_ns, double dt_s,
                         bool restarted, const struct attitude_output *attitude,
                         struct event_sink *sink)
{
    struct trunk_range *range = &detector->trunk_range;
    struct set_tracker *tracker = &detector->tracker;
    struct trunk_range_result found;
    int part = detector->part_of[sensor];
    if (part < 0)
        return;
    if (restarted)
        trunk_range_restart(range, part);
    trunk_range_push(range, part, t_ns, dt_s, attitude->up, attitude->rate,
                     attitude->vertical_accel, &found);
    for (unsigned i = 0; i < found.count; i++) {
        const struct trunk_movement *movement = &found.movements[i];
        const struct repetition repetition = {
            .start_ns = movement->start_ns,
            .end_ns = movement->end_ns,
            .side = movement->side,
            .movement = movement->movement,
            .confidence = CONFIDENCE,
        };
        detector_count(detector, &repetition, sink);
        if (tracker->open)
            give_detail(tracker, movement, sink);
    }
    if (tracker->open && tracker->reps > 0 && detector->auto_track &&
        (double)(t_ns - tracker->last_end_ns) > detector->exercise->set_end_s * 1e9)
        (void)detector_end_set(detector, SET_END_REST, sink);
}
