/* SPDX-License-Identifier: MIT */
/*
 * Three frames. "Sensor": the sensor's axes. "Carried": what the gyroscope alone, less its bias,
 * carries along; it stands still but for the gyroscope's errors, and its start is arbitrary.
 * "Upright": z up, got from the carried one by a slowly changing turn.
 *
 * In the carried frame gravity is constant while the accelerations of a movement come and go with
 * mean zero. That is why the specific force is low-passed there and not in sensor axes.
 */
#include "core/attitude.h"

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/vec3.h"

#define NS_PER_S 1e9
#define GRAVITY 9.80665 /* m/s^2, standard gravity */
#define DEG (3.14159265358979323846 / 180.0)

/* Of the low-passes that tell rest: Laidig & Seel 2023, table 2. */
#define REST_TAU_S 0.5
/* A body that tilts at an even, slow pace is steady for the low-passes, but its gravity wanders:
 * no more than this within a rest, design value. */
#define REST_TILT (1.5 * DEG)
/* At rest the rate is taken for the bias when it is near what was known (design value), or when
 * that has lasted so long that no body could keep turning so evenly (design value). */
#define REST_SURPRISE (2.0 * DEG)
#define REST_CERTAIN_S 5.0
/* Standard deviation of 0.03 deg/s in the steady state (ibid.) against the drift below. */
#define REST_NOISE_PSD (0.0081 * DEG * DEG)
/* Random walk of the bias: 0.1 deg/s in 100 s, ibid. */
#define BIAS_DRIFT_PSD (0.1 * DEG * 0.1 * DEG / 100.0)
#define MOTION_NOISE_PSD (1.0 * DEG * DEG)
#define MOTION_AGITATION 4.0
#define AGITATION_TAU_S 2.0
/* The gyroscope is not integrated over more than this of a gap, counting.md section 2. */
#define INTEGRATE_MAX_S 0.7
/* Turned without the gyroscope seeing it, counting.md section 2: a limit of 35 degrees would
 * start anew on real recordings with a bad accelerometer. */
#define TURNED_OVER_COS 0.5
#define TURNED_OVER_S 1.0
#define TURNED_OVER_TAU_S 0.5
#define SETTLING_S 3.0
#define SATURATED 0.98         /* of full scale, algorithms.md section 1.4 */
#define GRAVITY_TOLERANCE 0.05 /* counting.md section 2 */

void attitude_default_params(struct attitude_params *ret_params)
{
    *ret_params = (struct attitude_params){
        .tau_accel_s = 3.0,        /* Laidig & Seel 2023, table 2 */
        .gap_s = 0.3,              /* design value: what the count must survive */
        .reseed_gap_s = 1.5,       /* design value */
        .rest_min_s = 1.5,         /* Laidig & Seel 2023, table 2 */
        .rest_anglvel = 2.0 * DEG, /* ibid. */
        .rest_accel = 0.5,         /* ibid. */
        .bias_max = 0.3,           /* design value: bars without calibration show 0.17 */
        .bias_sigma_start = 0.1,   /* design value: likewise */
    };
}

static void reset_bias_cov(struct attitude *a, double sigma)
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            a->state.bias_cov[i][j] = i == j ? sigma * sigma : 0.0;
    a->output.bias_sigma = sigma;
}

void attitude_init(struct attitude *attitude, const struct attitude_params *params)
{
    memset(attitude, 0, sizeof *attitude);
    if (params)
        attitude->params = *params;
    else
        attitude_default_params(&attitude->params);

    const struct attitude_params *p = &attitude->params;
    attitude->coeffs = (struct attitude_coeffs){
        .accel_cutoff = butterworth_cutoff_rad_s(p->tau_accel_s),
        .rest_cutoff = butterworth_cutoff_rad_s(REST_TAU_S),
        .gap_ns = (int64_t)(p->gap_s * NS_PER_S),
        .reseed_gap_ns = (int64_t)(p->reseed_gap_s * NS_PER_S),
    };
    reset_bias_cov(attitude, p->bias_sigma_start);
    quat_identity(attitude->output.quat);
    vec3_set(attitude->output.up, 0.0, 0.0, 1.0);
    attitude->output.rest_gravity = NAN;
}

