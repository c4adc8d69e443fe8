/* SPDX-License-Identifier: MIT */
/*
 * moments.h - when the last points of something were taken: a ring of times, and which of them a
 * moment belongs to. Age 0 is the newest, count - 1 the oldest.
 */
#ifndef LUMBAR_CORE_MOMENTS_H
#define LUMBAR_CORE_MOMENTS_H

#include <stdbool.h>
#include <stdint.h>

#define MOMENTS_SIZE 1024

struct moments {
    int64_t t_ns[MOMENTS_SIZE];
    unsigned next;
    unsigned count;
};

void moments_reset(struct moments *moments);
/* The place, below MOMENTS_SIZE, of what is seen at t_ns, which is the newest then; -EAGAIN: it
 * follows the newest more closely than step_ns. */
int moments_push(struct moments *moments, int64_t t_ns, int64_t step_ns);

/* Looking back asks for these more than for anything else. */
static inline unsigned moments_place(const struct moments *moments, unsigned age)
{
    return (moments->next + MOMENTS_SIZE - 1 - age) % MOMENTS_SIZE;
}

static inline int64_t moments_at(const struct moments *moments, unsigned age)
{
    return moments->t_ns[moments_place(moments, age)];
}

/* Whether a moment follows the newest by step_ns at least. */
static inline bool moments_are_due(const struct moments *moments, int64_t t_ns, int64_t step_ns)
{
    return moments->count == 0 || t_ns - moments_at(moments, 0) >= step_ns;
}

/* Age of the newest that is not later than t_ns; the oldest if there is none. There must be one. */
unsigned moments_age_of(const struct moments *moments, int64_t t_ns);

#endif
