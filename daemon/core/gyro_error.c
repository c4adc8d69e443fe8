/* SPDX-License-Identifier: MIT */
#include "core/gyro_error.h"

#include <math.h>
#include <string.h>

#include "core/bound.h"
#include "core/vec3.h"

#define DEG (3.14159265358979323846 / 180.0)

/* Random walk of the bias: 0.1 deg/s in 100 s, Laidig & Seel 2023, table 2. */
#define BIAS_DRIFT_PSD (0.1 * DEG * 0.1 * DEG / 100.0)
/* Sensitivity tolerance of common MEMS gyroscopes is 0.5 to 3 %, their axes much alike. */
#define SCALE_SIGMA 0.01
#define SCALE_MAX 0.03
/* Longer than a slow repetition: design value. */
#define SCALE_BLOCK_S 8.0
/* Of the turns in one block, rad: what an unfinished repetition leaves over. Design value. */
#define SCALE_BLOCK_SIGMA 0.015
/* What was learned is forgotten with this time constant, counted in time of learning. */
#define SCALE_FORGET_S 100.0

static void set_bias_cov(struct gyro_error *error, double sigma)
{
    memset(error->bias_cov, 0, sizeof error->bias_cov);
    for (int i = 0; i < 3; i++)
        error->bias_cov[i][i] = sigma * sigma;
}

void gyro_error_init(struct gyro_error *error, double bias_sigma, double bias_max)
{
    memset(error, 0, sizeof *error);
    error->bias_max = bias_max;
    error->bias_variance_max = bias_sigma * bias_sigma;
    set_bias_cov(error, bias_sigma);
    for (int i = 0; i < 3; i++)
        error->scale_cov[i][i] = SCALE_SIGMA * SCALE_SIGMA;
}

void gyro_error_set_bias(struct gyro_error *error, const double bias[3], double sigma)
{
    set_bias_cov(error, sigma);
    vec3_copy(error->bias, bias);
    vec3_copy(error->before, bias);
}

static void start_block(struct gyro_error *error)
{
    memset(error->block_row, 0, sizeof error->block_row);
    memset(error->block_turn, 0, sizeof error->block_turn);
    error->block_s = 0.0;
}

void gyro_error_restart(struct gyro_error *error)
{
    memset(error->drift, 0, sizeof error->drift);
    start_block(error);
}

void gyro_error_correct(const struct gyro_error *error, double rate[3], const double anglvel[3])
{
    for (int i = 0; i < 3; i++)
        rate[i] = (1.0 + error->scale[i]) * anglvel[i] - error->bias[i];
}

void gyro_error_follow(struct gyro_error *error, const double matrix[3][3], const double anglvel[3],
                       double dt, const struct butterworth_step *step, double weight)
{
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < GYRO_ERROR_STATES; j++) {
            struct butterworth *b = &error->drift[i][j];
            double row = j < 3 ? matrix[i][j] : -matrix[i][j - 3] * anglvel[j - 3];
            double before = b->value;

            if (weight > 0.0)
                butterworth_average(b, weight, b->input + row * dt);
            else
                butterworth_push(b, step, b->input + row * dt);
            error->increment[i][j] = b->value - before;
        }
    }
    for (int i = 0; i < 3; i++) {
        error->before[i] = error->bias[i];
        error->before[i + 3] = error->scale[i];
        if (error->bias_cov[i][i] < error->bias_variance_max)
            error->bias_cov[i][i] += BIAS_DRIFT_PSD * dt;
    }
}

/* One scalar measurement: row . x, seen with this variance, is more than expected by surprise. */
static void learn(double x[3], double cov[3][3], const double row[3], double surprise,
                  double variance)
{
    double gain[3];

    for (int i = 0; i < 3; i++)
        gain[i] = vec3_dot(cov[i], row);
    double scale = 1.0 / (vec3_dot(gain, row) + variance);
    vec3_add_scaled(x, gain, scale * surprise);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j <= i; j++) {
            cov[i][j] -= gain[i] * gain[j] * scale;
            cov[j][i] = cov[i][j];
        }
    }
}

static void limit(double x[3], double most)
{
    for (int i = 0; i < 3; i++)
        x[i] = larger(-most, smaller(most, x[i]));
}

void gyro_error_learn_bias(struct gyro_error *error, const double turn[3], double variance)
{
    double before[3], learned[3];

    /* The turn back shows the drift by errors not known yet. What the first row teaches is taken
     * off what is expected of the second. */
    vec3_copy(before, error->bias);
    for (int i = 0; i < 2; i++) {
        vec3_sub(learned, error->bias, before);
        learn(error->bias, error->bias_cov, error->increment[i],
              -turn[i] - vec3_dot(error->increment[i], learned), variance);
    }
    limit(error->bias, error->bias_max);
}

void gyro_error_learn_rest(struct gyro_error *error, const double anglvel[3], double variance)
{
    for (int i = 0; i < 3; i++) {
        double row[3] = {0.0};

        row[i] = 1.0;
        learn(error->bias, error->bias_cov, row,
              (1.0 + error->scale[i]) * anglvel[i] - error->bias[i], variance);
    }
    limit(error->bias, error->bias_max);
}

static void forget_scale(struct gyro_error *error, double time_s)
{
    double kept = exp(-time_s / SCALE_FORGET_S);

    for (int i = 0; i < 3; i++) {
        error->scale[i] *= kept;
        for (int j = 0; j < 3; j++)
            error->scale_cov[i][j] *= kept * kept;
        error->scale_cov[i][i] += (1.0 - kept * kept) * SCALE_SIGMA * SCALE_SIGMA;
    }
}

void gyro_error_learn_scale(struct gyro_error *error, const double turn[3], double dt, double doubt)
{
    for (int i = 0; i < 2; i++) {
        error->block_turn[i] += turn[i];
        vec3_add(error->block_row[i], error->block_row[i], error->increment[i] + 3);
    }
    error->block_s += dt;
    if (error->block_s < SCALE_BLOCK_S)
        return;

    /* A bias that is not known yet turns the frame all through the block. */
    double unknown_turn = error->block_s * gyro_error_bias_sigma(error);
    double variance = doubt * SCALE_BLOCK_SIGMA * SCALE_BLOCK_SIGMA + unknown_turn * unknown_turn;
    double before[3], learned[3];
    vec3_copy(before, error->scale);
    forget_scale(error, error->block_s);
    for (int i = 0; i < 2; i++) {
        vec3_sub(learned, error->scale, before);
        learn(error->scale, error->scale_cov, error->block_row[i],
              -error->block_turn[i] - vec3_dot(error->block_row[i], learned), variance);
    }
    limit(error->scale, SCALE_MAX);
    start_block(error);
}

void gyro_error_unseen(const struct gyro_error *error, double ret_turn[3], double ret_rate[3])
{
    double change[GYRO_ERROR_STATES];

    for (int j = 0; j < 3; j++) {
        change[j] = error->bias[j] - error->before[j];
        change[j + 3] = error->scale[j] - error->before[j + 3];
    }
    vec3_set(ret_turn, 0.0, 0.0, 0.0);
    vec3_set(ret_rate, 0.0, 0.0, 0.0);
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < GYRO_ERROR_STATES; j++) {
            const struct butterworth *b = &error->drift[i][j];

            ret_turn[i] += (b->value - b->input) * change[j];
            ret_rate[i] += b->slope * change[j];
        }
    }
}

double gyro_error_bias_sigma(const struct gyro_error *error)
{
    return sqrt(
        larger(error->bias_cov[0][0], larger(error->bias_cov[1][1], error->bias_cov[2][2])));
}
