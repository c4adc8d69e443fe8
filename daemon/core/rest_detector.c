/* SPDX-License-Identifier: MIT */
#include "core/rest_detector.h"

#include <math.h>

#include "core/vec3.h"

#define TAU_S 0.5          /* of the low-passes: Laidig & Seel 2023, table 2 */
#define GRAVITY 9.80665    /* m/s^2, standard gravity */
#define WANDER_MAX 0.02618 /* rad, 1.5 degrees within one rest: design value */

double rest_detector_cutoff_rad_s(void)
{
    return butterworth_cutoff_rad_s(TAU_S);
}

void rest_detector_start(struct rest_detector *detector, const double accel[3],
                         const double anglvel[3])
{
    for (int i = 0; i < 3; i++) {
        butterworth_reset(&detector->anglvel[i], anglvel[i]);
        butterworth_reset(&detector->accel[i], accel[i]);
    }
    vec3_copy(detector->anchor, accel);
    detector->still_s = 0.0;
}

bool rest_detector_push(struct rest_detector *detector, const struct rest_detector_params *params,
                        const struct butterworth_step *step, const double accel[3],
                        const double anglvel[3])
{
    double slow_accel[3], off_accel[3], off_anglvel[3], wander[3];
    bool steady = true;

    for (int i = 0; i < 3; i++) {
        double slow = butterworth_push(&detector->anglvel[i], step, anglvel[i]);

        steady = steady && fabs(slow) < params->anglvel_max;
        off_anglvel[i] = anglvel[i] - slow;
        slow_accel[i] = butterworth_push(&detector->accel[i], step, accel[i]);
    }
    vec3_sub(off_accel, accel, slow_accel);
    vec3_sub(wander, slow_accel, detector->anchor);
    steady = steady && vec3_norm_squared(off_anglvel) < params->anglvel * params->anglvel &&
             vec3_norm_squared(off_accel) < params->accel * params->accel &&
             vec3_norm_squared(wander) < GRAVITY * GRAVITY * WANDER_MAX * WANDER_MAX;
    if (steady) {
        detector->still_s += 2.0 * step->half_dt;
    } else {
        detector->still_s = 0.0;
        vec3_copy(detector->anchor, slow_accel);
    }
    return detector->still_s >= params->min_s;
}

void rest_detector_anglvel(const struct rest_detector *detector, double ret_anglvel[3])
{
    for (int i = 0; i < 3; i++)
        ret_anglvel[i] = detector->anglvel[i].value;
}

void rest_detector_accel(const struct rest_detector *detector, double ret_accel[3])
{
    for (int i = 0; i < 3; i++)
        ret_accel[i] = detector->accel[i].value;
}
