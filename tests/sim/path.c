/* SPDX-License-Identifier: MIT */
#include "path.h"

double path_knot_progress(int knot)
{
    return 0.5 - 0.5 * cos(M_PI * knot / (PATH_KNOTS - 1));
}

void path_straight(struct path *path, const struct pose *from, const struct pose *to)
{
    for (int k = 0; k < PATH_KNOTS; k++) {
        double u = path_knot_progress(k);

        for (int i = 0; i < C_COUNT; i++)
            path->knot[k].c[i] = from->c[i] + u * (to->c[i] - from->c[i]);
    }
}

void path_at(const struct path *path, struct jet progress, struct posture *ret_posture)
{
    struct jet weight[PATH_KNOTS]; /* Lagrange's polynomials */

    for (int k = 0; k < PATH_KNOTS; k++) {
        weight[k] = jet_of(1.0);
        for (int j = 0; j < PATH_KNOTS; j++) {
            double gap = path_knot_progress(k) - path_knot_progress(j);

            if (j != k)
                weight[k] =
                    jet_scale(jet_mul(weight[k], jet_sub(progress, jet_of(path_knot_progress(j)))),
                              1.0 / gap);
        }
    }
    for (int i = 0; i < C_COUNT; i++) {
        struct jet sum = jet_of(0.0);

        for (int k = 0; k < PATH_KNOTS; k++)
            sum = jet_add(sum, jet_scale(weight[k], path->knot[k].c[i]));
        ret_posture->c[i] = sum;
    }
}

void pose_of_path(const struct path *path, double progress, struct pose *ret_pose)
{
    struct posture posture;

    path_at(path, jet_of(progress), &posture);
    for (int i = 0; i < C_COUNT; i++)
        ret_pose->c[i] = posture.c[i].v;
}

void posture_of_pose(const struct pose *pose, struct posture *ret_posture)
{
    for (int i = 0; i < C_COUNT; i++)
        ret_posture->c[i] = jet_of(pose->c[i]);
}
