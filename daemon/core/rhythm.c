/* SPDX-License-Identifier: MIT */
#include "core/rhythm_private.h"

#include <math.h>
#include <string.h>

#include "core/stats.h"
#include "core/vec3.h"

#define NS_PER_S 1e9
#define STILL_S 0.3 /* design value: a lift passes its fastest moment sooner */
#define LIES_S 0.5  /* in hands 0.12 s at most, touching the floor 0.24 s */
/* Design value: longer than a weight rests on the floor between two lifts. */
#define PUT_AWAY_S 3.0

/* Of the way: who comes back no farther than that in back_still_s rests; design value. */
#define CREEP 0.02

double rhythm_seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) / NS_PER_S;
}

void rhythm_reset(struct rhythm *rhythm)
{
    *rhythm = (struct rhythm){0};
}

void rhythm_restart_signal(struct rhythm *rhythm)
{
    zigzag_reset(&rhythm->zigzag);
    rhythm->swing_counted = rhythm->returning = false;
    rhythm->pending_count[0] = rhythm->pending_count[1] = 0;
}

void rhythm_close(struct rhythm *rhythm)
{
    rhythm->open = false;
    rhythm->began_ns = 0;
    rhythm->away = 0;
    rhythm->swing_counted = rhythm->returning = false;
    rhythm->amplitude_count = rhythm->period_count = rhythm->counted_count = 0;
    rhythm->reference = rhythm->period_s = 0.0;
    rhythm->even = false;
    rhythm->pending_count[0] = rhythm->pending_count[1] = 0;
    /* The last return of this set must not become the first "there" of the next one. */
    rhythm->zigzag.direction = 0;
    rhythm->zigzag.has_turn = false;
}

void rhythm_append(struct swing swings[], unsigned *count, const struct swing *swing)
{
    if (*count == RHYTHM_PENDING_MAX) {
        memmove(swings, swings + 1, sizeof(*swings) * (RHYTHM_PENDING_MAX - 1));
        (*count)--;
    }
    swings[(*count)++] = *swing;
}

int64_t rhythm_beat_ns(const struct rhythm_params *params, const struct swing *swing)
{
    return params->there_and_back ? swing->left_ns : swing->end_ns;
}

double rhythm_end_after_s(const struct rhythm *rhythm, const struct rhythm_params *params)
{
    return fmax(fmax(params->end_s, params->end_periods * rhythm->period_s),
                rhythm_pace_wait_s(rhythm));
}

bool rhythm_comes_late(const struct rhythm *rhythm, const struct rhythm_params *params,
                       const struct swing *swing)
{
    return rhythm->period_count > 0 && rhythm_seconds(rhythm->last_count_ns, swing->end_ns) >
                                           rhythm_end_after_s(rhythm, params);
}

static void remember(struct rhythm *rhythm, const struct rhythm_params *params,
                     const struct swing *swing)
{
    /* Of a pause no rhythm is learned. */
    if (rhythm->amplitude_count > 0 && !rhythm_comes_late(rhythm, params, swing)) {
        double period_s = rhythm_seconds(rhythm->last_beat_ns, rhythm_beat_ns(params, swing));
        rhythm->period_s =
            median_push(rhythm->periods, RHYTHM_RECENT_MAX, &rhythm->period_count, period_s);
    }
    rhythm->reference =
        median_push(rhythm->amplitudes, RHYTHM_RECENT_MAX, &rhythm->amplitude_count, swing->size);
    rhythm->last_beat_ns = rhythm_beat_ns(params, swing);
}

/* Nobody saw it, so of what it was like nothing is learned: half way from the last to this one. */
static void give_missed(struct rhythm *rhythm, const struct rhythm_params *params,
                        const struct swing *next, struct rhythm_result *result)
{
    const int64_t since_ns = (rhythm_beat_ns(params, next) - rhythm->last_beat_ns) / 2;
    struct swing missed = *next;
    missed.unseen = true;
    missed.start_ns -= since_ns;
    missed.left_ns -= since_ns;
    missed.end_ns -= since_ns;
    missed.over_ns -= since_ns;
    rhythm->last_beat_ns += since_ns;
    result->swings[result->count++] = missed;
}

