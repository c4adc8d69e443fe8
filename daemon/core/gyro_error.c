/* SPDX-License-Identifier: MIT */
#include "core/gyro_error.h"

#include <math.h>
#include <string.h>

#include "core/vec3.h"

#define DEG (3.14159265358979323846 / 180.0)

/* Random walk of the bias: 0.1 deg/s in 100 s, Laidig & Seel 2023, table 2. */
#define BIAS_DRIFT_PSD (0.1 * DEG * 0.1 * DEG / 100.0)
/* Sensitivity tolerance of common MEMS gyroscopes is 0.5 to 3 %, their axes much alike. */
#define SCALE_SIGMA 0.01
#define SCALE_MAX 0.03

void gyro_error_init(struct gyro_error *error, double bias_sigma, double bias_max)
{
    static const double unknown[3];

    memset(error, 0, sizeof *error);
    error->bias_max = bias_max;
    error->bias_variance_max = bias_sigma * bias_sigma;
    for (int i = 3; i < GYRO_ERROR_STATES; i++)
        error->cov[i][i] = SCALE_SIGMA * SCALE_SIGMA;
    gyro_error_set_bias(error, unknown, bias_sigma);
}

void gyro_error_set_bias(struct gyro_error *error, const double bias[3], double sigma)
{
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < GYRO_ERROR_STATES; j++) {
            error->cov[i][j] = 0.0;
            error->cov[j][i] = 0.0;
        }
        error->cov[i][i] = sigma * sigma;
    }
    vec3_copy(error->bias, bias);
    vec3_copy(error->before, bias);
}

void gyro_error_restart(struct gyro_error *error)
{
    memset(error->drift, 0, sizeof error->drift);
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
        if (error->cov[i][i] < error->bias_variance_max)
            error->cov[i][i] += BIAS_DRIFT_PSD * dt;
    }
}

/* One scalar measurement: row . x, seen with this variance, was more than expected by surprise. */
static void learn(struct gyro_error *error, const double row[GYRO_ERROR_STATES], double surprise,
                  double variance)
{
    double gain[GYRO_ERROR_STATES], total = variance;

    for (int i = 0; i < GYRO_ERROR_STATES; i++) {
        gain[i] = 0.0;
        for (int j = 0; j < GYRO_ERROR_STATES; j++)
            gain[i] += error->cov[i][j] * row[j];
        total += gain[i] * row[i];
    }
    double scale = 1.0 / total;
    for (int i = 0; i < 3; i++) {
        error->bias[i] += gain[i] * scale * surprise;
        error->scale[i] += gain[i + 3] * scale * surprise;
    }
    for (int i = 0; i < GYRO_ERROR_STATES; i++) {
        for (int j = 0; j <= i; j++) {
            error->cov[i][j] -= gain[i] * gain[j] * scale;
            error->cov[j][i] = error->cov[i][j];
        }
    }
}

static void limit(struct gyro_error *error)
{
    for (int i = 0; i < 3; i++) {
        error->bias[i] = fmax(-error->bias_max, fmin(error->bias_max, error->bias[i]));
        error->scale[i] = fmax(-SCALE_MAX, fmin(SCALE_MAX, error->scale[i]));
    }
}

void gyro_error_learn_motion(struct gyro_error *error, const double turn[3], double variance)
{
    double before[GYRO_ERROR_STATES];

    /* The turn back shows the drift by errors not known yet. What the first row teaches is taken
     * off what is expected of the second. */
    memcpy(before, error->bias, sizeof error->bias);
    memcpy(before + 3, error->scale, sizeof error->scale);
    for (int i = 0; i < 2; i++) {
        double expected = 0.0;

        for (int j = 0; j < 3; j++)
            expected += error->increment[i][j] * (error->bias[j] - before[j]) +
                        error->increment[i][j + 3] * (error->scale[j] - before[j + 3]);
        learn(error, error->increment[i], -turn[i] - expected, variance);
    }
    limit(error);
}

void gyro_error_learn_rest(struct gyro_error *error, const double anglvel[3], double variance)
{
    for (int i = 0; i < 3; i++) {
        double row[GYRO_ERROR_STATES] = {0.0};

        row[i] = 1.0;
        learn(error, row, (1.0 + error->scale[i]) * anglvel[i] - error->bias[i], variance);
    }
    limit(error);
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
    return sqrt(fmax(error->cov[0][0], fmax(error->cov[1][1], error->cov[2][2])));
}
