/* SPDX-License-Identifier: MIT */
/*
 * A set that grows slow. Who tires lifts as far as before, but takes longer over it: what a
 * velocity reaches falls from one repetition to the next. Against the median of a set the last
 * ones are too small and come too late.
 *
 * So in a set that is even the next one may be as much smaller than the newest as any may be than
 * the median, if it goes as far as the others went; and it is waited for as if the newest had been
 * the usual one. Who handles things or walks does neither evenly nor as far each time.
 */
#include "core/rhythm_private.h"

#include <math.h>

#include "core/stats.h"

/* Design values. What hands do by chance is seldom even three times in a row. */
#define EVEN_REPS 3
#define EVEN_PERIOD 2.0 /* the longer of neighbours over the shorter: some pause */
#define SLOWER_MAX 1.6  /* one repetition over the next: heavy sets grow 1.2 to 1.5 times slower */
/* Of the median way. A half or four fifths count the same, but for who sets the weight down. */
#define WAY_MIN 0.7

static bool alike(double a, double b, double ratio)
{
    return fmax(a, b) <= ratio * fmin(a, b);
}

static const struct swing *newest(const struct rhythm *rhythm)
{
    return &rhythm->counted[rhythm->counted_count - 1];
}

void rhythm_note_pace(struct rhythm *rhythm, const struct rhythm_params *params)
{
    const struct swing *counted = rhythm->counted;
    double before_s = 0.0;
    /* A body bobs as little when it steps back from the rack. */
    rhythm->even = rhythm->counted_count >= EVEN_REPS && !params->faces_one_way &&
                   !rhythm_after_gap(rhythm, newest(rhythm)->end_ns);
    for (unsigned i = 1; i < rhythm->counted_count; i++) {
        double period_s = rhythm_seconds(rhythm_beat_ns(params, &counted[i - 1]),
                                         rhythm_beat_ns(params, &counted[i]));
        if (!alike(counted[i - 1].size, counted[i].size, SLOWER_MAX) ||
            (i > 1 && !alike(before_s, period_s, EVEN_PERIOD)))
            rhythm->even = false;
        before_s = period_s;
    }
    rhythm->newest_period_s = before_s;
}

double rhythm_pace_size(const struct rhythm *rhythm, const struct rhythm_params *params)
{
    /* An angle goes as far however slowly it does. */
    if (!rhythm->even || params->there_and_back || rhythm_after_gap(rhythm, rhythm->last_t_ns))
        return rhythm->reference;
    return fmin(rhythm->reference, newest(rhythm)->size);
}

double rhythm_pace_top(const struct rhythm *rhythm, double usual)
{
    return rhythm->even ? fmin(usual, newest(rhythm)->end) : usual;
}

double rhythm_pace_wait_s(const struct rhythm *rhythm)
{
    return rhythm->even ? SLOWER_MAX * rhythm->newest_period_s : 0.0;
}

/* Of a velocity, in its unit times seconds: done k times as slowly the swing is k times smaller
 * and lasts k times as long. */
static double way_of(const struct swing *swing)
{
    return swing->size * rhythm_seconds(swing->start_ns, swing->end_ns);
}

static bool goes_as_far(const struct rhythm *rhythm, const struct swing *swing)
{
    double ways[RHYTHM_PENDING_MAX];
    for (unsigned i = 0; i < rhythm->counted_count; i++)
        ways[i] = way_of(&rhythm->counted[i]);
    return way_of(swing) >= WAY_MIN * median(ways, rhythm->counted_count);
}

bool rhythm_reaches(const struct rhythm *rhythm, const struct rhythm_params *params,
                    const struct swing *swing, double share)
{
    const bool broken = rhythm->lost_to_ns > swing->start_ns;
    return swing->size >= share * rhythm->reference ||
           (!broken && swing->size >= share * rhythm_pace_size(rhythm, params) &&
            goes_as_far(rhythm, swing));
}
