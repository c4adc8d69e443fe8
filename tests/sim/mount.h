/* SPDX-License-Identifier: MIT */
/*
 * mount.h - where on the body the sensors sit, by role, and what an ideal one there would read.
 */
#ifndef LUMBAR_SIM_MOUNT_H
#define LUMBAR_SIM_MOUNT_H

#include "body.h"

struct mount {
    enum segment segment;
    double place[3];   /* m, in the segment's axes */
    double turn[3][3]; /* sensor axes in the segment's axes, columns */
    /*
     * Skin slides over bone the more the segment leans: share of its inclination by which the
     * sensor turns forward and sideways, and m a radian by which it moves along the segment.
     */
    double skin_pitch, skin_roll, skin_slide;
    /* Beyond that: rad by which it has turned forward, and m by which it has moved up. */
    struct jet turned, moved;
};

/* 0, or -ENOENT for a role that has no IMU on this body. */
int mount_find(const char *role, const struct person *person, struct mount *ret_mount);
const char *mount_role(unsigned index); /* NULL: past the last */
#define MOUNT_FACES 24
/* One of the ways to lay a box on a surface: which axis points where. 0 changes nothing. */
void mount_face(struct mount *mount, unsigned face);
/* Turns the sensor on its segment by a rotation vector, rad. */
void mount_turn(struct mount *mount, const double rotation[3]);
/* The skin below the sensor: the segment's own pose, moved a little. */
struct segment_pose mount_skin(const struct mount *mount, const struct body *body);
/* Specific force, m/s^2, and angular rate, rad/s, in the sensor's axes. */
void mount_read(const struct mount *mount, const struct body *body, double ret_accel[3],
                double ret_rate[3]);

#endif
