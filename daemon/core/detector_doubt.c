/* SPDX-License-Identifier: MIT */
#include "core/detector_private.h"

/* A set begun by command is one; else what no sensor but the trunk's shows needs others like it. */
static bool is_doubtful(const struct detector *detector, const struct lift_result *found)
{
    const struct set_tracker *tracker = &detector->tracker;
    return !found->witnessed && !(tracker->open && tracker->by_command);
}

static void count(struct detector *detector, const struct lift_result *found,
                  struct event_sink *sink)
{
    const struct repetition repetition = {
        .start_ns = found->start_ns,
        .end_ns = found->end_ns,
        .side = detector_side_of(detector, found),
        .confidence = found->confidence,
    };
    detector_count(detector, &repetition, sink);
}

static void give_detail(struct detector *detector, const struct lift_result *found,
                        struct event_sink *sink)
{
    if (detector->tracker.open)
        detector_give_detail(detector, found, detector->tracker.reps, sink);
}

static void take_doubtful(struct detector *detector, const struct lift_result *found,
                          struct event_sink *sink)
{
    struct doubt before;
    struct form *form = &detector->form;
    const struct form_rep newest = form->next;
    if (!doubt_take(&detector->doubt, found, detector->exercise->steps_between, &before)) {
        doubt_keep_form(&detector->doubt, &newest);
        return;
    }
    for (unsigned i = 0; i < before.waiting_count; i++) {
        const struct doubt_held *held = &before.waiting[i];
        form->next = held->form;
        count(detector, &held->rep, sink);
        if (held->detailed)
            give_detail(detector, &held->detail, sink);
        form_speak(form, detector->tracker.sets, detector->tracker.reps, sink);
    }
    form->next = newest;
    count(detector, found, sink);
}

void detector_take_lift(struct detector *detector, const struct lift_result *found,
                        struct event_sink *sink)
{
    if (found->detailed && !doubt_keep_detail(&detector->doubt, found))
        give_detail(detector, found, sink);
    if (!found->counted)
        return;
    if (is_doubtful(detector, found)) {
        take_doubtful(detector, found, sink);
        return;
    }
    doubt_believe(&detector->doubt, found);
    count(detector, found, sink);
}

void detector_watch_steps(struct detector *detector, int part, int64_t t_ns, double dt_s,
                          bool restarted, double vertical_accel)
{
    bool pelvis = detector->body.parts[BODY_PELVIS].present;
    if (pelvis ? part == BODY_PELVIS : &detector->body.parts[part] == body_trunk(&detector->body))
        doubt_push(&detector->doubt, t_ns, dt_s, restarted, vertical_accel);
}
