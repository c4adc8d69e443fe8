/* SPDX-License-Identifier: MIT */
#include "core/calibration_accel.h"

#include <math.h>
#include <string.h>

#include "core/vec3.h"

#define RAD(degrees) ((degrees) * (3.14159265358979323846 / 180.0))
#define GRAVITY 9.80665 /* m/s^2, standard gravity */

#define STILL_S 1.5             /* design value: noise of 0.1 m/s^2 is averaged to 8 mm/s^2 */
#define ACCEL_SPREAD 0.1        /* m/s^2: research note 4.4 */
#define ANGLVEL_SPREAD RAD(0.5) /* research note 4.4 */
#define TURNED_COS 0.9          /* 26 degrees away is no longer the same position; design value */
#define GRAVITY_TOLERANCE 0.1   /* design value: sensors are within 3 % uncalibrated */
#define SIDE_MIN 0.85           /* of gravity along one axis: within 32 degrees; design value */
#define OFFSET_MAX 1.0          /* m/s^2; design value: ten times what data sheets allow */
#define GAIN_MAX 0.1            /* from 1; design value, likewise */
#define RESIDUAL_MAX 0.02       /* m/s^2 rms; design value: six unknowns leave next to nothing */
#define ROUNDS 8                /* Gauss-Newton; converges in three */
#define UNKNOWNS 6
#define PATIENCE_S 60.0 /* design value: for a side */

void calibration_accel_begin(struct calibration_accel *accel, int sensor, int64_t now_ns)
{
    *accel = (struct calibration_accel){.sensor = sensor, .since_ns = now_ns};
}

/* Gaussian elimination with pivoting; a is destroyed. */
static bool solve(double a[UNKNOWNS][UNKNOWNS + 1], double ret_x[UNKNOWNS])
{
    for (int column = 0; column < UNKNOWNS; column++) {
        int pivot = column;
        for (int row = column + 1; row < UNKNOWNS; row++)
            if (fabs(a[row][column]) > fabs(a[pivot][column]))
                pivot = row;
        if (fabs(a[pivot][column]) < 1e-9)
            return false;
        for (int k = 0; k <= UNKNOWNS; k++) {
            double swap = a[column][k];
            a[column][k] = a[pivot][k];
            a[pivot][k] = swap;
        }
        for (int row = column + 1; row < UNKNOWNS; row++) {
            double factor = a[row][column] / a[column][column];
            for (int k = column; k <= UNKNOWNS; k++)
                a[row][k] -= factor * a[column][k];
        }
    }
    for (int row = UNKNOWNS - 1; row >= 0; row--) {
        double sum = a[row][UNKNOWNS];
        for (int k = row + 1; k < UNKNOWNS; k++)
            sum -= a[row][k] * ret_x[k];
        ret_x[row] = sum / a[row][row];
    }
    return true;
}

/* |corrected| less gravity, and how it changes with offsets and gains. */
static double residual(const struct sensor_correction *c, const double read[3],
                       double ret_slope[UNKNOWNS])
{
    double value[3];
    for (int i = 0; i < 3; i++)
        value[i] = (read[i] - c->offset[i]) * c->gain[i];
    double length = vec3_norm(value);
    for (int i = 0; i < 3; i++) {
        ret_slope[i] = -value[i] / length * c->gain[i];
        ret_slope[3 + i] = value[i] / length * (read[i] - c->offset[i]);
    }
    return length - GRAVITY;
}

bool calibration_accel_solve(const double side[CALIBRATION_SIDES][3],
                             struct sensor_correction *ret_correction)
{
    struct sensor_correction c;
    double squares = 0.0;
    sensor_correction_clear(&c);
    for (int round = 0; round < ROUNDS; round++) {
        double normal[UNKNOWNS][UNKNOWNS + 1] = {{0}}, slope[UNKNOWNS], step[UNKNOWNS];
        for (int s = 0; s < CALIBRATION_SIDES; s++) {
            double error = residual(&c, side[s], slope);
            for (int i = 0; i < UNKNOWNS; i++) {
                for (int k = 0; k < UNKNOWNS; k++)
                    normal[i][k] += slope[i] * slope[k];
                normal[i][UNKNOWNS] -= slope[i] * error;
            }
        }
        if (!solve(normal, step))
            return false;
        for (int i = 0; i < 3; i++) {
            c.offset[i] += step[i];
            c.gain[i] += step[3 + i];
        }
    }
    for (int s = 0; s < CALIBRATION_SIDES; s++) {
        double slope[UNKNOWNS], error = residual(&c, side[s], slope);
        squares += error * error;
    }
    for (int i = 0; i < 3; i++)
        if (!(fabs(c.offset[i]) < OFFSET_MAX) || !(fabs(c.gain[i] - 1.0) < GAIN_MAX))
            return false;
    if (!(sqrt(squares / CALIBRATION_SIDES) < RESIDUAL_MAX))
        return false;
    *ret_correction = c;
    return true;
}

