/* SPDX-License-Identifier: MIT */
/*
 * play.h - a body whose pelvis and chest lean as they are told, with an IMU on each.
 */
#ifndef LUMBAR_TESTS_PLAY_H
#define LUMBAR_TESTS_PLAY_H

#include <math.h>

#include "core/vec3.h"
#include "hub.h"

#define GRAVITY 9.80665

struct key {
    double t_s, pelvis, chest, side; /* degrees; side: both lean to the side instead */
};

struct play {
    const struct key *keys; /* the last one stays */
    size_t count;
};

static inline void lean_at(const struct play *play, double t_s, double *ret_pelvis,
                           double *ret_chest, double *ret_side)
{
    struct key at = play->keys[0];
    for (size_t i = 1; i < play->count; i++) {
        const struct key *a = &play->keys[i - 1], *b = &play->keys[i];
        double share = hinge_ease((t_s - a->t_s) / (b->t_s - a->t_s));
        if (t_s < a->t_s)
            break;
        at.pelvis = a->pelvis + share * (b->pelvis - a->pelvis);
        at.chest = a->chest + share * (b->chest - a->chest);
        at.side = a->side + share * (b->side - a->side);
    }
    *ret_pelvis = at.pelvis;
    *ret_chest = at.chest;
    *ret_side = at.side;
}

static inline void turned(const double mount[4], double pitch, double roll, double up[3])
{
    const double upright[3] = {-sin(HINGE_RAD(pitch)) * cos(HINGE_RAD(roll)), sin(HINGE_RAD(roll)),
                               cos(HINGE_RAD(pitch)) * cos(HINGE_RAD(roll))};
    quat_rotate(up, mount, upright);
}

static inline void play_one(struct hub *hub, const struct play *play, uint16_t sensor, int64_t t_ns)
{
    struct sample sample = {.t_ns = t_ns, .sensor = sensor};
    const double *mount = mounts[sensor == THORAX];
    double before[3], after[3], pelvis, chest, side;
    double t_s = (double)t_ns * 1e-9, h = 1e-3;
    lean_at(play, t_s - h, &pelvis, &chest, &side);
    turned(mount, sensor == PELVIS ? pelvis : chest, side, before);
    lean_at(play, t_s + h, &pelvis, &chest, &side);
    turned(mount, sensor == PELVIS ? pelvis : chest, side, after);
    /* A turn that takes one to the other, as the sensor feels it: the world turns back. */
    vec3_cross(sample.imu.anglvel, after, before);
    vec3_scale(sample.imu.anglvel, sample.imu.anglvel, 1.0 / (2.0 * h));
    vec3_add(sample.imu.accel, before, after);
    vec3_scale(sample.imu.accel, sample.imu.accel, 0.5 * GRAVITY);
    if (!hub->fault || hub->fault(&sample, t_s))
        core_push(hub->core, &sample, &hub->queue);
}

static inline void drop_progress(struct hub *hub)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < hub->queue.count; i++)
        if (hub->events[i].type != EVENT_CALIBRATION ||
            hub->events[i].calibration.verdict != CALIBRATION_PROGRESS)
            hub->events[kept++] = hub->events[i];
    hub->queue.count = kept;
}

static inline void play(struct hub *hub, const struct key keys[], size_t count, double until_s)
{
    const struct play play = {keys, count};
    for (int64_t t_ns = STEP_NS; t_ns < (int64_t)(until_s * 1e9); t_ns += STEP_NS) {
        play_one(hub, &play, PELVIS, t_ns);
        play_one(hub, &play, THORAX, t_ns);
        drop_progress(hub);
    }
}
#define PLAY(hub, keys, until_s) play(hub, keys, sizeof(keys) / sizeof((keys)[0]), until_s)

#endif