void rhythm_give(struct rhythm *rhythm, const struct rhythm_params *params,
                 const struct swing *swing, int64_t now_ns, struct rhythm_result *result)
{
    if (rhythm_missed_one(rhythm, params, swing))
        give_missed(rhythm, params, swing, result);
    rhythm_forget_missed(rhythm);
    remember(rhythm, params, swing);
    rhythm->last_count_ns = now_ns;
    rhythm->pending_count[0] = rhythm->pending_count[1] = 0;
    rhythm_append(rhythm->counted, &rhythm->counted_count, swing);
    rhythm_note_pace(rhythm, params);
    result->swings[result->count++] = *swing;
}

void rhythm_await_return(struct rhythm *rhythm, const struct swing *out)
{
    rhythm->out = *out;
    rhythm->returning = true;
    rhythm->nearest = 0.0;
    rhythm->nearer_ns = out->end_ns;
}

/* The swing under way counts when it is large enough and has clearly begun to come back. */
static void count_early(struct rhythm *rhythm, const struct rhythm_params *params, int64_t now_ns,
                        double x, struct rhythm_result *result)
{
    const struct zigzag *zigzag = &rhythm->zigzag;
    if (params->early_return == 0.0 || rhythm->swing_counted || zigzag->direction != rhythm->away ||
        !zigzag->has_turn)
        return;
    const struct zigzag_point *far_end = rhythm->away > 0 ? &zigzag->high : &zigzag->low;
    struct swing swing = swing_between(zigzag->turn, *far_end, now_ns);
    swing.size = rhythm_size_from_rest(rhythm, params, &swing);
    rhythm_note_pause(rhythm, &swing);
    if (!rhythm_reaches(rhythm, params, &swing, params->early_amplitude) ||
        fabs(far_end->x - x) < params->early_return * fabs(swing.end - swing.start) ||
        !rhythm_accepts(rhythm, params, &swing))
        return;
    rhythm->swing_counted = true;
    rhythm_give(rhythm, params, &swing, now_ns, result);
}

static double come_back(const struct swing *out, double x)
{
    return (out->end - x) / (out->end - out->start);
}

/* There and back: counts when it is back, or does not come nearer, at the latest when it leaves
 * again. */
static void count_return(struct rhythm *rhythm, const struct rhythm_params *params, int64_t now_ns,
                         double x, const struct swing *turned, struct rhythm_result *result)
{
    const double back = come_back(&rhythm->out, x);
    if (back > rhythm->nearest + CREEP) {
        rhythm->nearest = back;
        rhythm->nearer_ns = now_ns;
    }
    if (turned)
        rhythm->out.over_ns = turned->end_ns;
    else if (back >= params->back)
        rhythm->out.over_ns = now_ns;
    else if (rhythm_seconds(rhythm->nearer_ns, now_ns) >= params->back_still_s)
        rhythm->out.over_ns = rhythm->nearer_ns;
    else
        return;
    rhythm->returning = false;
    rhythm_give(rhythm, params, &rhythm->out, now_ns, result);
}

/* When no set is open: notes when the newest swing of each direction came back. */
static void follow_returns(struct rhythm *rhythm, const struct rhythm_params *params, double x)
{
    const int way = rhythm->zigzag.direction;
    const int gone = way > 0 ? 0 : 1;
    if (!params->there_and_back || way == 0 || rhythm->pending_count[gone] == 0)
        return;
    struct swing *out = &rhythm->pending[gone][rhythm->pending_count[gone] - 1];
    const struct zigzag_point *nearest = way > 0 ? &rhythm->zigzag.high : &rhythm->zigzag.low;
    if (out->end_ns == rhythm->zigzag.turn.t_ns && !out->is_back) {
        out->over_ns = nearest->t_ns;
        out->is_back = come_back(out, x) >= params->back;
    }
}

/* In an even set what is far out is on its way, and counts when it is back. */
static int64_t awaits_since_ns(const struct rhythm *rhythm)
{
    return rhythm->returning && rhythm->even ? rhythm->out.end_ns : rhythm->last_count_ns;
}

