/* SPDX-License-Identifier: MIT */
#include "core/rhythm.h"

#include <math.h>
#include <string.h>

#include "core/stats.h"
#include "core/vec3.h"

#define NS_PER_S 1e9
#define REACH_BACK_DRIFT 1.5 /* design value */
/* Design value: 60 degrees. While the attitude settles a bar seems to stand up to 36 degrees
 * otherwise; one that is racked or set down has turned by 110 to 145. */
#define STANCE_RAD 1.05
#define STILL_S 0.3 /* design value: a lift passes its fastest moment sooner */
#define LIES_S 0.5  /* in hands 0.12 s at most, touching the floor 0.24 s */
#define PUT_AWAY_S                                                                                 \
    3.0                /* design value: longer than a weight rests on the floor between two lifts  \
                        */
#define RISE_MAX_S 8.0 /* from lowering, over a pause of 3 s, to lifting; in sets up to 4.1 s */

/* Of the median top: tired lifts come to 0.6 of it, what is set down to 0.25 at most. */
#define TOP_MIN 0.4
/* A quarter of a lift's fall takes half as long, what the leak does takes longer; design value. */
#define FALL_SLOW_S 0.4
/* Of the way: who comes back no farther than that in back_still_s rests; design value. */
#define CREEP 0.02
#define LOST_FORGOTTEN_S 3.0 /* three times the leak's */
#define LOST_NEAR_S 0.5      /* from its fastest moment on a lift lasts no longer; design value */
#define LOST_PERIOD 0.8      /* of the median: within a set hardly any is shorter */

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) / NS_PER_S;
}

/* Where the figures of these tables come from: measured on recordings of barbells, wrists and
 * limbs; each optimum is flat, and the physical reason stands beside it. */

struct rhythm_params rhythm_velocity_params(bool named, bool held)
{
    return (struct rhythm_params){
        .floor = 0.25,      /* m/s: bobbing of a bar that is held or walked with */
        .hysteresis = 0.40, /* above the dip within one press (25 %), below a real return */
        .there_and_back = false,
        .open_swings = 2,
        /* the slowest lifts reach 0.2 m/s, less what leaks; arms move by chance, too */
        .open_amplitude = named ? 0.28 : 0.50,
        .open_similarity = 2.0,
        .open_skip = 10.0, /* a lift out of the rack may be larger than those that follow */
        .open_evenness = 2.5,
        .open_closure = 0.0,
        .open_period_min_s = 0.8, /* walking bobs twice a second; rows done fast take 0.9 s */
        .open_period_max_s = 12.0,
        .held = held,
        .accept_low = 0.45, /* below: a partial, or setting the bar down */
        .accept_high = 2.5, /* above: dropped or racked */
        .early_amplitude = 0.60,
        .early_return = 0.25,
        .period_min_s = 0.6,
        .period_min = 0.4,
        .end_s = 4.0,
        .end_periods = 2.2,
        .forget_s = 12.0,
    };
}

struct rhythm_params rhythm_angle_params(bool several)
{
    return (struct rhythm_params){
        .floor = 0.06, /* rad: sensor noise and skin, 1 to 2 degrees */
        .hysteresis = 0.35,
        .there_and_back = true,
        .open_swings = 3,                        /* angles also change in idle movement */
        .open_amplitude = several ? 0.10 : 0.35, /* 6 deg low leg raise; 20 deg free wrist */
        .open_similarity = 2.0,
        .open_skip = 0.35, /* idle arms swing in all sizes */
        .open_evenness = 2.0,
        .open_closure = 0.6,
        .open_period_min_s = 1.5, /* legs and arms swing about once a second when walking */
        .open_period_max_s = 14.0,
        .accept_low = 0.3,
        .accept_high = 4.0,
        .early_amplitude = 0.0,
        .early_return = 0.0,
        .back = 0.90, /* the rest is a creeping into the place of rest */
        .back_still_s = 0.5,
        .period_min_s = 0.8,
        .period_min = 0.2, /* one may go from 10 s with a hold to 3.6 s without */
        .end_s = 4.0,
        .end_periods = 1.8,
        .forget_s = 3.0,
    };
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
    rhythm->pending_count[0] = rhythm->pending_count[1] = 0;
    /* The last return of this set must not become the first "there" of the next one. */
    rhythm->zigzag.direction = 0;
    rhythm->zigzag.has_turn = false;
}

