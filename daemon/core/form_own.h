/* SPDX-License-Identifier: MIT */
/*
 * form_own.h - a movement of which nothing is known, held against the athlete's own first
 * repetitions of it: too fast, or too small.
 *
 * The measure outlasts the set. A movement about another axis of another sensor, or in another
 * posture, is not held against it, and when it is repeated becomes the measure itself: with an
 * exercise that has no name nobody says that it has changed.
 */
#ifndef LUMBAR_CORE_FORM_OWN_H
#define LUMBAR_CORE_FORM_OWN_H

#include <stdint.h>

#include "core/form.h"
#include "core/reference.h"
#include "core/sample.h"

/* How a movement shows in a sensor, in its own axes; unit vectors. */
struct form_own_way {
    double axis[3]; /* about which it turns when it goes away */
    double up[3];   /* where the movement begins */
};

/* One repetition, looked back at. */
struct form_own_rep {
    uint16_t sensor; /* on which it was measured */
    struct form_own_way way;
    double duration_s;
    double outer_s;            /* beyond half of the range */
    double range[SENSORS_MAX]; /* rad, how far each sensor turned; NAN = not seen */
    int64_t half_in_ns;        /* when half of the way back was behind it */
};

struct form_own {
    struct reference time;
    struct reference range[SENSORS_MAX];
    struct form_own_way ways[SENSORS_MAX]; /* where it was measured, else zero */
    unsigned strange;                      /* repetitions in a row that were of another movement */
};

void form_own_forget(struct form_own *own);
void form_own_end_set(struct form_own *own);

/* The sensor on which this movement is measured; -1 while none is settled. */
int form_own_sensor(const struct form_own *own);

/* Learns from the repetition, or judges it. What is found is of the repetition counted last. */
void form_own_push(struct form_own *own, const struct form_own_rep *rep, struct form *form);

#endif
