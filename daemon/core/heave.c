/* SPDX-License-Identifier: MIT */
#include "core/heave.h"

#include <math.h>

#include "core/bound.h"

#define MEAN_S 5.0   /* longer than a repetition; no fast start: it would eat the first lobe */
#define LEAK_S 1.0   /* 1 to 2 s counts the same; at 0.7 s slow repetitions are lost */
#define SMOOTH_S 0.1 /* takes knocks out, costs 0.1 s */
#define BEGUN_S 1.0  /* design value */
/* m/s^2, over the first second: nothing that is lifted is 5 m/s fast then, but in another unit. */
#define FAR_OFF 5.0
#define STEP_MAX_S 0.5 /* across a gap: design value */

void heave_reset(struct heave *heave)
{
    *heave = (struct heave){0};
}

/* What is so far off would be one long lobe before the slow mean has followed. */
static void look_at_beginning(struct heave *heave, double step_s, double accel)
{
    heave->anew = false;
    if (heave->begun_s >= BEGUN_S)
        return;
    heave->begun_s += step_s;
    heave->begun += accel * step_s;
    if (heave->begun_s < BEGUN_S || fabs(heave->begun) < FAR_OFF * heave->begun_s)
        return;
    heave->mean = heave->begun / heave->begun_s;
    heave->leaky = heave->velocity = 0.0;
    heave->anew = true;
}

double heave_push(struct heave *heave, double dt_s, double vertical_accel)
{
    if (!heave->started) {
        heave->started = true;
        heave->accel = vertical_accel;
        return 0.0;
    }
    /* Trapezoids: radio bursts make steps of 4 ms and 125 ms alternate. */
    double step_s = smaller(dt_s, STEP_MAX_S);
    double accel = 0.5 * (heave->accel + vertical_accel);
    heave->accel = vertical_accel;
    heave->mean += (accel - heave->mean) * step_s / MEAN_S;
    heave->leaky = (heave->leaky + (accel - heave->mean) * step_s) / (1.0 + step_s / LEAK_S);
    heave->velocity += (heave->leaky - heave->velocity) * step_s / (SMOOTH_S + step_s);
    look_at_beginning(heave, step_s, accel);
    return heave->velocity;
}
