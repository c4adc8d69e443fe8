/* SPDX-License-Identifier: MIT */
/*
 * sample.h - what goes into the core: sensors and their samples, in SI units.
 *
 * This is the one header that daemon/sensors and daemon/core share. A sensor has a place in a
 * table of SENSORS_MAX; samples name that place. Where the sensor sits on the body or the bar is
 * its role, a name: the known ones are listed in DESIGN ("Roles"); any other name is a generic IMU.
 */
#ifndef LUMBAR_CORE_SAMPLE_H
#define LUMBAR_CORE_SAMPLE_H

#include <stdint.h>

#define SENSORS_MAX 16
#define ROLE_SIZE 32 /* bytes with the terminating NUL */
#define FORCE_CHANNELS_MAX 4
#define IMU_VALUES 6

enum sensor_kind {
    SENSOR_IMU,   /* three-axis accelerometer and gyroscope */
    SENSOR_FORCE, /* one to four load cells */
};

/*
 * What is known to be wrong with a sensor, each channel by itself: true = (read - offset) * gain.
 * An IMU's three channels are those of its accelerometer, m/s^2; a force sensor's its cells, N.
 * Whoever reads the sensor applies it, so that recordings hold true values.
 */
#define CORRECTION_CHANNELS FORCE_CHANNELS_MAX
struct sensor_correction {
    double offset[CORRECTION_CHANNELS];
    double gain[CORRECTION_CHANNELS];
};

struct sensor_info {
    char role[ROLE_SIZE];
    enum sensor_kind kind;
    /*
     * Force only. feet: 2 = left, right; 4 = left front, left rear, right front, right rear.
     * Any other role: 1 = the force on it.
     */
    unsigned channels;
    double accel_full_scale;   /* m/s^2, largest value the sensor can give; 0 = unknown */
    double anglvel_full_scale; /* rad/s, as above */
    double anglvel_bias[3];    /* rad/s, found at some earlier time; all zero = nothing is known */
};

enum sample_flag {
    SAMPLE_GAP_BEFORE = 1 << 0, /* the sensor or its clock says that samples were lost before it */
};

struct sample {
    int64_t t_ns;    /* CLOCK_MONOTONIC at the moment of sampling; in a recording: since its zero */
    uint16_t sensor; /* place in the sensor table */
    uint16_t flags;  /* enum sample_flag */
    union {
        struct {
            double accel[3];   /* m/s^2, specific force: +9.81 upwards at rest */
            double anglvel[3]; /* rad/s */
        } imu;
        double force[FORCE_CHANNELS_MAX]; /* N */
        double values[IMU_VALUES];        /* either, as they stand above */
    };
};

/* Nothing is known to be wrong. */
void sensor_correction_clear(struct sensor_correction *ret_correction);
/* more was found in values that had been corrected already. */
void sensor_correction_add(struct sensor_correction *correction,
                           const struct sensor_correction *more);
void sensor_correction_apply(const struct sensor_correction *correction, double values[],
                             unsigned channels);

#endif
