/* SPDX-License-Identifier: MIT */
#include "core/hold_private.h"

#include <math.h>
#include <string.h>

#define NS_PER_S 1e9

#define STEP_NS 20000000    /* design value: tremor is slower than 25 Hz */
#define SLOW_BACK 25        /* moments: half a second */
#define SLOW_SPAN 0.12      /* of the smallest way, in half a second; design value */
#define SLOW_SPAN_MIN 2.5   /* degrees: sway of who trembles; design value */
#define STILL_NS 2000000000 /* design value: a repetition's pause is shorter */
#define LEVEL_MOMENTS 20    /* of which the level is the mean: 0.4 s; design value */
#define EDGE 0.05           /* of the way: an end of the hold; as EDGE of tempo.c, twice for sway */
#define EDGE_MIN 0.8        /* degrees: sway; design value */
#define PACE 8              /* moments from which the pace there is taken; design value */
#define PACE_MIN 2.0        /* deg/s: slower is sway; design value */
#define AWAY 0.25           /* of the way; design value */
#define AWAY_MIN 3.0        /* degrees; design value */
#define AWAY_NS 500000000   /* research note 2.4: shorter excursions are tolerated */
#define SHIFT_NS 1500000000 /* design value: settled elsewhere within this it is still the hold */
#define KEPT 0.5            /* of the way: then it is still the hold; design value */
#define KEPT_MIN 2.0        /* degrees; design value */
#define BEFORE_MOMENTS 75   /* 1.5 s; design value */
#define FEET_STEADY 0.03    /* design value */
#define FEET_MIN_N 150.0    /* less: nobody stands there; design value */
#define TAIL_MAX_S 0.2      /* design value */
#define FAR 0.02            /* of the way: at 98 per cent the position is reached and left */
#define BAR_RISE 0.5        /* of its smallest way: the filter loses some; design value */
#define BAR_MOVED 0.3       /* of the way it does not seem to rest; design value */
#define WAY_EDGE 0.1        /* of the way: nearer to either end it may rest; design value */
#define BAR_MOVES_M_S 0.08  /* above what a held bar trembles; design value */
#define LEVEL_FOLLOW_S 1.0  /* design value */
#define LOAD_LOST 0.5       /* of the limit; hysteresis, design value */
#define ALIKE_DEG 12.0      /* of two holds of a set; design value */

bool hold_sees(const struct hold *hold)
{
    const struct hold_point *point = &hold->history[hold->newest];
    for (unsigned i = 0; i < HOLD_SIGNALS && hold->count > 0 && !hold->view.lost; i++)
        if (!isnan(point->y[i]))
            return true;
    return false;
}

void hold_restart(struct hold *hold)
{
    hold->count = 0;
    hold->slow_ns = hold->away_ns = 0;
}

void hold_choose(struct hold *hold, const struct exercise *exercise)
{
    *hold = (struct hold){
        .exercise = exercise && exercise->kind == EXERCISE_HOLD ? exercise : NULL,
    };
}

void hold_know_weight(struct hold *hold, double weight)
{
    hold->weight = weight;
}

/*
 * A pelvis or a limb may lean either way. A bar's height is known only from rest to rest, so that
 * it is not followed; an exercise that names it lifts a bar.
 */
static double value_of(const struct exercise *exercise, unsigned i,
                       const struct motion_frame *frame)
{
    enum body_signal signal = exercise->signals[i].signal;
    double y = motion_raw(frame, signal).y;
    if (signal == BODY_SIGNAL_BAR_HEIGHT)
        return NAN;
    if (signal != BODY_SIGNAL_TRUNK && signal != BODY_SIGNAL_LUMBAR)
        y = fabs(y);
    return y * motion_away(exercise, signal);
}

/* What the feet bear of who stands still without a load. */
static void follow_weight(struct hold *hold)
{
    double feet = hold->count > 0 ? hold_point_at(hold, 0)->feet : NAN;
    double most = hold->weight * (1.0 + 0.5 * (hold->exercise->hold.load_share - 1.0));
    if (hold->count <= 2 * SLOW_BACK || !(feet > FEET_MIN_N) || (most > 0.0 && feet > most))
        return;
    for (unsigned age = 0; age <= 2 * SLOW_BACK; age += SLOW_BACK / 5)
        if (!(fabs(hold_point_at(hold, age)->feet - feet) < FEET_STEADY * feet))
            return;
    hold->weight = feet;
}

/*
 * Where nothing of the body is seen, the load's being borne still is the hold, as if the first
 * signal had made its way: the cable is taut, or the feet bear more and no bar moves. How far the
 * arms are out a cable does not show. NAN: no load is seen either.
 */
