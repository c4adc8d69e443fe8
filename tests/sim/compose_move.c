/* SPDX-License-Identifier: MIT */
#include "compose.h"

void compose_stay(struct compose *c, double duration)
{
    struct path path;
    struct phase phase;
    size_t index;

    if (duration <= 0.0)
        return;
    path_straight(&path, &c->pose, &c->pose);
    index = script_add_path(c->script, &path);
    phase_begin(&phase, c->t, 0.0);
    phase_wait(&phase, duration);
    script_add_motion(c->script, &phase, index, index);
    c->t += duration;
}

void compose_follow(struct compose *c, const struct path *path, double from, double to,
                    double duration)
{
    size_t index = script_add_path(c->script, path);
    struct phase phase;

    phase_begin(&phase, c->t, from);
    /* Set-up motions speed up for two fifths and slow down for two fifths of their time. */
    phase_move(&phase, to - from, duration, 0.4 * duration);
    script_add_motion(c->script, &phase, index, index);
    pose_of_path(path, to, &c->pose);
    c->t += duration;
}

void compose_go(struct compose *c, const struct pose *to, double duration)
{
    struct path path;

    path_straight(&path, &c->pose, to);
    compose_follow(c, &path, 0.0, 1.0, duration);
}

void compose_settle(struct compose *c, const struct pose *to)
{
    double most = 0.0;

    for (int i = 0; i < C_SHIFT; i++)
        most = fmax(most, fabs(to->c[i] - c->pose.c[i]));
    if (most > 1e-9) /* some 60 degrees a second (design value) */
        compose_go(c, to, fmin(4.0, 0.9 + most));
}

void compose_track(struct compose *c, enum script_track track, double delay, double duration,
                   double to)
{
    script_add_step(c->script, track, c->t + delay, duration, to);
}
