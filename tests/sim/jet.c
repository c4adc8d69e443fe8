/* SPDX-License-Identifier: MIT */
#include "jet.h"

struct jet_rot jet_rot_euler(struct jet pitch, struct jet roll, struct jet yaw)
{
    struct jet sp = jet_sin(pitch), cp = jet_cos(pitch);
    struct jet sr = jet_sin(roll), cr = jet_cos(roll);
    struct jet sy = jet_sin(yaw), cy = jet_cos(yaw);
    struct jet sp_sr = jet_mul(sp, sr), sp_cr = jet_mul(sp, cr);
    struct jet_rot r;

    r.m[0][0] = jet_mul(cy, cp);
    r.m[0][1] = jet_sub(jet_mul(cy, sp_sr), jet_mul(sy, cr));
    r.m[0][2] = jet_add(jet_mul(cy, sp_cr), jet_mul(sy, sr));
    r.m[1][0] = jet_mul(sy, cp);
    r.m[1][1] = jet_add(jet_mul(sy, sp_sr), jet_mul(cy, cr));
    r.m[1][2] = jet_sub(jet_mul(sy, sp_cr), jet_mul(cy, sr));
    r.m[2][0] = jet_scale(sp, -1.0);
    r.m[2][1] = jet_mul(cp, sr);
    r.m[2][2] = jet_mul(cp, cr);
    return r;
}

void jet_rot_rate(const struct jet_rot *r, double ret_rate[3])
{
    /* R^T dR/dt is the skew matrix of the rate in the segment's axes. */
    static const int row[3] = {2, 0, 1}, column[3] = {1, 2, 0};

    for (int k = 0; k < 3; k++) {
        ret_rate[k] = 0.0;
        for (int i = 0; i < 3; i++)
            ret_rate[k] += r->m[i][row[k]].v * r->m[i][column[k]].d;
    }
}

struct jet jet_rot_inclination(const struct jet_rot *r)
{
    /*
     * The z axis leans by asin(-m20) when there is no roll; with it, the lean in the plane that
     * stands on the heading is atan2(-m20, m22). This is also what gravity alone can tell.
     */
    struct jet y = jet_scale(r->m[2][0], -1.0), x = r->m[2][2];
    double n = x.v * x.v + y.v * y.v;
    double rate = (x.v * y.d - y.v * x.d) / n;
    double n_d = 2.0 * (x.v * x.d + y.v * y.d);

    return (struct jet){atan2(y.v, x.v), rate, (x.v * y.dd - y.v * x.dd) / n - rate * n_d / n};
}