static double borne_value(const struct hold *hold, const struct motion_frame *frame)
{
    const struct exercise_hold *asked = &hold->exercise->hold;
    double feet = frame->loads.feet_left + frame->loads.feet_right;
    bool borne;
    if (!isnan(asked->cable_n) && !isnan(frame->loads.cable))
        borne = frame->loads.cable >= asked->cable_n;
    else if (!isnan(asked->load_share) && !isnan(feet))
        borne = hold->weight > 0.0 && feet >= asked->load_share * hold->weight &&
                !(fabs(frame->bar_velocity) > BAR_MOVES_M_S); /* NAN: no bar is seen */
    else
        return NAN;
    return borne ? hold_borne_way(hold->exercise) : 0.0;
}

static void remember(struct hold *hold, const struct hold_moment *moment)
{
    const struct load_forces *loads = &moment->frame->loads;
    hold->newest = (hold->newest + 1) % HOLD_HISTORY;
    if (hold->count < HOLD_HISTORY)
        hold->count++;
    struct hold_point *point = &hold->history[hold->newest];
    *point = (struct hold_point){
        .t_ns = moment->t_ns,
        .feet = loads->feet_left + loads->feet_right,
        .turned_deg = moment->turned_deg,
        .bar = moment->frame->bar_swing,
        .bar_still = moment->frame->bar_still,
    };
    bool seen = false;
    for (unsigned i = 0; i < HOLD_SIGNALS; i++) {
        bool followed = i < hold_signals_of(hold->exercise);
        point->y[i] = followed ? value_of(hold->exercise, i, moment->frame) : NAN;
        seen |= !isnan(point->y[i]);
    }
    if (!seen)
        point->y[0] = borne_value(hold, moment->frame);
    point->by_load = !seen && !isnan(point->y[0]);
    if (hold->count > 1 && point->by_load != hold_point_at(hold, 1)->by_load)
        hold_forget_past(hold);
}

/* Whether nothing moved in the last half second. Unknown signals do not move. */
static bool is_slow(const struct hold *hold)
{
    if (hold->count <= SLOW_BACK)
        return false;
    const struct hold_point *now = hold_point_at(hold, 0), *then = hold_point_at(hold, SLOW_BACK);
    for (unsigned i = 0; i < hold_signals_of(hold->exercise); i++)
        if (fabs(now->y[i] - then->y[i]) >
            fmax(SLOW_SPAN_MIN, SLOW_SPAN * hold_way_min(hold->exercise, i)))
            return false;
    return true;
}

static double mean_of(const struct hold *hold, unsigned i, unsigned oldest, unsigned newest)
{
    double sum = 0.0;
    for (unsigned age = newest; age <= oldest; age++)
        sum += hold_point_at(hold, age)->y[i];
    return sum / (oldest - newest + 1);
}

static unsigned age_of(const struct hold *hold, int64_t t_ns)
{
    unsigned age = 0;
    while (age + 1 < hold->count && hold_point_at(hold, age)->t_ns > t_ns)
        age++;
    return age;
}

static double edge_of(double way)
{
    return fmax(EDGE_MIN, EDGE * fabs(way));
}

/* How long the way took, or takes, from the edge of the level to 98 per cent of itself. */
static int64_t tail_ns(const struct hold *hold, unsigned i, unsigned older, unsigned newer,
                       double way)
{
    if (older >= hold->count)
        return 0;
    const struct hold_point *from = hold_point_at(hold, older), *to = hold_point_at(hold, newer);
    double pace = fabs(to->y[i] - from->y[i]) * NS_PER_S / (double)(to->t_ns - from->t_ns);
    double rest = fmax(0.0, edge_of(way) - FAR * fabs(way));
    return pace > PACE_MIN ? (int64_t)(fmin(TAIL_MAX_S, rest / pace) * NS_PER_S) : 0;
}

static bool within(double value, double min, double max)
{
    return isnan(value) || isnan(min) || (value >= min && value <= max);
}

/* What is not asked, or not known, forbids nothing. */
static bool posture_fits(const struct hold *hold, const struct motion_frame *frame)
{
    const struct exercise *exercise = hold->exercise;
    return within(frame->angles.trunk, exercise->far_trunk_min_deg, exercise->far_trunk_max_deg) &&
           within(fabs(frame->angles.pelvis), exercise->hold.pelvis_min_deg,
                  exercise->hold.pelvis_max_deg) &&
           within(motion_raw(frame, BODY_SIGNAL_WRIST).y, exercise->hold.wrist_min_deg,
                  exercise->hold.wrist_max_deg);
}