void attitude_set_bias(struct attitude *attitude, const double bias[3], double sigma)
{
    vec3_copy(attitude->output.bias, bias);
    reset_bias_cov(attitude, sigma);
}

void attitude_restart(struct attitude *attitude)
{
    attitude->state.started = false;
}

static bool is_saturated(const double values[3], double full_scale)
{
    if (full_scale <= 0.0)
        return false;
    for (int i = 0; i < 3; i++)
        if (fabs(values[i]) >= SATURATED * full_scale)
            return true;
    return false;
}

/* From one sample: upright as if it were at rest. */
static void start(struct attitude *a, int64_t t_ns, const double accel[3], const double anglvel[3])
{
    struct attitude_state *s = &a->state;
    double up[3] = {0.0, 0.0, 1.0};

    s->started = true;
    s->t_ns = t_ns;
    vec3_copy(s->anglvel, anglvel);
    quat_identity(s->carried);
    vec3_normalize(up, accel);
    quat_to_z(s->upright, up);
    s->averaged_s = 0.0;
    s->still_s = 0.0;
    s->agitation = 0.0;
    s->turned_over_s = 0.0;
    vec3_set(s->recent_force, 0.0, 0.0, 0.0);
    vec3_copy(s->rest_anchor, accel);
    for (int i = 0; i < 3; i++) {
        butterworth_reset(&s->force[i], accel[i]);
        butterworth_reset(&s->rest_anglvel[i], anglvel[i]);
        butterworth_reset(&s->rest_accel[i], accel[i]);
    }
}

static void set_step(struct attitude *a, int64_t dt_ns)
{
    struct attitude_steps *steps = &a->state.steps;

    if (dt_ns == steps->dt_ns)
        return;
    steps->dt_ns = dt_ns;
    steps->dt = (double)dt_ns / NS_PER_S;
    butterworth_step_init(&steps->accel, a->coeffs.accel_cutoff, steps->dt);
    butterworth_step_init(&steps->rest, a->coeffs.rest_cutoff, steps->dt);
}

/*
 * The rate is taken as changing evenly between two samples: its mean, and the small turn that two
 * rates about different axes add (Savage 1998, two-sample coning term).
 */
static void carry(struct attitude *a, const double anglvel[3])
{
    struct attitude_state *s = &a->state;
    double dt = fmin(s->steps.dt, INTEGRATE_MAX_S);
    double before[3], after[3], turn[3], coning[3], step[4];

    vec3_sub(before, s->anglvel, a->output.bias);
    vec3_sub(after, anglvel, a->output.bias);
    vec3_add(turn, before, after);
    vec3_scale(turn, turn, 0.5 * dt);
    vec3_cross(coning, before, after);
    vec3_add_scaled(turn, coning, dt * dt / 12.0);
    quat_from_rotation_vector(step, turn);
    quat_mul(s->carried, s->carried, step);
    quat_normalize(s->carried);
    vec3_copy(s->anglvel, anglvel);
}

static void detect_rest(struct attitude *a, const double accel[3], const double anglvel[3])
{
    struct attitude_state *s = &a->state;
    const struct attitude_params *p = &a->params;
    double slow_accel[3], slow_anglvel[3], off_accel[3], off_anglvel[3];
    bool steady = true;

    for (int i = 0; i < 3; i++) {
        slow_anglvel[i] = butterworth_push(&s->rest_anglvel[i], &s->steps.rest, anglvel[i]);
        slow_accel[i] = butterworth_push(&s->rest_accel[i], &s->steps.rest, accel[i]);
        steady = steady && fabs(slow_anglvel[i]) < p->bias_max;
    }
    vec3_sub(off_anglvel, anglvel, slow_anglvel);
    vec3_sub(off_accel, accel, slow_accel);
    steady = steady && vec3_norm_squared(off_anglvel) < p->rest_anglvel * p->rest_anglvel &&
             vec3_norm_squared(off_accel) < p->rest_accel * p->rest_accel;

    double wander[3];
    vec3_sub(wander, slow_accel, s->rest_anchor);
    if (!steady || vec3_norm_squared(wander) > GRAVITY * GRAVITY * REST_TILT * REST_TILT) {
        s->still_s = 0.0;
        vec3_copy(s->rest_anchor, slow_accel);
    } else {
        s->still_s += s->steps.dt;
    }
    a->output.rest = s->still_s >= p->rest_min_s;
    if (a->output.rest)
        a->output.rest_gravity = vec3_norm(slow_accel);
}

