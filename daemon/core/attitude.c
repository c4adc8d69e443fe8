/* SPDX-License-Identifier: MIT */
/*
 * Three frames. "Sensor": the sensor's axes. "Carried": what the gyroscope alone carries along; it
 * stands still but for the gyroscope's errors, and its start is arbitrary. "Upright": z up, got
 * from the carried one by a slowly changing turn.
 *
 * In the carried frame gravity is constant while the accelerations of a movement come and go with
 * mean zero. That is why the specific force is low-passed there and not in sensor axes.
 */
#include "core/attitude.h"

#include <math.h>
#include <string.h>

#include "core/bound.h"
#include "core/quat.h"
#include "core/vec3.h"

#define NS_PER_S 1e9
#define GRAVITY 9.80665 /* m/s^2, standard gravity */
#define DEG (3.14159265358979323846 / 180.0)

/* The rest's rate is taken for the bias when it is near what was known (design value), or when it
 * has lasted so long that no body could keep turning so evenly (design value). */
#define REST_SURPRISE (2.0 * DEG)
#define REST_CERTAIN_S 5.0
/* A standard deviation of 0.03 deg/s in the steady state: Laidig & Seel 2023, table 2. */
#define REST_NOISE_PSD (0.09 * DEG * 0.09 * DEG)
/* Of the corrections in motion, in quiet motion. Measured on BROAD, undisturbed trials: the errors
 * are flat from a third to three times as much. */
#define MOTION_NOISE_PSD (0.1 * DEG * DEG)
/* It grows with what is not gravity, above 2 m/s^2: as above. */
#define MOTION_AGITATION 4.0
#define AGITATION_TAU_S 2.0
/* In the first seconds the movement has not yet come back to where it began: as above. */
#define MOTION_YOUNG_S 12.0
/* The scale needs more care: what is left of a start in motion must have gone. Measured likewise.
 */
#define SCALE_AFTER_S 24.0
/* The gyroscope is not integrated over more than this of a gap: design value. */
#define INTEGRATE_MAX_S 0.7
/* Between samples no farther apart the rate changes evenly enough: radio bursts come every 0.125 s.
 */
#define UNSEEN_S 0.15
/*
 * Of what is turned across a gap of 0.3 s a third is not seen: of bars 0.36, of wrists 0.55, of
 * bodies 0.25 (recordings, samples left out). A mean over T s is as unsure after a change of speed
 * of 0.4 m/s, which makes 0.04/T rad. Flat from half to twice as much.
 */
#define MEAN_FOR_TURN 0.12 /* rad s */
/* Turned without the gyroscope seeing it, longer and by more than any acceleration makes believe.
 * A limit of 35 degrees starts anew on real recordings with a bad accelerometer. */
#define TURNED_OVER_COS 0.5
#define TURNED_OVER_S 1.0
#define TURNED_OVER_TAU_S 0.5
/* No sensor gives more; what is more would spoil the filter for good. Design values. */
#define ACCEL_MOST 1e4         /* m/s^2 */
#define ANGLVEL_MOST 1e3       /* rad/s */
#define SETTLING_S 3.0         /* error below 2 degrees, BROAD started in motion */
#define SATURATED 0.98         /* of full scale: design value */
#define GRAVITY_TOLERANCE 0.05 /* design value: good sensors are within 2 % uncalibrated */

void attitude_default_params(struct attitude_params *ret_params)
{
    *ret_params = (struct attitude_params){
        .tau_accel_s = 3.0, /* Laidig & Seel 2023, table 2 */
        /* Group delay of the low-pass in common MEMS gyroscopes at 200 to 400 Hz: 1.5 to 4 ms. */
        .anglvel_lag_s = 0.002,
        .gap_s = 0.3,              /* design value: what the count must survive */
        .reseed_gap_s = 1.5,       /* design value */
        .rest_min_s = 1.5,         /* Laidig & Seel 2023, table 2 */
        .rest_anglvel = 2.0 * DEG, /* ibid. */
        .rest_accel = 0.5,         /* ibid. */
        .bias_max = 0.3,           /* design value: bars without calibration show 0.17 */
        .bias_sigma_start = 0.1,   /* design value: likewise */
    };
}