void rhythm_push(struct rhythm *rhythm, const struct rhythm_params *params,
                 const struct rhythm_sample *sample, struct rhythm_result *ret_result)
{
    const int64_t t_ns = sample->t_ns;
    const double x = sample->x;
    /* Not all of it: swings that were not found cost more to clear than most samples. */
    ret_result->count = ret_result->taken_back = 0;
    ret_result->opened = ret_result->closed = false;
    vec3_copy(rhythm->zigzag.up, sample->up);
    rhythm->zigzag.heading = sample->heading;
    rhythm->zigzag.height = sample->height;
    double dt_s = rhythm->started ? rhythm_seconds(rhythm->last_t_ns, t_ns) : 0.0;
    if (!rhythm->started)
        rhythm_begin_quiet(rhythm, t_ns, x);
    rhythm->started = true;
    rhythm->last_t_ns = t_ns;

    rhythm_follow_pause(rhythm, params, sample);
    if (rhythm->open &&
        rhythm_seconds(awaits_since_ns(rhythm), t_ns) > rhythm_end_after_s(rhythm, params) &&
        !rhythm_pauses(rhythm, params, t_ns)) {
        rhythm_close(rhythm);
        ret_result->closed = true;
    }
    if (!rhythm->open && rhythm->zigzag.primed)
        zigzag_relax(&rhythm->zigzag, x, fmin(1.0, dt_s / params->forget_s));

    /* What rises while the sensor is still, as after a weight was set down, is the leak's. */
    if (sample->still_s >= STILL_S && !params->there_and_back)
        zigzag_forget_high(&rhythm->zigzag, t_ns, x);
    if (sample->still_s >= LIES_S) {
        bool unmoved = rhythm->zigzag.direction == 0 || rhythm->zigzag.turn.t_ns == rhythm->lay_ns;
        bool put_away = !rhythm->open && sample->still_s >= PUT_AWAY_S;
        if ((unmoved || put_away) && !params->there_and_back) {
            zigzag_begin_rise(&rhythm->zigzag, t_ns, x);
            rhythm->lay_ns = t_ns;
        }
    }

    if (sample->lost_s > 0.0)
        rhythm_bear_loss(rhythm, params, t_ns, sample->lost_s, x);
    if (rhythm->open && !params->there_and_back)
        rhythm_follow_low(rhythm, x);
    struct swing swing;
    double hysteresis = fmax(params->floor, params->hysteresis * rhythm_pace_size(rhythm, params));
    bool turned = zigzag_push(&rhythm->zigzag, t_ns, x, hysteresis, &swing);
    if (turned)
        rhythm_note_pause(rhythm, &swing);
    if (turned && !rhythm->open) {
        rhythm_collect(rhythm, params, &swing, t_ns, ret_result);
    } else if (turned) {
        bool away = (swing.end > swing.start) == (rhythm->away > 0);
        if (away)
            swing.size = rhythm_size_from_rest(rhythm, params, &swing);
        bool fits = away && rhythm_accepts(rhythm, params, &swing);
        if (rhythm->returning)
            count_return(rhythm, params, t_ns, x, &swing, ret_result);
        if (fits && !rhythm->swing_counted) {
            if (params->there_and_back) {
                rhythm_await_return(rhythm, &swing);
            } else {
                rhythm_give(rhythm, params, &swing, t_ns, ret_result);
            }
        } else if (!rhythm->swing_counted && !params->there_and_back) {
            /* What does not fit may be the beginning of another movement. */
            rhythm_collect(rhythm, params, &swing, t_ns, ret_result);
        }
        rhythm->swing_counted = false;
    } else if (rhythm->returning) {
        count_return(rhythm, params, t_ns, x, NULL, ret_result);
    } else if (rhythm->open) {
        count_early(rhythm, params, t_ns, x, ret_result);
        rhythm_count_lost(rhythm, params, t_ns, ret_result);
    } else {
        follow_returns(rhythm, params, x);
    }
}
