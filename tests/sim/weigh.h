/* SPDX-License-Identifier: MIT */
/*
 * weigh.h - what the feet press on the plates with: Newton on the masses of the segments, and on
 * the bar as far as the athlete carries it.
 */
#ifndef LUMBAR_SIM_WEIGH_H
#define LUMBAR_SIM_WEIGH_H

#include "body.h"

/* The pull of the cable on the hands, N; fills in the body's cable. */
struct jet_vec weigh_cable(const struct posture *posture, struct body *body);
/* Fills in mass_centre, cell and cable from the segments. */
void weigh_body(const struct person *person, const struct posture *posture, struct body *body);

#endif
