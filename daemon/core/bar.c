/* SPDX-License-Identifier: MIT */
#include "core/bar.h"

#include <math.h>

#define STEP_MAX_S 0.5 /* design value: across a longer gap nothing is known */
#define UPDATE_S 0.02  /* beliefs need not be renewed at every sample */

#define ACCEL_NOISE 0.02   /* m/s^2 per root Hz: sensor, tilt, bending bar; design value */
#define OFFSET_DRIFT 0.01  /* m/s^2 per root s: warming; design value */
#define OFFSET_TURN 0.15   /* m/s^2 per root rad: turned, another axis is upright: 15 mg */
#define OFFSET_START 0.3   /* m/s^2: 30 mg */
#define VELOCITY_START 0.3 /* m/s */
#define GAP_ACCEL 2.0      /* m/s^2: what may have happened across a gap */

#define REST_TURNING 0.10 /* rad/s: 6 deg/s */
#define REST_ACCEL 0.25   /* m/s^2 */
#define REST_S 0.15
#define REST_SMOOTH_S 0.05
#define REST_VELOCITY 0.03 /* m/s: a bar held still */
#define REST_GATE 2.0      /* standard deviations: else it moves evenly */
#define REST_LONG_GATE 6.0 /* when it has been quiet for the attitude filter's rest time */
#define REST_GATE_MIN 0.04 /* m/s */

#define BELIEF_VELOCITY 0.5   /* m/s: usual size of the speed ... */
#define BELIEF_VELOCITY_S 1.5 /* ... and how long it keeps its sign */
#define BELIEF_HEIGHT 0.7     /* m */
#define BELIEF_HEIGHT_S 6.0

void bar_reset(struct bar *bar)
{
    *bar = (struct bar){
        .p = {[2] = VELOCITY_START * VELOCITY_START, [5] = OFFSET_START * OFFSET_START}};
}

static void predict(struct bar *bar, double dt_s, double accel, double turning)
{
    double a = accel - bar->offset;
    bar->height += (bar->velocity + 0.5 * a * dt_s) * dt_s;
    bar->velocity += a * dt_s;

    double *p = bar->p;
    double half = 0.5 * dt_s * dt_s;
    /* rows of F P, F = [1 dt -dt^2/2; 0 1 -dt; 0 0 1] */
    double hh = p[0] + dt_s * p[1] - half * p[3];
    double hv = p[1] + dt_s * p[2] - half * p[4];
    double ho = p[3] + dt_s * p[4] - half * p[5];
    double vv = p[2] - dt_s * p[4];
    double vo = p[4] - dt_s * p[5];
    p[0] = hh + dt_s * hv - half * ho;
    p[1] = hv - dt_s * ho;
    p[2] = vv - dt_s * vo + ACCEL_NOISE * ACCEL_NOISE * dt_s;
    p[3] = ho;
    p[4] = vo;
    p[5] += (OFFSET_DRIFT * OFFSET_DRIFT + OFFSET_TURN * OFFSET_TURN * turning) * dt_s;
}

/* The velocity is value, give or take the root of variance. */
static void believe_velocity(struct bar *bar, double variance)
{
    double *p = bar->p;
    double scale = 1.0 / (p[2] + variance);
    double h = p[1] * scale, v = p[2] * scale, o = p[4] * scale;
    double error = -bar->velocity;
    bar->height += h * error;
    bar->velocity += v * error;
    bar->offset += o * error;
    double hv = p[1], vv = p[2], vo = p[4];
    p[0] -= h * hv;
    p[1] -= h * vv;
    p[3] -= h * vo;
    p[2] -= v * vv;
    p[4] -= v * vo;
    p[5] -= o * vo;
}

static void believe_height(struct bar *bar, double variance)
{
    double *p = bar->p;
    double scale = 1.0 / (p[0] + variance);
    double h = p[0] * scale, v = p[1] * scale, o = p[3] * scale;
    double error = -bar->height;
    bar->height += h * error;
    bar->velocity += v * error;
    bar->offset += o * error;
    double hh = p[0], hv = p[1], ho = p[3];
    p[0] -= h * hh;
    p[1] -= h * hv;
    p[3] -= h * ho;
    p[2] -= v * hv;
    p[4] -= v * ho;
    p[5] -= o * ho;
}

static bool looks_still(struct bar *bar, double dt_s, double turning, bool still_long, bool veto)
{
    bar->smooth += (bar->accel - bar->offset - bar->smooth) * dt_s / (REST_SMOOTH_S + dt_s);
    bar->still = turning < REST_TURNING && fabs(bar->smooth) < REST_ACCEL &&
                 fabs(bar->accel - bar->offset) < 2.0 * REST_ACCEL;
    bar->still_s = bar->still && !veto ? bar->still_s + dt_s : 0.0;
    /* A bar that is lowered evenly is as quiet as one at rest: only its speed tells. */
    double sigma = sqrt(bar->p[2]), speed = fabs(bar->velocity);
    double gate = still_long ? REST_LONG_GATE : REST_GATE;
    return bar->still_s >= REST_S && speed < gate * sigma + REST_GATE_MIN;
}

void bar_push(struct bar *bar, double dt_s, double vertical_accel, double turning, bool still_long,
              bool veto)
{
    if (!bar->started) {
        bar->started = true;
        bar->accel = vertical_accel;
        bar->turning = turning;
        return;
    }
    if (dt_s > STEP_MAX_S) {
        bar->p[2] += GAP_ACCEL * GAP_ACCEL * STEP_MAX_S * STEP_MAX_S;
        dt_s = STEP_MAX_S;
    }
    bar->integral += 0.5 * (bar->accel + vertical_accel) * dt_s;
    travel_push(&bar->travel, dt_s, 0.5 * (bar->accel + vertical_accel));
    predict(bar, dt_s, 0.5 * (bar->accel + vertical_accel), turning);
    bar->accel = vertical_accel;
    bar->turning = turning;
    bar->rest = looks_still(bar, dt_s, turning, still_long, veto);
    bar->since_update_s += dt_s;
    bar->moved_s = bar->rest ? 0.0 : bar->moved_s + dt_s;
    if (bar->since_update_s < UPDATE_S)
        return;
    if (bar->rest) {
        believe_velocity(bar, REST_VELOCITY * REST_VELOCITY);
    } else {
        believe_velocity(bar, BELIEF_VELOCITY * BELIEF_VELOCITY * 2.0 * BELIEF_VELOCITY_S /
                                  bar->since_update_s);
        believe_height(bar,
                       BELIEF_HEIGHT * BELIEF_HEIGHT * 2.0 * BELIEF_HEIGHT_S / bar->since_update_s);
    }
    bar->since_update_s = 0.0;
}
