/* SPDX-License-Identifier: MIT */
#include "core/hold_give.h"

#include <math.h>

#include "core/vec3.h"

#define DEGREES (180.0 / 3.14159265358979323846)

#define REFERENCE_S 1.0 /* design value: the simulator's and people's holds are firm so long */
#define SMOOTH_S 0.3    /* tremor and breath; design value */
#define DWELL_S 0.5     /* design value */

void hold_give_begin(struct hold_give *give, double turned_before_deg)
{
    *give = (struct hold_give){.turned_before = turned_before_deg};
}

static void calm(struct hold_excess *excess)
{
    *excess = (struct hold_excess){.told = excess->told};
}

void hold_give_change_trunk(struct hold_give *give)
{
    give->trunk = (struct hold_part){.seconds = 0.0};
    give->lumbar_zero = give->lumbar_s = 0.0;
    calm(&give->sag);
    calm(&give->twist);
}

void hold_give_change_pelvis(struct hold_give *give)
{
    give->pelvis = (struct hold_part){.seconds = 0.0};
    give->lumbar_zero = give->lumbar_s = 0.0;
    calm(&give->sag);
    calm(&give->twist);
}

static double away_of(struct hold_part *part, bool present, const double up[3], double dt_s)
{
    if (!present)
        return 0.0;
    if (part->seconds < REFERENCE_S) {
        vec3_add_scaled(part->up, up, dt_s);
        part->seconds += dt_s;
        return 0.0;
    }
    return vec3_angle(part->up, up) * DEGREES;
}

static bool exceeds(struct hold_excess *excess, int64_t t_ns, double dt_s, double value,
                    double limit)
{
    if (isnan(value) || isnan(limit))
        return false;
    excess->value += (value - excess->value) * dt_s / (SMOOTH_S + dt_s);
    double size = fabs(excess->value);
    if (size < 0.5 * limit)
        excess->half_ns = 0;
    else if (excess->half_ns == 0)
        excess->half_ns = t_ns;
    excess->beyond_s = size > limit ? excess->beyond_s + dt_s : 0.0;
    if (excess->told || excess->beyond_s < DWELL_S)
        return false;
    excess->told = true;
    return true;
}

/* How far the body has given way since the first second, degrees. */
static double given_way(struct hold_give *give, const struct hold_moment *moment, double dt_s)
{
    double lumbar = moment->frame->angles.lumbar, bent = 0.0;
    double trunk = away_of(&give->trunk, moment->has_trunk, moment->trunk_up, dt_s);
    double pelvis = away_of(&give->pelvis, moment->has_pelvis, moment->pelvis_up, dt_s);
    if (!isnan(lumbar) && give->lumbar_s < REFERENCE_S) {
        give->lumbar_s += dt_s;
        give->lumbar_zero += (lumbar - give->lumbar_zero) * dt_s / give->lumbar_s;
    } else if (!isnan(lumbar)) {
        bent = fabs(lumbar - give->lumbar_zero);
    }
    /* Where both lean one way the difference is at most the sum of what both have moved. */
    return fmax(fmax(trunk, pelvis), fmin(bent, trunk + pelvis));
}

void hold_give_push(struct hold_give *give, const struct exercise_hold *asked,
                    const struct hold_moment *moment, double dt_s, struct hold_given *ret_given)
{
    double sag = given_way(give, moment, dt_s);
    double turned = moment->turned_deg - give->turned_before;
    bool sagged = exceeds(&give->sag, moment->t_ns, dt_s, sag, asked->sag_deg);
    bool twisted = exceeds(&give->twist, moment->t_ns, dt_s, turned, asked->twist_deg);

    *ret_given = (struct hold_given){
        .sagged = sagged,
        .sag_onset_ns = give->sag.half_ns,
        .sag_deg = give->sag.value,
        .twisted = twisted,
        .twist_onset_ns = give->twist.half_ns,
        .twist_deg = fabs(give->twist.value),
    };
}
