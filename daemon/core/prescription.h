/* SPDX-License-Identifier: MIT */
/*
 * prescription.h - what the athlete is to do.
 */
#ifndef LUMBAR_CORE_PRESCRIPTION_H
#define LUMBAR_CORE_PRESCRIPTION_H

/* 0 or NAN = not said. */
struct prescription {
    unsigned reps;
    double hold_s;
    double tempo_s[4]; /* down, pause, up, pause; NAN = not said */
};

#endif
