/* SPDX-License-Identifier: MIT */
#include "core/lift.h"

#include <math.h>

#include "core/bar_part.h"
#include "core/lift_private.h"
#include "core/pelvis_place.h"
#include "core/posture.h"
#include "core/witness.h"

#define DETAIL_AFTER_NS 2500000000 /* design value: a longer pause is not waited out */
#define ARRIVED_NS 300000000       /* so long at rest; design value */
#define NEXT_CLEAR 0.3             /* of the range; design value: twice what leaving takes */
#define BAR_PASS 0.55              /* of its usual way; design value: trunks turn ahead */
/* As far as ever: the bar's way is mistaken; design value, as short-range. */
#define BODY_WHOLE 0.85

/* A stretch is kept far longer than a repetition takes. */
static void clear_trace(struct lift *lift)
{
    bool stretch = lift->exercise && lift->exercise->kind == EXERCISE_STRETCH;
    trace_reset_for(&lift->trace, stretch ? lift->exercise->rep_max_s : 0.0);
}

void lift_choose(struct lift *lift, const struct exercise *exercise)
{
    lift->exercise = exercise;
    lift->bar_away = exercise ? motion_away(exercise, BODY_SIGNAL_BAR_HEIGHT) : 0;
    lift->signal = lift->measured = -1;
    lift->detail_due = false;
    bar_part_forget(&lift->bar_part);
    stance_forget(&lift->stance);
    lift->over_ns = 0;
    lift->late_count = 0;
    lift->late_s = 0.0;
    lift->attempt_ns = lift->attempt_look_ns = 0;
    lift->turn = (struct bar_turn){.accel = NAN};
    attempt_forget(&lift->attempt);
    lift->left = lift->lost = lift->begun = lift->gone = false;
    arrival_reset(&lift->arrival);
    rep_counter_reset(&lift->counter);
    clear_trace(lift);
}

void lift_restart_signal(struct lift *lift)
{
    lift->detail_due = false;
    rep_counter_restart(&lift->counter);
    clear_trace(lift);
}

void lift_lose_signal(struct lift *lift)
{
    lift->gone = true;
}

void lift_change_bar(struct lift *lift)
{
    if (lift_sees(lift) && lift_follows_bar(lift))
        lift_lose_signal(lift);
    else
        trace_forget_bar(&lift->trace, lift->over_ns);
    if (!lift->attempt.by_thighs)
        attempt_reset(&lift->attempt);
}

bool lift_waits(const struct lift *lift)
{
    return lift->arrival.due && !lift->gone;
}

/* What it has shown to its end is counted; what needs a look back is forgotten with it. */
static void leave_signal(struct lift *lift, bool lost, struct lift_result *result)
{
    lift->detail_due = false;
    if (lift->signal >= 0 && lift->arrival.due)
        lift_take_arrival(lift, result);
    /* Between sets there is nothing to lose. */
    lift->lost =
        lift->lost || (lost && (lift->counter.range_count > 0 || lift->counter.state != REP_READY));
    lift->detail_due = lift->gone = false;
    attempt_forget(&lift->attempt);
    rep_counter_reset(&lift->counter);
    clear_trace(lift);
}

/* Takes the best signal that serves; keeps to it while it lasts. */
static void follow_signal(struct lift *lift, const struct motion_frame *frame,
                          struct lift_result *result)
{
    const struct exercise *exercise = lift->exercise;
    bool idle = lift->counter.state == REP_READY, follows = lift->signal >= 0;
    bool placed = lift->begun || motion_is_placed(exercise, frame);
    bool lost =
        lift->gone || (follows && !motion_serves(&exercise->signals[lift->signal], frame, placed));
    if (follows && !lost && !idle)
        return;
    int best = motion_choose(exercise, frame, placed);
    if (!lost && best == lift->signal)
        return;
    leave_signal(lift, lost, result);
    lift->signal = best;
    if (best < 0)
        return;
    result->other_measure = lift->measured >= 0 && lift->measured != best;
    lift->measured = best;
    lift->away = motion_away(exercise, exercise->signals[best].signal);
    lift->params = (struct rep_counter_params){
        .range_min = exercise->signals[best].range_min,
        .range_max = exercise->signals[best].range_max,
        .rep_min_s = exercise->rep_min_s,
        .rep_max_s = exercise->rep_max_s,
    };
}