/* -1: it lies on an edge. */
static int side_of(const double accel[3])
{
    for (int i = 0; i < 3; i++)
        if (fabs(accel[i]) > SIDE_MIN * vec3_norm(accel))
            return 2 * i + (accel[i] < 0.0);
    return -1;
}

static unsigned count_of(const struct calibration_accel *accel)
{
    unsigned count = 0;
    for (int i = 0; i < CALIBRATION_SIDES; i++)
        count += accel->had[i];
    return count;
}

static enum calibration_state finish(const struct calibration_accel *accel,
                                     struct calibration_step *step, struct event_sink *sink)
{
    struct sensor_correction found;
    if (!calibration_accel_solve(accel->side, &found)) {
        calibration_step_refuse(step, "no-fit", accel->sensor, sink);
        return CALIBRATION_HAS_ENDED;
    }
    struct core_event *event = event_sink_add(sink, EVENT_CORRECTION);
    event->correction.sensor = (uint16_t)accel->sensor;
    event->correction.kind = CALIBRATION_ACCEL;
    event->correction.correction = found;
    calibration_step_done(step, sink);
    return CALIBRATION_HAS_ENDED;
}

/* It has lain still for long enough. */
static enum calibration_state judge(struct calibration_accel *accel, struct calibration_step *step,
                                    struct event_sink *sink)
{
    const double *mean = accel->stillness.mean;
    int side = side_of(mean);
    accel->judged = true;
    if (fabs(vec3_norm(mean) - GRAVITY) > GRAVITY_TOLERANCE * GRAVITY) {
        calibration_step_again(step, "bad-gravity", accel->sensor, sink);
        return CALIBRATION_GOES_ON;
    }
    if (side < 0 || accel->had[side]) {
        calibration_step_again(step, side < 0 ? "on-edge" : "same-side", accel->sensor, sink);
        return CALIBRATION_GOES_ON;
    }
    accel->had[side] = true;
    vec3_copy(accel->side[side], mean);
    if (count_of(accel) == CALIBRATION_SIDES)
        return finish(accel, step, sink);
    calibration_step_next(step, CALIBRATION_TASK_SIDE, accel->sensor, sink);
    return CALIBRATION_GOES_ON;
}

enum calibration_state calibration_accel_push(struct calibration_accel *accel,
                                              struct calibration_step *step, const double values[6],
                                              struct event_sink *sink)
{
    const struct stillness *still = &accel->stillness;
    double still_s = (double)(sink->now_ns - accel->since_ns) * 1e-9;
    bool moved = still->count > 1 && (stillness_spread(still, 0, 3) > ACCEL_SPREAD ||
                                      stillness_spread(still, 3, 6) > ANGLVEL_SPREAD);
    bool turned = accel->judged && vec3_dot(values, still->mean) <
                                       TURNED_COS * vec3_norm(values) * vec3_norm(still->mean);
    if (calibration_step_s(step, sink->now_ns) > PATIENCE_S) {
        calibration_step_refuse(step, "no-side", accel->sensor, sink);
        return CALIBRATION_HAS_ENDED;
    }
    if (accel->judged && !turned)
        return CALIBRATION_GOES_ON;
    if (turned || moved) {
        /* Being turned is no fault; being moved just before the verdict is worth a word. */
        if (moved && still_s > 0.5 * STILL_S && !turned)
            calibration_step_again(step, "moved", accel->sensor, sink);
        accel->judged = false;
        accel->since_ns = sink->now_ns;
        stillness_reset(&accel->stillness);
        return CALIBRATION_GOES_ON;
    }
    stillness_push(&accel->stillness, values, 6);
    if (still_s >= STILL_S)
        return judge(accel, step, sink);
    calibration_step_progress(step, still_s / STILL_S, sink);
    return CALIBRATION_GOES_ON;
}
