/* SPDX-License-Identifier: MIT */
#include "core/hold_private.h"

#include <math.h>

#define UNSEEN_NS 6000000000 /* design value: a plug that came out is in again by then, or not */

/* Something of the body that made the way into it is seen. */
static bool body_shows(const struct hold *hold)
{
    const struct hold_point *now = hold_point_at(hold, 0);
    for (unsigned i = 0; i < hold_signals_of(hold->exercise) && !now->by_load; i++)
        if (!isnan(now->y[i]) && hold->way[i] >= hold_way_min(hold->exercise, i))
            return true;
    return false;
}

static void swap(double *a, double *b)
{
    double before = *a;
    *a = *b;
    *b = before;
}

/* The first signal is the body's or what the load's being borne stands for; here it changes. */
static void change_view(struct hold *hold)
{
    struct hold_view *view = &hold->view;
    view->by_load = !view->by_load;
    swap(&hold->level[0], &view->level);
    swap(&hold->before[0], &view->before);
    swap(&hold->way[0], &view->way);
    if (!view->by_load && !isnan(hold->level[0]))
        return;
    hold->level[0] = hold_point_at(hold, 0)->y[0];
    hold->way[0] = hold_borne_way(hold->exercise);
    hold->before[0] = hold->level[0] - hold->way[0];
}

/* Whether it is shown. Where the body has shown it a load that the feet bear still does; a cable
 * is as taut with the arms at the chest. */
bool hold_is_shown(struct hold *hold)
{
    const struct hold_point *now = hold_point_at(hold, 0);
    struct hold_view *view = &hold->view;
    bool body = !now->by_load && !isnan(now->y[0]);
    bool feet = now->by_load && now->y[0] > 0.0 && isnan(hold->exercise->hold.cable_n);
    if (view->by_load ? body : feet)
        change_view(hold);
    return view->by_load ? now->by_load : body_shows(hold);
}

/* Nothing shows it: it has lasted until it was seen last, unless it is seen again soon. */
void hold_wait_for_sight(struct hold *hold, int64_t t_ns, struct hold_result *result)
{
    struct hold_view *view = &hold->view;
    if (view->unseen_ns == 0)
        view->unseen_ns = view->shown_ns;
    view->back_ns = hold->away_ns = 0;
    if (t_ns - view->unseen_ns <= UNSEEN_NS)
        return;
    hold->state = HOLD_NONE;
    hold_forget_past(hold);
    view->lost = true;
    result->event = HOLD_EVENT_OVER;
    result->end_ns = view->unseen_ns;
}

void hold_see(struct hold *hold, int64_t t_ns)
{
    struct hold_view *view = &hold->view;
    view->shown_ns = t_ns;
    if (view->unseen_ns != 0 && view->back_ns == 0) {
        view->back_ns = t_ns;
        hold_forget_past(hold);
    }
}
