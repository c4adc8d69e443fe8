/* SPDX-License-Identifier: MIT */
#include "core/generic.h"

#include <math.h>

#include "core/bound.h"
#include "core/vec3.h"

/* What a lively repetition measures, so that angles and velocities can be compared. */
static const double scale[GENERIC_RHYTHMS] = {
    [GENERIC_HEAVE] = 0.8, /* m/s */
    [GENERIC_TURN] = 0.6,  /* rad */
    [GENERIC_SLOW] = 0.8,  /* m/s */
};

#define SPEAK_SHARE 0.6    /* of the liveliest signal's score, to open a set */
#define TAKE_OVER 1.5      /* times the speaker's score */
#define TAKE_OVER_SAME 1.0 /* the angle of the same sensor is steadier than its velocity */
#define SPIN_MAX 3.0       /* rad/s: within sets up to 2.6, unracking 9 */
#define SPIN_S 0.1
#define SPIN_AFTER_S 1.0    /* until it hangs still again */
#define QUIET_S 0.05        /* as bar.c, as STILL_ACCEL */
#define STILL_RATE 0.05     /* rad/s: hands are never so quiet; design value */
#define STILL_ACCEL 0.25    /* m/s^2 */
#define LOST_MIN_S 0.20     /* radio bursts come every 0.125 s, some late */
#define AHEAD_NS 1000000000 /* no sensor is so late: the clock was set back; design value */
#define SAME_REP 0.6        /* of a period: nearer counts are one repetition seen twice */

static int speaker_of(uint16_t sensor, unsigned rhythm)
{
    return (int)(sensor * GENERIC_RHYTHMS + rhythm);
}

static enum generic_signal signal_of(unsigned rhythm)
{
    return rhythm == GENERIC_TURN ? GENERIC_TURN : GENERIC_HEAVE;
}

static struct rhythm *rhythm_of(struct generic *generic, int speaker)
{
    return &generic->channels[speaker / GENERIC_RHYTHMS].rhythm[speaker % GENERIC_RHYTHMS];
}

static enum rhythm_worn worn(const struct generic *generic)
{
    if (generic->used > 1)
        return RHYTHM_SEVERAL;
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        const struct generic_channel *channel = &generic->channels[i];
        if (channel->used && channel->place == GENERIC_ON_BODY)
            return RHYTHM_ON_BODY;
        if (channel->used && channel->place == GENERIC_ON_BAR && generic->lift)
            return RHYTHM_ON_BAR;
    }
    return RHYTHM_ANYWHERE;
}

static bool is_bar(const struct generic *generic)
{
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        if (generic->channels[i].used && generic->channels[i].place == GENERIC_ON_BAR)
            return generic->used == 1;
    return false;
}

/* Of a lift that is known the first rhythm hears as much. */
static bool listens_slowly(const struct generic *generic)
{
    return worn(generic) == RHYTHM_ANYWHERE && !generic->lift;
}

static void set_params(struct generic *generic)
{
    /* A body is not fetched from where it rested. */
    const bool held = generic->held && worn(generic) != RHYTHM_ON_BODY;
    generic->params[GENERIC_HEAVE] = worn(generic) == RHYTHM_ON_BAR
                                         ? rhythm_bar_params(held)
                                         : rhythm_velocity_params(generic->lift, held);
    generic->params[GENERIC_HEAVE].faces_one_way = worn(generic) == RHYTHM_ON_BODY;
    generic->params[GENERIC_TURN] = rhythm_angle_params(worn(generic));
    generic->params[GENERIC_HEAVE].moves_by_chance = generic->params[GENERIC_TURN].moves_by_chance =
        worn(generic) == RHYTHM_ANYWHERE && !is_bar(generic);
    generic->params[GENERIC_TURN].sinks_first =
        generic->sinks_first && worn(generic) == RHYTHM_ON_BAR;
    generic->params[GENERIC_SLOW] = rhythm_slow_params(!is_bar(generic));
    if (!listens_slowly(generic))
        for (unsigned i = 0; i < SENSORS_MAX; i++)
            rhythm_reset(&generic->channels[i].rhythm[GENERIC_SLOW]);
}

void generic_reset(struct generic *generic)
{
    *generic = (struct generic){.speaker = -1};
    set_params(generic);
}