/* Low-pass of the specific force in the carried frame. Returns whether it is a low-pass already,
 * and not yet the mean of all since the start. */
static bool filter_force(struct attitude *a, const double force[3])
{
    struct attitude_state *s = &a->state;

    if (s->averaged_s >= a->params.tau_accel_s) {
        for (int i = 0; i < 3; i++)
            butterworth_push(&s->force[i], &s->steps.accel, force[i]);
        return true;
    }
    s->averaged_s += s->steps.dt;
    double weight = s->steps.dt / s->averaged_s;
    for (int i = 0; i < 3; i++) {
        struct butterworth *b = &s->force[i];
        double mean = 0.5 * (b->input + force[i]);

        b->value += weight * (mean - b->value);
        b->input = force[i];
    }
    return false;
}

/* Turns the upright frame so that the filtered force is along its z. ret_turn: by how much, rad,
 * about which axis of the upright frame. */
static void correct(struct attitude *a, double ret_turn[3])
{
    struct attitude_state *s = &a->state;
    double force[3] = {s->force[0].value, s->force[1].value, s->force[2].value};
    double up[3], turn[4];

    vec3_set(ret_turn, 0.0, 0.0, 0.0);
    quat_rotate(up, s->upright, force);
    if (!vec3_normalize(up, up))
        return;
    quat_to_z(turn, up);
    quat_mul(s->upright, turn, s->upright);
    quat_normalize(s->upright);
    vec3_set(ret_turn, up[1], -up[0], 0.0); /* small but at the start, when it is not used */
}

/* One scalar measurement of the bias: row . bias + noise = value. */
static void learn_bias(struct attitude *a, const double row[3], double value, double variance)
{
    double(*cov)[3] = a->state.bias_cov;
    double gain[3];

    for (int i = 0; i < 3; i++)
        gain[i] = vec3_dot(cov[i], row);
    double total = vec3_dot(gain, row) + variance;
    double surprise = (value - vec3_dot(row, a->output.bias)) / total;
    for (int i = 0; i < 3; i++)
        a->output.bias[i] += gain[i] * surprise;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            cov[i][j] -= gain[i] * gain[j] / total;
}

static void track_bias(struct attitude *a, double matrix[3][3], const double turn[3], bool filtered)
{
    static const double axes[3][3] = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    struct attitude_state *s = &a->state;
    struct attitude_output *out = &a->output;
    double dt = s->steps.dt, most = a->params.bias_sigma_start * a->params.bias_sigma_start;

    for (int i = 0; i < 2; i++) {
        double bias = vec3_dot(matrix[i], out->bias);

        for (int j = 0; j < 3; j++) {
            if (filtered)
                butterworth_push(&s->turned[i][j], &s->steps.accel, matrix[i][j]);
            else
                butterworth_reset(&s->turned[i][j], matrix[i][j]);
        }
        if (filtered)
            butterworth_push(&s->bias_turned[i], &s->steps.accel, bias);
        else
            butterworth_reset(&s->bias_turned[i], bias);
    }
    for (int i = 0; i < 3; i++)
        if (s->bias_cov[i][i] < most)
            s->bias_cov[i][i] += BIAS_DRIFT_PSD * dt;

    if (out->rest) {
        double seen[3], surprise[3];
        for (int i = 0; i < 3; i++)
            seen[i] = s->rest_anglvel[i].value;
        vec3_sub(surprise, seen, out->bias);
        if (vec3_norm(surprise) < REST_SURPRISE + 3.0 * out->bias_sigma ||
            s->still_s > REST_CERTAIN_S)
            for (int i = 0; i < 3; i++)
                learn_bias(a, axes[i], seen[i], REST_NOISE_PSD / dt);
    } else if (filtered && s->turned_over_s == 0.0) {
        double variance = MOTION_NOISE_PSD * (1.0 + s->agitation / MOTION_AGITATION) / dt;
        for (int i = 0; i < 2; i++) {
            const struct butterworth *t = s->turned[i];
            double row[3] = {t[0].value, t[1].value, t[2].value};

            learn_bias(a, row, s->bias_turned[i].value - turn[i] / dt, variance);
        }
    }
    double variance = 0.0;
    for (int i = 0; i < 3; i++) {
        out->bias[i] = fmax(-a->params.bias_max, fmin(a->params.bias_max, out->bias[i]));
        variance = fmax(variance, s->bias_cov[i][i]);
    }
    out->bias_sigma = sqrt(variance);
}

