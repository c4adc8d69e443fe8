/* SPDX-License-Identifier: MIT */
#include "core/calibration_step.h"

#include <string.h>

#define TELL_NS 250000000 /* design value: a bar that moves, and little traffic */

double calibration_step_s(const struct calibration_step *step, int64_t now_ns)
{
    return (double)(now_ns - step->start_ns) * 1e-9;
}

static void tell(const struct calibration_step *step, enum calibration_verdict verdict,
                 const char *reason, double progress, int sensor, struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_CALIBRATION);
    event->calibration.kind = step->kind;
    event->calibration.verdict = verdict;
    event->calibration.step = step->step;
    event->calibration.steps = step->steps;
    event->calibration.task = step->task;
    event->calibration.progress = progress;
    event->calibration.sensor = sensor;
    strcpy(event->calibration.reason, reason);
}

void calibration_step_progress(struct calibration_step *step, double progress,
                               struct event_sink *sink)
{
    if (sink->now_ns - step->told_ns < TELL_NS)
        return;
    step->told_ns = sink->now_ns;
    tell(step, CALIBRATION_PROGRESS, "", progress, -1, sink);
}

void calibration_step_next(struct calibration_step *step, enum calibration_task task, int sensor,
                           struct event_sink *sink)
{
    step->task = task;
    tell(step, CALIBRATION_STEP, "", 1.0, sensor, sink);
    step->step++;
    step->start_ns = step->told_ns = sink->now_ns;
}

void calibration_step_again(struct calibration_step *step, const char *reason, int sensor,
                            struct event_sink *sink)
{
    tell(step, CALIBRATION_AGAIN, reason, 0.0, sensor, sink);
    step->told_ns = sink->now_ns;
}

void calibration_step_done(struct calibration_step *step, struct event_sink *sink)
{
    step->task = CALIBRATION_TASK_NONE;
    tell(step, CALIBRATION_DONE, "", 1.0, -1, sink);
}

void calibration_step_refuse(struct calibration_step *step, const char *reason, int sensor,
                             struct event_sink *sink)
{
    step->task = CALIBRATION_TASK_NONE;
    tell(step, CALIBRATION_REFUSED, reason, 0.0, sensor, sink);
}
