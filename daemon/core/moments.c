/* SPDX-License-Identifier: MIT */
#include "core/moments.h"

#include <errno.h>

void moments_reset(struct moments *moments)
{
    moments->next = moments->count = 0;
}

int moments_push(struct moments *moments, int64_t t_ns, int64_t step_ns)
{
    if (!moments_are_due(moments, t_ns, step_ns))
        return -EAGAIN;
    unsigned place = moments->next;
    moments->t_ns[place] = t_ns;
    moments->next = (place + 1) % MOMENTS_SIZE;
    if (moments->count < MOMENTS_SIZE)
        moments->count++;
    return (int)place;
}

unsigned moments_age_of(const struct moments *moments, int64_t t_ns)
{
    /* Times fall with age: bisect for the first that is not later. */
    unsigned low = 0, high = moments->count - 1;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (moments_at(moments, middle) <= t_ns)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
