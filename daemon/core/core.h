/* SPDX-License-Identifier: MIT */
/*
 * core.h - the detection core: set it up, push samples, take commands; events come out.
 *
 * Pure: no I/O, no clock, no globals, and no allocation after core_new(). The same samples and
 * commands give the same events, bit for bit. Not thread-safe: one thread owns a core.
 */
#ifndef LUMBAR_CORE_CORE_H
#define LUMBAR_CORE_CORE_H

#include <stddef.h>

#include "core/bar_alone.h"
#include "core/event.h"
#include "core/exercise.h"
#include "core/prescription.h"
#include "core/sample.h"

struct core;

enum command_type {
    COMMAND_SENSOR_ATTACH,   /* sensor, info: a sensor has come (or come back) */
    COMMAND_SENSOR_DETACH,   /* sensor: it is gone; its angles become absent */
    COMMAND_SELECT_EXERCISE, /* exercise: an id of the profiles, "generic", or "" = recognise it */
    COMMAND_PRESCRIBE,       /* prescription: for the sets that follow */
    COMMAND_SET_LOAD,        /* load_kg */
    COMMAND_SET_RESERVE,     /* reserve: the athlete's own line, of an exercise */
    COMMAND_AUTO_TRACK,      /* enable: sets start and end on their own (the default) */
    COMMAND_START_SET,       /* open a set now, without waiting for its first repetition */
    COMMAND_STOP_SET,        /* reason */
    COMMAND_UNDO_REP,
    COMMAND_RESTART_SET,      /* forget the repetitions of the open set */
    COMMAND_CALIBRATE,        /* calibration */
    COMMAND_STOP_CALIBRATION, /* refused, with the reason "stopped"; none under way: nothing */
    COMMAND_SET_RANGE,        /* range: the athlete's own; 0 = not known */
};

struct command {
    enum command_type type;
    union {
        struct {
            uint16_t sensor;
            struct sensor_info info;
        } sensor;
        char exercise[EXERCISE_ID_SIZE];
        struct prescription prescription;
        double load_kg;
        struct {
            char exercise[EXERCISE_ID_SIZE]; /* "" = no line is known */
            struct reserve_line line;        /* from RESERVE_SETS_MIN sets or more: reserve.h */
        } reserve;
        bool enable;
        enum set_end_reason reason;
        struct calibration_request calibration;
        struct lumbar_range range;
    };
};

/* Live values of the body for displays, as of the newest sample. Absent quantities are NAN. */
struct pose {
    int64_t t_ns;
    double trunk_deg; /* inclination of the thorax from upright, forward positive */
    double pelvis_deg;
    double lumbar_deg;       /* flexion positive, relative to standing neutral once that is known */
    double thigh_deg;        /* mean of what is present */
    double bar_height_m;     /* relative to where the set began */
    double bar_velocity_m_s; /* upwards positive */
    double force_left_n;
    double force_right_n;
    double range_fraction; /* where in the repetition: 0 = start position, 1 = far end */
    uint32_t set;          /* 0 = no set is open */
    uint32_t reps;
};

/* One of the signals by which repetitions can be told. Each has its fixed place in an array. */
#define CORE_SIGNALS_PER_SENSOR 2
#define CORE_SIGNAL_COUNT (BODY_SIGNAL_COUNT + CORE_SIGNALS_PER_SENSOR * SENSORS_MAX)
#define CORE_SIGNAL_OF_BODY (-1)

struct core_signal {
    const char *name; /* body_signal_name(), or of a single sensor "velocity", "turned" */
    const char *unit; /* "deg", "m", "m/s" */
    int sensor;       /* its place, or CORE_SIGNAL_OF_BODY */
    double value;     /* NAN = absent, or not listened to now */
    bool followed;    /* repetitions are told by it now */
};

/*
 * exercises: the profiles; copied, NULL and 0 are allowed and leave only "generic".
 * Returns 0; -ENOMEM; -EINVAL when two profiles have one id.
 */
int core_new(const struct exercise *exercises, size_t exercise_count, struct core **ret_core);
struct core *core_free(struct core *core); /* NULL is fine; returns NULL */

/* Appends the events of this sample to out. Samples of sensors not attached are dropped. */
void core_push(struct core *core, const struct sample *sample, struct event_queue *out);

/*
 * Returns 0; -ENOENT unknown exercise id; -EINVAL a value out of range; -ENODEV no such sensor;
 * -ENODATA nothing to undo, stop or restart. On an error nothing has changed.
 */
int core_command(struct core *core, const struct command *command, struct event_queue *out);

/* The signals as of the newest sample. */
void core_signals(const struct core *core, struct core_signal ret_signals[CORE_SIGNAL_COUNT]);

void core_pose(const struct core *core, struct pose *ret_pose);

/*
 * What the open set looks like by a bar without any sensor on the body, bar_alone.h, and after how
 * many repetitions. -ENODATA: not that, or not two yet, or the exercise is not to be recognised.
 */
int core_bar_alone(const struct core *core, struct bar_alone *ret_seen, uint32_t *ret_reps);

/* Attitude of a sensor, to a frame with z up: w, x, y, z. -ENODATA before its first sample. */
int core_attitude(const struct core *core, uint16_t sensor, double ret_quat[4]);

#endif