static bool loaded(const struct hold *hold, const struct motion_frame *frame, double feet_before,
                   double share)
{
    const struct exercise_hold *asked = &hold->exercise->hold;
    double feet = frame->loads.feet_left + frame->loads.feet_right;
    if (!isnan(asked->cable_n) && frame->loads.cable < share * asked->cable_n)
        return false;
    return isnan(asked->load_share) || isnan(feet) || isnan(feet_before) ||
           feet >= feet_before * (1.0 + share * (asked->load_share - 1.0));
}

/* Where each signal turned into the way that ended at that age; how long the way is. */
static void look_back(struct hold *hold, unsigned arrival, double way[], unsigned *ret_oldest)
{
    unsigned oldest = arrival;
    for (unsigned i = 0; i < hold_signals_of(hold->exercise); i++) {
        double y = mean_of(hold, i, arrival, arrival > LEVEL_MOMENTS ? arrival - LEVEL_MOMENTS : 0);
        double least = y;
        unsigned least_age = arrival;
        for (unsigned age = arrival; age < hold->count; age++) {
            if (!(hold_point_at(hold, age)->y[i] < least))
                continue;
            least = hold_point_at(hold, age)->y[i];
            least_age = age;
        }
        hold->level[i] = y;
        hold->before[i] = least;
        way[i] = y - least;
        if (way[i] >= hold_way_min(hold->exercise, i) && least_age > oldest)
            oldest = least_age;
    }
    *ret_oldest = oldest;
}

/*
 * Who straightens up without the bar makes the same way: the bar must have risen with it, or else
 * the feet tell what they bear (loaded()). Where neither is seen nothing tells that it was lifted.
 */
static bool bar_rose(const struct hold *hold, unsigned oldest, unsigned arrival)
{
    double least = NAN, rise = 0.0, from = hold_point_at(hold, oldest)->bar;
    double edge = WAY_EDGE * (hold->level[0] - hold->before[0]);
    unsigned moved = 0, moments = 0;
    for (unsigned i = 0; i < hold->exercise->signal_count; i++)
        if (hold->exercise->signals[i].signal == BODY_SIGNAL_BAR_HEIGHT)
            least = hold->exercise->signals[i].range_min;
    if (isnan(least))
        return true;
    if (isnan(from))
        return !isnan(hold_point_at(hold, arrival)->feet);
    for (unsigned age = arrival; age <= oldest; age++) {
        const struct hold_point *point = hold_point_at(hold, age);
        rise = fmax(rise, point->bar - from);
        if (point->y[0] < hold->before[0] + edge || point->y[0] > hold->level[0] - edge)
            continue;
        moments++;
        moved += !point->bar_still;
    }
    /* What was lowered before seems to rise again, as far as it was, with the filter's leak; the
     * feet, where they are seen, do not bear it. */
    double leak = isnan(hold_point_at(hold, 0)->feet) ? fmax(0.0, -from) : 0.0;
    return rise >= least + leak || (rise >= BAR_RISE * least && moved >= BAR_MOVED * moments);
}

/* Where the trunk was before the way, if it is followed. */
static bool start_fits(const struct hold *hold, const struct motion_frame *frame)
{
    const struct exercise *exercise = hold->exercise;
    for (unsigned i = 0; i < hold_signals_of(exercise); i++)
        if (exercise->signals[i].signal == BODY_SIGNAL_TRUNK && !isnan(frame->angles.trunk))
            return within(hold->before[i] * motion_away(exercise, BODY_SIGNAL_TRUNK),
                          exercise->start_trunk_min_deg, exercise->start_trunk_max_deg);
    return true;
}

/* The first signal that is present decides: its way, and when it arrived. */
static bool way_made(struct hold *hold, unsigned slow_age, int64_t *ret_start_ns,
                     unsigned *ret_oldest)
{
    double way[HOLD_SIGNALS];
    look_back(hold, slow_age, way, ret_oldest);
    for (unsigned i = 0; i < hold_signals_of(hold->exercise); i++) {
        if (isnan(way[i]))
            continue;
        if (way[i] < hold_way_min(hold->exercise, i) ||
            way[i] > hold->exercise->signals[i].range_max)
            return false;
        unsigned age = slow_age;
        while (age + 1 < hold->count &&
               fabs(hold_point_at(hold, age)->y[i] - hold->level[i]) <= edge_of(way[i]))
            age++;
        *ret_start_ns = hold_point_at(hold, age)->t_ns + tail_ns(hold, i, age + PACE, age, way[i]);
        return true;
    }
    return false;
}

