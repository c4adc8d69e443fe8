/* SPDX-License-Identifier: MIT */
/*
 * Swings of a velocity that lay where samples were lost, told by what is seen before and after.
 */
#include "core/rhythm_private.h"

#include <math.h>

#include "core/stats.h"

#define NS_PER_S 1e9
#define LOST_NEAR_S 0.5 /* from its fastest moment on a lift lasts no longer; design value */
#define LOST_PERIOD 0.8 /* of the median: within a set hardly any is shorter */

/* Of the median period, after the last top: a rise lies between the one and the other before the
 * next top, and a little after it when that is late; design values. */
#define MISSED_FROM 0.5
#define MISSED_TO 1.25
/* Two repetitions take twice the time of one, within this share of one: of the periods within a
 * set hardly any departs farther from the median. Design value. */
#define MISSED_EVEN 0.25
/* Of the usual depth: what was lifted twice sank twice. A pause seems to sink, too, as the leak
 * has it, but less than half as fast. Design value. */
#define MISSED_LOW 0.6

/*
 * What sinks was lifted before: in an open set a fall that begins where samples were lost stands
 * for a rise that nobody saw. It counts as soon as the fall is as large as a lift must be.
 */
void rhythm_count_lost(struct rhythm *rhythm, const struct rhythm_params *params, int64_t now_ns,
                       struct rhythm_result *result)
{
    const struct zigzag *zigzag = &rhythm->zigzag;
    int64_t top_ns = zigzag->turn.t_ns;
    if (params->there_and_back || !rhythm->lost || zigzag->direction >= 0 || !zigzag->has_turn ||
        top_ns < rhythm->lost_from_ns || rhythm_seconds(rhythm->lost_to_ns, top_ns) > LOST_NEAR_S ||
        rhythm_seconds(rhythm->last_beat_ns, top_ns) < LOST_PERIOD * rhythm->period_s)
        return;
    struct swing rise = swing_between(zigzag->turn, zigzag->turn, now_ns);
    rise.start_ns = rise.left_ns = rhythm->lost_from_ns;
    rise.size = zigzag->turn.x - zigzag->low.x;
    if (rise.size < params->early_amplitude * rhythm->reference ||
        !rhythm_accepts(rhythm, params, &rise))
        return;
    rhythm->lost = false;
    rhythm_give(rhythm, params, &rise, now_ns, result);
}

/* Were they lost where the next rise was due? */
static void note_missed(struct rhythm *rhythm, double x)
{
    double from_s = rhythm_seconds(rhythm->last_beat_ns, rhythm->lost_from_ns);
    double to_s = rhythm_seconds(rhythm->last_beat_ns, rhythm->lost_to_ns);
    if (rhythm->lost_one || to_s < MISSED_FROM * rhythm->period_s ||
        from_s > MISSED_TO * rhythm->period_s)
        return;
    rhythm->lost_one = true;
    rhythm->low_before = rhythm->low;
    rhythm->low = x;
}

/* In an open set a velocity may have turned where samples were lost: from a lift that is counted
 * to the next, or on its way down to one that nobody saw. */
void rhythm_bear_loss(struct rhythm *rhythm, const struct rhythm_params *params, int64_t t_ns,
                      double lost_s, double x)
{
    bool lifting = rhythm->zigzag.direction > 0 && !rhythm->swing_counted;
    rhythm->lost_from_ns = t_ns - (int64_t)(lost_s * NS_PER_S);
    rhythm->lost_to_ns = t_ns;
    rhythm->lost = true;
    if (params->there_and_back || !rhythm->open)
        return;
    note_missed(rhythm, x);
    if (lifting)
        return;
    zigzag_lose_way(&rhythm->zigzag, t_ns, x);
    rhythm->swing_counted = false;
}

void rhythm_follow_low(struct rhythm *rhythm, double x)
{
    rhythm->low = fmin(rhythm->low, x);
}

bool rhythm_missed_one(const struct rhythm *rhythm, const struct rhythm_params *params,
                       const struct swing *swing)
{
    double since_s = rhythm_seconds(rhythm->last_beat_ns, rhythm_beat_ns(params, swing));
    double lows[RHYTHM_PENDING_MAX];
    if (!rhythm->lost_one || rhythm->period_count == 0 ||
        fabs(since_s - 2.0 * rhythm->period_s) > MISSED_EVEN * rhythm->period_s)
        return false;
    for (unsigned i = 0; i < rhythm->counted_count; i++)
        lows[i] = rhythm->counted[i].start;
    double low = MISSED_LOW * median(lows, rhythm->counted_count);
    return low < 0.0 && rhythm->low_before <= low && rhythm->low <= low;
}

void rhythm_forget_missed(struct rhythm *rhythm)
{
    rhythm->lost_one = false;
    rhythm->low_before = rhythm->low = INFINITY;
}
