/* SPDX-License-Identifier: MIT */
/*
 * calibration_panel.h - what is to be done for a calibration, large enough to be done before the
 * screen, and for some seconds how it has ended.
 */
#ifndef LUMBARCTL_CALIBRATION_PANEL_H
#define LUMBARCTL_CALIBRATION_PANEL_H

#include "picture.h"

/* Draws it where there is something to say, and says so. */
bool calibration_panel_draw(const struct picture *picture, struct area area);

#endif
