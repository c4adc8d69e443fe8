/* SPDX-License-Identifier: MIT */
#include "sway.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "prng.h"

#define DEGREES (M_PI / 180.0)

struct wave_kind {
    int coordinate;
    int waves;
    double amplitude_deg; /* of one wave */
    double low_hz, high_hz;
};

/* Postural sway lies below 1 Hz, breathing at 0.2 to 0.3 Hz, physiological tremor at 8 to 12 Hz;
 * amplitudes are design values that give 1 to 3 mm of sway at the hips. */
static const struct wave_kind kinds[] = {
    {C_SHANK + PITCH, 3, 0.09, 0.1, 0.8},    {C_SHANK + ROLL, 3, 0.07, 0.1, 0.7},
    {C_THIGH + PITCH, 2, 0.08, 0.1, 0.9},    {C_PELVIS + PITCH, 3, 0.12, 0.1, 1.0},
    {C_PELVIS + ROLL, 3, 0.10, 0.1, 0.9},    {C_PELVIS + YAW, 3, 0.12, 0.1, 0.8},
    {C_LUMBAR + PITCH, 3, 0.12, 0.1, 1.0},   {C_LUMBAR + PITCH, 1, 0.35, 0.2, 0.3},
    {C_LUMBAR + ROLL, 3, 0.10, 0.1, 0.9},    {C_LUMBAR + YAW, 3, 0.12, 0.1, 0.9},
    {C_LUMBAR + PITCH, 2, 0.002, 8.0, 12.0}, {C_ARM + PITCH, 2, 0.20, 0.2, 1.2},
    {C_BAR_SPIN, 2, 0.50, 0.3, 1.3},         {C_BAR_TILT, 2, 0.50, 0.3, 1.3},
};

void sway_init(struct sway *sway, const struct person *person, uint64_t seed)
{
    struct prng prng;

    sway->count = 0;
    prng_init(&prng, seed, "sway");
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        for (int i = 0; i < kinds[k].waves; i++) {
            assert(sway->count < SWAY_WAVES_MAX);
            sway->wave[sway->count++] = (struct sway_wave){
                .coordinate = kinds[k].coordinate,
                .amplitude = kinds[k].amplitude_deg * DEGREES * person->sway,
                .pulsation = 2.0 * M_PI * prng_uniform(&prng, kinds[k].low_hz, kinds[k].high_hz),
                .phase = prng_uniform(&prng, 0.0, 2.0 * M_PI),
            };
        }
    }
    sway->gait_phase = prng_uniform(&prng, 0.0, 2.0 * M_PI);
}

static struct jet sine(double amplitude, double pulsation, double phase, double t)
{
    double angle = pulsation * t + phase;

    return (struct jet){amplitude * sin(angle), amplitude * pulsation * cos(angle),
                        -amplitude * pulsation * pulsation * sin(angle)};
}

static void add(struct posture *posture, int coordinate, struct jet what)
{
    posture->c[coordinate] = jet_add(posture->c[coordinate], what);
}

void sway_add(const struct sway *sway, double t, struct jet steady, struct posture *posture)
{
    struct jet share = jet_sub(jet_of(1.0), jet_scale(steady, 0.9));

    for (int i = 0; i < sway->count; i++) {
        const struct sway_wave *w = &sway->wave[i];
        struct jet value = jet_mul(share, sine(w->amplitude, w->pulsation, w->phase, t));

        /* A bar turns and tilts only in somebody's hands. */
        if (w->coordinate == C_BAR_SPIN || w->coordinate == C_BAR_TILT)
            value = jet_mul(value, posture->c[C_GRIP]);
        add(posture, w->coordinate, value);
    }
}

struct gait_wave {
    int coordinate;
    int harmonic;     /* of the stride: 1 = left and right once, 2 = every step */
    double amplitude; /* degrees, or m for C_SHIFT */
    double phase_deg;
};

/*
 * Walking at about 1.3 m/s. Excursions after D. A. Winter, "The Biomechanics and Motor Control of
 * Human Gait" (hip about 40 degrees, knee 60, pelvis 4 to 5 cm up and down, 4 cm sideways) and
 * Murray 1964 (pelvis and thorax turn 5 and 7 degrees against each other).
 */
