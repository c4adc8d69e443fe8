/* SPDX-License-Identifier: MIT */
/*
 * replay.h - what can be made of a recording: events, attitude, pose, look.
 *
 * Each form writes to standard output and returns an exit status: 0; 1 when an error has been
 * reported on standard error; 2 when what was asked for does not exist.
 */
#ifndef LUMBAR_REPLAY_REPLAY_H
#define LUMBAR_REPLAY_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/core.h"

struct replay_options {
    const char *file; /* "-" = standard input */
    size_t chunk;
    const char *exercise; /* NULL = to be recognised */
    const char *profiles; /* directory; NULL = the default one */
    const char *sensor;   /* --attitude */
    const char *plot;     /* --plot: a file to draw to; NULL = none */
    bool prescribed;
    struct prescription prescription;
    double load_kg; /* NAN = not said */
    bool calibrates;
    enum calibration_kind calibration;
    double calibrate_at_s;     /* in the recording */
    char unplugged[ROLE_SIZE]; /* as if it were; "" = none */
    double unplug_from_s;      /* in the recording */
    double unplug_until_s;     /* INFINITY = for good */
};

int replay_events(const struct replay_options *options);
int replay_pose(const struct replay_options *options);
int replay_look(const struct replay_options *options);
int replay_attitude(const struct replay_options *options);

#endif