/* Has it been turned without the gyroscope seeing it? */
static bool is_turned_over(struct attitude *a, const double upright_force[3])
{
    struct attitude_state *s = &a->state;
    double weight = fmin(1.0, s->steps.dt / TURNED_OVER_TAU_S), change[3];

    vec3_sub(change, upright_force, s->recent_force);
    vec3_add_scaled(s->recent_force, change, weight);
    if (s->recent_force[2] < TURNED_OVER_COS * vec3_norm(s->recent_force))
        s->turned_over_s += s->steps.dt;
    else
        s->turned_over_s = 0.0;
    return s->turned_over_s > TURNED_OVER_S;
}

static void give(struct attitude *a, const double accel[3], const double anglvel[3])
{
    struct attitude_output *out = &a->output;

    quat_mul(out->quat, a->state.upright, a->state.carried);
    quat_normalize(out->quat);
    quat_up(out->up, out->quat);
    vec3_sub(out->rate, anglvel, out->bias);
    quat_rotate(out->accel_earth, out->quat, accel);
    out->accel_earth[2] -= GRAVITY;
    out->vertical_accel = out->accel_earth[2];
}

static void advance(struct attitude *a, const double accel[3], const double anglvel[3],
                    unsigned *flags)
{
    struct attitude_state *s = &a->state;
    double force[3], turn[3], upright_force[3], matrix[3][3], q[4];

    carry(a, anglvel);
    detect_rest(a, accel, anglvel);
    quat_rotate(force, s->carried, accel);
    bool filtered = filter_force(a, force);
    correct(a, turn);
    quat_rotate(upright_force, s->upright, force);
    if (is_turned_over(a, upright_force)) {
        start(a, s->t_ns, accel, anglvel);
        *flags |= ATTITUDE_RESEEDED;
        return;
    }
    upright_force[2] -= GRAVITY;
    s->agitation += fmin(1.0, s->steps.dt / AGITATION_TAU_S) *
                    (vec3_norm_squared(upright_force) - s->agitation);
    quat_mul(q, s->upright, s->carried);
    quat_to_matrix(matrix, q);
    track_bias(a, matrix, turn, filtered);
}

unsigned attitude_update(struct attitude *attitude, int64_t t_ns, const double accel[3],
                         const double anglvel[3])
{
    struct attitude_state *s = &attitude->state;
    unsigned flags = 0;

    if (!vec3_is_finite(accel) || !vec3_is_finite(anglvel)) {
        attitude->output.flags = ATTITUDE_BAD_VALUE;
        return ATTITUDE_BAD_VALUE;
    }
    if (is_saturated(accel, attitude->params.accel_full_scale) ||
        is_saturated(anglvel, attitude->params.anglvel_full_scale))
        flags |= ATTITUDE_SATURATED;

    int64_t dt_ns = s->started ? t_ns - s->t_ns : 0;
    if (dt_ns < 0)
        flags |= ATTITUDE_BAD_CLOCK;
    if (dt_ns > attitude->coeffs.gap_ns)
        flags |= ATTITUDE_GAP;
    if (dt_ns > attitude->coeffs.reseed_gap_ns || dt_ns < -attitude->coeffs.reseed_gap_ns) {
        flags |= ATTITUDE_RESEEDED;
        s->started = false;
    }
    if (!s->started) {
        start(attitude, t_ns, accel, anglvel);
    } else if (dt_ns > 0) {
        s->t_ns = t_ns;
        set_step(attitude, dt_ns);
        advance(attitude, accel, anglvel, &flags);
    } else {
        s->t_ns = t_ns;
        vec3_copy(s->anglvel, anglvel);
    }
    if (s->averaged_s < SETTLING_S)
        flags |= ATTITUDE_SETTLING;
    if (fabs(attitude->output.rest_gravity - GRAVITY) > GRAVITY_TOLERANCE * GRAVITY)
        flags |= ATTITUDE_BAD_GRAVITY;
    give(attitude, accel, anglvel);
    attitude->output.flags = flags;
    return flags;
}
