/* SPDX-License-Identifier: MIT */
/*
 * attitude.h - how one IMU stands to the vertical: a filter of the VQF class.
 *
 * After Laidig & Seel, "VQF: Highly accurate IMU orientation estimation with bias estimation and
 * magnetic disturbance rejection", Information Fusion 91 (2023), arXiv 2203.17024, without the
 * magnetometer: the gyroscope alone carries an almost-inertial frame; the specific force, seen in
 * that frame, is low-passed to the direction of gravity; the frame is turned upright by it. Unlike
 * there, time steps are the true ones and may be uneven, and the gyroscope's bias may be large
 * and unknown at the start: it is learned, with the scale, from rest and in motion (gyro_error.h).
 *
 * Causal, pure, without allocation. A value that is not finite never gets in, so none comes out.
 * Heading is arbitrary and drifts: nothing may depend on it.
 */
#ifndef LUMBAR_CORE_ATTITUDE_H
#define LUMBAR_CORE_ATTITUDE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/butterworth.h"
#include "core/gyro_error.h"
#include "core/rest_detector.h"

enum attitude_flag {
    ATTITUDE_BAD_VALUE = 1 << 0,   /* this sample was not finite, or absurd, and was ignored */
    ATTITUDE_BAD_CLOCK = 1 << 1,   /* its time was before the last one's: not integrated */
    ATTITUDE_GAP = 1 << 2,         /* more than gap_s since the last sample */
    ATTITUDE_SATURATED = 1 << 3,   /* a value at the end of the sensor's range */
    ATTITUDE_RESEEDED = 1 << 4,    /* started anew at this sample: after a long gap, or because the
                                    * sensor had been turned without the gyroscope seeing it */
    ATTITUDE_SETTLING = 1 << 5,    /* within the first seconds after a start */
    ATTITUDE_BAD_GRAVITY = 1 << 6, /* |specific force| at the last rest was not that of gravity */
};

/* Set by people; attitude_default_params() fills in the defaults named here. */
struct attitude_params {
    double tau_accel_s;        /* low-pass of the specific force: 3.0 */
    double anglvel_lag_s;      /* so late does the gyroscope tell a rate: 0.002 */
    double gap_s;              /* a longer step is flagged: 0.3 */
    double reseed_gap_s;       /* a longer step starts the filter anew: 1.5 */
    double rest_min_s;         /* so long must it be still to be rest: 1.5 */
    double rest_anglvel;       /* rad/s, largest departure from its low-pass at rest: 2 deg/s */
    double rest_accel;         /* m/s^2, likewise: 0.5 */
    double bias_max;           /* rad/s, no gyroscope's bias is larger on any axis: 0.3 */
    double bias_sigma_start;   /* rad/s, how unknown the bias is at the start: 0.1 */
    double accel_full_scale;   /* m/s^2, end of the accelerometer's range; 0 = unknown */
    double anglvel_full_scale; /* rad/s, likewise */
};

/* What the newest sample gave. */
struct attitude_output {
    double quat[4];        /* sensor to a frame with z up: w, x, y, z */
    double up[3];          /* unit vector: up, in sensor axes */
    double rate[3];        /* rad/s, sensor axes, without bias and scale error */
    double accel_earth[3]; /* m/s^2, specific force minus gravity in the frame of quat */
    double vertical_accel; /* m/s^2, upwards: accel_earth[2] */
    double bias[3];        /* rad/s, sensor axes */
    double scale[3];       /* what the measured rate must be raised by, as a fraction */
    double bias_sigma;     /* rad/s, of the least known axis */
    double rest_gravity;   /* m/s^2, |specific force| at the newest rest; NAN before the first */
    bool rest;             /* it is still, for at least rest_min_s */
    unsigned flags;        /* enum attitude_flag, or-ed, of this sample */
};

/* Derived once from the parameters. */
struct attitude_coeffs {
    double accel_cutoff; /* rad/s */
    double rest_cutoff;  /* rad/s */
    int64_t gap_ns;
    int64_t reseed_gap_ns;
    struct rest_detector_params rest;
};

/* What the low-passes need for the last time step; steps are often the same twice. */
struct attitude_steps {
    int64_t dt_ns;
    double dt;
    struct butterworth_step accel;
    struct butterworth_step rest;
};

/* Changes with every sample. */
struct attitude_state {
    bool started;
    int64_t t_ns;
    double anglvel[3];           /* newest, as measured */
    double carried[4];           /* sensor to the frame that the gyroscope carries */
    double upright[4];           /* from there to the frame with z up */
    struct butterworth force[3]; /* specific force in the carried frame */
    double running_s;            /* time since the start */
    double mean_s;               /* so long a mean is as sure as the low-passed force; more than
                                    the low-pass remembers counts as that */
    double distrust_s;           /* for so long nothing is learned of the gyroscope */
    double agitation;            /* (m/s^2)^2, low-passed square of what is not gravity */
    double recent_force[3];      /* low-passed, in the frame with z up */
    double turned_over_s;        /* how long that has disagreed with the vertical */
    struct rest_detector rest;
    struct gyro_error gyro;
    struct attitude_steps steps;
};

struct attitude {
    struct attitude_params params;
    struct attitude_coeffs coeffs;
    struct attitude_state state;
    struct attitude_output output;
};

void attitude_default_params(struct attitude_params *ret_params);

/* params may be NULL: the defaults. The output is level and at rest unknown until a sample comes.
 */
void attitude_init(struct attitude *attitude, const struct attitude_params *params);

/* What a static calibration found: bias in rad/s, sensor axes, and how sure that is (1 sigma). */
void attitude_set_bias(struct attitude *attitude, const double bias[3], double sigma);

/* Forgets how the sensor stands, as after it was mounted anew; the bias stays known. */
void attitude_restart(struct attitude *attitude);

/*
 * Takes one sample: its time, specific force in m/s^2 (+9.81 upwards at rest) and angular rate in
 * rad/s, both in sensor axes. Equal times and times that run back are not integrated. Returns the
 * flags, which are also in the output; the output is that of the last good sample when this one is
 * not finite.
 */
unsigned attitude_update(struct attitude *attitude, int64_t t_ns, const double accel[3],
                         const double anglvel[3]);

#endif
