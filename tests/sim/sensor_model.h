/* SPDX-License-Identifier: MIT */
/*
 * sensor_model.h - what a real sensor makes of the exact signal: noise, bias that wanders, scale,
 * skewed axes, saturation, gaps, and a clock of its own. Quantisation is the converter's, that is
 * the server's.
 */
#ifndef LUMBAR_SIM_SENSOR_MODEL_H
#define LUMBAR_SIM_SENSOR_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "prng.h"

struct imu_model {
    struct prng prng;
    double accel_noise, rate_noise; /* standard deviation of one sample */
    double accel_bias[3], rate_bias[3];
    double rate_walk; /* standard deviation of the bias' step from sample to sample */
    double accel_matrix[3][3], rate_matrix[3][3]; /* scale and skew */
    double accel_limit, rate_limit;
};

struct force_model {
    struct prng prng;
    double noise; /* N, standard deviation of one sample */
    double offset[4], gain[4];
};

struct gap_model {
    struct prng prng;
    double chance; /* per sample */
    int64_t until_ns;
};

struct clock_model {
    double rate; /* seconds of the sensor's clock per second */
    int64_t offset_ns;
};

/* scale: 0 = perfect, 1 = typical of the class (BMI270, ICM-42688, LSM6DSR on straps). */
void imu_model_init(struct imu_model *model, uint64_t seed, const char *role, double rate_hz,
                    double scale, double accel_limit, double rate_limit);
void imu_model_apply(struct imu_model *model, double accel[3], double rate[3]);
void force_model_init(struct force_model *model, uint64_t seed, const char *role, double scale);
void force_model_apply(struct force_model *model, unsigned channels, double *force);
void gap_model_init(struct gap_model *model, uint64_t seed, const char *role, double rate_hz,
                    double gaps_per_s);
bool gap_model_lost(struct gap_model *model, int64_t t_ns);
void clock_model_init(struct clock_model *model, uint64_t seed, const char *role, double ppm,
                      double offset_s);
int64_t clock_model_stamp(const struct clock_model *model, int64_t t_ns);

#endif