void generic_expect_lift(struct generic *generic, bool lift, bool held, bool sinks_first)
{
    generic->lift = lift;
    generic->held = held;
    generic->sinks_first = sinks_first;
    set_params(generic);
    generic_close(generic);
}

static void channel_reset(struct generic_channel *channel)
{
    heave_reset(&channel->heave);
    turn_reset(&channel->turn);
    steps_reset(&channel->steps);
    for (unsigned i = 0; i < GENERIC_RHYTHMS; i++)
        rhythm_reset(&channel->rhythm[i]);
}

void generic_attach(struct generic *generic, uint16_t sensor, enum generic_place place)
{
    struct generic_channel *channel = &generic->channels[sensor];
    if (!channel->used)
        generic->used++;
    channel->used = true;
    channel->place = place;
    channel_reset(channel);
    set_params(generic);
}

/* True when it was the one that told. */
static bool fall_silent(struct generic *generic, uint16_t sensor)
{
    for (unsigned k = 0; k < GENERIC_RHYTHMS; k++) {
        rhythm_close(&generic->channels[sensor].rhythm[k]);
        rhythm_restart_signal(&generic->channels[sensor].rhythm[k]);
    }
    if (generic->speaker < 0 || generic->speaker / GENERIC_RHYTHMS != sensor)
        return false;
    generic->speaker = -1;
    return true;
}

void generic_miss(struct generic *generic, uint16_t sensor)
{
    generic->missed = fall_silent(generic, sensor) || generic->missed;
}

void generic_detach(struct generic *generic, uint16_t sensor)
{
    struct generic_channel *channel = &generic->channels[sensor];
    if (channel->used)
        generic->used--;
    channel->used = false;
    generic_miss(generic, sensor);
    set_params(generic);
}

void generic_restart(struct generic *generic, uint16_t sensor)
{
    struct generic_channel *channel = &generic->channels[sensor];
    heave_reset(&channel->heave);
    turn_reset(&channel->turn);
    steps_reset(&channel->steps);
    for (unsigned i = 0; i < GENERIC_RHYTHMS; i++)
        rhythm_restart_signal(&channel->rhythm[i]);
    /* Times may be others from now on; a gap is told again. */
    channel->lost_ns = 0;
}

void generic_lose(struct generic *generic, uint16_t sensor, double lost_s)
{
    generic->channels[sensor].lost_s = lost_s > LOST_MIN_S ? lost_s : 0.0;
}

void generic_close(struct generic *generic)
{
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        for (unsigned k = 0; k < GENERIC_RHYTHMS; k++)
            rhythm_close(&generic->channels[i].rhythm[k]);
    generic->speaker = -1;
    generic->missed = false;
    generic->first = (struct generic_first){0};
}

bool generic_tells(const struct generic *generic)
{
    return generic->speaker >= 0 || generic->first.count > 0;
}

void generic_tell_first(struct generic *generic, const struct swing *swing)
{
    if (generic->first.count++ == 0)
        generic->first.start_ns = swing->left_ns;
    generic->first.end_ns = swing->over_ns;
    generic->last_rep_ns = swing->end_ns;
}

void generic_close_told(struct generic *generic)
{
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        for (unsigned k = 0; k < GENERIC_RHYTHMS; k++) {
            struct rhythm *rhythm = &generic->channels[i].rhythm[k];
            if (rhythm->began_ns <= generic->last_rep_ns)
                rhythm_close(rhythm);
        }
    }
    generic->speaker = -1;
    generic->first = (struct generic_first){0};
}

static bool heard(const struct generic *generic, unsigned rhythm)
{
    return rhythm == GENERIC_TURN || generic->used == 1;
}

/* The largest recent swing of any signal, in units of a lively repetition; what is slow is none. */
static double liveliest(const struct generic *generic, int64_t now_ns)
{
    double most = 0.0;
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        if (!generic->channels[i].used)
            continue;
        for (unsigned k = 0; k < GENERIC_SIGNALS; k++) {
            const struct rhythm *rhythm = &generic->channels[i].rhythm[k];
            bool recent =
                rhythm->open || (double)(now_ns - rhythm->lively_ns) <= RHYTHM_LIVELY_S * 1e9;
            double amplitude = rhythm->open ? rhythm->reference : rhythm->livelihood;
            if (heard(generic, k) && recent && amplitude / scale[k] > most)
                most = amplitude / scale[k];
        }
    }
    return most;
}

