/* SPDX-License-Identifier: MIT */
#include "core/doubt.h"

#include <math.h>
#include <string.h>

#define SOON_NS 10000000000  /* longer than the rest between two repetitions; design value */
#define ALIKE 0.6            /* smaller over larger: a set's differ less; design value */
#define AS_LONG 0.5          /* likewise, of how long they took; design value */
#define UNLIKE 2             /* the first is measured while the sensor settles; design value */
#define OVERLAP_NS 300000000 /* an end is foretold, a step may come before it; design value */

void doubt_forget(struct doubt *doubt)
{
    doubt->believed = doubt->set_down = doubt->newest_timed = false;
    doubt->unlike = 0;
    doubt->waiting_count = 0;
    handling_forget(&doubt->handling);
}

void doubt_change_measure(struct doubt *doubt)
{
    doubt->unlike = UNLIKE;
}

static void add_times(struct doubt *doubt, const struct lift_result *found)
{
    doubt->newest_timed = found->timed;
    if (found->timed)
        handling_add(&doubt->handling, &found->times);
}

void doubt_believe(struct doubt *doubt, const struct lift_result *found)
{
    if (!doubt->believed)
        doubt_forget(doubt);
    doubt->waiting_count = 0;
    doubt->set_down = false;
    doubt->believed = true;
    doubt->unlike = 0;
    doubt->last = *found;
    add_times(doubt, found);
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
    if (found->timed && doubt->set_down)
        doubt->down = found->times;
    else if (found->timed && doubt->newest_timed)
        handling_correct(&doubt->handling, &found->times);
    else if (found->timed && doubt->believed && doubt->waiting_count == 0)
        add_times(doubt, found);
    if (doubt->waiting_count == 0)
        return false;
    struct doubt_held *newest = &doubt->waiting[doubt->waiting_count - 1];
    newest->detailed = true;
    newest->detail = *found;
    return true;
}

void doubt_keep_form(struct doubt *doubt, const struct form_rep *form)
{
    doubt->waiting[doubt->waiting_count - 1].form = *form;
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
    bool alike = share(found->range, last->range) >= ALIKE &&
                 share(duration(found), duration(last)) >= AS_LONG;
    return (doubt->believed || doubt->waiting_count > 0) && !stepped &&
           found->start_ns - last->end_ns < SOON_NS && (alike || doubt->unlike > 0);
}

/* The first of those that wait was none. */
static void drop_first(struct doubt *doubt)
{
    handling_drop(&doubt->handling);
    doubt->waiting_count--;
    memmove(doubt->waiting, doubt->waiting + 1, doubt->waiting_count * sizeof(doubt->waiting[0]));
}

static void wait_for_more(struct doubt *doubt, const struct lift_result *found)
{
    doubt->waiting[doubt->waiting_count++] = (struct doubt_held){.rep = *found};
}

static bool is_set_down(const struct doubt *doubt, const struct lift_result *found)
{
    int64_t before_ns = doubt->set_down ? doubt->down.end_ns : handling_end_ns(&doubt->handling);
    return doubt->believed && found->timed &&
           handling_sets_down(&doubt->handling, &found->times, before_ns);
}

bool doubt_take(struct doubt *doubt, const struct lift_result *found, bool may_step,
                struct doubt *ret_before)
{
    if (!follows(doubt, found, may_step))
        doubt_forget(doubt);
    else if (doubt->unlike > 0)
        doubt->unlike--;
    doubt->last = *found;
    if (is_set_down(doubt, found)) {
        doubt->set_down = true;
        doubt->down = found->times;
        doubt->waiting_count = 0;
        wait_for_more(doubt, found);
        return false;
    }
    if (doubt->set_down)
        handling_add(&doubt->handling, &doubt->down);
    doubt->set_down = false;
    add_times(doubt, found);
    if (!doubt->believed && doubt->waiting_count < DOUBT_WAITING) {
        wait_for_more(doubt, found);
        return false;
    }
    if (!doubt->believed && handling_fetches(&doubt->handling))
        drop_first(doubt);
    *ret_before = *doubt;
    doubt->believed = true;
    doubt->waiting_count = 0;
    return true;
}
