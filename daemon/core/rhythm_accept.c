/* SPDX-License-Identifier: MIT */
/*
 * Whether a swing of an open set is one more repetition of it.
 */
#include "core/rhythm_private.h"

#include <math.h>

#include "core/stats.h"
#include "core/vec3.h"

/* Design value: 60 degrees. While the attitude settles a bar seems to stand up to 36 degrees
 * otherwise; one that is racked or set down has turned by 110 to 145. */
#define STANCE_RAD 1.05
#define FACING_RAD 1.05 /* 60 degrees; a gyroscope's error of 0.1 rad/s over a slow repetition */

/* Of the usual top: tired lifts come to 0.6 of it, what is set down to 0.25 at most. */
#define TOP_MIN 0.4
/* A quarter of a lift's fall takes half as long, what the leak does takes longer; design value. */
#define FALL_SLOW_S 0.4
#define LOST_FORGOTTEN_S 3.0 /* three times the leak's */

static double angle_between(const double a[3], const double b[3])
{
    return acos(fmin(1.0, fmax(-1.0, vec3_dot(a, b))));
}

bool rhythm_stands_alike(const struct swing *usual, const struct swing *swing)
{
    double tolerance = STANCE_RAD + angle_between(usual->start_up, usual->end_up);
    return angle_between(usual->start_up, swing->start_up) <= tolerance &&
           angle_between(usual->end_up, swing->end_up) <= tolerance;
}

bool rhythm_after_gap(const struct rhythm *rhythm, int64_t t_ns)
{
    return rhythm->lost_to_ns > 0 && rhythm_seconds(rhythm->lost_to_ns, t_ns) < LOST_FORGOTTEN_S;
}

/*
 * What is set down comes to rest, and the leak makes of that a rise above zero: as large as a lift,
 * but not as fast at its top, and it sinks from there only as the leak or a next movement will.
 */
static bool only_comes_to_rest(const struct rhythm *rhythm, const struct rhythm_params *params,
                               const struct swing *swing)
{
    double tops[RHYTHM_PENDING_MAX];
    bool known = !params->there_and_back && rhythm->counted_count >= params->open_swings;
    if (!known || rhythm_after_gap(rhythm, swing->end_ns) ||
        rhythm_seconds(swing->end_ns, swing->over_ns) < FALL_SLOW_S)
        return false;
    for (unsigned i = 0; i < rhythm->counted_count; i++)
        tops[i] = rhythm->counted[i].end;
    return swing->end < TOP_MIN * rhythm_pace_top(rhythm, median(tops, rhythm->counted_count));
}

/* Nobody turns round between two lifts: who walks away does, and bobs at the first step. */
static bool turns_round(const struct rhythm *rhythm, const struct rhythm_params *params,
                        const struct swing *swing)
{
    if (!params->faces_one_way || rhythm->counted_count == 0)
        return false;
    const struct swing *last = &rhythm->counted[rhythm->counted_count - 1];
    return fabs(swing->end_heading - last->end_heading) > FACING_RAD;
}

bool rhythm_accepts(const struct rhythm *rhythm, const struct rhythm_params *params,
                    const struct swing *swing)
{
    double period_s = rhythm_seconds(rhythm->last_beat_ns, rhythm_beat_ns(params, swing));
    if (rhythm->counted_count > 0 &&
        !rhythm_stands_alike(&rhythm->counted[rhythm->counted_count - 1], swing))
        return false;
    if (turns_round(rhythm, params, swing) || only_comes_to_rest(rhythm, params, swing))
        return false;
    if (rhythm_comes_late(rhythm, params, swing) && !rhythm_resumes(rhythm, swing))
        return false;
    return rhythm_reaches(rhythm, params, swing, params->accept_low) &&
           swing->size <= params->accept_high * rhythm->reference &&
           period_s >= fmax(params->period_min_s, params->period_min * rhythm->period_s);
}
