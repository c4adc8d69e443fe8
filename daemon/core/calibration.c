/* SPDX-License-Identifier: MIT */
#include "core/calibration.h"

#include <math.h>
#include <string.h>

#include "core/vec3.h"

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))

#define STILL_S 2.0               /* research note 4.4: 2 to 3 s */
#define TARE_S 1.0
#define GYRO_SPREAD RAD(0.5)      /* rad/s: research note 4.4 */
#define ACCEL_SPREAD 0.1          /* m/s^2: research note 4.4 */
#define STANDING_SPREAD RAD(4.0)  /* rad/s: who stands sways; design value */
#define STANDING_ACCEL_SPREAD 0.4 /* m/s^2; design value */
#define FORCE_SPREAD 20.0         /* N: nobody stands on it; design value */
#define SAMPLES_MIN 10            /* design value: fewer have no spread */
#define BIAS_SIGMA RAD(0.02)      /* rad/s, left after averaging; design value */
#define BENDS 2
#define BENT RAD(30.0)            /* research note 4.4: excursion > 30 degrees */
#define UPRIGHT RAD(10.0)         /* design value */
#define PATIENCE_S 30.0           /* design value */

static void tell(const struct calibration *calibration, unsigned step, bool done,
                 const char *refused, struct event_sink *sink)
{
    struct core_event *event = event_sink_add(sink, EVENT_CALIBRATION);
    event->calibration.kind = calibration->kind;
    event->calibration.step = step;
    event->calibration.done = done;
    event->calibration.refused = refused != NULL;
    if (refused)
        strcpy(event->calibration.reason, refused);
}

static void refuse(struct calibration *calibration, unsigned step, const char *reason,
                   struct event_sink *sink)
{
    calibration->stage = CALIBRATION_IDLE;
    tell(calibration, step, false, reason, sink);
}

static bool takes_part(enum calibration_kind kind, const struct calibration_sensor *sensor)
{
    if (!sensor->present)
        return false;
    switch (kind) {
    case CALIBRATION_GYRO:
        return sensor->kind == SENSOR_IMU;
    case CALIBRATION_BODY:
        return sensor->kind == SENSOR_IMU && sensor->part >= 0;
    case CALIBRATION_TARE:
        return sensor->kind == SENSOR_FORCE;
    }
    return false;
}

void calibration_start(struct calibration *calibration, enum calibration_kind kind,
                       const struct calibration_sensor sensors[SENSORS_MAX],
                       struct event_sink *sink)
{
    unsigned count = 0;
    calibration->kind = kind;
    calibration->start_ns = sink->now_ns;
    calibration->stage = CALIBRATION_STILL;
    calibration->bends = 0;
    calibration->bent = false;
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        calibration->takes_part[i] = takes_part(kind, &sensors[i]);
        count += calibration->takes_part[i];
        stillness_reset(&calibration->sensors[i]);
        vec3_set(calibration->up[i], 0.0, 0.0, 0.0);
    }
    if (count == 0)
        refuse(calibration, 1, "no-sensor", sink);
}

/* NULL, or why this sensor's values cannot be taken. */
static const char *fault_of(const struct calibration *calibration, unsigned place)
{
    const struct stillness *stillness = &calibration->sensors[place];
    if (stillness->count < SAMPLES_MIN)
        return "no-samples";
    switch (calibration->kind) {
    case CALIBRATION_GYRO:
        if (stillness_spread(stillness, 0, 3) > ACCEL_SPREAD ||
            stillness_spread(stillness, 3, 6) > GYRO_SPREAD)
            return "moved";
        break;
    case CALIBRATION_BODY:
        if (stillness_spread(stillness, 0, 3) > STANDING_ACCEL_SPREAD ||
            stillness_spread(stillness, 3, 6) > STANDING_SPREAD)
            return "moved";
        break;
    case CALIBRATION_TARE:
        if (stillness_spread(stillness, 0, FORCE_CHANNELS_MAX) > FORCE_SPREAD)
            return "loaded";
        break;
    }
    return NULL;
}

static void take(struct calibration *calibration, unsigned place,
                 const struct calibration_sensor *sensor, struct body *body)
{
    const struct stillness *stillness = &calibration->sensors[place];
    switch (calibration->kind) {
    case CALIBRATION_GYRO:
        attitude_set_bias(sensor->attitude, stillness->mean + 3, BIAS_SIGMA);
        break;
    case CALIBRATION_BODY:
        segment_set_standing(&body->parts[sensor->part], calibration->up[place]);
        segment_forget_forward(&body->parts[sensor->part]);
        break;
    case CALIBRATION_TARE:
        memcpy(calibration->force_zero[place], stillness->mean,
               sizeof(calibration->force_zero[place]));
        break;
    }
}

static void judge_still(struct calibration *calibration,
                        const struct calibration_sensor sensors[SENSORS_MAX], struct body *body,
                        struct event_sink *sink)
{
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        const char *fault = calibration->takes_part[i] ? fault_of(calibration, i) : NULL;
        if (fault) {
            refuse(calibration, 1, fault, sink);
            return;
        }
    }
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        if (calibration->takes_part[i])
            take(calibration, i, &sensors[i], body);
    bool more = calibration->kind == CALIBRATION_BODY;
    calibration->stage = more ? CALIBRATION_BEND : CALIBRATION_IDLE;
    calibration->start_ns = sink->now_ns;
    tell(calibration, 1, !more, NULL, sink);
}

static void gather(struct calibration *calibration, uint16_t place, const double values[],
                   const struct calibration_sensor sensors[SENSORS_MAX], struct body *body,
                   struct event_sink *sink)
{
    const struct calibration_sensor *sensor = &sensors[place];
    unsigned channels = sensor->kind == SENSOR_IMU ? 6 : sensor->channels;
    if (calibration->takes_part[place]) {
        stillness_push(&calibration->sensors[place], values, channels);
        if (sensor->kind == SENSOR_IMU)
            vec3_add(calibration->up[place], calibration->up[place], sensor->attitude->output.up);
    }
    double need_s = calibration->kind == CALIBRATION_TARE ? TARE_S : STILL_S;
    if ((double)(sink->now_ns - calibration->start_ns) >= need_s * 1e9)
        judge_still(calibration, sensors, body, sink);
}

static void watch_bends(struct calibration *calibration, const struct body *body,
                        struct event_sink *sink)
{
    /* The pelvis tells as well as the trunk: both lean when one bends at the hip. */
    const struct segment *segment = body_trunk(body);
    if (!segment)
        segment = &body->parts[BODY_PELVIS];
    double angle = segment->angle;
    if (!calibration->bent && angle > BENT)
        calibration->bent = true;
    if (calibration->bent && fabs(angle) < UPRIGHT) {
        calibration->bent = false;
        calibration->bends++;
        bool done = calibration->bends == BENDS;
        if (done)
            calibration->stage = CALIBRATION_IDLE;
        tell(calibration, 1 + calibration->bends, done, NULL, sink);
    } else if ((double)(sink->now_ns - calibration->start_ns) > PATIENCE_S * 1e9) {
        refuse(calibration, 2 + calibration->bends, "no-bend", sink);
    }
}

void calibration_push(struct calibration *calibration, uint16_t sensor, const double values[],
                      const struct calibration_sensor sensors[SENSORS_MAX], struct body *body,
                      struct event_sink *sink)
{
    if (calibration->stage == CALIBRATION_STILL)
        gather(calibration, sensor, values, sensors, body, sink);
    else if (calibration->stage == CALIBRATION_BEND)
        watch_bends(calibration, body, sink);
}
