/* SPDX-License-Identifier: MIT */
/*
 * path.h - a way through postures: all coordinates as smooth functions of one progress variable.
 *
 * Progress 0 is where the way begins, 1 where it ends; a little beyond either end is allowed
 * (people overshoot). Between five knots at Chebyshev points the coordinates are one polynomial
 * of fourth degree, so all derivatives exist.
 */
#ifndef LUMBAR_SIM_PATH_H
#define LUMBAR_SIM_PATH_H

#include "body.h"

#define PATH_KNOTS 5

struct pose { /* a posture at rest */
    double c[C_COUNT];
};

struct path {
    struct pose knot[PATH_KNOTS];
};

double path_knot_progress(int knot); /* where the knot stands, 0..1 */
void path_straight(struct path *path, const struct pose *from, const struct pose *to);
void path_at(const struct path *path, struct jet progress, struct posture *ret_posture);
void pose_of_path(const struct path *path, double progress, struct pose *ret_pose);
void posture_of_pose(const struct pose *pose, struct posture *ret_posture);

#endif
