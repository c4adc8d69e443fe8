/* SPDX-License-Identifier: MIT */
#include "core/rhythm_private.h"

#include <math.h>
#include <string.h>

/* Design values: who takes so long over a repetition counts the seconds, and errs by 2 of 20. */
#define COUNTED_S 14.0
#define COUNTED_EVENNESS 1.2
#define PHASE_SWINGS 3       /* tell which way is up; design value */
#define RISE_MIN 0.05        /* m, clearly more than the other half; design value */
#define REACH_BACK_DRIFT 1.5 /* design value */
#define RISE_MAX_S 8.0 /* from lowering, over a pause of 3 s, to lifting; in sets up to 4.1 s */

static bool similar(const struct rhythm_params *params, double a, double b)
{
    return fmax(a, b) <= params->open_similarity * fmin(a, b);
}

static bool levels_agree(const struct rhythm_params *params, const struct swing *a,
                         const struct swing *b, double amplitude)
{
    return params->open_closure == 0.0 ||
           (fabs(a->start - b->start) <= params->open_closure * amplitude &&
            fabs(a->end - b->end) <= params->open_closure * amplitude);
}

/* net: less the pauses, which are no part of a rhythm. */
static bool evenly_spaced(const struct rhythm_params *params, const struct swing *swings[],
                          unsigned count, bool net)
{
    double before_s = 0.0;
    for (unsigned i = 1; i < count; i++) {
        const int64_t from_ns = rhythm_beat_ns(params, swings[i - 1]),
                      to_ns = rhythm_beat_ns(params, swings[i]);
        double period_s = rhythm_seconds(from_ns, to_ns);
        if (net)
            period_s -= rhythm_pause_between(swings[i], from_ns, to_ns);
        if (period_s < params->open_period_min_s || period_s > params->open_period_max_s)
            return false;
        const double longer_s = fmax(period_s, before_s);
        const double evenness = longer_s > COUNTED_S ? COUNTED_EVENNESS : params->open_evenness;
        if (i > 1 && longer_s > evenness * fmin(period_s, before_s))
            return false;
        before_s = period_s;
    }
    return true;
}

/* The set may have begun even before the swings that prove it: follow it back from each swing to
 * the one before. Puts what is found in front; returns the new count. */
static unsigned reach_back(const struct rhythm_params *params, const struct swing pending[],
                           unsigned before, const struct swing *swings[], unsigned count)
{
    while (before-- > 0 && count < RHYTHM_PENDING_MAX) {
        const struct swing *candidate = &pending[before];
        /* The axis of an angle is still being learned here, so its levels drift more. */
        double amplitude = REACH_BACK_DRIFT * fmax(candidate->size, swings[0]->size);
        const struct swing *triple[3] = {candidate, swings[0], swings[1]};
        if (candidate->size < 0.5 * params->open_amplitude ||
            !similar(params, candidate->size, swings[0]->size) ||
            !rhythm_stands_alike(swings[0], candidate) ||
            !levels_agree(params, candidate, swings[0], amplitude) ||
            (!evenly_spaced(params, triple, 3, false) && !evenly_spaced(params, triple, 3, true)))
            break;
        memmove(swings + 1, swings, count * sizeof(*swings));
        swings[0] = candidate;
        count++;
    }
    return count;
}

/*
 * Whether the newest pending swing and earlier ones that resemble it make the beginning of a set.
 * Smaller swings in between are passed over. Fills the similar swings, oldest first.
 */
static unsigned find_beginning(const struct rhythm *rhythm, const struct rhythm_params *params,
                               int direction_index, const struct swing *ret_swings[])
{
    const struct swing *pending = rhythm->pending[direction_index];
    unsigned count = rhythm->pending_count[direction_index];
    if (count < params->open_swings)
        return 0;
    const struct swing *newest = &pending[count - 1];
    double amplitude = newest->size;
    if (amplitude < params->open_amplitude ||
        (params->open_most > 0.0 && amplitude > params->open_most))
        return 0;

    const struct swing *found[RHYTHM_PENDING_MAX]; /* newest first */
    unsigned found_count = 0;
    unsigned i = count;
    while (i-- > 0 && found_count < params->open_swings) {
        double earlier = pending[i].size;
        if (earlier >= 0.5 * params->open_amplitude && similar(params, earlier, amplitude) &&
            rhythm_stands_alike(&pending[i], newest) &&
            levels_agree(params, &pending[i], newest, amplitude))
            found[found_count++] = &pending[i];
        else if (earlier > params->open_skip * amplitude)
            return 0;
    }
    if (found_count < params->open_swings)
        return 0;
    for (unsigned k = 0; k < found_count; k++)
        ret_swings[k] = found[found_count - 1 - k];
    if (!evenly_spaced(params, ret_swings, found_count, false))
        return 0;
    return reach_back(params, pending, (unsigned)(ret_swings[0] - pending), ret_swings,
                      found_count);
}

