/* SPDX-License-Identifier: MIT */
#include "core/calibration_span.h"

#include <math.h>
#include <string.h>

#define GRAVITY 9.80665   /* m/s^2, standard gravity */
#define STILL_S 1.5       /* design value */
#define SPREAD_MIN 5.0    /* N: design value; a plate with a weight on it that nobody touches */
#define SPREAD_SHARE 0.02 /* of the weight; design value */
#define GAIN_MIN 0.2      /* design value: what is five times off was configured for another cell */
#define GAIN_MAX 5.0
#define OTHER_MAX 0.1   /* of the load may be on the other plate; design value */
#define LOADED 0.1      /* of the weight, less is empty; design value */
#define PATIENCE_S 60.0 /* design value: for a step */

unsigned calibration_span_plates(const struct sensor_info *info)
{
    return strcmp(info->role, "feet") == 0 && info->channels >= 2 ? 2 : 1;
}

void calibration_span_begin(struct calibration_span *span, int sensor,
                            const struct sensor_info *info, double weight_kg, int64_t now_ns)
{
    *span = (struct calibration_span){
        .sensor = sensor,
        .weight_n = weight_kg * GRAVITY,
        .channels = info->channels,
        .plates = calibration_span_plates(info),
        .since_ns = now_ns,
    };
    sensor_correction_clear(&span->found);
}

static unsigned plate_of(const struct calibration_span *span, unsigned channel)
{
    return span->plates * channel / span->channels;
}

static void load_of(const struct calibration_span *span, const double force[],
                    double ret_load[CALIBRATION_PLATES])
{
    ret_load[0] = ret_load[1] = 0.0;
    for (unsigned i = 0; i < span->channels; i++)
        ret_load[plate_of(span, i)] += force[i] - span->found.offset[i];
}

static enum calibration_state finish(const struct calibration_span *span,
                                     struct calibration_step *step, struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_CORRECTION);
    event->correction.sensor = (uint16_t)span->sensor;
    event->correction.kind = CALIBRATION_SPAN;
    event->correction.correction = span->found;
    calibration_step_done(step, sink);
    return CALIBRATION_HAS_ENDED;
}

static enum calibration_state judge_weight(struct calibration_span *span,
                                           struct calibration_step *step, struct event_sink *sink)
{
    double load[CALIBRATION_PLATES];
    load_of(span, span->stillness.mean, load);
    unsigned plate = fabs(load[1]) > fabs(load[0]) ? 1 : 0;
    double gain = span->weight_n / load[plate];
    if (fabs(load[1 - plate]) > OTHER_MAX * fabs(load[plate])) {
        calibration_step_again(step, "two-plates", span->sensor, sink);
    } else if (!(gain >= GAIN_MIN && gain <= GAIN_MAX)) {
        calibration_step_again(step, "wrong-weight", span->sensor, sink);
    } else if (span->had[plate]) {
        calibration_step_again(step, "same-plate", span->sensor, sink);
    } else {
        span->had[plate] = true;
        for (unsigned i = 0; i < span->channels; i++)
            if (plate_of(span, i) == plate)
                span->found.gain[i] = gain;
        if (span->plates == 1 || span->had[1 - plate])
            return finish(span, step, sink);
        calibration_step_next(step, CALIBRATION_TASK_WEIGHT, span->sensor, sink);
    }
    return CALIBRATION_GOES_ON;
}

static enum calibration_state judge(struct calibration_span *span, struct calibration_step *step,
                                    struct event_sink *sink)
{
    double load[CALIBRATION_PLATES];
    memcpy(span->judged_n, span->stillness.mean, sizeof(span->judged_n));
    span->judged = true;
    if (!span->zeroed) {
        memcpy(span->found.offset, span->stillness.mean, sizeof(span->found.offset));
        span->zeroed = true;
        calibration_step_next(step, CALIBRATION_TASK_WEIGHT, span->sensor, sink);
        return CALIBRATION_GOES_ON;
    }
    load_of(span, span->stillness.mean, load);
    if (fabs(load[0]) + fabs(load[1]) < LOADED * GAIN_MIN * span->weight_n)
        return CALIBRATION_GOES_ON; /* empty again, on the way to the other plate */
    return judge_weight(span, step, sink);
}

static bool changed(const struct calibration_span *span, const double force[])
{
    for (unsigned i = 0; i < span->channels; i++)
        if (fabs(force[i] - span->judged_n[i]) > LOADED * GAIN_MIN * span->weight_n)
            return true;
    return false;
}

enum calibration_state calibration_span_push(struct calibration_span *span,
                                             struct calibration_step *step, const double force[],
                                             struct event_sink *sink)
{
    double most = fmax(SPREAD_MIN, SPREAD_SHARE * span->weight_n);
    double still_s = (double)(sink->now_ns - span->since_ns) * 1e-9;
    if (calibration_step_s(step, sink->now_ns) > PATIENCE_S) {
        calibration_step_refuse(step, span->zeroed ? "no-weight" : "loaded", span->sensor, sink);
        return CALIBRATION_HAS_ENDED;
    }
    if (span->judged && !changed(span, force))
        return CALIBRATION_GOES_ON;
    if (span->judged || (span->stillness.count > 1 &&
                         stillness_spread(&span->stillness, 0, span->channels) > most)) {
        if (!span->judged && still_s > 0.5 * STILL_S)
            calibration_step_again(step, span->zeroed ? "moved" : "loaded", span->sensor, sink);
        span->judged = false;
        span->since_ns = sink->now_ns;
        stillness_reset(&span->stillness);
        return CALIBRATION_GOES_ON;
    }
    stillness_push(&span->stillness, force, span->channels);
    if (still_s >= STILL_S)
        return judge(span, step, sink);
    calibration_step_progress(step, still_s / STILL_S, sink);
    return CALIBRATION_GOES_ON;
}
