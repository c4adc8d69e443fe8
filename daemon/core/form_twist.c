/* SPDX-License-Identifier: MIT */
#include "core/form_twist.h"

#include <math.h>

#define RADIANS (3.14159265358979323846 / 180.0)
#define UPRIGHT_DEG 30.0 /* design value */
#define STEP_MAX_S 0.3   /* across a longer gap it starts anew; design value */
#define ZERO_S 0.5       /* how slowly the zero is followed between repetitions; design value */
#define DRIFT_S 20.0     /* and within one: what a gyroscope's error gathers; design value */
#define RELEASE 0.7      /* of the limit; design value */
#define CLEAR 1.2        /* of the limit: one repetition alone; design value */
#define CONFIDENCE 0.7   /* design value: part of it is integrated */

void form_twist_reset(struct form_twist *twist)
{
    *twist = (struct form_twist){.amount_deg = NAN};
}

/* Turning of the trunk about its length, against the pelvis: the part that gravity cannot see. */
static double turning(const struct body_angles *angles)
{
    return (angles->trunk_turn_rate - angles->pelvis_turn_rate) * cos(RADIANS * angles->trunk);
}

/* ... and the part that it can. While it is not known where forward lies there is none to speak of
 * in an upright trunk. */
static double leaning(const struct body_angles *angles)
{
    if (isnan(angles->trunk_side) || isnan(angles->pelvis_side))
        return fabs(angles->trunk) < UPRIGHT_DEG ? 0.0 : NAN;
    return (angles->trunk_side - angles->pelvis_side) * sin(RADIANS * angles->trunk);
}

static void follow(struct form_twist *twist, double dt_s, bool under_way,
                   const struct body_angles *angles)
{
    double slow_s = under_way ? DRIFT_S : ZERO_S, share = dt_s / (slow_s + dt_s);
    double turn_rate = turning(angles), lean = leaning(angles), turned = NAN, rolled = NAN;
    if (!isnan(turn_rate) && !isnan(lean)) {
        twist->turned_deg += turn_rate * dt_s;
        turned = twist->turned_deg + lean - twist->turned_zero;
        twist->turned_zero += share * turned;
    }
    if (!isnan(angles->pelvis_side)) {
        rolled = angles->pelvis_side - twist->rolled_zero;
        if (!under_way)
            twist->rolled_zero += share * rolled;
    }
    twist->amount_deg = isnan(turned) || fabs(rolled) > fabs(turned) ? rolled : turned;
}

bool form_twist_push(struct form_twist *twist, const struct exercise *exercise, int64_t t_ns,
                     bool under_way, const struct body_angles *angles,
                     struct form_finding *ret_finding)
{
    double dt_s = (double)(t_ns - twist->t_ns) * 1e-9;
    if (!exercise_judges(exercise, FORM_RULE_TWIST))
        return false;
    if (!twist->started || dt_s > STEP_MAX_S) {
        *twist = (struct form_twist){.started = true, .t_ns = t_ns, .amount_deg = NAN};
        twist->turned_zero = isnan(leaning(angles)) ? 0.0 : leaning(angles);
        twist->rolled_zero = isnan(angles->pelvis_side) ? 0.0 : angles->pelvis_side;
        return false;
    }
    twist->t_ns = t_ns;
    follow(twist, dt_s, under_way, angles);

    if (!under_way || isnan(twist->amount_deg)) {
        twist->dwell.above = false;
        twist->was_under_way = false;
        return false;
    }
    if (!twist->was_under_way) {
        twist->was_under_way = true;
        twist->before_deg = twist->most_deg;
        twist->most_deg = 0.0;
    }
    double hint = exercise->form[FORM_RULE_TWIST].hint;
    double limit = twist->before_deg >= hint ? hint : CLEAR * hint;
    twist->most_deg = fmax(twist->most_deg, fabs(twist->amount_deg));
    if (!form_dwell_push(&twist->dwell, t_ns, fabs(twist->amount_deg), limit, RELEASE * limit))
        return false;
    ret_finding->fault = FAULT_TWIST;
    ret_finding->onset_ns = twist->dwell.onset_ns;
    ret_finding->confidence = CONFIDENCE;
    if (!form_beyond(exercise, FORM_RULE_TWIST, twist->dwell.peak, ret_finding))
        return false;
    ret_finding->amount = copysign(twist->dwell.peak, twist->amount_deg);
    return true;
}
