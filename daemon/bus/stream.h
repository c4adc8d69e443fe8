/* SPDX-License-Identifier: MIT */
/*
 * stream.h - records on the sockets that OpenPoseStream and OpenSampleStream hand out.
 *
 * The sockets are SOCK_SEQPACKET: one recv() gives one record, whole. Records are of this machine:
 * its byte order, its alignment. A later version may append members: read at most sizeof what you
 * know, and check only that `size` is not less. Clients may copy this file; it needs nothing else.
 *
 * A reader that falls behind loses the oldest records; `dropped` counts them since the stream was
 * opened. A reader that takes nothing for ten seconds is disconnected: recv() returns 0.
 */
#ifndef LUMBAR_BUS_STREAM_H
#define LUMBAR_BUS_STREAM_H

#include <stdint.h>

enum lumbar_record_type {
    LUMBAR_RECORD_POSE = 1,
    LUMBAR_RECORD_SENSOR = 2,      /* a sensor has come; its samples follow */
    LUMBAR_RECORD_SENSOR_GONE = 3, /* it went; no payload but the number of the sensor */
    LUMBAR_RECORD_SAMPLE = 4,
};

struct lumbar_record_header {
    uint16_t size; /* bytes of the whole record */
    uint16_t type; /* enum lumbar_record_type */
    uint32_t dropped;
    int64_t t_ns; /* CLOCK_MONOTONIC, moment of sampling; SENSOR, SENSOR_GONE: of sending */
};

/* Angles in degrees, metres, m/s, newtons; NAN = no sensor can tell. As struct pose of the core. */
struct lumbar_pose_record {
    struct lumbar_record_header header;
    double trunk_deg;
    double pelvis_deg;
    double lumbar_deg;
    double thigh_deg;
    double bar_height_m;
    double bar_velocity_m_s;
    double force_left_n;
    double force_right_n;
    double range_fraction;
    uint32_t set; /* 0 = no set is open */
    uint32_t reps;
};

struct lumbar_sample_record {
    struct lumbar_record_header header;
    uint16_t sensor;  /* number of the sensor, 0 to 15; it is used again when one has gone */
    uint16_t flags;   /* bit 0: samples were lost before this one */
    uint8_t kind;     /* 0 = IMU, 1 = force */
    uint8_t channels; /* values that count: IMU 6, force 1 to 4 */
    uint16_t reserved;
    union {
        /* SAMPLE. IMU: accel x y z (m/s^2), anglvel x y z (rad/s). Force: newtons. */
        double value[6];
        /* SENSOR. Full scales are 0 where they are not known. */
        struct {
            char role[32];
            double accel_full_scale;
            double anglvel_full_scale;
        } info;
    };
};

_Static_assert(sizeof(struct lumbar_record_header) == 16, "record header");
_Static_assert(sizeof(struct lumbar_pose_record) == 96, "pose record");
_Static_assert(sizeof(struct lumbar_sample_record) == 72, "sample record");

#endif
