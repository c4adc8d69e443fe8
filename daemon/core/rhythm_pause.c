/* SPDX-License-Identifier: MIT */
/*
 * A set goes on after a pause: who stands with the bar and breathes, or rests it between clusters
 * of repetitions, has not finished.
 *
 * A pause is quiet from the last repetition on. What ends it is believed on more than what keeps
 * to the rhythm: fetching and putting away come after sets, too.
 */
#include "core/rhythm_private.h"

#include <math.h>

#include "core/stats.h"
#include "core/vec3.h"

#define PAUSE_MIN_S 1.0  /* so long within the floor it is quiet; no turning point of a lift is */
#define PAUSE_MAX_S 10.0 /* from a count to the end of a pause of 7 s, slowly set down first */
#define BOBS 0.25        /* m/s, as the floor of a velocity */
#define POSTURE_RAD 0.35 /* 20 degrees, as likeness.c */
#define ALIKE 1.6        /* the larger over the smaller; tired before it, fresh after it */
#define STRIDE_S 1.4     /* as likeness.c: hands swing as quickly when one walks */
#define SLOW_S 5.0       /* as likeness.c: what is slow is alike by chance more often */

void rhythm_begin_quiet(struct rhythm *rhythm, int64_t t_ns, double x)
{
    rhythm->quiet_ns = t_ns;
    rhythm->quiet_x = x;
}

void rhythm_follow_pause(struct rhythm *rhythm, const struct rhythm_params *params,
                         const struct rhythm_sample *sample)
{
    const int64_t t_ns = sample->t_ns;
    /* What is lifted without being turned moves all the same. */
    if (fabs(sample->x - rhythm->quiet_x) <= params->floor && fabs(sample->velocity) <= BOBS)
        return;
    const double quiet_s = rhythm_seconds(rhythm->quiet_ns, t_ns);
    if (quiet_s >= PAUSE_MIN_S) {
        rhythm->stirred_ns = t_ns;
        rhythm->paused_s = quiet_s;
    }
    rhythm_begin_quiet(rhythm, t_ns, sample->x);
}

void rhythm_note_pause(const struct rhythm *rhythm, struct swing *swing)
{
    const bool before = rhythm->stirred_ns <= swing->end_ns;
    swing->stirred_ns = before ? rhythm->stirred_ns : 0;
    swing->paused_s = before ? rhythm->paused_s : 0.0;
}

static double angle_between(const double a[3], const double b[3])
{
    return acos(fmin(1.0, fmax(-1.0, vec3_dot(a, b))));
}

/* Who pauses, and who goes on, stands somewhere between the ends of a repetition. */
static bool stands_between(const struct rhythm *rhythm)
{
    const struct swing *last = &rhythm->counted[rhythm->counted_count - 1];
    const double *up = rhythm->zigzag.up;
    return angle_between(up, last->start_up) + angle_between(up, last->end_up) <=
           angle_between(last->start_up, last->end_up) + 2.0 * POSTURE_RAD;
}

bool rhythm_pauses(const struct rhythm *rhythm, const struct rhythm_params *params, int64_t t_ns)
{
    const int64_t told_ns = rhythm->last_count_ns;
    if (rhythm->counted_count == 0 || !stands_between(rhythm))
        return false;
    if (params->moves_by_chance && (rhythm->period_s < STRIDE_S || rhythm->period_s > SLOW_S))
        return false;
    if (rhythm_seconds(rhythm->quiet_ns, t_ns) >= PAUSE_MIN_S)
        return rhythm_seconds(told_ns, t_ns) <= PAUSE_MAX_S;
    return rhythm->stirred_ns > told_ns &&
           rhythm_seconds(told_ns, rhythm->stirred_ns) <= PAUSE_MAX_S &&
           rhythm_seconds(rhythm->stirred_ns, t_ns) <= fmax(params->end_s, rhythm->period_s);
}

double rhythm_size_from_rest(const struct rhythm *rhythm, const struct rhythm_params *params,
                             const struct swing *swing)
{
    double tops[RHYTHM_PENDING_MAX];
    if (params->there_and_back || params->moves_by_chance || rhythm->counted_count == 0 ||
        rhythm->stirred_ns < swing->start_ns || rhythm->stirred_ns > swing->end_ns ||
        swing->start < -params->floor || rhythm_after_gap(rhythm, swing->end_ns) ||
        !rhythm_comes_late(rhythm, params, swing))
        return swing->size;
    for (unsigned i = 0; i < rhythm->counted_count; i++)
        tops[i] = rhythm->counted[i].end;
    const double top = median(tops, rhythm->counted_count);
    return top > 0.0 ? fmax(swing->size, swing->end / top * rhythm->reference) : swing->size;
}

bool rhythm_resumes(const struct rhythm *rhythm, const struct swing *swing)
{
    const struct swing *last = &rhythm->counted[rhythm->counted_count - 1];
    return fmax(swing->size, rhythm->reference) <= ALIKE * fmin(swing->size, rhythm->reference) &&
           angle_between(last->start_up, swing->start_up) <= POSTURE_RAD &&
           angle_between(last->end_up, swing->end_up) <= POSTURE_RAD;
}

double rhythm_pause_between(const struct swing *b, int64_t a_ns, int64_t b_ns)
{
    const int64_t paused_ns = (int64_t)(b->paused_s * 1e9);
    const bool between = b->stirred_ns - paused_ns > a_ns && paused_ns < b_ns - a_ns;
    return between ? fmin(b->paused_s, PAUSE_MAX_S) : 0.0;
}
