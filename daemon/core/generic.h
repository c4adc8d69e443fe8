/* SPDX-License-Identifier: MIT */
/*
 * generic.h - counts with IMUs in unknown places: which of their signals may speak.
 *
 * Every IMU has two signals, heave and turn, each with a rhythm of its own that listens all the
 * time. One of them, the liveliest that has found a rhythm, speaks for the set. When a clearly
 * livelier one finds its rhythm later it takes over, without counting twice. A single
 * one, but for one on the body, has another rhythm for its heave, which hears what is too slow for
 * the first. With several IMUs
 * (worn on the body) only angles are heard; with a single one both.
 */
#ifndef LUMBAR_CORE_GENERIC_H
#define LUMBAR_CORE_GENERIC_H

#include "core/heave.h"
#include "core/rhythm.h"
#include "core/sample.h"
#include "core/steps.h"
#include "core/turn.h"

enum generic_signal { GENERIC_HEAVE, GENERIC_TURN, GENERIC_SIGNALS };

/* The rhythms: one of each signal, and the slow one. */
enum { GENERIC_SLOW = GENERIC_SIGNALS, GENERIC_RHYTHMS };

enum generic_place {
    GENERIC_ANYWHERE,
    GENERIC_ON_BODY, /* worn on the trunk or a thigh: hands move by chance, too */
    GENERIC_ON_BAR,  /* which moves only when it is lifted, carried or loaded */
};

struct generic_channel {
    bool used;
    enum generic_place place;
    struct heave heave;
    struct turn turn;
    struct steps steps;
    struct rhythm rhythm[GENERIC_RHYTHMS];
    double spin;     /* rad/s, smoothed size of the rate */
    int64_t spun_ns; /* when it last was faster than a bar in hands */
    bool spins;      /* or was within the last second */
    double quiet;    /* m/s^2, smoothed vertical acceleration */
    double still_s;  /* so long it has not moved */
    double height;   /* m, as far as the heave's velocity tells, from anywhere */
    double heading;  /* rad, whither it faces, from anywhere; not wrapped */
    double lost_s;   /* so long no samples came before the next */
    int64_t lost_ns; /* when that last was so; 0 = never */
};

struct generic {
    struct generic_channel channels[SENSORS_MAX];
    struct rhythm_params params[GENERIC_RHYTHMS];
    unsigned used;         /* channels */
    bool lift;             /* a lift of a weight is expected: only vertical movement is heard */
    bool held;             /* ... that is held when a repetition begins, */
    bool sinks_first;      /* ... and is lowered before it is lifted */
    int speaker;           /* sensor * GENERIC_RHYTHMS + rhythm; -1 = none: no set is open */
    int64_t last_rep_ns;   /* far end of the last repetition given */
    bool took_over;        /* the speaker has, and has not told a repetition of its own yet */
    struct generic_first { /* what was told before a rhythm was found */
        unsigned count;
        int64_t start_ns;
        int64_t end_ns;
    } first;
    bool missed; /* who told is not heard any more; what it told stays told */
};

struct generic_result {
    unsigned count;
    struct swing swings[RHYTHM_PENDING_MAX];
    unsigned taken_back; /* of the repetitions told in this set, before those that are told now */
    bool closed;         /* the speaker has fallen silent: the set is over */
    uint16_t sensor;     /* that spoke */
    enum generic_signal signal;
};

void generic_reset(struct generic *generic);
/* Whether the movement is known to lift a weight up and down; held: and the weight is in the hands
 * or on the back before each repetition; sinks_first: which begins with lowering it. Forgets
 * rhythms found. */
void generic_expect_lift(struct generic *generic, bool lift, bool held, bool sinks_first);
void generic_attach(struct generic *generic, uint16_t sensor, enum generic_place place);
void generic_detach(struct generic *generic, uint16_t sensor);
/* Nothing comes from it for now: another may tell. */
void generic_miss(struct generic *generic, uint16_t sensor);
/* A gap or a jump in this sensor's signal. */
void generic_restart(struct generic *generic, uint16_t sensor);
/* So long no samples came before the one that is pushed next. */
void generic_lose(struct generic *generic, uint16_t sensor, double lost_s);
/* This one was seen before a rhythm was found, and told. The rhythm does not tell it again; one
 * that began before it takes it back. With nothing after it the set is over when no rhythm could
 * begin with it any more. */
void generic_tell_first(struct generic *generic, const struct swing *swing);
/* Whether a set is told by it: then it tells when that is over. */
bool generic_tells(const struct generic *generic);
/* Forgets rhythms found, as when a set is ended by command. */
void generic_close(struct generic *generic);

/* The same, but what was found since the last repetition stays: another movement has begun. */
void generic_close_told(struct generic *generic);

/* Which of a sensor's signals tells a movement of so many m/s and rad. */
enum generic_signal generic_livelier(double heave, double turn);

/* Whether this signal speaks for the set. */
bool generic_follows(const struct generic *generic, uint16_t sensor, enum generic_signal signal);

void generic_push(struct generic *generic, uint16_t sensor, int64_t t_ns, double dt_s,
                  const double up[3], const double rate[3], double vertical_accel,
                  struct generic_result *ret_result);

#endif
