/* SPDX-License-Identifier: MIT */
/*
 * picture.h - what the parts of the dashboard are drawn from, and onto.
 */
#ifndef LUMBARCTL_PICTURE_H
#define LUMBARCTL_PICTURE_H

#include "dashboard.h"

struct picture {
    const struct dashboard *dashboard;
    const struct hub_objects *objects;
    struct canvas *canvas;
    const char *session; /* NULL = none */
    const char *state;
    unsigned rows, columns;
};

/* Rows from top to (not including) end. */
struct area {
    unsigned top;
    unsigned end;
};

/* A property of the session; the fallback where there is no session, or none can tell. */
double picture_number(const struct picture *picture, const char *property, double fallback);
/* Seconds since the moment that such a property tells; 0 where it is 0. */
double picture_clock_s(const struct picture *picture, const char *property);
void picture_centered(const struct picture *picture, unsigned row, enum style style,
                      const char *text);
/* Each line centered, broken between words; what has no room is left out. Returns the row below. */
unsigned picture_wrapped(const struct picture *picture, struct area area, enum style style,
                         const char *text);

#endif