/* What the feet bore before: least around the beginning of the way, when the load still lay. */
static double feet_before(const struct hold *hold, unsigned oldest, unsigned arrival)
{
    double least = NAN;
    for (unsigned age = arrival; age < hold->count && age <= oldest + BEFORE_MOMENTS; age++) {
        double feet = hold_point_at(hold, age)->feet;
        if (feet > FEET_MIN_N)
            least = fmin(least, feet); /* ignores NAN */
    }
    return least;
}

/*
 * What is asked of the posture and was seen at the last hold of the set is not seen now: then what
 * is left must be as it was there. Who rests on a knee has put it to the same place on the way.
 */
static bool resembles(const struct hold *hold, const struct motion_frame *frame)
{
    const struct exercise *exercise = hold->exercise;
    bool trunk = isnan(exercise->far_trunk_min_deg) || !isnan(frame->angles.trunk);
    bool pelvis = isnan(exercise->hold.pelvis_min_deg) || !isnan(frame->angles.pelvis);
    if (!hold->kept_known || (trunk && pelvis))
        return true;
    for (unsigned i = 0; i < hold_signals_of(exercise); i++)
        if (fabs(hold->level[i] - hold->kept[i]) > ALIKE_DEG)
            return false;
    return true;
}

static void begin(struct hold *hold, int64_t start_ns, unsigned oldest, double feet)
{
    hold->state = HOLD_HELD;
    hold->view = (struct hold_view){.by_load = hold_point_at(hold, 0)->by_load,
                                    .level = NAN,
                                    .shown_ns = hold_point_at(hold, 0)->t_ns};
    hold->start_ns = start_ns;
    hold->away_ns = 0;
    hold->feet_before = feet;
    hold_give_begin(&hold->give, hold_point_at(hold, oldest)->turned_deg);
    for (unsigned i = 0; i < HOLD_SIGNALS; i++) {
        bool followed = i < hold_signals_of(hold->exercise);
        hold->way[i] = followed ? hold->level[i] - hold->before[i] : NAN;
        hold->level[i] = hold->kept[i] = followed ? mean_of(hold, i, LEVEL_MOMENTS, 0) : NAN;
    }
    hold->kept_known = true;
}

static void wait_for_hold(struct hold *hold, const struct hold_moment *moment,
                          struct hold_result *result)
{
    int64_t start_ns;
    unsigned oldest;
    if (hold->slow_ns == 0 || moment->t_ns - hold->slow_ns < STILL_NS ||
        !posture_fits(hold, moment->frame))
        return;
    unsigned slow_age = age_of(hold, hold->slow_ns);
    if (!way_made(hold, slow_age, &start_ns, &oldest) || !start_fits(hold, moment->frame) ||
        (!isnan(moment->frame->angles.trunk) && !bar_rose(hold, oldest, slow_age)))
        return;
    double feet = hold->weight > 0.0 ? hold->weight : feet_before(hold, oldest, slow_age);
    if (!loaded(hold, moment->frame, feet, 1.0) || !resembles(hold, moment->frame))
        return;
    begin(hold, start_ns, oldest, feet);
    result->event = HOLD_EVENT_BEGUN;
    hold->told_s = (unsigned)((double)(moment->t_ns - start_ns) / NS_PER_S);
    result->start_ns = start_ns;
    result->end_ns = moment->t_ns;
}

/* The last moment at which every signal was where it had been kept. */
static int64_t left_at(const struct hold *hold)
{
    unsigned age = 0;
    int64_t left_ns = hold_point_at(hold, 0)->t_ns;
    for (unsigned i = 0; i < hold_signals_of(hold->exercise); i++) {
        unsigned away = 0;
        double way = hold->level[i] - hold->before[i], edge = edge_of(way);
        while (away + 1 < hold->count &&
               fabs(hold_point_at(hold, away)->y[i] - hold->level[i]) > edge)
            away++;
        if (away <= age)
            continue;
        age = away;
        left_ns = hold_point_at(hold, age)->t_ns -
                  tail_ns(hold, i, age, age > PACE ? age - PACE : 0, way);
    }
    return left_ns;
}

/* Away from where it is kept; levels follow slowly as long as it is not. */
static bool is_away(struct hold *hold, double dt_s)
{
    const struct hold_point *now = hold_point_at(hold, 0);
    bool away = false;
    for (unsigned i = 0; i < hold_signals_of(hold->exercise); i++)
        away |= fabs(now->y[i] - hold->level[i]) >
                fmax(AWAY_MIN, AWAY * (hold->level[i] - hold->before[i]));
    for (unsigned i = 0; i < hold_signals_of(hold->exercise) && !away; i++)
        if (!isnan(now->y[i]))
            hold->level[i] += (now->y[i] - hold->level[i]) * fmin(1.0, dt_s / LEVEL_FOLLOW_S);
    return away;
}