bool lift_follows_bar(const struct lift *lift)
{
    return lift->exercise->signals[lift->signal].signal == BODY_SIGNAL_BAR_HEIGHT;
}

/* It begins no set without the trunk's posture. */
static bool needs_place(const struct lift *lift)
{
    return lift_follows_bar(lift) || lift->exercise->signals[lift->signal].in_set;
}

bool lift_rises_first(const struct lift *lift)
{
    return lift->exercise->start == EXERCISE_START_CONCENTRIC;
}

/* What begins no set by itself has to be asked where the pelvis was; what the trunk has shown of
 * this set is better than what the exercise says. */
static bool is_placed(const struct lift *lift, unsigned start_age, unsigned far_age)
{
    return lift->stance.known || !needs_place(lift) ||
           pelvis_place_fits(lift->exercise, &lift->trace, start_age, far_age);
}

bool lift_disowns_newest(struct lift *lift)
{
    const struct trace *trace = &lift->trace;
    if (!lift->detail_due || trace->moments.count == 0 || !needs_place(lift) ||
        pelvis_place_fits(lift->exercise, trace, trace_age_of(trace, lift->detail_start_ns),
                          trace_age_of(trace, lift->detail_far_ns)))
        return false;
    lift_choose(lift, lift->exercise);
    return true;
}

/* Whether a repetition may start here. */
static bool is_at_start(const struct lift *lift, const struct trace_point *point)
{
    return posture_starts(lift->exercise, point) &&
           (lift->stance.known || !needs_place(lift) || pelvis_place_starts(lift->exercise, point));
}

/* Whether what the counter found is this exercise: rising from a bench moves the trunk, too. */
static bool is_this_exercise(const struct lift *lift, const struct rep_counter_result *found)
{
    const struct trace *trace = &lift->trace;
    if (trace->moments.count == 0)
        return true;
    unsigned start_age = trace_age_of(trace, found->start_ns);
    unsigned far_age = trace_age_of(trace, found->far_ns);
    if (!stance_fits(&lift->stance, trace, start_age))
        return false;
    unsigned bar_age = bar_part_far_age(lift->exercise, trace, start_age, far_age);
    bool attempt = found->event == REP_EVENT_PARTIAL;
    if (!is_placed(lift, start_age, attempt ? start_age : far_age))
        return false;
    /* A bar whose own swing is counted has moved. */
    if (!lift_follows_bar(lift) && bar_part_stayed_out(lift->exercise, trace, start_age, bar_age,
                                                       attempt ? LIFT_ATTEMPT : 1.0))
        return false;
    /* An attempt need not have come to the far end, and is seen while it still comes back. */
    if (attempt)
        return posture_attempts(lift->exercise, trace, start_age) &&
               (!lift_follows_bar(lift) || posture_stays(lift->exercise, trace, start_age));
    /* What the bar itself shows is as large when it is put back: there the trunk has to tell. */
    double slack_deg =
        lift_follows_bar(lift) ? 0.0 : witness_slack_deg(trace, &lift->counter, found->range);
    return posture_fits(lift->exercise, trace, start_age, far_age, slack_deg) &&
           (lift_follows_bar(lift) || !bar_part_stayed_back(lift->exercise, trace, bar_age));
}

/*
 * The share of its usual way that the bar went, where the bar shows the phases: half-way down a
 * squat the trunk leans nearly as far as at the bottom. NAN when it is not known.
 */
