/* SPDX-License-Identifier: MIT */
/*
 * sensor_row.h - all sensors in one row of the dashboard, and how they are.
 *
 *   ● bar  ● pelvis  ● thorax  ○ feet (gone)             where they have room, each by its name
 *   ● 9 are well  ○ bar (samples are missing)  1 more    else those that are not well, and a count
 */
#ifndef LUMBARCTL_SENSOR_ROW_H
#define LUMBARCTL_SENSOR_ROW_H

#include "picture.h"

void sensor_row_draw(const struct picture *picture, unsigned row);

#endif
