/* SPDX-License-Identifier: MIT */
#include "core/form_speed.h"

#include <math.h>

#define CLEAR_PERCENT 7.0 /* what an error of 0.02 m/s does at 0.4 m/s: research note 3.5 */
#define EARLY_REPS 3      /* a speed that is gone by then was never there; design value */

void form_speed_begin_set(struct form_speed *speed)
{
    *speed = (struct form_speed){
        .fastest = {.most = {NAN, NAN}},
        .farthest = {.most = {NAN, NAN}},
        .shortest_s = NAN,
        .velocity_loss_percent = NAN,
        .loss_percent = NAN,
        .range_loss_percent = NAN,
        .loss_before = NAN,
        .heavy = NAN,
        .heavy_before = NAN,
    };
}

static double lost_percent(double best, double now)
{
    return isnan(now) ? NAN : 100.0 * (best - now) / best;
}

/* Of the first measure that is known now, and was half as often as the movement: else its best is
 * not that of the set. */
static double lost_of_best(struct form_speed_best *best, const double now[FORM_SPEED_MEASURES])
{
    double lost = NAN;
    for (unsigned i = FORM_SPEED_MEASURES; i-- > 0;) {
        if (isnan(now[i]))
            continue;
        best->known[i]++;
        best->most[i] = fmax(best->most[i], now[i]); /* prefers a number to NAN */
        if (2 * best->known[i] >= best->known[FORM_SPEED_MOVEMENT])
            lost = lost_percent(best->most[i], now[i]);
    }
    return lost;
}

void form_speed_push(struct form_speed *speed, const struct form_speed_rep *rep)
{
    speed->reps++;
    speed->loss_before = speed->loss_percent;
    speed->heavy_before = speed->heavy;
    speed->shortest_s = fmin(speed->shortest_s, rep->lifting_s);
    speed->velocity_loss_percent = lost_of_best(&speed->fastest, rep->speed);
    double slower = lost_percent(1.0 / speed->shortest_s, 1.0 / rep->lifting_s);
    bool timed = !isnan(speed->velocity_loss_percent) && !isnan(slower);
    speed->loss_percent = timed ? fmin(speed->velocity_loss_percent, slower) : NAN;
    speed->range_loss_percent = lost_of_best(&speed->farthest, rep->range);
    bool known = !isnan(speed->loss_percent) && !isnan(speed->range_loss_percent);
    speed->heavy = known ? fmin(speed->loss_percent, 2.0 * speed->range_loss_percent) : NAN;
}

static bool beyond(double percent, double before, double limit)
{
    return percent >= limit && (before >= limit || percent >= limit + CLEAR_PERCENT);
}

static bool judge_loss(const struct exercise *exercise, enum form_rule rule, double percent,
                       double before, enum cue_severity worse, struct form_finding *ret_finding)
{
    const struct form_limit *limit = &exercise->form[rule];
    if (!exercise_judges(exercise, rule) || !beyond(percent, before, limit->hint))
        return false;
    ret_finding->severity = beyond(percent, before, limit->warn) ? worse : CUE_HINT;
    ret_finding->amount = percent;
    ret_finding->threshold = limit->hint;
    return true;
}

bool form_near_failure(const struct exercise *exercise, const struct form_speed *speed,
                       struct form_finding *ret_finding)
{
    ret_finding->fault = FAULT_NEAR_FAILURE;
    return judge_loss(exercise, FORM_RULE_NEAR_FAILURE, speed->loss_percent, speed->loss_before,
                      CUE_STOP, ret_finding);
}

bool form_too_heavy(const struct exercise *exercise, const struct form_speed *speed,
                    struct form_finding *ret_finding)
{
    ret_finding->fault = FAULT_TOO_HEAVY;
    if (speed->reps <= EARLY_REPS && judge_loss(exercise, FORM_RULE_TOO_HEAVY, speed->loss_percent,
                                                0.0, CUE_WARNING, ret_finding))
        return true;
    if (!judge_loss(exercise, FORM_RULE_TOO_HEAVY, speed->heavy, speed->heavy_before, CUE_WARNING,
                    ret_finding))
        return false;
    ret_finding->amount = speed->loss_percent;
    return true;
}
