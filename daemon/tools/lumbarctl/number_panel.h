/* SPDX-License-Identifier: MIT */
/*
 * number_panel.h - the number of repetitions (or the clock of a hold, or of the rest) as large as
 * it fits, and beside it, where there is room, the tempo of the last repetition.
 */
#ifndef LUMBARCTL_NUMBER_PANEL_H
#define LUMBARCTL_NUMBER_PANEL_H

#include "picture.h"

void number_panel_draw(const struct picture *picture, struct area area);

#endif
