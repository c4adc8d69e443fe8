/* SPDX-License-Identifier: MIT */
#include "wobble.h"

#include <stdio.h>

#include "prng.h"

void wobble_init(struct wobble *wobble, uint64_t seed, const char *role, double size)
{
    struct prng prng;
    char stream[64];

    snprintf(stream, sizeof(stream), "wobble/%.31s", role);
    prng_init(&prng, seed, stream);
    /* Skin-mounted sensors ring at some 8 to 16 Hz and are well damped (design values). */
    *wobble = (struct wobble){
        .pulsation = 2.0 * M_PI * prng_uniform(&prng, 8.0, 16.0),
        .damping = prng_uniform(&prng, 0.12, 0.3),
        .lever = 0.03,
        .size = size,
    };
}

/* Exact enough: velocity first, then place with the new velocity. */
static void swing(const struct wobble *w, double drive, struct jet *x)
{
    const double h = 1e-9 * WOBBLE_STEP_NS;

    x->d += h * x->dd;
    x->v += h * x->d;
    x->dd = -w->size * drive - 2.0 * w->damping * w->pulsation * x->d -
            w->pulsation * w->pulsation * x->v;
}

void wobble_step(struct wobble *wobble, double along, double across)
{
    swing(wobble, along, &wobble->along);
    swing(wobble, across, &wobble->across);
    wobble->t_ns += WOBBLE_STEP_NS;
}