static void open_set(struct rhythm *rhythm, const struct rhythm_params *params, int away,
                     const struct swing *swings[], unsigned count, int64_t now_ns,
                     struct rhythm_result *result)
{
    struct swing first[RHYTHM_PENDING_MAX];
    for (unsigned i = 0; i < count; i++)
        first[i] = *swings[i];
    rhythm->open = true;
    rhythm->began_ns = swings[0]->end_ns;
    rhythm->away = away;
    rhythm->amplitude_count = rhythm->period_count = rhythm->counted_count = 0;
    rhythm->reference = rhythm->period_s = 0.0;
    rhythm->even = false;
    if (params->there_and_back) { /* the newest has only turned, it is not back yet */
        rhythm_await_return(rhythm, &first[--count]);
    }
    for (unsigned i = 0; i < count; i++)
        rhythm_give(rhythm, params, &first[i], now_ns, result);
    result->opened = true;
}

/* A swing of a velocity that begins at rest has half the height of those that follow; its fall
 * has the whole, so the larger of the two stands for it. */
static void grow_by_fall(struct rhythm *rhythm, const struct swing *fall)
{
    unsigned count = rhythm->pending_count[1];
    if (count == 0)
        return;
    struct swing *rise = &rhythm->pending[1][count - 1];
    if (rise->end_ns == fall->start_ns)
        rise->size = fmax(rise->size, fall->size);
}

/* A velocity that never rises above zero lifts nothing, one that takes long over it is drift. */
static bool lifts(const struct rhythm *rhythm, const struct rhythm_params *params,
                  const struct swing *swing)
{
    if (params->held && rhythm->lay_ns > 0 && swing->start_ns == rhythm->lay_ns)
        return false;
    return params->there_and_back ||
           (swing->end > 0.0 && rhythm_seconds(swing->left_ns, swing->end_ns) <= RISE_MAX_S);
}

/* m, how far the newest swings of a direction rise in the mean; less what the leak adds to all. */
static double mean_rise(const struct rhythm *rhythm, int direction_index)
{
    const struct swing *pending = rhythm->pending[direction_index];
    const unsigned count = rhythm->pending_count[direction_index];
    const unsigned first = count > PHASE_SWINGS ? count - PHASE_SWINGS : 0;
    double sum = 0.0;
    for (unsigned i = first; i < count; i++)
        sum += pending[i].end_height - pending[i].start_height;
    return count > 0 ? sum / (count - first) : 0.0;
}

/* What goes away by rising, where it is known to sink first, is the other half of a repetition. */
static bool is_other_half(const struct rhythm *rhythm, const struct rhythm_params *params,
                          int direction_index)
{
    return params->sinks_first &&
           mean_rise(rhythm, direction_index) > mean_rise(rhythm, 1 - direction_index) + RISE_MIN;
}

void rhythm_collect(struct rhythm *rhythm, const struct rhythm_params *params,
                    const struct swing *swing, int64_t now_ns, struct rhythm_result *result)
{
    bool rising = swing->end > swing->start;
    if (!rising && !params->there_and_back) {
        grow_by_fall(rhythm, swing);
        return;
    }
    if (!lifts(rhythm, params, swing))
        return;
    int direction_index = rising ? 1 : 0;
    rhythm_append(rhythm->pending[direction_index], &rhythm->pending_count[direction_index], swing);
    double amplitude = swing->size;
    bool faded = rhythm_seconds(rhythm->lively_ns, now_ns) > RHYTHM_LIVELY_S;
    if (amplitude >= params->open_amplitude && (faded || amplitude >= rhythm->livelihood)) {
        rhythm->livelihood = amplitude;
        rhythm->lively_ns = now_ns;
    }

    const struct swing *beginning[RHYTHM_PENDING_MAX] = {NULL};
    unsigned count = find_beginning(rhythm, params, direction_index, beginning);
    if (count == 0 || is_other_half(rhythm, params, direction_index))
        return;
    /* So few and so small, they were a set-up's. */
    bool set_up = rhythm->open && rhythm->counted_count <= params->open_swings &&
                  amplitude > params->accept_high * rhythm->reference;
    result->taken_back = set_up ? rhythm->counted_count : 0;
    open_set(rhythm, params, rising ? 1 : -1, beginning, count, now_ns, result);
}