enum generic_signal generic_livelier(double heave, double turn)
{
    const bool turns = turn / scale[GENERIC_TURN] > TAKE_OVER_SAME * heave / scale[GENERIC_HEAVE];
    return turns ? GENERIC_TURN : GENERIC_HEAVE;
}

static bool may_speak(struct generic *generic, int candidate, int64_t now_ns)
{
    double score = rhythm_of(generic, candidate)->reference / scale[candidate % GENERIC_RHYTHMS];
    if (generic->speaker < 0)
        return score > SPEAK_SHARE * liveliest(generic, now_ns);
    double current =
        rhythm_of(generic, generic->speaker)->reference / scale[generic->speaker % GENERIC_RHYTHMS];
    bool same_sensor = candidate / GENERIC_RHYTHMS == generic->speaker / GENERIC_RHYTHMS;
    bool to_angle = candidate % GENERIC_RHYTHMS == GENERIC_TURN;
    return score > (same_sensor && to_angle ? TAKE_OVER_SAME : TAKE_OVER) * current;
}

/* Another signal has told this repetition already, or it was seen before. */
static bool is_told(const struct generic *generic, const struct rhythm *rhythm,
                    const struct swing *swing)
{
    if (swing->end_ns <= generic->first.end_ns)
        return true;
    double since_s = (double)(swing->end_ns - generic->last_rep_ns) * 1e-9;
    return generic->took_over && since_s < SAME_REP * rhythm->period_s;
}

static void tell(struct generic *generic, const struct swing swings[], unsigned count,
                 struct generic_result *result)
{
    const struct rhythm *rhythm = rhythm_of(generic, generic->speaker);
    for (unsigned i = 0; i < count; i++) {
        if (is_told(generic, rhythm, &swings[i]))
            continue;
        result->swings[result->count++] = swings[i];
        generic->last_rep_ns = swings[i].end_ns;
        generic->took_over = false;
    }
}

/* What it has counted in silence is said now. Where it has followed all along, though the speaker
 * has just fallen silent, it is the same set. */
static void speak(struct generic *generic, int candidate, struct generic_result *result)
{
    const struct rhythm *rhythm = rhythm_of(generic, candidate);
    const bool along =
        generic->first.count == 0 && rhythm->counted[0].end_ns <= generic->last_rep_ns;
    generic->took_over = generic->speaker >= 0 || generic->missed || along;
    result->closed = result->closed && !along;
    generic->missed = false;
    generic->speaker = candidate;
    if (rhythm->counted[0].end_ns < generic->first.start_ns) {
        result->taken_back = generic->first.count;
        generic->first = (struct generic_first){0};
    }
    tell(generic, rhythm->counted, rhythm->counted_count, result);
    generic->first = (struct generic_first){0};
}

static void hear(struct generic *generic, int candidate, const struct rhythm_sample *sample,
                 struct generic_result *result)
{
    struct rhythm_result found;
    unsigned which = (unsigned)(candidate % GENERIC_RHYTHMS);
    struct rhythm *rhythm = rhythm_of(generic, candidate);
    rhythm_push(rhythm, &generic->params[which], sample, &found);
    if (!heard(generic, which))
        return;
    if (found.closed && generic->speaker == candidate) {
        generic->speaker = -1;
        result->closed = true;
    }
    if (found.count == 0 ||
        (generic->speaker != candidate && !may_speak(generic, candidate, sample->t_ns)))
        return;
    if (generic->speaker != candidate) {
        speak(generic, candidate, result);
    } else {
        result->taken_back = found.taken_back;
        tell(generic, found.swings, found.count, result);
    }
    result->sensor = (uint16_t)(candidate / GENERIC_RHYTHMS);
    result->signal = signal_of(which);
}

/* A bar that is held or carried does not spin: it is being racked, rolled or loaded. */
static bool is_spinning(struct generic_channel *channel, int64_t t_ns, double dt_s,
                        const double rate[3])
{
    channel->spin += (vec3_norm(rate) - channel->spin) * dt_s / (SPIN_S + dt_s);
    if (channel->spin > SPIN_MAX) {
        channel->spun_ns = t_ns;
        channel->spins = true;
    } else if ((double)(t_ns - channel->spun_ns) > SPIN_AFTER_S * 1e9) {
        channel->spins = false;
    }
    return channel->spins;
}

