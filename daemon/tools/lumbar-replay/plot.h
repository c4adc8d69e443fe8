/* SPDX-License-Identifier: MIT */
/*
 * plot.h - a recording as a picture: the signal that was followed, the repetitions with their
 * phases and when each was given, holds, attempts and faults. A person can see from it why it was
 * counted as it was.
 */
#ifndef LUMBAR_REPLAY_PLOT_H
#define LUMBAR_REPLAY_PLOT_H

#include <stdio.h>

#include "plot_log.h"

struct plot_caption {
    const char *recording;             /* its file's name */
    const struct sensor_info *sensors; /* SENSORS_MAX */
    const struct exercise *exercises;
    size_t exercise_count;
};

/* Writes an SVG document. Whether all of it could be written is the stream's to tell. */
void plot_write(FILE *file, const struct plot_log *log, const struct plot_caption *caption);

#endif
