/* SPDX-License-Identifier: MIT */
/*
 * source.h - where the simulator's samples come from: a simulated athlete, or a recording.
 *
 * A source has a fixed list of sensors and gives their samples in order of time. It is pulled: the
 * server asks for the next sample and waits until its time has come; the recorder writes as fast as
 * it can. Nothing here is shared with the daemon; the units are the recording's.
 */
#ifndef LUMBAR_SIM_SOURCE_H
#define LUMBAR_SIM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_SENSORS_MAX 16
#define SIM_CHANNELS_MAX 8

enum sim_kind { SIM_IMU, SIM_FORCE };

struct sim_sensor {
    char role[32];
    enum sim_kind kind;
    unsigned channels; /* IMU: 6 (accel x y z, anglvel x y z); force: 1, 2 or 4 */
    char channel_name[SIM_CHANNELS_MAX][24]; /* as in a recording's header */
    double rate_hz;                          /* nominal */
    double accel_full_scale;                 /* m/s^2 */
    double anglvel_full_scale;               /* rad/s */
};

struct sim_sample {
    int64_t t_ns;     /* true time of sampling since the source's start */
    int64_t stamp_ns; /* time that the sensor's own clock says (clock error); what goes out */
    unsigned sensor;
    double value[SIM_CHANNELS_MAX]; /* m/s^2, rad/s, N */
};

struct sim_source {
    size_t sensor_count;
    struct sim_sensor sensors[SIM_SENSORS_MAX];
    char note[256]; /* "key value" for a recording of this source: what it is; may be empty */
    /* Returns 1 and a sample, 0 at the end, negative errno on an error (already reported). */
    int (*next)(struct sim_source *source, struct sim_sample *ret_sample);
    void (*close)(struct sim_source *source);
};

/* A recording, as DESIGN says. loop: start again at the end. On error prints and returns -errno. */
int sim_recording_open(const char *path, bool loop, struct sim_source **ret_source);

/* A simulated athlete: see athlete.h */

#endif