/* Of more than RHYTHM_PENDING_MAX swings the oldest leaves. */
static void append(struct swing swings[], unsigned *count, const struct swing *swing)
{
    if (*count == RHYTHM_PENDING_MAX) {
        memmove(swings, swings + 1, sizeof(*swings) * (RHYTHM_PENDING_MAX - 1));
        (*count)--;
    }
    swings[(*count)++] = *swing;
}

/* The instant from which periods are told: the top of a lift; of an angle, which may be held far
 * out and rest at home, when it left. */
static int64_t beat_ns(const struct rhythm_params *params, const struct swing *swing)
{
    return params->there_and_back ? swing->left_ns : swing->end_ns;
}

static void remember(struct rhythm *rhythm, const struct rhythm_params *params,
                     const struct swing *swing)
{
    if (rhythm->amplitude_count > 0) {
        double period_s = seconds(rhythm->last_beat_ns, beat_ns(params, swing));
        rhythm->period_s =
            median_push(rhythm->periods, RHYTHM_RECENT_MAX, &rhythm->period_count, period_s);
    }
    rhythm->reference =
        median_push(rhythm->amplitudes, RHYTHM_RECENT_MAX, &rhythm->amplitude_count, swing->size);
    rhythm->last_beat_ns = beat_ns(params, swing);
}

static void give(struct rhythm *rhythm, const struct rhythm_params *params,
                 const struct swing *swing, int64_t now_ns, struct rhythm_result *result)
{
    remember(rhythm, params, swing);
    rhythm->last_count_ns = now_ns;
    rhythm->pending_count[0] = rhythm->pending_count[1] = 0;
    append(rhythm->counted, &rhythm->counted_count, swing);
    result->swings[result->count++] = *swing;
}

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

static double angle_between(const double a[3], const double b[3])
{
    return acos(fmin(1.0, fmax(-1.0, vec3_dot(a, b))));
}

/* The same movement passes its turning points in the same attitude, the less exactly the more it
 * turns the sensor by itself. */
static bool stands_alike(const struct swing *usual, const struct swing *swing)
{
    double tolerance = STANCE_RAD + angle_between(usual->start_up, usual->end_up);
    return angle_between(usual->start_up, swing->start_up) <= tolerance &&
           angle_between(usual->end_up, swing->end_up) <= tolerance;
}

static bool evenly_spaced(const struct rhythm_params *params, const struct swing *swings[],
                          unsigned count)
{
    double before_s = 0.0;
    for (unsigned i = 1; i < count; i++) {
        double period_s = seconds(beat_ns(params, swings[i - 1]), beat_ns(params, swings[i]));
        if (period_s < params->open_period_min_s || period_s > params->open_period_max_s)
            return false;
        if (i > 1 && fmax(period_s, before_s) > params->open_evenness * fmin(period_s, before_s))
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
            !stands_alike(swings[0], candidate) ||
            !levels_agree(params, candidate, swings[0], amplitude) ||
            !evenly_spaced(params, triple, 3))
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
    if (amplitude < params->open_amplitude)
        return 0;

    const struct swing *found[RHYTHM_PENDING_MAX]; /* newest first */
    unsigned found_count = 0;
    unsigned i = count;
    while (i-- > 0 && found_count < params->open_swings) {
        double earlier = pending[i].size;
        if (earlier >= 0.5 * params->open_amplitude && similar(params, earlier, amplitude) &&
            stands_alike(&pending[i], newest) &&
            levels_agree(params, &pending[i], newest, amplitude))
            found[found_count++] = &pending[i];
        else if (earlier > params->open_skip * amplitude)
            return 0;
    }
    if (found_count < params->open_swings)
        return 0;
    for (unsigned k = 0; k < found_count; k++)
        ret_swings[k] = found[found_count - 1 - k];
    if (!evenly_spaced(params, ret_swings, found_count))
        return 0;
    return reach_back(params, pending, (unsigned)(ret_swings[0] - pending), ret_swings,
                      found_count);
}

