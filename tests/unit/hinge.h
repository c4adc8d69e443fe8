/* SPDX-License-Identifier: MIT */
/*
 * hinge.h - IMUs on a body that bends at the hip, worn any way round: what they show follows from
 * an angle that is given as a function of time.
 *
 * Sensors are taken to be small and near the axis, so that only gravity and rotation show.
 */
#ifndef LUMBAR_TESTS_HINGE_H
#define LUMBAR_TESTS_HINGE_H

#include <math.h>

#include "core/quat.h"
#include "core/sample.h"

#define HINGE_PI 3.14159265358979323846
#define HINGE_RAD(degrees) ((degrees) * (HINGE_PI / 180.0))
#define HINGE_GRAVITY 9.81

/* Half a cosine from 0 to 1 in 0..1. */
static inline double hinge_ease(double share)
{
    if (share <= 0.0)
        return 0.0;
    return share >= 1.0 ? 1.0 : 0.5 - 0.5 * cos(HINGE_PI * share);
}

/* Repetitions of one kind: wait, go out, hold, come back; angle in degrees. */
struct hinge_plan {
    double lead_s;
    double out_s;
    double hold_s;
    double back_s;
    double rest_s; /* between two */
    unsigned reps;
    double range_deg;
};

static inline double hinge_period_s(const struct hinge_plan *plan)
{
    return plan->out_s + plan->hold_s + plan->back_s + plan->rest_s;
}

static inline double hinge_angle_deg(const struct hinge_plan *plan, double t_s)
{
    double since_s = t_s - plan->lead_s;
    if (since_s < 0.0 || since_s >= plan->reps * hinge_period_s(plan))
        return 0.0;
    since_s = fmod(since_s, hinge_period_s(plan));
    double back_s = since_s - plan->out_s - plan->hold_s;
    return plan->range_deg *
           (hinge_ease(since_s / plan->out_s) - hinge_ease(back_s / plan->back_s));
}

/* An upright-frame vector (x forward, y left, z up) of a segment that leans forward by the angle,
 * as a sensor mounted by mount (segment to sensor) sees it. */
static inline struct sample hinge_sample(const struct hinge_plan *plan, double share,
                                         const double mount[4], uint16_t sensor, int64_t t_ns)
{
    const double t_s = (double)t_ns * 1e-9, h = 1e-3;
    double angle = HINGE_RAD(share * hinge_angle_deg(plan, t_s));
    double rate =
        HINGE_RAD(share * (hinge_angle_deg(plan, t_s + h) - hinge_angle_deg(plan, t_s - h))) /
        (2.0 * h);
    const double force[3] = {-HINGE_GRAVITY * sin(angle), 0.0, HINGE_GRAVITY * cos(angle)};
    const double turn[3] = {0.0, rate, 0.0};
    struct sample sample = {.t_ns = t_ns, .sensor = sensor};
    quat_rotate(sample.imu.accel, mount, force);
    quat_rotate(sample.imu.anglvel, mount, turn);
    return sample;
}

#endif
