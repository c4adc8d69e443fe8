/* SPDX-License-Identifier: MIT */
/*
 * bar_path.h - how far the bar strays sideways from the vertical, and how far its ends are from
 * level, as far as one IMU shows it.
 *
 * A horizontal acceleration is integrated twice between two rests at the same place, which takes
 * off a constant error; how badly the way closes tells what it is worth. The bar's length is the
 * axis about which it turns in the hands; which end is the left one nobody can tell.
 */
#ifndef LUMBAR_CORE_BAR_PATH_H
#define LUMBAR_CORE_BAR_PATH_H

#include "core/event.h"
#include "core/tempo.h"

struct bar_path {
    double forth; /* m/s, horizontal accelerations plainly integrated, in the attitude's frame */
    double across;
    double turns[3][3]; /* rad^2/s, leaky: how much it turned about which axes, sensor axes */
    double length[3];   /* unit vector along the bar */
    double since_s;     /* since both of these were looked at */
    double tilt_deg;    /* from level, of whichever end is up; NAN while it has hardly turned */
};

void bar_path_reset(struct bar_path *path);
/* As the attitude filter gives them: attitude.h. */
void bar_path_push(struct bar_path *path, double dt_s, const double accel_earth[3],
                   const double rate[3], const double up[3]);

/* Of the repetition that the trace shows. */
void bar_path_look_back(const struct trace *trace, const struct tempo *tempo,
                        struct rep_bar *ret_bar);

#endif