static void await_return(struct rhythm *rhythm, const struct swing *out)
{
    rhythm->out = *out;
    rhythm->returning = true;
    rhythm->nearest = 0.0;
    rhythm->nearer_ns = out->end_ns;
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
    if (params->there_and_back) { /* the newest has only turned, it is not back yet */
        await_return(rhythm, &first[--count]);
    }
    for (unsigned i = 0; i < count; i++)
        give(rhythm, params, &first[i], now_ns, result);
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
           (swing->end > 0.0 && seconds(swing->left_ns, swing->end_ns) <= RISE_MAX_S);
}

static void collect(struct rhythm *rhythm, const struct rhythm_params *params,
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
    append(rhythm->pending[direction_index], &rhythm->pending_count[direction_index], swing);
    double amplitude = swing->size;
    bool faded = seconds(rhythm->lively_ns, now_ns) > RHYTHM_LIVELY_S;
    if (amplitude >= params->open_amplitude && (faded || amplitude >= rhythm->livelihood)) {
        rhythm->livelihood = amplitude;
        rhythm->lively_ns = now_ns;
    }

    const struct swing *beginning[RHYTHM_PENDING_MAX] = {NULL};
    unsigned count = find_beginning(rhythm, params, direction_index, beginning);
    if (count == 0)
        return;
    /* So few and so small, they were a set-up's. */
    bool set_up = rhythm->open && rhythm->counted_count <= params->open_swings &&
                  amplitude > params->accept_high * rhythm->reference;
    result->taken_back = set_up ? rhythm->counted_count : 0;
    open_set(rhythm, params, rising ? 1 : -1, beginning, count, now_ns, result);
}

/*
 * What is set down comes to rest, and the leak makes of that a rise above zero: as large as a lift,
 * but not as fast at its top, and it sinks from there only as the leak or a next movement will.
 * After a gap no speed is what it seems, until the leak has forgotten.
 */
static bool only_comes_to_rest(const struct rhythm *rhythm, const struct rhythm_params *params,
                               const struct swing *swing)
{
    double tops[RHYTHM_PENDING_MAX];
    bool known = !params->there_and_back && rhythm->counted_count >= params->open_swings;
    bool after_gap =
        rhythm->lost_to_ns > 0 && seconds(rhythm->lost_to_ns, swing->end_ns) < LOST_FORGOTTEN_S;
    if (!known || after_gap || seconds(swing->end_ns, swing->over_ns) < FALL_SLOW_S)
        return false;
    for (unsigned i = 0; i < rhythm->counted_count; i++)
        tops[i] = rhythm->counted[i].end;
    return swing->end < TOP_MIN * median(tops, rhythm->counted_count);
}

static bool accepted(const struct rhythm *rhythm, const struct rhythm_params *params,
                     const struct swing *swing)
{
    double amplitude = swing->size;
    double period_s = seconds(rhythm->last_beat_ns, beat_ns(params, swing));
    if (rhythm->counted_count > 0 &&
        !stands_alike(&rhythm->counted[rhythm->counted_count - 1], swing))
        return false;
    if (only_comes_to_rest(rhythm, params, swing))
        return false;
    return amplitude >= params->accept_low * rhythm->reference &&
           amplitude <= params->accept_high * rhythm->reference &&
           period_s >= fmax(params->period_min_s, params->period_min * rhythm->period_s);
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
    double amplitude = swing.size;
    if (amplitude < params->early_amplitude * rhythm->reference ||
        fabs(far_end->x - x) < params->early_return * amplitude ||
        !accepted(rhythm, params, &swing))
        return;
    rhythm->swing_counted = true;
    give(rhythm, params, &swing, now_ns, result);
}

/*
 * What sinks was lifted before: in an open set a fall that begins where samples were lost stands
 * for a rise that nobody saw. It counts as soon as the fall is as large as a lift must be.
 */
