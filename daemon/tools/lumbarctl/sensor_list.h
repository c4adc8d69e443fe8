/* SPDX-License-Identifier: MIT */
/*
 * sensor_list.h - the sensors of the hub, as one line and one by one.
 */
#ifndef LUMBARCTL_SENSOR_LIST_H
#define LUMBARCTL_SENSOR_LIST_H

#include <stdio.h>

#include "hub_objects.h"

enum sensor_health { SENSOR_FINE, SENSOR_DOUBTFUL, SENSOR_GONE, SENSOR_UNUSED };

struct sensor_view {
    const char *path;
    const char *role; /* "" = none; then device says which it is */
    const char *kind;
    const char *model;
    const char *device;
    const char *uri;
    enum sensor_health health;
    struct {
        char s[160];
    } remark;       /* what is wrong, "" = nothing */
    double rate_hz; /* NAN = not known yet */
    double samples;
    double lost;
};

/* The i-th sensor; false past the last. Texts are good as long as the objects are not changed. */
bool sensor_list_get(const struct hub_objects *objects, size_t i, struct sensor_view *ret_view);

/* "bar, thorax, pelvis, feet (gone)" */
void sensor_list_print_line(const struct hub_objects *objects, FILE *file);

#endif
