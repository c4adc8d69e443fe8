/* SPDX-License-Identifier: MIT */
/*
 * weigh.h - what the feet press on the plates with: Newton on the masses of the segments, and on
 * the bar as far as the athlete carries it.
 */
#ifndef LUMBAR_SIM_WEIGH_H
#define LUMBAR_SIM_WEIGH_H

#include "body.h"

/* Fills in mass_centre and cell from the segments. */
void weigh_body(const struct person *person, const struct posture *posture, struct body *body);

#endif
