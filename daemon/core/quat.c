/* SPDX-License-Identifier: MIT */
#include "core/quat.h"

void quat_to_matrix(double r[3][3], const double q[4])
{
    double w = q[0], x = q[1], y = q[2], z = q[3];

    vec3_set(r[0], 1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y));
    vec3_set(r[1], 2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x));
    vec3_set(r[2], 2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y));
}

void quat_from_rotation_vector(double r[4], const double v[3])
{
    double squared = vec3_norm_squared(v);
    double cosine, sinc; /* of half the angle: cos(a/2) and sin(a/2)/a */

    if (squared < 0.01) {
        /* Series: below 0.1 rad the first term left out is under 1e-16. */
        double s = 0.25 * squared;
        cosine = 1.0 - s / 2.0 * (1.0 - s / 12.0 * (1.0 - s / 30.0 * (1.0 - s / 56.0)));
        sinc = 0.5 * (1.0 - s / 6.0 * (1.0 - s / 20.0 * (1.0 - s / 42.0 * (1.0 - s / 72.0))));
    } else {
        double angle = sqrt(squared);
        cosine = cos(0.5 * angle);
        sinc = sin(0.5 * angle) / angle;
    }
    quat_set(r, cosine, v[0] * sinc, v[1] * sinc, v[2] * sinc);
}

void quat_to_z(double r[4], const double unit[3])
{
    double w_squared = 0.5 * (1.0 + unit[2]);

    /* Within 0.1 degrees of -z the direction of the axis is lost in rounding; any will do. */
    if (w_squared < 1e-6) {
        quat_set(r, 0.0, 1.0, 0.0, 0.0);
        return;
    }
    double w = sqrt(w_squared);
    quat_set(r, w, 0.5 * unit[1] / w, -0.5 * unit[0] / w, 0.0);
    quat_normalize(r);
}
