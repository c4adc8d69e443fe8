/* SPDX-License-Identifier: MIT */
#include "core/history.h"

void history_reset(struct history *history)
{
    history->next = 0;
    history->count = 0;
}

bool history_is_due(const struct history *history, int64_t t_ns)
{
    return history->count == 0 || t_ns - history_at(history, 0)->t_ns >= HISTORY_STEP_NS;
}

void history_push(struct history *history, const struct hold_moment *moment)
{
    struct history_point *point = &history->points[history->next];
    *point =
        (struct history_point){.t_ns = moment->t_ns, .frame = *moment->frame, .moment = *moment};
    point->moment.frame = &point->frame;
    history->next = (history->next + 1) % HISTORY_SIZE;
    if (history->count < HISTORY_SIZE)
        history->count++;
}

const struct history_point *history_at(const struct history *history, unsigned age)
{
    return &history->points[(history->next + 2 * HISTORY_SIZE - 1 - age) % HISTORY_SIZE];
}

unsigned history_age_of(const struct history *history, int64_t t_ns)
{
    unsigned low = 0, high = history->count - 1;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (history_at(history, middle)->t_ns <= t_ns)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
