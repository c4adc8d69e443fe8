/* SPDX-License-Identifier: MIT */
/*
 * gyro_error.h - learns a gyroscope's bias and scale errors from how its vertical drifts.
 *
 *     true rate = (1 + scale) * measured rate - bias, each axis for itself
 *
 * An error of the gyroscope turns the frame that it carries away from the vertical; the attitude
 * filter turns it back, by the increments of a low-passed direction. With the errors x = (bias,
 * scale) that drift is S x, where S is the integral over time of the rows r = (R, -R diag(rate)),
 * R the horizontal rows of the rotation to the upright frame. What the filter sees of it is the
 * same S sent through the same filter: F[S] x. So each correction measures x through the increment
 * of F[S], and a Kalman filter collects that. It also tells how much of the drift has not been seen
 * yet, (S - F[S]) x, by which the vertical is set right when x is learned.
 *
 * What moves to and fro in step with the sensor's tilt, as the hips in a hinge, looks like an error
 * of scale: a turn seen too small or too large each time. It is gone again when the movement has
 * come back. So the scale is learned from sums over blocks longer than a repetition, carefully, and
 * is forgotten where nothing new confirms it; the bias, which never comes back, from each sample.
 *
 * Laidig & Seel (Information Fusion 91, 2023, section 3.5) have the filtered R in the place of the
 * increments of F[S]: the same once all has settled, but not in the first seconds. There a bias of
 * 10 deg/s, which is found on bars with cheap sensors, would spoil the vertical.
 */
#ifndef LUMBAR_CORE_GYRO_ERROR_H
#define LUMBAR_CORE_GYRO_ERROR_H

#include "core/butterworth.h"

#define GYRO_ERROR_STATES 6 /* bias x y z, scale x y z */

struct gyro_error {
    double bias[3];        /* rad/s */
    double scale[3];       /* fraction */
    double bias_cov[3][3]; /* (rad/s)^2 */
    double scale_cov[3][3];
    double bias_max;          /* rad/s */
    double bias_variance_max; /* (rad/s)^2: it is never less known than at the start */
    struct butterworth drift[2][GYRO_ERROR_STATES]; /* F[S]; its input is S */
    double increment[2][GYRO_ERROR_STATES];         /* of F[S], by the newest sample */
    double before[GYRO_ERROR_STATES];               /* x as it was before the newest sample */
    double block_row[2][3]; /* sums over the block that is collected for the scale */
    double block_turn[2];   /* rad */
    double block_s;
};

/* sigma: how unknown the bias is, rad/s. */
void gyro_error_init(struct gyro_error *error, double bias_sigma, double bias_max);
void gyro_error_set_bias(struct gyro_error *error, const double bias[3], double sigma);

/* The frame is a new one: no drift yet. What is known of bias and scale stays. */
void gyro_error_restart(struct gyro_error *error);

/* The measured rate without its errors. */
void gyro_error_correct(const struct gyro_error *error, double rate[3], const double anglvel[3]);

/*
 * The drift's part of one time step. matrix: sensor to upright. The filter is a low-pass with this
 * step; or, when weight is not 0, a running mean in which the new value has this weight.
 */
void gyro_error_follow(struct gyro_error *error, const double matrix[3][3], const double anglvel[3],
                       double dt, const struct butterworth_step *step, double weight);

/* The frame was turned by this rotation vector (upright axes, horizontal, rad); its variance. */
void gyro_error_learn_bias(struct gyro_error *error, const double turn[3], double variance);

/* The same turn and its time step, for the scale; doubt: how many times the usual variance. */
void gyro_error_learn_scale(struct gyro_error *error, const double turn[3], double dt,
                            double doubt);

/* The sensor is at rest and measures this rate; variance of that in (rad/s)^2. */
void gyro_error_learn_rest(struct gyro_error *error, const double anglvel[3], double variance);

/*
 * What was learned by the newest sample changes the vertical: ret_turn is the rotation of the
 * upright frame (horizontal, rad), ret_rate by how much its filtered direction drifts less (rad/s).
 */
void gyro_error_unseen(const struct gyro_error *error, double ret_turn[3], double ret_rate[3]);

/* Standard deviation of the least known axis of the bias, rad/s. */
double gyro_error_bias_sigma(const struct gyro_error *error);

#endif