static double still_s(struct generic_channel *channel, double dt_s, const double rate[3],
                      double vertical_accel)
{
    channel->quiet += (vertical_accel - channel->quiet) * dt_s / (QUIET_S + dt_s);
    bool still = vec3_norm_squared(rate) < STILL_RATE * STILL_RATE &&
                 fabs(channel->quiet - channel->heave.mean) < STILL_ACCEL;
    channel->still_s = still ? channel->still_s + dt_s : 0.0;
    return channel->still_s;
}

/* Nobody walks between two repetitions: what was found before was none, or is over. Nor is a body
 * that walks turned about the axis of what comes next: remembered for as long as repetitions are,
 * it would make the first way out of a slow one look short. */
static void walk(struct generic *generic, struct generic_result *result)
{
    result->closed = generic->speaker >= 0 || generic->first.count > 0;
    generic_close(generic);
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        turn_begin(&generic->channels[i].turn);
}

/* Nothing was lifted since what was told first, for so long that no rhythm begins with it. */
static bool stays_the_only_one(const struct generic *generic, const struct rhythm *rhythm,
                               int64_t t_ns)
{
    const unsigned rises = rhythm->pending_count[1];
    const int64_t risen_ns = rises > 0 ? rhythm->pending[1][rises - 1].end_ns : 0;
    return generic->first.count > 0 && generic->speaker < 0 &&
           (double)(t_ns - later(generic->first.end_ns, risen_ns)) * 1e-9 >
               generic->params[GENERIC_HEAVE].open_period_max_s;
}

void generic_push(struct generic *generic, uint16_t sensor, int64_t t_ns, double dt_s,
                  const double up[3], const double rate[3], double vertical_accel,
                  struct generic_result *ret_result)
{
    struct generic_channel *channel = &generic->channels[sensor];
    double velocity = heave_push(&channel->heave, dt_s, vertical_accel);
    if (channel->heave.anew)
        rhythm_restart_signal(&channel->rhythm[GENERIC_HEAVE]);
    double angle = turn_push(&channel->turn, dt_s, up, rate);
    channel->heading += vec3_dot(rate, up) * dt_s;
    channel->height += velocity * dt_s;
    ret_result->count = ret_result->taken_back = 0;
    ret_result->closed = false;
    if (t_ns < generic->last_rep_ns - AHEAD_NS)
        generic->last_rep_ns = 0;
    if (steps_push(&channel->steps, t_ns, velocity)) {
        walk(generic, ret_result);
        return;
    }
    if (generic->lift && is_spinning(channel, t_ns, dt_s, rate)) {
        ret_result->closed = fall_silent(generic, sensor) || generic->first.count > 0;
        generic->first = (struct generic_first){0};
        return;
    }
    if (stays_the_only_one(generic, &channel->rhythm[GENERIC_HEAVE], t_ns)) {
        generic_close(generic);
        ret_result->closed = true;
    }
    struct rhythm_sample sample = {
        .t_ns = t_ns,
        .x = velocity,
        .up = {up[0], up[1], up[2]},
        .heading = channel->heading,
        .height = channel->height,
        .velocity = velocity,
        .still_s = still_s(channel, dt_s, rate, vertical_accel),
        .lost_s = channel->lost_s,
    };
    if (channel->lost_s > 0.0)
        channel->lost_ns = t_ns;
    channel->lost_s = 0.0;
    hear(generic, speaker_of(sensor, GENERIC_HEAVE), &sample, ret_result);
    if (listens_slowly(generic))
        hear(generic, speaker_of(sensor, GENERIC_SLOW), &sample, ret_result);
    sample.x = angle;
    hear(generic, speaker_of(sensor, GENERIC_TURN), &sample, ret_result);
}

bool generic_follows(const struct generic *generic, uint16_t sensor, enum generic_signal signal)
{
    return generic->speaker >= 0 && generic->speaker / GENERIC_RHYTHMS == sensor &&
           signal_of((unsigned)(generic->speaker % GENERIC_RHYTHMS)) == signal;
}
