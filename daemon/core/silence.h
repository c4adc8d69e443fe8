/* SPDX-License-Identifier: MIT */
/*
 * silence.h - who of several sensors is heard no more while the others are.
 *
 * Time is what those that are heard have lived through on the average, by their own time stamps:
 * one clock that leaps makes nobody else silent, and where all are lost together nobody is.
 */
#ifndef LUMBAR_CORE_SILENCE_H
#define LUMBAR_CORE_SILENCE_H

#include "core/sample.h"

enum silence_state {
    SILENCE_UNHEARD, /* has not begun yet, or has been taken away */
    SILENCE_HEARD,
    SILENCE_SILENT,
};

struct silence {
    double lived_s;
    double heard_s[SENSORS_MAX]; /* lived_s when each was heard last */
    enum silence_state state[SENSORS_MAX];
    unsigned heard_count;
};

/* It has been heard for so long since this was called last, or a sample came after a gap. */
void silence_hear(struct silence *silence, unsigned place, double step_s);

/* The sensor is no longer there. */
void silence_forget(struct silence *silence, unsigned place);

/* One that has just fallen silent; -1 = none. To be asked whenever somebody has been heard. */
int silence_find(struct silence *silence);

#endif
