/* SPDX-License-Identifier: MIT */
#include "core/rhythm.h"

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

struct rhythm_params rhythm_bar_params(bool held)
{
    struct rhythm_params params = rhythm_velocity_params(true, held);
    /* Lifted in 2 s over 0.3 m, of which the leak leaves as much. Who walks with a bar bobs no
     * less, and is heard to walk; design values. */
    params.floor = 0.15;
    params.open_amplitude = 0.20;
    return params;
}

/* What is loaded or carried rises as slowly by chance, but hardly three times alike, and with so
 * much time for each. Hands do so many things that it must be more alike, and slow indeed. */
struct rhythm_params rhythm_slow_params(bool by_chance)
{
    struct rhythm_params params = rhythm_bar_params(false);
    params.open_swings = 3;
    params.open_period_min_s = 3.0; /* lifted in 2 s, lowered in 1 s; design value */
    if (by_chance) {
        params.open_similarity = params.open_evenness = 1.6; /* as after a pause */
        params.open_most = 0.6; /* a little above where the first rhythm hears */
    }
    return params;
}

struct rhythm_params rhythm_angle_params(enum rhythm_worn worn)
{
    static const double open_amplitude[] = {
        [RHYTHM_ANYWHERE] = 0.35, /* 20 deg: a free wrist */
        [RHYTHM_ON_BODY] = 0.20,  /* 11 deg: a pelvis in a squat turns by 15 */
        [RHYTHM_ON_BAR] = 0.20,   /* hanging from arms it turns as little */
        [RHYTHM_SEVERAL] = 0.10,  /* 6 deg: a low leg raise */
    };
    return (struct rhythm_params){
        .floor = 0.06, /* rad: sensor noise and skin, 1 to 2 degrees */
        .hysteresis = 0.35,
        .there_and_back = true,
        .open_swings = 3, /* angles also change in idle movement */
        .open_amplitude = open_amplitude[worn],
        .open_similarity = 2.0,
        .open_skip = 0.35, /* idle arms swing in all sizes */
        .open_evenness = 2.0,
        .open_closure = 0.6,
        .open_period_min_s = 1.5, /* legs and arms swing about once a second when walking */
        /* As long as exercises have it where one is chosen that lifts a bar; else so much is
         * stirring. */
        .open_period_max_s = worn == RHYTHM_ON_BAR ? 30.0 : 14.0,
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