static void tell_gyro_error(struct attitude *a)
{
    vec3_copy(a->output.bias, a->state.gyro.bias);
    vec3_copy(a->output.scale, a->state.gyro.scale);
    a->output.bias_sigma = gyro_error_bias_sigma(&a->state.gyro);
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
        .rest_cutoff = rest_detector_cutoff_rad_s(),
        .gap_ns = (int64_t)(p->gap_s * NS_PER_S),
        .reseed_gap_ns = (int64_t)(p->reseed_gap_s * NS_PER_S),
        .rest = {.min_s = p->rest_min_s,
                 .anglvel = p->rest_anglvel,
                 .anglvel_max = p->bias_max,
                 .accel = p->rest_accel},
    };
    gyro_error_init(&attitude->state.gyro, p->bias_sigma_start, p->bias_max);
    quat_identity(attitude->output.quat);
    vec3_set(attitude->output.up, 0.0, 0.0, 1.0);
    attitude->output.rest_gravity = NAN;
    tell_gyro_error(attitude);
}

void attitude_set_bias(struct attitude *attitude, const double bias[3], double sigma)
{
    gyro_error_set_bias(&attitude->state.gyro, bias, sigma);
    tell_gyro_error(attitude);
}

void attitude_restart(struct attitude *attitude)
{
    attitude->state.started = false;
}

