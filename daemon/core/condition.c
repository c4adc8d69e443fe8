/* SPDX-License-Identifier: MIT */
#include "core/condition.h"

#include <math.h>
#include <string.h>

#include "core/vec3.h"

#define PLACE (unsigned)(SENSOR_MOVED | SENSOR_EXCHANGED) /* judged by others, see placement.h */
#define CLEAR_S 2.0                                       /* design value: long enough to be read */
#define CLEAR_MOST_S 16.0                                 /* design value: some repetitions */
#define AGAIN_S 10.0        /* design value: what is back so soon after it went comes and goes */
#define GAP_S 0.3           /* what counting must bear without loss */
#define HOLE_S 0.2          /* a radio's bursts come sooner, even late ones */
#define HOLES_MEMORY_S 10.0 /* design value: some repetitions */
#define HOLES_MAX_S 0.75    /* design value: four holes within it */
#define LEAP_S 60.0         /* design value: no gap, a clock that was set */
#define STUCK_S 1.0         /* while others move, or where it must not rest */
#define STUCK_ALONE_S 3.0   /* design value: noise moves one of six values within this time */
#define RESTLESS_S 0.1      /* design value: who never rests on one value for so long ... */
#define REST_KNOWN_S 2.0    /* ... in so long a rest is stuck when it does; design value */
#define GRAVITY 9.80665     /* m/s^2, standard gravity */
#define SLOW 6.0            /* times so long of what is but slow, and may be smooth; design value */
#define REST_RAD_S 0.2      /* design value: an uncalibrated gyroscope tells half of it at rest */
#define REST_M_S2 0.5       /* design value: off gravity; twice an uncalibrated accelerometer's */
#define TURNED_M_S2 3.0     /* design value: some 20 degrees */
/* Of an axis. Recorded bars, that rattle, have 0.27 at most, bodies and wrists 0.17; white noise
 * of 0.5 shows as 0.45. */
#define NOISY 0.35        /* m/s^2 */
#define STILL_NOISY 0.25  /* m/s^2, likewise, once it is: the least of few samples scatters */
#define NOISE_MEMORY 0.02 /* of each sample at rest: about 50 samples */
#define NOISE_LEAST 0.001 /* m/s^2: the quietest of such sensors have ten times as much */
#define STEP_MEMORY 0.05

void condition_reset(struct condition *condition)
{
    *condition = (struct condition){.noise = NAN};
}

/* s, that a cause must be absent which appears anew. */
static double clear_after(const struct condition *condition, unsigned i, int64_t t_ns)
{
    double before_s = condition->clear_s[i];
    double went_s = (double)(t_ns - condition->seen_ns[i]) * 1e-9 - before_s;
    if (before_s == 0.0 || went_s < 0.0 || went_s > AGAIN_S)
        return CLEAR_S;
    return fmin(2.0 * before_s, CLEAR_MOST_S);
}

/* causes: enum sensor_condition, or-ed. */
static void raise_bits(struct condition *condition, unsigned causes, int64_t t_ns)
{
    for (unsigned i = 0; causes >> i; i++) {
        if (!(causes >> i & 1u))
            continue;
        if (!(condition->bits >> i & 1u))
            condition->clear_s[i] = clear_after(condition, i, t_ns);
        condition->seen_ns[i] = t_ns;
    }
    condition->bits |= causes;
}

static void clear_old(struct condition *condition, int64_t t_ns)
{
    unsigned left = condition->bits & ~PLACE;
    for (unsigned i = 0; left >> i; i++)
        if (left >> i & 1u && (double)(t_ns - condition->seen_ns[i]) > condition->clear_s[i] * 1e9)
            condition->bits &= ~(1u << i);
}

