/* SPDX-License-Identifier: MIT */
#include "core/detector_private.h"

#include <math.h>

#define CONFIDENCE 0.9 /* design value */
#define FLEXIONS_MIN 2 /* design value: as a body calibration asks for */

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

/* Who sits down to the test has his back round already: only where standing is known from a body
 * calibration do the angles mean anything. */
static bool standing_is_known(const struct body *body)
{
    const struct segment *trunk = body_trunk(body), *pelvis = &body->parts[BODY_PELVIS];
    return trunk && trunk->forward_is_given && pelvis->present && pelvis->forward_is_given;
}

static void watch_back(struct detector *detector, int64_t t_ns)
{
    struct back_range *back = &detector->back_range;
    struct body_angles angles;
    if (!standing_is_known(&detector->body))
        return;
    body_angles(&detector->body, t_ns, &angles);
    back->most = fmax(back->most, angles.lumbar); /* prefers a number to NAN */
    back->least = fmin(back->least, angles.lumbar);
}

static void take_movement(struct back_range *back, enum movement movement)
{
    if (movement == MOVEMENT_FLEXION) {
        back->flexions++;
        back->largest.flexion_deg = fmax(back->largest.flexion_deg, back->most);
        back->largest.extension_deg = fmax(back->largest.extension_deg, -back->least);
    }
    back->most = back->least = 0.0;
}

static double larger(double known, double seen, double least, double most)
{
    return seen >= least && seen <= most && seen > known ? seen : known;
}

static void take_back_range(struct detector *detector, struct event_sink *sink)
{
    const struct back_range *back = &detector->back_range;
    const struct lumbar_range *known = &detector->body.range;
    const struct lumbar_range range = {
        .flexion_deg = larger(known->flexion_deg, back->largest.flexion_deg,
                              LUMBAR_FLEXION_LEAST_DEG, LUMBAR_FLEXION_MOST_DEG),
        .extension_deg = larger(known->extension_deg, back->largest.extension_deg,
                                LUMBAR_EXTENSION_LEAST_DEG, LUMBAR_EXTENSION_MOST_DEG),
    };
    bool more = range.flexion_deg > known->flexion_deg ||
                (range.flexion_deg > 0.0 && range.extension_deg > known->extension_deg);
    if (back->flexions < FLEXIONS_MIN || !more)
        return;
    detector_set_range(detector, &range);
    event_sink_add(sink, EVENT_RANGE)->range = range;
}

void detector_close_range(struct detector *detector, struct event_sink *sink)
{
    if (!detector->trunk_range.exercise)
        return;
    take_back_range(detector, sink);
    detector->back_range = (struct back_range){.flexions = 0};
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
    watch_back(detector, t_ns);
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
        take_movement(&detector->back_range, movement->movement);
        if (tracker->open)
            give_detail(tracker, movement, sink);
    }
    if (tracker->open && tracker->reps > 0 && detector->auto_track &&
        (double)(t_ns - tracker->last_end_ns) > detector->exercise->set_end_s * 1e9)
        (void)detector_end_set(detector, SET_END_REST, sink);
}