/* It has settled at another level, but not back where it came from. */
static bool still_kept(const struct hold *hold)
{
    for (unsigned i = 0; i < hold_signals_of(hold->exercise); i++) {
        double way = hold->level[i] - hold->before[i];
        double now = hold_point_at(hold, 0)->y[i] - hold->before[i];
        if (hold->way[i] >= hold_way_min(hold->exercise, i) &&
            (now < fmax(KEPT * way, KEPT_MIN) || now > way / KEPT))
            return false;
    }
    return true;
}

static bool is_left(struct hold *hold, const struct hold_moment *moment, double dt_s)
{
    if (!loaded(hold, moment->frame, hold->feet_before, LOAD_LOST))
        return true;
    if (!is_away(hold, dt_s)) {
        hold->away_ns = 0;
        return false;
    }
    if (hold->away_ns == 0)
        hold->away_ns = moment->t_ns;
    int64_t away_ns = moment->t_ns - hold->away_ns;
    bool kept = still_kept(hold);
    if (away_ns < AWAY_NS || (kept && away_ns < SHIFT_NS))
        return false;
    if (!kept || hold->slow_ns == 0)
        return true;
    for (unsigned i = 0; i < hold_signals_of(hold->exercise); i++)
        hold->level[i] = hold_point_at(hold, 0)->y[i];
    hold->away_ns = 0;
    return false;
}

static void keep(struct hold *hold, const struct hold_moment *moment, double dt_s,
                 struct hold_result *result)
{
    struct hold_view *view = &hold->view;
    result->start_ns = hold->start_ns;
    result->end_ns = moment->t_ns;
    if (!hold_is_shown(hold)) {
        hold_wait_for_sight(hold, moment->t_ns, result);
        return;
    }
    hold_see(hold, moment->t_ns);
    if (is_left(hold, moment, dt_s)) {
        int64_t left_ns = left_at(hold);
        bool unseen = view->unseen_ns != 0 && left_ns <= view->back_ns;
        hold->state = HOLD_NONE;
        hold->slow_ns = 0;
        result->event = HOLD_EVENT_OVER;
        result->end_ns = unseen ? view->unseen_ns : left_ns;
        return;
    }
    if (hold->away_ns == 0 && moment->t_ns - view->back_ns > AWAY_NS)
        view->unseen_ns = view->back_ns = 0;
    if (hold->away_ns == 0)
        hold_give_push(&hold->give, &hold->exercise->hold, moment, dt_s, &result->given);
    double held_s = (double)(moment->t_ns - hold->start_ns) / NS_PER_S;
    if (hold->away_ns == 0 && held_s >= hold->told_s + 1) {
        hold->told_s = (unsigned)held_s;
        result->event = HOLD_EVENT_PROGRESS;
    }
}

void hold_push(struct hold *hold, const struct hold_moment *moment, struct hold_result *ret_result)
{
    *ret_result = (struct hold_result){.feet_share = NAN};
    int64_t last_ns = hold->count > 0 ? hold_point_at(hold, 0)->t_ns : moment->t_ns - STEP_NS;
    if (moment->t_ns - last_ns < STEP_NS)
        return;
    double dt_s = fmin(0.1, (double)(moment->t_ns - last_ns) / NS_PER_S);
    remember(hold, moment);
    follow_weight(hold);
    if (!is_slow(hold))
        hold->slow_ns = 0;
    else if (hold->slow_ns == 0)
        hold->slow_ns = moment->t_ns;
    if (hold->state == HOLD_NONE)
        wait_for_hold(hold, moment, ret_result);
    else
        keep(hold, moment, dt_s, ret_result);
    const struct load_forces *loads = &moment->frame->loads;
    ret_result->feet_share = loads->feet_left / (loads->feet_left + loads->feet_right);
}

void hold_finish(struct hold *hold, int64_t now_ns, struct hold_result *ret_result)
{
    *ret_result = (struct hold_result){.feet_share = NAN};
    if (hold->state == HOLD_HELD) {
        ret_result->event = HOLD_EVENT_OVER;
        ret_result->start_ns = hold->start_ns;
        ret_result->end_ns = hold->view.unseen_ns != 0 ? hold->view.unseen_ns : now_ns;
    }
    hold->state = HOLD_NONE;
    hold->view.lost = hold->kept_known = false;
}