/* 0 and -0 are. */
static bool are_same(const double *a, const double *b, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* A gyroscope with coarse steps rests on one value; it must not while gravity turns. */
static bool has_turned(const struct condition *condition, const double accel[3])
{
    double change[3];
    vec3_sub(change, accel, condition->accel_then);
    return vec3_norm_squared(change) > TURNED_M_S2 * TURNED_M_S2;
}

static bool is_gyro_dead(struct condition *condition, const double accel[3], double same_s)
{
    if (same_s >= STUCK_S && !condition->turned_unseen)
        condition->turned_unseen = has_turned(condition, accel);
    return condition->turned_unseen;
}

static bool may_rest(const double values[IMU_VALUES])
{
    return vec3_norm_squared(values + 3) < REST_RAD_S * REST_RAD_S &&
           fabs(vec3_norm(values) - GRAVITY) < REST_M_S2;
}

/* What has no noise repeats itself for as long as it lies still. */
static double patience_s(const struct condition *condition, const struct condition_input *input)
{
    bool rests = input->value_count < IMU_VALUES || may_rest(input->values);
    bool restless = condition->rest_s > REST_KNOWN_S && condition->rest_same_s < RESTLESS_S;
    return rests && !restless && !input->others_move ? STUCK_ALONE_S : STUCK_S;
}

/* It tells something else now, step_s after it last told what it had told since; lives: both halves
 * of it. */
static void learn_rest(struct condition *condition, const struct condition_input *input, bool lives,
                       double step_s)
{
    const int64_t *changed_ns = condition->same_since_ns;
    int64_t since_ns = changed_ns[0] > changed_ns[1] ? changed_ns[0] : changed_ns[1];
    bool slow = lives && may_rest(input->values);
    if (!(input->rest || slow) || condition->bits & SENSOR_STUCK)
        return;
    double same_s = (double)(input->t_ns - since_ns) * 1e-9 - step_s;
    condition->rest_s += (same_s + fmin(step_s, RESTLESS_S)) / (input->rest ? 1.0 : SLOW);
    condition->rest_same_s = fmax(condition->rest_same_s, same_s);
}

/* Of an IMU one half may be dead by itself; without noise the first sample of a movement is no sign
 * of that. */
static bool is_stuck(struct condition *condition, const struct condition_input *input,
                     double step_s)
{
    const bool is_imu = input->value_count == IMU_VALUES;
    const double *values = input->values, *last = condition->last_values;
    const bool same = are_same(last, values, is_imu ? 3 : input->value_count);
    const bool gyro_same = is_imu && are_same(last + 3, values + 3, 3);
    if (is_imu && !(same && gyro_same))
        learn_rest(condition, input, !same && !gyro_same, step_s);
    if (!same)
        condition->same_since_ns[0] = input->t_ns;
    if (!gyro_same) {
        vec3_copy(condition->accel_then, values);
        condition->same_since_ns[1] = input->t_ns;
        condition->turned_unseen = false;
    }
    if (!same || !gyro_same)
        memcpy(condition->last_values, values, sizeof(condition->last_values));
    if (!same && !gyro_same)
        return false;
    double same_s = (double)(input->t_ns - condition->same_since_ns[0]) * 1e-9;
    double gyro_same_s = (double)(input->t_ns - condition->same_since_ns[1]) * 1e-9;
    const double most_s = patience_s(condition, input);
    if (!is_imu)
        return same_s >= most_s;
    if (is_gyro_dead(condition, values, gyro_same_s) || same_s >= most_s + STUCK_S)
        return true;
    return same_s >= most_s && gyro_same_s >= most_s;
}

static void learn_noise(struct condition *condition, double accel_norm)
{
    if (isnan(condition->noise)) {
        condition->noise_mean = accel_norm;
        condition->noise_square = 0.0;
    }
    double off = accel_norm - condition->noise_mean;
    condition->noise_mean += NOISE_MEMORY * off;
    condition->noise_square += NOISE_MEMORY * (off * off - condition->noise_square);
    condition->noise = sqrt(condition->noise_square);
}

/* Across a hole a movement is as rough as noise. */
static bool is_noisy(struct condition *condition, const struct condition_input *input,
                     double step_s)
{
    if (step_s < 0.0 || step_s > HOLE_S)
        noise_floor_begin(&condition->floor);
    noise_floor_push(&condition->floor, input->t_ns, input->values);
    return condition->floor.rms > (condition->bits & SENSOR_NOISY ? STILL_NOISY : NOISY);
}

/* Each may be borne; one after the other they take from every repetition. */
static bool has_many_holes(struct condition *condition, int64_t t_ns, double step_s)
{
    /* A clock that was set back makes it negative. */
    double since_s = fmax(0.0, (double)(t_ns - condition->hole_ns) * 1e-9);
    condition->hole_ns = t_ns;
    condition->holes_s = condition->holes_s * exp(-since_s / HOLES_MEMORY_S) + step_s;
    return condition->holes_s > HOLES_MAX_S;
}

/* True when too much is missing. */
static bool watch_time(struct condition *condition, int64_t t_ns)
{
    double step_s = (double)(t_ns - condition->last_t_ns) * 1e-9;
    condition->last_t_ns = t_ns;
    if (step_s > GAP_S) {
        if (condition->mean_step_s > 0.0 && step_s < LEAP_S)
            condition->lost += (uint64_t)(step_s / condition->mean_step_s);
        return true;
    }
    if (step_s > HOLE_S && condition->mean_step_s < 0.5 * HOLE_S)
        return has_many_holes(condition, t_ns, step_s);
    if (step_s > 0.0)
        condition->mean_step_s += STEP_MEMORY * (step_s - condition->mean_step_s);
    return false;
}

bool condition_push(struct condition *condition, const struct condition_input *input)
{
    const unsigned before = condition->bits;
    unsigned causes = input->causes;
    if (causes & (SENSOR_BAD_VALUE | SENSOR_BAD_CLOCK)) {
        condition->lost++;
        raise_bits(condition, causes & SENSOR_BAD_VALUE, input->t_ns);
        raise_bits(condition, causes & SENSOR_BAD_CLOCK, condition->last_t_ns);
        return condition->bits != before;
    }
    if (!condition->started) {
        condition->started = true;
        condition->last_t_ns = input->t_ns;
        condition->same_since_ns[0] = condition->same_since_ns[1] = input->t_ns;
        memcpy(condition->last_values, input->values, sizeof(condition->last_values));
        vec3_copy(condition->accel_then, input->values);
    }
    double step_s = (double)(input->t_ns - condition->last_t_ns) * 1e-9;
    if (input->value_count == IMU_VALUES && is_noisy(condition, input, step_s))
        causes |= SENSOR_NOISY;
    if (watch_time(condition, input->t_ns))
        causes |= SENSOR_GAPS;
    if (step_s > LEAP_S)
        causes |= SENSOR_BAD_CLOCK;
    if (is_stuck(condition, input, step_s))
        causes |= SENSOR_STUCK;
    clear_old(condition, input->t_ns);
    raise_bits(condition, causes, input->t_ns);
    if (input->rest && input->value_count == IMU_VALUES &&
        condition->same_since_ns[0] == input->t_ns)
        learn_noise(condition, vec3_norm(input->values));
    return condition->bits != before;
}

bool condition_miss(struct condition *condition)
{
    const unsigned before = condition->bits;
    raise_bits(condition, SENSOR_GAPS, condition->last_t_ns);
    return condition->bits != before;
}

bool condition_hold(struct condition *condition, unsigned place)
{
    const unsigned before = condition->bits;
    condition->bits = (before & ~PLACE) | (place & PLACE);
    return condition->bits != before;
}

bool condition_is_noisy(const struct condition *condition)
{
    return condition->noise > NOISE_LEAST; /* not while it is NAN */
}

bool condition_repeats(const struct condition *condition, const double values[IMU_VALUES])
{
    return are_same(condition->last_values, values, IMU_VALUES);
}

unsigned condition_since(const struct condition *condition, int64_t t_ns)
{
    unsigned bits = condition->bits & PLACE;
    for (unsigned i = 0; i < CONDITION_BITS; i++)
        if (condition->seen_ns[i] > 0 && condition->seen_ns[i] >= t_ns)
            bits |= 1u << i;
    return bits;
}
