/* SPDX-License-Identifier: MIT */
/*
 * rhythm.h - counts a movement of which nothing is known but that it repeats itself.
 *
 * For an IMU in an unknown place, and for lifts seen only from the bar. Swings between turning
 * points (zigzag.h) that resemble each other in size and spacing open a set; they are then counted
 * in hindsight, each with its own time. In an open set every further swing that fits is counted as
 * soon as it has clearly turned.
 *
 * Two kinds of signal:
 *   one way    a vertical velocity: every rising swing is the lifting phase of one repetition
 *   there and back   an angle: either direction may be "there"; the one in which the set began is
 */
#ifndef LUMBAR_CORE_RHYTHM_H
#define LUMBAR_CORE_RHYTHM_H

#include "core/zigzag.h"

#define RHYTHM_PENDING_MAX 6 /* swings kept in each direction while no set is open */
#define RHYTHM_LIVELY_S 6.0  /* so long a lively swing is remembered: about two repetitions */
#define RHYTHM_RECENT_MAX 5  /* counted swings from which the reference is taken */

struct rhythm_params {
    double floor;           /* signal's unit: hysteresis at least; tremor stays below */
    double hysteresis;      /* of the reference amplitude */
    bool there_and_back;    /* see above */
    unsigned open_swings;   /* similar swings that open a set, >= 2 */
    double open_amplitude;  /* of the newest of them, signal's unit; the earlier ones: half */
    double open_most;       /* of the newest; 0 = any */
    double open_similarity; /* their largest amplitude over their smallest */
    double open_skip;       /* of the amplitude: no larger swing may lie between them */
    double open_evenness;   /* the longer of neighbouring periods over the shorter */
    double open_closure;    /* their start (and end) levels agree within this, of the amplitude;
                               0 = not asked */
    double open_period_min_s;
    double open_period_max_s;
    double accept_low; /* in a set: amplitude over reference */
    double accept_high;
    double early_amplitude; /* in a set a swing of this much of the reference counts ... */
    double early_return;    /* ... when this much of it has come back; 0 = at the turn */
    double back;            /* there and back: of the swing; come back so far it counts ... */
    double back_still_s;    /* ... or when it comes no nearer for so long */
    double period_min_s;
    double period_min;    /* of the median period */
    bool held;            /* the weight is in the hands when a repetition begins: what rises
                             from where it lay is being fetched */
    bool sinks_first;     /* there and back: it sinks when it goes away */
    bool moves_by_chance; /* a hand's: what comes after a pause must be nearly the same */
    bool faces_one_way;   /* it is on a body: who lifts does not turn round */
    double end_s;         /* the set ends without a count for this long ... */
    double end_periods;   /* ... and for so many median periods */
    double forget_s;      /* time constant with which old extremes fade outside a set */
};

/* Repetitions found by one push: more than one when a set opens. */
struct rhythm_result {
    unsigned count;
    struct swing swings[RHYTHM_PENDING_MAX];
    unsigned taken_back; /* counts of this set that were none: small moves before the movement */
    bool opened;
    bool closed;
};

struct rhythm {
    struct zigzag zigzag;
    int64_t last_t_ns;
    int64_t lay_ns;     /* until then it lay still, and rose from there; 0 = never */
    double quiet_x;     /* about this it stays, within the floor, ... */
    int64_t quiet_ns;   /* ... since then */
    int64_t stirred_ns; /* when the last pause ended; 0 = none did */
    double paused_s;    /* how long that was */
    bool started;

    bool open;
    int away;           /* direction that counts, +1 or -1; 0 before a set opened */
    bool swing_counted; /* the swing under way was counted before its turn */
    bool returning;     /* there and back: `out` counts when it is back */
    struct swing out;
    double nearest;       /* share of the way that it has come back ... */
    int64_t nearer_ns;    /* ... and when that last was clearly more */
    int64_t began_ns;     /* far end of the first swing of this set */
    int64_t lost_from_ns; /* the last gap in the samples; 0 = none */
    int64_t lost_to_ns;
    bool lost;             /* what happened in it may still be told by what follows */
    bool lost_one;         /* samples were lost where one more swing was due */
    double low_before;     /* the lowest between the last count and then ... */
    double low;            /* ... and since; if none were lost there, since the last count */
    int64_t last_count_ns; /* when the last count was given */
    int64_t last_beat_ns;  /* of the last counted swing: its top, or when an angle left home */
    struct swing counted[RHYTHM_PENDING_MAX]; /* the newest swings of this set, oldest first */
    unsigned counted_count;
    double amplitudes[RHYTHM_RECENT_MAX];
    unsigned amplitude_count;
    double periods[RHYTHM_RECENT_MAX];
    unsigned period_count;
    double reference; /* median of amplitudes; 0 = none yet */
    double period_s;  /* median of periods; 0 = none yet */
    bool even;        /* those of counted resemble their neighbours, and are enough to say so */
    double newest_period_s;

    struct swing pending[2][RHYTHM_PENDING_MAX]; /* [0] falling, [1] rising; oldest first */
    unsigned pending_count[2];
    double livelihood; /* largest recent amplitude of a swing that could open a set */
    int64_t lively_ns; /* when that was */
};

/* rhythm_params.c. Vertical velocity in m/s; named: the exercise is known to be a lift, so less
 * evidence will do. */
struct rhythm_params rhythm_velocity_params(bool named, bool held);
/* Likewise of the bar itself, in a lift that is known. */
struct rhythm_params rhythm_bar_params(bool held);
/* Of a bar, too, whatever is done with it: as slow, but on more evidence; by_chance: or of what
 * may be a hand. */
struct rhythm_params rhythm_slow_params(bool by_chance);
/* Whose angle it is: the less a place moves by chance, the smaller a movement is believed. */
enum rhythm_worn {
    RHYTHM_ANYWHERE, /* a single IMU, perhaps in a hand */
    RHYTHM_ON_BODY,  /* a single one, on the trunk or a thigh */
    RHYTHM_ON_BAR,   /* a single one, and the exercise is known to lift it */
    RHYTHM_SEVERAL,  /* IMUs are worn */
};
/* Angle in rad. */
struct rhythm_params rhythm_angle_params(enum rhythm_worn worn);

struct rhythm_sample {
    int64_t t_ns;
    double x;
    double up[3];    /* unit, how the sensor stands */
    double heading;  /* rad, whither it faces, from anywhere; not wrapped */
    double height;   /* m, likewise, as far as a leaky velocity tells */
    double velocity; /* m/s, that velocity, whatever x is */
    double still_s;  /* so long it has not moved; hands never are that quiet */
    double lost_s;   /* so long no samples came before this one, if too long; else 0 */
};

void rhythm_reset(struct rhythm *rhythm);
void rhythm_push(struct rhythm *rhythm, const struct rhythm_params *params,
                 const struct rhythm_sample *sample, struct rhythm_result *ret_result);
/* Of the time from the beat of one swing to that of a later one, which lie at a_ns and b_ns, so
 * much was a pause: s. */
double rhythm_pause_between(const struct swing *b, int64_t a_ns, int64_t b_ns);
/* After a gap or a jump the signal begins anew; an open set stays open. */
void rhythm_restart_signal(struct rhythm *rhythm);
void rhythm_close(struct rhythm *rhythm);

#endif
