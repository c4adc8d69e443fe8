/* SPDX-License-Identifier: MIT */
#include "core/calibration.h"

#include <math.h>
#include <string.h>

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))

#define STILL_S 2.0          /* research note 4.4: 2 to 3 s */
#define TARE_S 1.0           /* design value */
#define GYRO_SPREAD RAD(0.5) /* rad/s: research note 4.4 */
#define ACCEL_SPREAD 0.1     /* m/s^2: research note 4.4 */
#define FORCE_SPREAD 20.0    /* N: nobody stands on it; design value */
#define SAMPLES_MIN 10       /* design value: fewer have no spread */
#define BIAS_SIGMA RAD(0.02) /* rad/s, left after averaging; design value */
#define SILENT_NS 1000000000 /* design value: a sensor that says nothing for so long is gone */

static bool can_take_part(enum calibration_kind kind, const struct calibration_sensor *sensor)
{
    if (!sensor->present)
        return false;
    switch (kind) {
    case CALIBRATION_GYRO:
    case CALIBRATION_ACCEL:
        return sensor->info.kind == SENSOR_IMU;
    case CALIBRATION_BODY:
        return sensor->info.kind == SENSOR_IMU && sensor->part >= 0;
    case CALIBRATION_TARE:
    case CALIBRATION_SPAN:
        return sensor->info.kind == SENSOR_FORCE;
    }
    return false;
}

static bool is_on_trunk(const struct calibration_sensor *sensor)
{
    return sensor->part >= BODY_PELVIS && sensor->part <= BODY_UPPER_BACK;
}

/* NULL, or why it cannot be begun. */
static const char *choose_sensors(struct calibration *calibration,
                                  const struct calibration_request *request,
                                  const struct calibration_sensor sensors[SENSORS_MAX],
                                  int *ret_one)
{
    bool one = request->kind == CALIBRATION_ACCEL || request->kind == CALIBRATION_SPAN;
    bool trunk = false;
    unsigned count = 0;
    for (int i = 0; i < SENSORS_MAX; i++) {
        calibration->takes_part[i] =
            can_take_part(request->kind, &sensors[i]) &&
            (!one || request->sensor == CALIBRATION_ANY_SENSOR || request->sensor == i);
        count += calibration->takes_part[i];
        trunk = trunk || (calibration->takes_part[i] && is_on_trunk(&sensors[i]));
        if (calibration->takes_part[i])
            *ret_one = i;
    }
    if (count == 0 || (request->kind == CALIBRATION_BODY && !trunk))
        return "no-sensor";
    return one && count > 1 ? "which-sensor" : NULL;
}

static void begin(struct calibration *calibration, const struct calibration_request *request,
                  const struct calibration_sensor sensors[SENSORS_MAX], int one, int64_t now_ns)
{
    struct calibration_step *step = &calibration->step;
    switch (request->kind) {
    case CALIBRATION_GYRO:
    case CALIBRATION_TARE:
        step->steps = 1;
        step->task =
            request->kind == CALIBRATION_GYRO ? CALIBRATION_TASK_STILL : CALIBRATION_TASK_EMPTY;
        memset(&calibration->still, 0, sizeof(calibration->still));
        break;
    case CALIBRATION_BODY:
        step->steps = 3;
        step->task = CALIBRATION_TASK_STAND;
        calibration_body_begin(&calibration->body, now_ns);
        break;
    case CALIBRATION_ACCEL:
        step->steps = CALIBRATION_SIDES;
        step->task = CALIBRATION_TASK_SIDE;
        calibration_accel_begin(&calibration->accel, one, now_ns);
        break;
    case CALIBRATION_SPAN:
        step->steps = 1 + calibration_span_plates(&sensors[one].info);
        step->task = CALIBRATION_TASK_EMPTY;
        calibration_span_begin(&calibration->span, one, &sensors[one].info, request->weight_kg,
                               now_ns);
        break;
    }
}

void calibration_start(struct calibration *calibration, const struct calibration_request *request,
                       const struct calibration_sensor sensors[SENSORS_MAX],
                       struct event_sink *sink)
{
    int one = CALIBRATION_ANY_SENSOR;
    calibration->runs = false;
    calibration->step = (struct calibration_step){
        .kind = request->kind, .step = 1, .steps = 1, .start_ns = sink->now_ns};
    const char *refused = choose_sensors(calibration, request, sensors, &one);
    if (refused) {
        calibration_step_refuse(&calibration->step, refused, -1, sink);
        return;
    }
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        calibration->heard_ns[i] = sink->now_ns;
    begin(calibration, request, sensors, one, sink->now_ns);
    calibration->runs = true;
}

