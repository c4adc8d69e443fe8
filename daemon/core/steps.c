/* SPDX-License-Identifier: MIT */
#include "core/steps.h"

#include <math.h>

#define NS_PER_S 1e9

#define RISE_MIN 0.12  /* m/s, from low to high: half of a quiet walk's; design value */
#define STEP_MIN_S 0.3 /* 75 to 200 steps a minute; design values */
#define STEP_MAX_S 0.8
#define EVEN 1.6 /* longer over shorter, larger over smaller: design value */
#define ROW 4    /* fewer: finding one's stance under a bar; design value */

void steps_reset(struct steps *steps)
{
    *steps = (struct steps){0};
}

static bool alike(double a, double b)
{
    return fmax(a, b) <= EVEN * fmin(a, b);
}

static void take_step(struct steps *steps, const struct swing *rise)
{
    double step_s = (double)(rise->end_ns - steps->last_ns) / NS_PER_S;
    bool first = steps->row == 0 || step_s > STEP_MAX_S;
    bool even = !first && step_s >= STEP_MIN_S && alike(rise->size, steps->size) &&
                (steps->row == 1 || alike(step_s, steps->step_s));
    steps->row = even ? steps->row + 1 : 1;
    bool quick = (double)(rise->end_ns - rise->start_ns) <= 0.5 * STEP_MAX_S * NS_PER_S;
    if (quick && steps->quick && step_s >= STEP_MIN_S && step_s <= STEP_MAX_S)
        steps->pair_ns = rise->end_ns;
    steps->quick = quick;
    steps->last_ns = rise->end_ns;
    steps->size = rise->size;
    steps->step_s = step_s;
}

static bool is_fresh(const struct steps *steps, int64_t t_ns)
{
    return (double)(t_ns - steps->last_ns) <= 2.0 * STEP_MAX_S * NS_PER_S;
}

bool steps_lifted(const struct steps *steps, int64_t t_ns)
{
    return steps->quick && is_fresh(steps, t_ns);
}

bool steps_push(struct steps *steps, int64_t t_ns, double heave)
{
    struct swing swing;
    if (zigzag_push(&steps->zigzag, t_ns, heave, RISE_MIN, &swing) && swing.end > swing.start)
        take_step(steps, &swing);
    return steps->row >= ROW && is_fresh(steps, t_ns);
}
