/* SPDX-License-Identifier: MIT */
#include "core/turn.h"

#include <math.h>

#include "core/vec3.h"

#define MEMORY_S 8.0       /* a few repetitions */
#define MEMORY_START_S 0.5 /* the axis is usable at once and grows steadier */
#define SMOOTH_S 0.1
#define STEP_MAX_S 0.7     /* across a gap: design value */
#define PROJECTION_MIN 0.2 /* nearer than 12 degrees to the axis gravity tells no angle */

void turn_reset(struct turn *turn)
{
    *turn = (struct turn){.axis = {0.6, 0.48, 0.64}}; /* any direction, but along no axis */
}

void turn_begin(struct turn *turn)
{
    turn->elapsed_s = 0.0;
}

static void learn_axis(struct turn *turn, double step_s, const double rate[3])
{
    turn->elapsed_s += step_s;
    double memory_s = fmin(fmax(turn->elapsed_s, MEMORY_START_S), MEMORY_S);
    double gain = fmin(1.0, step_s / memory_s);
    double *m = turn->moment;
    m[0] += (rate[0] * rate[0] - m[0]) * gain;
    m[1] += (rate[1] * rate[1] - m[1]) * gain;
    m[2] += (rate[2] * rate[2] - m[2]) * gain;
    m[3] += (rate[0] * rate[1] - m[3]) * gain;
    m[4] += (rate[0] * rate[2] - m[4]) * gain;
    m[5] += (rate[1] * rate[2] - m[5]) * gain;

    /* One step of power iteration a sample; the moment has no negative eigenvalue, so the axis
     * does not flip. */
    const double *e = turn->axis;
    const double next[3] = {m[0] * e[0] + m[3] * e[1] + m[4] * e[2],
                            m[3] * e[0] + m[1] * e[1] + m[5] * e[2],
                            m[4] * e[0] + m[5] * e[1] + m[2] * e[2]};
    vec3_normalize(turn->axis, next);
}

/* Angle from a to b as seen along the axis. */
static double angle_about(const double axis[3], const double a[3], const double b[3])
{
    double a_along = vec3_dot(axis, a), b_along = vec3_dot(axis, b);
    double limit = 1.0 - PROJECTION_MIN * PROJECTION_MIN;
    if (a_along * a_along > limit || b_along * b_along > limit)
        return 0.0;
    double cross[3];
    vec3_cross(cross, a, b);
    return atan2(vec3_dot(axis, cross), vec3_dot(a, b) - a_along * b_along);
}

double turn_push(struct turn *turn, double dt_s, const double up[3], const double rate[3])
{
    if (!turn->started) {
        turn->started = true;
        vec3_copy(turn->up, up);
        return 0.0;
    }
    double step_s = fmin(dt_s, STEP_MAX_S);
    /* Turning about the vertical moves no gravity: it must not bend the axis. */
    double about_up = vec3_dot(rate, up);
    const double tilting[3] = {rate[0] - about_up * up[0], rate[1] - about_up * up[1],
                               rate[2] - about_up * up[2]};
    learn_axis(turn, step_s, tilting);
    turn->sum += angle_about(turn->axis, turn->up, up);
    vec3_copy(turn->up, up);
    turn->angle += (turn->sum - turn->angle) * step_s / (SMOOTH_S + step_s);
    return turn->angle;
}

void turn_up_at(const struct turn *turn, double angle, double ret_up[3])
{
    /* Rodrigues: up turns with the angle about the axis. */
    const double *e = turn->axis, *up = turn->up;
    double by = angle - turn->sum, c = cos(by), s = sin(by), along = vec3_dot(e, up);
    double cross[3];
    vec3_cross(cross, e, up);
    for (unsigned i = 0; i < 3; i++)
        ret_up[i] = c * up[i] + s * cross[i] + (1.0 - c) * along * e[i];
}
