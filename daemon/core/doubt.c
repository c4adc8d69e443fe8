/* SPDX-License-Identifier: MIT */
#include "core/doubt.h"

#include <math.h>

#define SOON_NS 10000000000  /* longer than the rest between two repetitions; design value */
#define ALIKE 0.6            /* smaller over larger: a set's differ less; design value */
#define AS_LONG 0.5          /* likewise, of how long they took; design value */
#define OVERLAP_NS 300000000 /* an end is foretold, a step may come before it; design value */

void doubt_forget(struct doubt *doubt)
{
    doubt->believed = false;
    doubt->waiting_count = 0;
}

void doubt_push(struct doubt *doubt, int64_t t_ns, double dt_s, bool restarted,
                double vertical_accel)
{
    if (restarted) {
        heave_reset(&doubt->heave);
        steps_reset(&doubt->steps);
    }
    (void)steps_push(&doubt->steps, t_ns, heave_push(&doubt->heave, dt_s, vertical_accel));
}

bool doubt_keep_detail(struct doubt *doubt, const struct lift_result *found)
{
    if (doubt->waiting_count == 0)
        return false;
    struct doubt_held *newest = &doubt->waiting[doubt->waiting_count - 1];
    newest->detailed = true;
    newest->detail = *found;
    return true;
}

static double duration(const struct lift_result *found)
{
    return (double)(found->end_ns - found->start_ns);
}

static double share(double a, double b)
{
    return fmin(a, b) / fmax(a, b);
}

static bool follows(const struct doubt *doubt, const struct lift_result *found, bool may_step)
{
    const struct lift_result *last = &doubt->last;
    bool stepped = !may_step && doubt->steps.pair_ns > last->end_ns - OVERLAP_NS;
    return (doubt->believed || doubt->waiting_count > 0) && !stepped &&
           found->start_ns - last->end_ns < SOON_NS &&
           share(found->range, last->range) >= ALIKE &&
           share(duration(found), duration(last)) >= AS_LONG;
}

bool doubt_take(struct doubt *doubt, const struct lift_result *found, bool may_step,
                struct doubt *ret_before)
{
    *ret_before = *doubt;
    if (!follows(doubt, found, may_step))
        doubt_forget(doubt);
    doubt->last = *found;
    if (doubt->believed || doubt->waiting_count == DOUBT_WAITING) {
        doubt->believed = true;
        doubt->waiting_count = 0;
        return true;
    }
    doubt->waiting[doubt->waiting_count++] = (struct doubt_held){.rep = *found};
    return false;
}