/* Not finite is not below either. */
static bool is_below(const double values[3], double most)
{
    return fabs(values[0]) < most && fabs(values[1]) < most && fabs(values[2]) < most;
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
    s->running_s = 0.0;
    s->mean_s = 0.0;
    s->distrust_s = 0.0;
    s->agitation = 0.0;
    s->turned_over_s = 0.0;
    vec3_set(s->recent_force, 0.0, 0.0, 0.0);
    for (int i = 0; i < 3; i++)
        butterworth_reset(&s->force[i], accel[i]);
    rest_detector_start(&s->rest, accel, anglvel);
    gyro_error_restart(&s->gyro);
    a->output.rest = false;
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
 * rates about different axes add (two-sample coning term, Savage 1998). A gyroscope that tells its
 * rates late is behind by the newest rate times the lag; of that, the change is added.
 */
static void carry(struct attitude *a, const double anglvel[3], double dt)
{
    struct attitude_state *s = &a->state;
    double before[3], after[3], coning[3], turn[3], step[4];
    double half_dt = 0.5 * smaller(dt, INTEGRATE_MAX_S), lag = a->params.anglvel_lag_s;

    gyro_error_correct(&s->gyro, before, s->anglvel);
    gyro_error_correct(&s->gyro, after, anglvel);
    vec3_cross(coning, before, after);
    for (int i = 0; i < 3; i++)
        turn[i] = half_dt * (before[i] + after[i]) + half_dt * half_dt / 3.0 * coning[i] +
                  lag * (after[i] - before[i]);
    quat_from_rotation_vector(step, turn);
    quat_mul(s->carried, s->carried, step);
    quat_renormalize(s->carried);
    vec3_copy(s->anglvel, anglvel);
}

/* 0 when the low-pass is one; else it is the mean since the start, or as after an unseen turn, of
 * which this step is a part. */
static double mean_weight(const struct attitude *a)
{
    const struct attitude_state *s = &a->state;

    return s->mean_s < a->params.tau_accel_s ? s->steps.dt / s->mean_s : 0.0;
}

/* What was turned between two samples too far apart is known badly, and the low-passed force lies
 * in the carried frame as badly: what comes now tells more than what was before. */
static void doubt_mean(struct attitude *a, const double anglvel[3])
{
    struct attitude_state *s = &a->state;
    double before[3], after[3];

    if (s->steps.dt <= UNSEEN_S)
        return;
    gyro_error_correct(&s->gyro, before, s->anglvel);
    gyro_error_correct(&s->gyro, after, anglvel);
    double turn = 0.5 * (vec3_norm(before) + vec3_norm(after)) * s->steps.dt;
    if (s->mean_s * turn > MEAN_FOR_TURN)
        s->mean_s = MEAN_FOR_TURN / turn;
}

static void filter_force(struct attitude *a, const double force[3], double weight)
{
    struct attitude_state *s = &a->state;

    for (int i = 0; i < 3; i++) {
        if (weight > 0.0)
            butterworth_average(&s->force[i], weight, force[i]);
        else
            butterworth_push(&s->force[i], &s->steps.accel, force[i]);
    }
}

static void filtered_force(const struct attitude *a, double ret_force[3])
{
    const struct butterworth *b = a->state.force;

    vec3_set(ret_force, b[0].value, b[1].value, b[2].value);
}

/* Turns the upright frame so that the filtered force is along its z. ret_turn: by how much, rad,
 * about which axis of the upright frame. */
static void correct_inclination(struct attitude *a, double ret_turn[3])
{
    struct attitude_state *s = &a->state;
    double up[3], turn[4];

    vec3_set(ret_turn, 0.0, 0.0, 0.0);
    filtered_force(a, up);
    quat_rotate(up, s->upright, up);
    if (!vec3_normalize(up, up))
        return;
    quat_to_z(turn, up);
    quat_mul(s->upright, turn, s->upright);
    quat_renormalize(s->upright);
    vec3_set(ret_turn, up[1], -up[0],
             0.0); /* the sine; turns are small when one learns from them */
}

/* Has it been turned without the gyroscope seeing it? */
static bool is_turned_over(struct attitude *a, const double upright_force[3])
{
    struct attitude_state *s = &a->state;
    double weight = smaller(1.0, s->steps.dt / TURNED_OVER_TAU_S), change[3];

    vec3_sub(change, upright_force, s->recent_force);
    vec3_add_scaled(s->recent_force, change, weight);
    if (s->recent_force[2] < TURNED_OVER_COS * vec3_norm(s->recent_force))
        s->turned_over_s += s->steps.dt;
    else
        s->turned_over_s = 0.0;
    return s->turned_over_s > TURNED_OVER_S;
}

static bool rest_is_credible(const struct attitude *a, const double anglvel[3])
{
    double rate[3];

    gyro_error_correct(&a->state.gyro, rate, anglvel);
    return vec3_norm(rate) < REST_SURPRISE + 3.0 * a->output.bias_sigma ||
           a->state.rest.still_s > REST_CERTAIN_S;
}

/* What has just been learned of the gyroscope tells how the carried frame has drifted where the
 * low-pass has not seen it yet. The vertical, and the low-pass, are set as if it had been known. */
static void recall_drift(struct attitude *a)
{
    static const double z[3] = {0.0, 0.0, 1.0};
    struct attitude_state *s = &a->state;
    double turn[3], rate[3], force[3], slope[3], less[3], q[4];

    gyro_error_unseen(&s->gyro, turn, rate);
    if (vec3_norm_squared(turn) < 1e-16) /* in the long run always; it would cost and not matter */
        return;
    filtered_force(a, force);
    vec3_set(slope, s->force[0].slope, s->force[1].slope, s->force[2].slope);
    quat_rotate(force, s->upright, force);
    quat_rotate(slope, s->upright, slope);
    vec3_cross(less, rate, z);
    vec3_add_scaled(slope, less, -vec3_norm(force));

    quat_from_rotation_vector(q, turn);
    quat_mul(s->upright, q, s->upright);
    quat_renormalize(s->upright);
    quat_conj(q, s->upright);
    quat_rotate(force, q, force);
    quat_rotate(slope, q, slope);
    for (int i = 0; i < 3; i++) {
        s->force[i].value = force[i];
        s->force[i].slope = mean_weight(a) > 0.0 ? 0.0 : slope[i];
    }
}

static void learn_gyro_error(struct attitude *a, const double turn[3], double weight)
{
    struct attitude_state *s = &a->state;
    double dt = s->steps.dt, q[4], matrix[3][3], rest_anglvel[3];

    quat_mul(q, s->upright, s->carried);
    quat_to_matrix(matrix, q);
    gyro_error_follow(&s->gyro, matrix, s->anglvel, dt, &s->steps.accel, weight);
    rest_detector_anglvel(&s->rest, rest_anglvel);
    double young = MOTION_YOUNG_S / s->running_s;
    double doubt = (1.0 + s->agitation / MOTION_AGITATION) * (1.0 + young * young * young);
    bool trusted = s->distrust_s <= 0.0 && s->turned_over_s == 0.0;
    if (a->output.rest && rest_is_credible(a, rest_anglvel))
        gyro_error_learn_rest(&s->gyro, rest_anglvel, REST_NOISE_PSD / dt);
    else if (!a->output.rest && trusted)
        gyro_error_learn_bias(&s->gyro, turn, MOTION_NOISE_PSD * doubt * dt);
    if (trusted && s->running_s > SCALE_AFTER_S)
        gyro_error_learn_scale(&s->gyro, turn, dt, doubt);
    recall_drift(a);
    tell_gyro_error(a);
}

static void advance(struct attitude *a, const double accel[3], const double anglvel[3],
                    unsigned *flags)
{
    struct attitude_state *s = &a->state;
    double force[3], upright_force[3], turn[3];

    doubt_mean(a, anglvel);
    carry(a, anglvel, s->steps.dt);
    a->output.rest = rest_detector_push(&s->rest, &a->coeffs.rest, &s->steps.rest, accel, anglvel);
    if (a->output.rest) {
        rest_detector_accel(&s->rest, force);
        a->output.rest_gravity = vec3_norm(force);
    }

    s->running_s += s->steps.dt;
    s->mean_s += s->steps.dt;
    double weight = mean_weight(a);
    quat_rotate(force, s->carried, accel);
    filter_force(a, force, weight);
    correct_inclination(a, turn);
    quat_rotate(upright_force, s->upright, force);
    if (is_turned_over(a, upright_force)) {
        start(a, s->t_ns, accel, anglvel);
        *flags |= ATTITUDE_RESEEDED;
        return;
    }
    upright_force[2] -= GRAVITY;
    s->agitation += smaller(1.0, s->steps.dt / AGITATION_TAU_S) *
                    (vec3_norm_squared(upright_force) - s->agitation);
    /* A lost turn comes back through the low-pass, and must not be put down to the gyroscope. */
    if (*flags & (ATTITUDE_GAP | ATTITUDE_SATURATED))
        s->distrust_s = 2.0 * a->params.tau_accel_s;
    else
        s->distrust_s -= s->steps.dt;
    learn_gyro_error(a, turn, weight);
}

static void give(struct attitude *a, const double accel[3], const double anglvel[3])
{
    struct attitude_output *out = &a->output;

    quat_mul(out->quat, a->state.upright, a->state.carried);
    quat_up(out->up, out->quat);
    gyro_error_correct(&a->state.gyro, out->rate, anglvel);
    quat_rotate(out->accel_earth, out->quat, accel);
    out->accel_earth[2] -= GRAVITY;
    out->vertical_accel = out->accel_earth[2];
}

unsigned attitude_update(struct attitude *attitude, int64_t t_ns, const double accel[3],
                         const double anglvel[3])
{
    struct attitude_state *s = &attitude->state;
    unsigned flags = 0;

    if (!is_below(accel, ACCEL_MOST) || !is_below(anglvel, ANGLVEL_MOST)) {
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
        carry(attitude, anglvel, 0.0);
    }
    if (s->running_s < SETTLING_S)
        flags |= ATTITUDE_SETTLING;
    if (fabs(attitude->output.rest_gravity - GRAVITY) > GRAVITY_TOLERANCE * GRAVITY)
        flags |= ATTITUDE_BAD_GRAVITY;
    give(attitude, accel, anglvel);
    attitude->output.flags = flags;
    return flags;
}