/* NULL, or why this sensor's values cannot be taken. */
static const char *still_fault(enum calibration_kind kind, const struct stillness *stillness)
{
    if (stillness->count < SAMPLES_MIN)
        return "no-samples";
    if (kind == CALIBRATION_TARE)
        return stillness_spread(stillness, 0, FORCE_CHANNELS_MAX) > FORCE_SPREAD ? "loaded" : NULL;
    bool moved = stillness_spread(stillness, 0, 3) > ACCEL_SPREAD ||
                 stillness_spread(stillness, 3, 6) > GYRO_SPREAD;
    return moved ? "moved" : NULL;
}

static void tell_still(const struct calibration *calibration, unsigned place,
                       const struct calibration_sensor *sensor, struct event_sink *sink)
{
    const struct stillness *stillness = &calibration->still.sensors[place];
    struct core_event *event = event_sink_add(sink, EVENT_CORRECTION);
    event->correction.sensor = (uint16_t)place;
    event->correction.kind = calibration->step.kind;
    sensor_correction_clear(&event->correction.correction);
    if (calibration->step.kind == CALIBRATION_GYRO) {
        attitude_set_bias(sensor->attitude, stillness->mean + 3, BIAS_SIGMA);
        memcpy(event->correction.anglvel_bias, stillness->mean + 3,
               sizeof(event->correction.anglvel_bias));
    } else {
        memcpy(event->correction.correction.offset, stillness->mean,
               sizeof(event->correction.correction.offset));
    }
}

static enum calibration_state push_still(struct calibration *calibration, uint16_t place,
                                         const double values[],
                                         const struct calibration_sensor sensors[SENSORS_MAX],
                                         struct event_sink *sink)
{
    struct calibration_step *step = &calibration->step;
    const struct sensor_info *info = &sensors[place].info;
    double need_s = step->kind == CALIBRATION_TARE ? TARE_S : STILL_S;
    stillness_push(&calibration->still.sensors[place], values,
                   info->kind == SENSOR_IMU ? 6 : info->channels);
    double still_s = calibration_step_s(step, sink->now_ns);
    if (still_s < need_s) {
        calibration_step_progress(step, still_s / need_s, sink);
        return CALIBRATION_GOES_ON;
    }
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        const char *fault = calibration->takes_part[i]
                                ? still_fault(step->kind, &calibration->still.sensors[i])
                                : NULL;
        if (fault) {
            calibration_step_refuse(step, fault, (int)i, sink);
            return CALIBRATION_HAS_ENDED;
        }
    }
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        if (calibration->takes_part[i])
            tell_still(calibration, i, &sensors[i], sink);
    calibration_step_done(step, sink);
    return CALIBRATION_HAS_ENDED;
}

/* One that took part and is gone, or silent; -1 = none. */
static int lost_sensor(const struct calibration *calibration,
                       const struct calibration_sensor sensors[SENSORS_MAX], int64_t now_ns)
{
    for (int i = 0; i < SENSORS_MAX; i++)
        if (calibration->takes_part[i] &&
            (!sensors[i].present || now_ns - calibration->heard_ns[i] > SILENT_NS))
            return i;
    return -1;
}

static enum calibration_state push(struct calibration *calibration, uint16_t place,
                                   const double values[],
                                   const struct calibration_sensor sensors[SENSORS_MAX],
                                   struct body *body, struct event_sink *sink)
{
    struct calibration_step *step = &calibration->step;
    switch (step->kind) {
    case CALIBRATION_GYRO:
    case CALIBRATION_TARE:
        return push_still(calibration, place, values, sensors, sink);
    case CALIBRATION_BODY:
        return calibration_body_push(&calibration->body, step, place, values, sensors,
                                     calibration->takes_part, body, sink);
    case CALIBRATION_ACCEL:
        return calibration_accel_push(&calibration->accel, step, values, sink);
    case CALIBRATION_SPAN:
        return calibration_span_push(&calibration->span, step, values, sink);
    }
    return CALIBRATION_HAS_ENDED;
}

void calibration_push(struct calibration *calibration, uint16_t sensor, const double values[],
                      const struct calibration_sensor sensors[SENSORS_MAX], struct body *body,
                      struct event_sink *sink)
{
    if (!calibration->runs)
        return;
    calibration->heard_ns[sensor] = sink->now_ns;
    int lost = lost_sensor(calibration, sensors, sink->now_ns);
    if (lost >= 0) {
        calibration_step_refuse(&calibration->step, "sensor-lost", lost, sink);
        calibration->runs = false;
    } else if (calibration->takes_part[sensor]) {
        calibration->runs =
            push(calibration, sensor, values, sensors, body, sink) == CALIBRATION_GOES_ON;
    }
}

void calibration_stop(struct calibration *calibration, struct event_sink *sink)
{
    if (calibration->runs)
        calibration_step_refuse(&calibration->step, "stopped", -1, sink);
    calibration->runs = false;
}
