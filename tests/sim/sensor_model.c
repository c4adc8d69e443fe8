/* SPDX-License-Identifier: MIT */
#include "sensor_model.h"

#include <math.h>
#include <stdio.h>

/* Data sheets: BMI270 160 ug/rtHz and 0.007 dps/rtHz, LSM6DSR 60 and 0.005, ICM-42688-P 70 and
 * 0.0028. */
#define ACCEL_DENSITY (100e-6 * 9.80665)    /* m/s^2 per root Hz */
#define RATE_DENSITY (0.006 * M_PI / 180.0) /* rad/s per root Hz */
/* Data sheets again: zero-g offset 20 mg and zero-rate 0.5 to 1 dps before calibration; what is
 * left after the board was soldered and calibrated once is about a third (design value). */
#define ACCEL_BIAS (7e-3 * 9.80665)
#define RATE_BIAS (0.3 * M_PI / 180.0)
#define RATE_WALK (0.0005 * M_PI / 180.0) /* rad/s per root s: some 0.01 dps in ten minutes */
#define SCALE_ERROR 0.003
#define SKEW 0.003 /* rad between axes */

static void init_stream(struct prng *prng, uint64_t seed, const char *role, const char *what)
{
    char name[96];

    snprintf(name, sizeof(name), "%s/%s", what, role);
    prng_init(prng, seed, name);
}

static void init_matrix(struct prng *prng, double scale, double ret_matrix[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            ret_matrix[i][j] = i == j ? prng_people(prng, 1.0, scale * SCALE_ERROR)
                                      : prng_people(prng, 0.0, scale * SKEW);
}

void imu_model_init(struct imu_model *model, uint64_t seed, const char *role, double rate_hz,
                    double scale, double accel_limit, double rate_limit)
{
    double root_band = sqrt(0.5 * rate_hz);

    init_stream(&model->prng, seed, role, "imu");
    model->accel_noise = scale * ACCEL_DENSITY * root_band;
    model->rate_noise = scale * RATE_DENSITY * root_band;
    model->rate_walk = scale * RATE_WALK / sqrt(rate_hz);
    for (int i = 0; i < 3; i++) {
        model->accel_bias[i] = prng_people(&model->prng, 0.0, scale * ACCEL_BIAS);
        model->rate_bias[i] = prng_people(&model->prng, 0.0, scale * RATE_BIAS);
    }
    init_matrix(&model->prng, scale, model->accel_matrix);
    init_matrix(&model->prng, scale, model->rate_matrix);
    model->accel_limit = accel_limit;
    model->rate_limit = rate_limit;
}

static void distort(double matrix[3][3], const double bias[3], double noise, double limit,
                    struct prng *prng, double value[3])
{
    double out[3];

    for (int i = 0; i < 3; i++) {
        out[i] = matrix[i][0] * value[0] + matrix[i][1] * value[1] + matrix[i][2] * value[2];
        out[i] += bias[i] + noise * prng_normal(prng);
    }
    for (int i = 0; i < 3; i++)
        value[i] = fmax(-limit, fmin(limit, out[i]));
}

void imu_model_apply(struct imu_model *model, double accel[3], double rate[3])
{
    for (int i = 0; i < 3; i++)
        model->rate_bias[i] += model->rate_walk * prng_normal(&model->prng);
    distort(model->accel_matrix, model->accel_bias, model->accel_noise, model->accel_limit,
            &model->prng, accel);
    distort(model->rate_matrix, model->rate_bias, model->rate_noise, model->rate_limit,
            &model->prng, rate);
}

void force_model_init(struct force_model *model, uint64_t seed, const char *role, double scale)
{
    init_stream(&model->prng, seed, role, "force");
    model->noise = scale * 1.5; /* N; HX711-class bridge with 200 kg cells, design value */
    for (int i = 0; i < 4; i++) {
        model->offset[i] = prng_people(&model->prng, 0.0, scale * 3.0);
        model->gain[i] = prng_people(&model->prng, 1.0, scale * 0.004);
    }
}

void force_model_apply(struct force_model *model, unsigned channels, double *force)
{
    for (unsigned i = 0; i < channels; i++)
        force[i] =
            model->gain[i] * force[i] + model->offset[i] + model->noise * prng_normal(&model->prng);
}

void gap_model_init(struct gap_model *model, uint64_t seed, const char *role, double rate_hz,
                    double gaps_per_s)
{
    init_stream(&model->prng, seed, role, "gaps");
    model->chance = gaps_per_s / rate_hz;
    model->until_ns = 0;
}

bool gap_model_lost(struct gap_model *model, int64_t t_ns)
{
    if (model->chance <= 0.0)
        return false;
    if (t_ns >= model->until_ns && prng_uniform(&model->prng, 0.0, 1.0) < model->chance)
        model->until_ns = t_ns + (int64_t)(1e9 * prng_uniform(&model->prng, 0.05, 0.30));
    return t_ns < model->until_ns;
}

void clock_model_init(struct clock_model *model, uint64_t seed, const char *role, double ppm,
                      double offset_s)
{
    struct prng prng;

    init_stream(&prng, seed, role, "clock");
    model->rate = 1.0 + 1e-6 * prng_uniform(&prng, -ppm, ppm);
    model->offset_ns = (int64_t)(1e9 * prng_uniform(&prng, 0.0, offset_s));
}

int64_t clock_model_stamp(const struct clock_model *model, int64_t t_ns)
{
    return model->offset_ns + (int64_t)llround(model->rate * (double)t_ns);
}
