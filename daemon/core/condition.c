/* SPDX-License-Identifier: MIT */
#include "core/condition.h"

#include <math.h>
#include <string.h>

#define PLACE (unsigned)(SENSOR_MOVED | SENSOR_EXCHANGED) /* judged by others, see placement.h */
#define CLEAR_S 2.0                                       /* design value: long enough to be read */
#define GAP_S 0.3                                         /* what counting must bear without loss */
#define LEAP_S 60.0       /* design value: no gap, a clock that was set */
#define STUCK_S 1.0       /* while others move */
#define STUCK_ALONE_S 3.0 /* design value: noise moves one of six values within this time */
#define NOISE_MEMORY 0.02 /* of each sample at rest: about 50 samples */
#define STEP_MEMORY 0.05

static unsigned bit_index(enum sensor_condition bit)
{
    unsigned index = 0;
    while (!((unsigned)bit >> index & 1u))
        index++;
    return index;
}

void condition_reset(struct condition *condition)
{
    *condition = (struct condition){.noise = NAN};
}

static void raise_if(struct condition *condition, bool cause, enum sensor_condition bit,
                     int64_t t_ns)
{
    if (!cause)
        return;
    condition->bits |= bit;
    condition->seen_ns[bit_index(bit)] = t_ns;
}

static void clear_old(struct condition *condition, int64_t t_ns)
{
    unsigned left = condition->bits & ~PLACE;
    for (unsigned i = 0; left >> i; i++)
        if (left >> i & 1u && (double)(t_ns - condition->seen_ns[i]) > CLEAR_S * 1e9)
            condition->bits &= ~(1u << i);
}

static bool is_stuck(struct condition *condition, const struct condition_input *input)
{
    size_t size = input->value_count * sizeof(double);
    if (memcmp(condition->last_values, input->values, size) != 0) {
        memcpy(condition->last_values, input->values, size);
        condition->same_since_ns = input->t_ns;
        return false;
    }
    double same_s = (double)(input->t_ns - condition->same_since_ns) * 1e-9;
    return same_s >= (input->others_move ? STUCK_S : STUCK_ALONE_S);
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

static bool watch_time(struct condition *condition, int64_t t_ns)
{
    double step_s = (double)(t_ns - condition->last_t_ns) * 1e-9;
    condition->last_t_ns = t_ns;
    if (step_s > GAP_S) {
        if (condition->mean_step_s > 0.0 && step_s < LEAP_S)
            condition->lost += (uint64_t)(step_s / condition->mean_step_s);
        return true;
    }
    if (step_s > 0.0)
        condition->mean_step_s += STEP_MEMORY * (step_s - condition->mean_step_s);
    return false;
}

bool condition_push(struct condition *condition, const struct condition_input *input)
{
    const unsigned before = condition->bits;
    if (input->bad_value || input->bad_clock) {
        condition->lost++;
        raise_if(condition, input->bad_value, SENSOR_BAD_VALUE, input->t_ns);
        raise_if(condition, input->bad_clock, SENSOR_BAD_CLOCK, condition->last_t_ns);
        return condition->bits != before;
    }
    if (!condition->started) {
        condition->started = true;
        condition->last_t_ns = condition->same_since_ns = input->t_ns;
    }
    double step_s = (double)(input->t_ns - condition->last_t_ns) * 1e-9;
    bool gap = watch_time(condition, input->t_ns);
    clear_old(condition, input->t_ns);
    raise_if(condition, gap, SENSOR_GAPS, input->t_ns);
    raise_if(condition, step_s > LEAP_S, SENSOR_BAD_CLOCK, input->t_ns);
    raise_if(condition, input->saturated, SENSOR_SATURATED, input->t_ns);
    raise_if(condition, input->bad_gravity, SENSOR_BAD_GRAVITY, input->t_ns);
    raise_if(condition, input->bad_axes, SENSOR_BAD_AXES, input->t_ns);
    raise_if(condition, is_stuck(condition, input), SENSOR_STUCK, input->t_ns);
    if (input->rest && input->value_count == 6)
        learn_noise(condition, input->accel_norm);
    return condition->bits != before;
}

bool condition_miss(struct condition *condition)
{
    const unsigned before = condition->bits;
    raise_if(condition, true, SENSOR_GAPS, condition->last_t_ns);
    return condition->bits != before;
}

bool condition_hold(struct condition *condition, unsigned place)
{
    const unsigned before = condition->bits;
    condition->bits = (before & ~PLACE) | (place & PLACE);
    return condition->bits != before;
}

unsigned condition_since(const struct condition *condition, int64_t t_ns)
{
    unsigned bits = condition->bits & PLACE;
    for (unsigned i = 0; i < CONDITION_BITS; i++)
        if (condition->seen_ns[i] > 0 && condition->seen_ns[i] >= t_ns)
            bits |= 1u << i;
    return bits;
}
