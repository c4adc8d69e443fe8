/* SPDX-License-Identifier: MIT */
/*
 * dashboard.h - what the live screen shows: the set as it goes, to be read from the platform.
 *
 * Drawing is a function of what is known: the same objects and log give the same picture on a
 * canvas of the same size, but for clocks. Whatever does not fit is left out, least needed first.
 */
#ifndef LUMBARCTL_DASHBOARD_H
#define LUMBARCTL_DASHBOARD_H

#include <stdbool.h>

#include "calibration_log.h"
#include "canvas.h"
#include "set_log.h"
#include "watch.h"

struct dashboard {
    bool utf8;
    enum presence presence;
    struct set_log log;
    struct calibration_log calibration;
};

void dashboard_init(struct dashboard *dashboard, bool utf8);
void dashboard_presence(struct dashboard *dashboard, enum presence presence);
void dashboard_draw(const struct dashboard *dashboard, const struct hub_objects *objects,
                    struct canvas *canvas);

#endif
