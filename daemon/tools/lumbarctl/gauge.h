/* SPDX-License-Identifier: MIT */
/*
 * gauge.h - a labelled horizontal bar, with the places where amber and red begin.
 */
#ifndef LUMBARCTL_GAUGE_H
#define LUMBARCTL_GAUGE_H

#include "canvas.h"

struct gauge {
    const char *label;
    char value[16];  /* "24°"; "" = none */
    double fraction; /* of the full bar; below 0 and above 1 are cut off; NAN = not known */
    double amber;    /* fraction at which it begins; 0 = the gauge has no limits */
    double red;
};

/* Over the whole width of a row. */
void gauge_draw(const struct gauge *gauge, struct canvas *canvas, unsigned row, bool utf8);

#endif
