/* SPDX-License-Identifier: MIT */
/*
 * rest_detector.h - tells when an IMU lies or hangs still, and what it measures then.
 *
 * It is still while rate and specific force stay near their own low-passes, after Laidig & Seel,
 * Information Fusion 91 (2023), section 3.4; and, unlike there, while gravity does not wander: a
 * body that tilts slowly at an even pace is steady, but it is not at rest.
 */
#ifndef LUMBAR_CORE_REST_DETECTOR_H
#define LUMBAR_CORE_REST_DETECTOR_H

#include <stdbool.h>

#include "core/butterworth.h"

struct rest_detector_params {
    double min_s;       /* so long must it be still to be at rest */
    double anglvel;     /* rad/s, largest departure from the low-pass */
    double anglvel_max; /* rad/s, largest low-passed rate on any axis: no bias is larger */
    double accel;       /* m/s^2, largest departure from the low-pass */
};

struct rest_detector {
    struct butterworth anglvel[3];
    struct butterworth accel[3];
    double anchor[3]; /* low-passed specific force when it began to be still */
    double still_s;
};

void rest_detector_start(struct rest_detector *detector, const double accel[3],
                         const double anglvel[3]);

/* Takes one sample; step is for the detector's own cut-off. Returns whether it is at rest. */
bool rest_detector_push(struct rest_detector *detector, const struct rest_detector_params *params,
                        const struct butterworth_step *step, const double accel[3],
                        const double anglvel[3]);

/* Low-passed; at rest the rate is the gyroscope's bias, and the force gravity's reaction. */
void rest_detector_anglvel(const struct rest_detector *detector, double ret_anglvel[3]);
void rest_detector_accel(const struct rest_detector *detector, double ret_accel[3]);

double rest_detector_cutoff_rad_s(void);

#endif