static void count_lost(struct rhythm *rhythm, const struct rhythm_params *params, int64_t now_ns,
                       struct rhythm_result *result)
{
    const struct zigzag *zigzag = &rhythm->zigzag;
    int64_t top_ns = zigzag->turn.t_ns;
    if (params->there_and_back || !rhythm->lost || zigzag->direction >= 0 || !zigzag->has_turn ||
        top_ns < rhythm->lost_from_ns || seconds(rhythm->lost_to_ns, top_ns) > LOST_NEAR_S ||
        seconds(rhythm->last_beat_ns, top_ns) < LOST_PERIOD * rhythm->period_s)
        return;
    struct swing rise = swing_between(zigzag->turn, zigzag->turn, now_ns);
    rise.start_ns = rise.left_ns = rhythm->lost_from_ns;
    rise.size = zigzag->turn.x - zigzag->low.x;
    if (rise.size < params->early_amplitude * rhythm->reference || !accepted(rhythm, params, &rise))
        return;
    rhythm->lost = false;
    give(rhythm, params, &rise, now_ns, result);
}

/* In an open set a velocity may have turned where samples were lost: from a lift that is counted
 * to the next, or on its way down to one that nobody saw. */
static void bear_loss(struct rhythm *rhythm, const struct rhythm_params *params, int64_t t_ns,
                      double lost_s, double x)
{
    bool lifting = rhythm->zigzag.direction > 0 && !rhythm->swing_counted;
    rhythm->lost_from_ns = t_ns - (int64_t)(lost_s * NS_PER_S);
    rhythm->lost_to_ns = t_ns;
    rhythm->lost = true;
    if (params->there_and_back || !rhythm->open || lifting)
        return;
    zigzag_lose_way(&rhythm->zigzag, t_ns, x);
    rhythm->swing_counted = false;
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
    else if (seconds(rhythm->nearer_ns, now_ns) >= params->back_still_s)
        rhythm->out.over_ns = rhythm->nearer_ns;
    else
        return;
    rhythm->returning = false;
    give(rhythm, params, &rhythm->out, now_ns, result);
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

static double end_after_s(const struct rhythm *rhythm, const struct rhythm_params *params)
{
    return fmax(params->end_s, params->end_periods * rhythm->period_s);
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
    double dt_s = rhythm->started ? seconds(rhythm->last_t_ns, t_ns) : 0.0;
    rhythm->started = true;
    rhythm->last_t_ns = t_ns;

    if (rhythm->open && seconds(rhythm->last_count_ns, t_ns) > end_after_s(rhythm, params)) {
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
        bear_loss(rhythm, params, t_ns, sample->lost_s, x);
    struct swing swing;
    double hysteresis = fmax(params->floor, params->hysteresis * rhythm->reference);
    bool turned = zigzag_push(&rhythm->zigzag, t_ns, x, hysteresis, &swing);
    if (turned && !rhythm->open) {
        collect(rhythm, params, &swing, t_ns, ret_result);
    } else if (turned) {
        bool away = (swing.end > swing.start) == (rhythm->away > 0);
        bool fits = away && accepted(rhythm, params, &swing);
        if (rhythm->returning)
            count_return(rhythm, params, t_ns, x, &swing, ret_result);
        if (fits && !rhythm->swing_counted) {
            if (params->there_and_back) {
                await_return(rhythm, &swing);
            } else {
                give(rhythm, params, &swing, t_ns, ret_result);
            }
        } else if (!rhythm->swing_counted && !params->there_and_back) {
            /* What does not fit may be the beginning of another movement. */
            collect(rhythm, params, &swing, t_ns, ret_result);
        }
        rhythm->swing_counted = false;
    } else if (rhythm->returning) {
        count_return(rhythm, params, t_ns, x, NULL, ret_result);
    } else if (rhythm->open) {
        count_early(rhythm, params, t_ns, x, ret_result);
        count_lost(rhythm, params, t_ns, ret_result);
    } else {
        follow_returns(rhythm, params, x);
    }
}