static double bar_share(const struct lift *lift, const struct rep_counter_result *found)
{
    const struct trace *trace = &lift->trace;
    if (lift->exercise->phases != BODY_SIGNAL_BAR_HEIGHT || lift_follows_bar(lift) ||
        trace->moments.count == 0)
        return NAN;
    return bar_part_share(&lift->bar_part, trace, trace_age_of(trace, found->start_ns),
                          trace_age_of(trace, found->far_ns));
}

/*
 * The next repetition is so far on its way that it can be told where it began. The bar's swing
 * begins to rise before the bar does.
 */
static bool next_is_clear(const struct lift *lift)
{
    if (lift_follows_bar(lift))
        return lift->counter.state == REP_BACK;
    return lift->counter.state == REP_OUT &&
           rep_counter_fraction(&lift->counter, &lift->params) > NEXT_CLEAR;
}

/* A movement there and back: a repetition, an attempt, or something else. */
static void take_movement(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                          struct lift_result *result)
{
    if (!is_this_exercise(lift, found)) {
        rep_counter_disown(&lift->counter);
        if (lift_fell_short(lift, found))
            lift_take_attempt(lift, found->start_ns, lift_range_share(lift, found), t_ns, result);
        return;
    }
    double share = bar_share(lift, found);
    if (share < BAR_PASS && lift_range_share(lift, found) < BODY_WHOLE) {
        rep_counter_disown(&lift->counter);
        lift_take_attempt(lift, found->start_ns, share, t_ns, result);
        return;
    }
    if (!lift->begun)
        stance_forget(&lift->stance);
    if (lift->trace.moments.count > 0) {
        unsigned start_age = trace_age_of(&lift->trace, found->start_ns);
        unsigned far_age = trace_age_of(&lift->trace, found->far_ns);
        bar_part_learn(&lift->bar_part, &lift->trace, start_age, far_age);
        stance_learn(&lift->stance, &lift->trace, start_age);
        if (lift_rises_first(lift) && !lift_follows_bar(lift))
            attempt_learn_thighs(&lift->attempt, &lift->trace, start_age, far_age);
    }
    if (!lift_follows_bar(lift)) {
        lift_take_count(lift, found, t_ns, result);
        return;
    }
    if (lift->arrival.due)
        lift_take_arrival(lift, result);
    arrival_expect(&lift->arrival, found, t_ns);
}

/* It was far out though the counter, by what it shows, does not know. */
static void take_whole(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                       struct lift_result *result)
{
    struct rep_counter_result whole = *found;
    whole.event = REP_EVENT_COUNTED;
    if (is_this_exercise(lift, &whole))
        take_movement(lift, &whole, t_ns, result);
}

static void take_event(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                       struct lift_result *result)
{
    switch (found->event) {
    case REP_EVENT_LEFT:
        lift->began_elsewhere =
            !is_at_start(lift, trace_at(&lift->trace, trace_age_of(&lift->trace, found->start_ns)));
        lift->left = true;
        break;
    case REP_EVENT_COUNTED:
        take_movement(lift, found, t_ns, result);
        break;
    case REP_EVENT_PARTIAL:
        if (lift_went_slowly(lift, found, t_ns))
            take_whole(lift, found, t_ns, result);
        else if (is_this_exercise(lift, found) && (!lift->lost || lift->counter.range_count > 0))
            lift_take_attempt(lift, found->start_ns, lift_range_share(lift, found), t_ns, result);
        break;
    case REP_EVENT_NONE:
    case REP_EVENT_GIVEN_UP:
        break;
    }
    int64_t after_ns = lift_follows_bar(lift) ? 2 * DETAIL_AFTER_NS : DETAIL_AFTER_NS;
    bool quiet = t_ns - lift->detail_end_ns > after_ns;
    if (lift->detail_due && (quiet || next_is_clear(lift)))
        lift_give_detail(lift, result);
}

/*
 * Lying down to an exercise looks like the way out of it. It would be no repetition, as it did not
 * begin in the start position; where it comes to rest is the start.
 */