static const struct gait_wave gait[] = {
    {C_SHIFT + 2, 2, 0.020, 0},
    {C_SHIFT + 2, 4, 0.0015, 70},
    {C_SHIFT + 2, 8, 0.0003, 20}, /* the heel's knock, what is left of it at the hips */
    {C_SHIFT + 0, 2, 0.009, 110},
    {C_SHIFT + 1, 1, 0.020, 90},
    {C_SHIFT + 1, 3, 0.002, 30},
    {C_PELVIS + ROLL, 1, 3.5, 30},
    {C_PELVIS + YAW, 1, 4.0, 0},
    {C_PELVIS + PITCH, 2, 1.2, 40},
    {C_LUMBAR + YAW, 1, 9.0, 180},
    {C_LUMBAR + ROLL, 1, 4.0, 200},
    {C_LUMBAR + PITCH, 2, 1.3, 130},
    {C_THIGH_LEFT + PITCH, 1, 20.0, 0},
    {C_THIGH_RIGHT + PITCH, 1, 20.0, 180},
    {C_SHANK_LEFT + PITCH, 1, 27.0, -45},
    {C_SHANK_RIGHT + PITCH, 1, 27.0, 135},
    {C_SHANK_LEFT + PITCH, 2, 9.0, 60},
    {C_SHANK_RIGHT + PITCH, 2, 9.0, 60},
};

/* Arms swing only when they carry nothing. */
static const struct gait_wave arm_swing[] = {
    {C_ARM_LEFT + PITCH, 1, 16.0, 180},
    {C_ARM_RIGHT + PITCH, 1, 16.0, 0},
    {C_FOREARM_LEFT + PITCH, 1, 22.0, 175},
    {C_FOREARM_RIGHT + PITCH, 1, 22.0, -5},
};

/* A held bar dips with every step and rocks with every stride. */
static const struct gait_wave bar_rock[] = {
    {C_BAR_TILT, 1, 1.5, 20},
    {C_BAR_SPIN, 2, 2.5, 60},
};

/* Where in the stride: steps are not all alike, the pace comes and goes a little. */
static struct jet stride_angle(const struct sway *sway, const struct person *person, double t)
{
    double pulsation = M_PI * person->cadence_hz; /* two steps a stride */
    struct jet angle = {pulsation * t + sway->gait_phase, pulsation, 0.0};

    angle = jet_add(angle, sine(0.30, 0.61, sway->gait_phase, t));
    return jet_add(angle, sine(0.12, 1.93, 2.0 * sway->gait_phase, t));
}

static void add_gait_waves(const struct gait_wave *waves, size_t count, struct jet stride,
                           struct jet share, struct posture *posture)
{
    for (size_t i = 0; i < count; i++) {
        const struct gait_wave *w = &waves[i];
        bool metres = w->coordinate >= C_SHIFT && w->coordinate < C_SHIFT + 3;
        struct jet angle = jet_add(jet_scale(stride, w->harmonic), jet_of(w->phase_deg * DEGREES));
        struct jet value = jet_scale(jet_sin(angle), w->amplitude * (metres ? 1.0 : DEGREES));

        add(posture, w->coordinate, jet_mul(value, share));
    }
}

void gait_add(const struct sway *sway, const struct person *person, double t, struct jet share,
              struct posture *posture)
{
    struct jet stride = stride_angle(sway, person, t);
    struct jet held = posture->c[C_GRIP];
    struct jet uneven = jet_add(jet_of(1.0), sine(0.08, 0.83, sway->gait_phase, t));
    struct jet free_arms;

    if (share.v == 0.0 && share.d == 0.0 && share.dd == 0.0)
        return;
    share = jet_mul(share, uneven);
    free_arms = jet_mul(share, jet_sub(jet_of(1.0), held));
    add_gait_waves(gait, sizeof(gait) / sizeof(gait[0]), stride, share, posture);
    add_gait_waves(arm_swing, sizeof(arm_swing) / sizeof(arm_swing[0]), stride, free_arms, posture);
    add_gait_waves(bar_rock, sizeof(bar_rock) / sizeof(bar_rock[0]), stride, jet_mul(share, held),
                   posture);
}
