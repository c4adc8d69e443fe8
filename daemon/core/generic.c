/* SPDX-License-Identifier: MIT */
#include "core/generic.h"

#include <math.h>

#include "core/vec3.h"

/* What a lively repetition measures, so that angles and velocities can be compared. */
static const double scale[GENERIC_SIGNALS] = {
    [GENERIC_HEAVE] = 0.8, /* m/s */
    [GENERIC_TURN] = 0.6,  /* rad */
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

static int speaker_of(uint16_t sensor, unsigned signal)
{
    return (int)(sensor * GENERIC_SIGNALS + signal);
}

static struct rhythm *rhythm_of(struct generic *generic, int speaker)
{
    return &generic->channels[speaker / GENERIC_SIGNALS].rhythm[speaker % GENERIC_SIGNALS];
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
    for (unsigned i = 0; i < GENERIC_SIGNALS; i++)
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
    for (unsigned k = 0; k < GENERIC_SIGNALS; k++) {
        rhythm_close(&generic->channels[sensor].rhythm[k]);
        rhythm_restart_signal(&generic->channels[sensor].rhythm[k]);
    }
    if (generic->speaker < 0 || generic->speaker / GENERIC_SIGNALS != sensor)
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
    for (unsigned i = 0; i < GENERIC_SIGNALS; i++)
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
        for (unsigned k = 0; k < GENERIC_SIGNALS; k++)
            rhythm_close(&generic->channels[i].rhythm[k]);
    generic->speaker = -1;
    generic->missed = false;
}

void generic_close_told(struct generic *generic)
{
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        for (unsigned k = 0; k < GENERIC_SIGNALS; k++) {
            struct rhythm *rhythm = &generic->channels[i].rhythm[k];
            if (rhythm->began_ns <= generic->last_rep_ns)
                rhythm_close(rhythm);
        }
    }
    generic->speaker = -1;
}

static bool heard(const struct generic *generic, unsigned signal)
{
    return signal == GENERIC_TURN || generic->used == 1;
}

/* The largest recent swing of any signal, in units of a lively repetition. */
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

static bool may_speak(struct generic *generic, int candidate, int64_t now_ns)
{
    double score = rhythm_of(generic, candidate)->reference / scale[candidate % GENERIC_SIGNALS];
    if (generic->speaker < 0)
        return score > SPEAK_SHARE * liveliest(generic, now_ns);
    double current =
        rhythm_of(generic, generic->speaker)->reference / scale[generic->speaker % GENERIC_SIGNALS];
    bool same_sensor = candidate / GENERIC_SIGNALS == generic->speaker / GENERIC_SIGNALS;
    bool to_angle = candidate % GENERIC_SIGNALS == GENERIC_TURN;
    return score > (same_sensor && to_angle ? TAKE_OVER_SAME : TAKE_OVER) * current;
}

/* Another signal has told this repetition already. */
static bool is_told(const struct generic *generic, const struct rhythm *rhythm,
                    const struct swing *swing)
{
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

static void hear(struct generic *generic, int candidate, const struct rhythm_sample *sample,
                 struct generic_result *result)
{
    struct rhythm_result found;
    unsigned signal = (unsigned)(candidate % GENERIC_SIGNALS);
    struct rhythm *rhythm = rhythm_of(generic, candidate);
    rhythm_push(rhythm, &generic->params[signal], sample, &found);
    if (!heard(generic, signal))
        return;
    if (found.closed && generic->speaker == candidate) {
        generic->speaker = -1;
        result->closed = true;
    }
    if (found.count == 0 ||
        (generic->speaker != candidate && !may_speak(generic, candidate, sample->t_ns)))
        return;
    if (generic->speaker != candidate) {
        /* What it has counted in silence is said now. Where it has followed all along, though the
         * speaker has just fallen silent, it is the same set. */
        const bool along = rhythm->counted[0].end_ns <= generic->last_rep_ns;
        generic->took_over = generic->speaker >= 0 || generic->missed || along;
        result->closed = result->closed && !along;
        generic->missed = false;
        generic->speaker = candidate;
        tell(generic, rhythm->counted, rhythm->counted_count, result);
    } else {
        result->taken_back = found.taken_back;
        tell(generic, found.swings, found.count, result);
    }
    result->sensor = (uint16_t)(candidate / GENERIC_SIGNALS);
    result->signal = (enum generic_signal)signal;
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
    result->closed = generic->speaker >= 0;
    generic_close(generic);
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        turn_begin(&generic->channels[i].turn);
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
        ret_result->closed = fall_silent(generic, sensor);
        return;
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
    sample.x = angle;
    hear(generic, speaker_of(sensor, GENERIC_TURN), &sample, ret_result);
}