static void arrive_at_start(struct lift *lift, int64_t t_ns)
{
    struct rep_counter *counter = &lift->counter;
    if (counter->state != REP_READY && lift->began_elsewhere &&
        t_ns - counter->moving_ns > ARRIVED_NS && is_at_start(lift, trace_at(&lift->trace, 0)))
        rep_counter_begin_here(counter);
}

/* y: the signal, larger towards the far end. */
static struct trace_point point_of(int64_t t_ns, double y, const struct motion_frame *frame)
{
    return (struct trace_point){
        .t_ns = t_ns,
        .y = y,
        .trunk = frame->angles.trunk,
        .pelvis = frame->angles.pelvis,
        .lumbar = frame->angles.lumbar,
        .height = frame->bar_height,
        .velocity = frame->bar_velocity,
        .integral = frame->bar_integral,
        .turning = frame->bar_turning,
        .thigh = motion_raw(frame, BODY_SIGNAL_THIGH).y,
        .thighs_apart = motion_thighs_apart(&frame->angles).y,
        .wrists_apart = motion_wrists_apart(&frame->angles).y,
        .thighs_between = frame->angles.thigh_left - frame->angles.thigh_right,
        .wrists_between = frame->angles.wrist_left - frame->angles.wrist_right,
        .accel = frame->bar_accel,
        .forth = frame->bar_forth,
        .across = frame->bar_across,
        .tilt = frame->bar_tilt,
        .left = frame->loads.feet_left,
        .right = frame->loads.feet_right,
        .cable = frame->loads.cable,
        .travel = frame->trunk_swing,
        .bar_still = frame->bar_still,
        .stroke = NAN,
        .stroke_speed = NAN,
    };
}

/* Where no flag is set nothing else is looked at: clearing all of it at every sample would cost. */
static void clear(struct lift_result *result)
{
    result->left = result->under_way = result->other_measure = false;
    result->counted = result->timed = result->partial = result->detailed = false;
}

void lift_push(struct lift *lift, int64_t t_ns, const struct motion_frame *frame, bool in_set,
               struct lift_result *ret_result)
{
    clear(ret_result);
    if (!lift->exercise)
        return;
    lift->begun = lift->begun && in_set;
    follow_signal(lift, frame, ret_result);
    if (lift->signal < 0)
        return;
    enum body_signal signal = lift->exercise->signals[lift->signal].signal;
    struct motion_value raw = motion_raw(frame, signal);
    if (isnan(raw.y))
        return;
    int away = lift->away;
    if (trace_is_due(&lift->trace, t_ns)) {
        const struct trace_point point = point_of(t_ns, away * raw.y, frame);
        trace_push(&lift->trace, &point);
    }

    struct rep_counter_result found;
    rep_counter_push(&lift->counter, &lift->params, t_ns, away * raw.y, away * raw.rate, &found);
    take_event(lift, &found, t_ns, ret_result);
    lift_look_at_bar(lift, t_ns, frame, ret_result);
    if (lift->arrival.due && !ret_result->counted)
        lift_await_arrival(lift, t_ns, ret_result);
    if (lift->left && !lift->arrival.due && !ret_result->counted) {
        lift->left = false;
        ret_result->left = true;
    }
    arrive_at_start(lift, t_ns);
    ret_result->under_way = lift->counter.state != REP_READY || lift->arrival.due;
}

void lift_finish(struct lift *lift, struct lift_result *ret_result)
{
    clear(ret_result);
    if (lift->arrival.due)
        lift_take_arrival(lift, ret_result);
    else if (lift->detail_due)
        lift_give_detail(lift, ret_result);
    lift->lost = lift->begun = false;
    /* A repetition under way may still open the next set. */
    rep_counter_forget_ranges(&lift->counter);
    bar_part_forget(&lift->bar_part);
    stance_forget(&lift->stance);
}
