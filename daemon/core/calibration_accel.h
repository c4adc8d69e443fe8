/* SPDX-License-Identifier: MIT */
/*
 * calibration_accel.h - an accelerometer's offsets and gains from six positions at rest, one on
 * each side of its housing, in any order and only roughly level.
 *
 * At rest the true specific force has the length of gravity, however the sensor lies: that gives
 * an equation a position for three offsets and three gains, solved by least squares (the usual
 * multi-position scheme; e.g. Fong, Ong & Nee 2008, Meas. Sci. Technol. 19, without cross axes).
 */
#ifndef LUMBAR_CORE_CALIBRATION_ACCEL_H
#define LUMBAR_CORE_CALIBRATION_ACCEL_H

#include "core/calibration_step.h"
#include "core/stillness.h"

#define CALIBRATION_SIDES 6

struct calibration_accel {
    int sensor;
    struct stillness stillness;        /* of the second under way */
    int64_t since_ns;                  /* when it began */
    bool judged;                       /* this side has had its verdict and still lies there */
    bool had[CALIBRATION_SIDES];       /* +x, -x, +y, -y, +z, -z is up */
    double side[CALIBRATION_SIDES][3]; /* m/s^2, mean */
};

void calibration_accel_begin(struct calibration_accel *accel, int sensor, int64_t now_ns);

enum calibration_state calibration_accel_push(struct calibration_accel *accel,
                                              struct calibration_step *step, const double values[6],
                                              struct event_sink *sink);

/* From the means of six sides. False when they do not fit any sensor worth the name. */
bool calibration_accel_solve(const double side[CALIBRATION_SIDES][3],
                             struct sensor_correction *ret_correction);

#endif
