/* SPDX-License-Identifier: MIT */
#include "core/lift.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "core/apart.h"
#include "core/bar_part.h"
#include "core/lift_private.h"
#include "core/posture.h"
#include "core/side.h"
#include "core/stats.h"
#include "core/stroke.h"
#include "core/tempo.h"
#include "core/witness.h"

#define DETAIL_AFTER_NS 2500000000 /* design value: a longer pause is not waited out */
#define MOVING_M_S 0.05            /* research note 3.3 */
#define AROUND_NS 250000000        /* design value */
#define LATES_MIN 2                /* design value */
#define ARRIVED_NS 300000000       /* so long at rest; design value */
#define BAR_BACK_MAX_S 4.0         /* design value: lowered slowly, from more than half way */
#define REST_WITHIN_NS 1000000000  /* design value */
#define TURN_MAX_NS 500000000      /* so long a body lingers where the bar turns; design value */
#define TURN_WITHIN_NS 40000000    /* design value */
#define NEXT_CLEAR 0.3             /* of the range; design value: twice what leaving takes */
#define EDGE 0.025                 /* as tempo.c */
#define CONFIDENCE 0.95            /* design values */
#define CONFIDENCE_UNWITNESSED 0.6
#define BAR_PASS 0.55              /* of its usual way; design value: trunks turn ahead */

/* A stretch is kept far longer than a repetition takes. */
static void clear_trace(struct lift *lift)
{
    bool stretch = lift->exercise && lift->exercise->kind == EXERCISE_STRETCH;
    trace_reset_for(&lift->trace, stretch ? lift->exercise->rep_max_s : 0.0);
}

void lift_choose(struct lift *lift, const struct exercise *exercise)
{
    lift->exercise = exercise;
    lift->signal = -1;
    lift->detail_due = false;
    bar_part_forget(&lift->bar_part);
    lift->over_ns = 0;
    lift->late_count = 0;
    lift->late_s = 0.0;
    lift->attempt_ns = 0;
    lift->turn = (struct bar_turn){.accel = NAN};
    attempt_reset(&lift->attempt);
    lift->left = false;
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
    lift->signal = -1;
    lift_restart_signal(lift);
}

bool lift_waits(const struct lift *lift)
{
    return lift->arrival.due;
}

bool lift_sees(const struct lift *lift)
{
    return lift->exercise && lift->signal >= 0;
}

/* Takes the best signal that is present; keeps to it while it lasts. */
static void follow_signal(struct lift *lift, const struct motion_frame *frame)
{
    const struct exercise *exercise = lift->exercise;
    int best = motion_choose(exercise, frame);
    bool idle = lift->counter.state == REP_READY;
    bool lost =
        lift->signal >= 0 && isnan(motion_raw(frame, exercise->signals[lift->signal].signal).y);
    if (best == lift->signal || (lift->signal >= 0 && !lost && !idle))
        return;
    lift->signal = best;
    lift->detail_due = false;
    rep_counter_reset(&lift->counter);
    clear_trace(lift);
    if (best < 0)
        return;
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

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

/* Whether what the counter found is this exercise: rising from a bench moves the trunk, too. */
static bool is_this_exercise(const struct lift *lift, const struct rep_counter_result *found)
{
    const struct trace *trace = &lift->trace;
    if (trace->count == 0)
        return true;
    unsigned start_age = trace_age_of(trace, found->start_ns);
    unsigned far_age = trace_age_of(trace, found->far_ns);
    unsigned bar_age = bar_part_far_age(lift->exercise, trace, start_age, far_age);
    bool attempt = found->event == REP_EVENT_PARTIAL;
    /* A bar whose own swing is counted has moved. */
    if (!lift_follows_bar(lift) &&
        bar_part_stayed_out(lift->exercise, trace, start_age, bar_age, attempt ? LIFT_ATTEMPT : 1.0))
        return false;
    /* An attempt need not have come to the far end, and is seen while it still comes back. */
    if (attempt)
        return posture_starts(lift->exercise, trace_at(trace, start_age));
    /* What the bar itself shows is as large when it is put back: there the trunk has to tell. */
    double slack_deg = lift_follows_bar(lift)
                           ? 0.0
                           : witness_slack_deg(trace, &lift->counter, found->range);
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
    if (lift->exercise->phases != BODY_SIGNAL_BAR_HEIGHT || lift_follows_bar(lift) || trace->count == 0)
        return NAN;
    return bar_part_share(&lift->bar_part, trace, trace_age_of(trace, found->start_ns),
                          trace_age_of(trace, found->far_ns));
}

static bool lifts_first(const struct lift *lift)
{
    return lift->exercise->start == EXERCISE_START_CONCENTRIC;
}

/* When the repetition after this one began; 0 while it has not. */
static int64_t next_start_ns(const struct lift *lift, enum tempo_of of, const struct tempo *tempo)
{
    const struct trace *trace = &lift->trace;
    unsigned end_age = trace_age_of(trace, tempo->end_ns);
    double level = INFINITY;
    for (unsigned age = 0; age <= end_age; age++)
        level = fmin(level, tempo_value(trace_at(trace, age), of));
    level += EDGE * tempo->range;
    if (tempo_value(trace_at(trace, 0), of) <= level)
        return 0;
    unsigned age = 0;
    while (age < end_age && tempo_value(trace_at(trace, age), of) > level)
        age++;
    return trace_at(trace, age)->t_ns;
}

/* Of the bar while it is lifted. A phase leaves out where it is slowest: a little more is seen. */
static void look_at_speed(const struct lift *lift, const struct tempo *tempo,
                          struct rep_detail *detail)
{
    const struct trace *trace = &lift->trace;
    int up = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT);
    int64_t from_ns = lifts_first(lift) ? tempo->start_ns : tempo->back_ns;
    int64_t to_ns = lifts_first(lift) ? tempo->far_ns : tempo->end_ns;
    double sum = 0.0, fastest = NAN;
    unsigned count = 0, oldest = trace_age_of(trace, from_ns - AROUND_NS);
    for (unsigned age = trace_age_of(trace, to_ns + AROUND_NS); age <= oldest; age++) {
        double speed = up * trace_at(trace, age)->stroke_speed;
        if (isnan(speed) || speed <= MOVING_M_S)
            continue;
        fastest = fmax(fastest, speed);
        sum += speed;
        count++;
    }
    detail->peak_velocity = fastest;
    detail->mean_velocity = count > 0 ? sum / count : NAN;
}

/* Extremes of what was seen of the back and the bar during the repetition. */
static void look_back(const struct lift *lift, const struct tempo *tempo, struct rep_detail *detail)
{
    const struct trace *trace = &lift->trace;
    double lowest = NAN, highest = NAN;
    detail->lumbar_peak_deg = detail->lumbar_least_deg = detail->trunk_peak_deg = NAN;

    unsigned oldest = trace_age_of(trace, tempo->start_ns);
    detail->lumbar_start_deg = trace_at(trace, oldest)->lumbar;
    for (unsigned age = trace_age_of(trace, tempo->end_ns); age <= oldest; age++) {
        const struct trace_point *point = trace_at(trace, age);
        /* fmax() and fmin() prefer a number to NAN. */
        detail->lumbar_peak_deg = fmax(detail->lumbar_peak_deg, point->lumbar);
        detail->lumbar_least_deg = fmin(detail->lumbar_least_deg, point->lumbar);
        detail->trunk_peak_deg = fmax(detail->trunk_peak_deg, point->trunk);
        lowest = fmin(lowest, point->stroke);
        highest = fmax(highest, point->stroke);
    }
    detail->height = highest - lowest;
    look_at_speed(lift, tempo, detail);
}

/*
 * The bar's rests lie about the ends of the body's movement. Where the body turns at once the bar
 * may, too: off the floor.
 */
static struct stroke_search search_near(struct lift *lift, const struct tempo *tempo)
{
    int64_t next_ns = next_start_ns(lift, TEMPO_OF_SIGNAL, tempo);
    struct stroke_search search = {
        .start_from_ns = tempo->start_ns - REST_WITHIN_NS,
        .start_to_ns = tempo->start_ns + REST_WITHIN_NS / 2,
        .end_from_ns = tempo->end_ns - REST_WITHIN_NS / 2,
        .end_to_ns = tempo->end_ns + REST_WITHIN_NS,
        .away = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT),
        .range_min = bar_part_least(lift->exercise),
    };
    if (lift->turn.t_ns > 0 && llabs(lift->turn.t_ns - tempo->start_ns) < TURN_MAX_NS) {
        search.start_turns = true;
        search.start_from_ns = lift->turn.t_ns - TURN_WITHIN_NS;
        search.start_to_ns = lift->turn.t_ns + TURN_WITHIN_NS;
    }
    lift->turn = (struct bar_turn){.accel = NAN};
    if (lifts_first(lift) && next_ns > 0 && next_ns - tempo->end_ns < TURN_MAX_NS &&
        bar_turn_find(&lift->trace, tempo->end_ns, next_ns, &lift->turn)) {
        search.end_turns = true;
        search.end_from_ns = lift->turn.t_ns - TURN_WITHIN_NS;
        search.end_to_ns = lift->turn.t_ns + TURN_WITHIN_NS;
    }
    return search;
}

/* The bar's swing tells little more than when it was far out. */
static struct stroke_search search_between(const struct lift *lift)
{
    const struct rep_counter *counter = &lift->counter;
    return (struct stroke_search){
        .start_from_ns = lift->detail_start_ns - REST_WITHIN_NS,
        .start_to_ns = lift->detail_far_ns,
        .end_from_ns = lift->detail_far_ns,
        .end_to_ns = counter->state == REP_READY ? counter->t_ns : counter->far_ns,
        .away = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT),
        .range_min = bar_part_least(lift->exercise),
    };
}

/* The rests before the repetition and at its far end. */
static struct stroke_search search_way_out(const struct lift *lift,
                                           const struct rep_counter_result *found, int64_t t_ns)
{
    struct stroke_search search = {
        .start_from_ns = found->start_ns - REST_WITHIN_NS,
        .start_to_ns = lift_follows_bar(lift) ? found->far_ns : found->start_ns + REST_WITHIN_NS / 2,
        .end_from_ns = found->far_ns - REST_WITHIN_NS / 2,
        .end_to_ns = lift_follows_bar(lift) ? t_ns : found->far_ns + REST_WITHIN_NS / 2,
        .one_way = true,
        .away = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT),
        .range_min = bar_part_least(lift->exercise),
    };
    if (search.start_from_ns < lift->over_ns && lift->over_ns < search.start_to_ns)
        search.start_from_ns = lift->over_ns;
    return search;
}

/*
 * When the bar left, and how far it is from being back, as well as can be told at the moment of
 * counting. The counter's idea stands where the bar tells nothing; for the end, which is what
 * true is returned for, also where the body's movement is followed, which needs no integration.
 */
static bool ask_bar(struct lift *lift, int64_t t_ns, struct rep_counter_result *found)
{
    struct stroke_search search = search_way_out(lift, found, t_ns);
    struct stroke stroke;
    if (lift->exercise->phases != BODY_SIGNAL_BAR_HEIGHT ||
        stroke_find(&lift->trace, &search, &stroke) < 0)
        return false;
    found->start_ns = tempo_left_ns(&lift->trace, TEMPO_OF_STROKE, stroke.start_ns, stroke.end_ns);
    const struct trace_point *now = trace_at(&lift->trace, 0);
    if (!lift_follows_bar(lift) || now->stroke <= 0.0 || now->stroke_speed >= -MOVING_M_S)
        return false;
    double left_s = fmin(BAR_BACK_MAX_S, -now->stroke / now->stroke_speed);
    found->end_ns = t_ns + (int64_t)(left_s * 1e9);
    return true;
}

struct measure {
    enum tempo_of of;
    struct tempo tempo;
    double range; /* of the signal */
};

static int measure_by_bar(struct lift *lift, const struct stroke_search *search,
                          struct measure *ret)
{
    struct stroke stroke;
    int r = stroke_find(&lift->trace, search, &stroke);
    if (r < 0)
        return r;
    if (lift->exercise->phases != BODY_SIGNAL_BAR_HEIGHT && !lift_follows_bar(lift))
        return 0;
    ret->of = TEMPO_OF_STROKE;
    return tempo_measure(&lift->trace, TEMPO_OF_STROKE, stroke.start_ns, stroke.end_ns,
                         &ret->tempo);
}

/* The phases, by the bar where they are its and it is seen. */
static int measure(struct lift *lift, struct measure *ret)
{
    struct stroke_search search;
    int r;
    if (lift_follows_bar(lift)) {
        search = search_between(lift);
        r = measure_by_bar(lift, &search, ret);
        ret->range = ret->tempo.range;
        return r;
    }
    struct measure body = {.of = TEMPO_OF_SIGNAL};
    apart_unfold(&lift->trace, lift->exercise->signals[lift->signal].signal, lift->detail_start_ns);
    r = tempo_measure(&lift->trace, TEMPO_OF_SIGNAL, lift->detail_start_ns, lift->counter.t_ns,
                      &body.tempo);
    if (r < 0)
        return r;
    body.range = body.tempo.range;
    search = search_near(lift, &body.tempo);
    *ret = body;
    if (measure_by_bar(lift, &search, ret) < 0)
        *ret = body;
    return 0;
}

static bool give_detail(struct lift *lift, struct lift_result *result)
{
    struct measure measured = {.of = TEMPO_OF_SIGNAL};
    lift->detail_due = false;
    if (measure(lift, &measured) < 0)
        return false;
    const struct tempo tempo = measured.tempo;
    int64_t next_ns = next_start_ns(lift, measured.of, &tempo);
    double out_s = seconds(tempo.start_ns, tempo.far_ns);
    double far_s = seconds(tempo.far_ns, tempo.back_ns);
    double back_s = seconds(tempo.back_ns, tempo.end_ns);
    double start_s = next_ns > 0 ? fmax(0.0, seconds(tempo.end_ns, next_ns)) : NAN;

    struct rep_detail *detail = &result->detail;
    look_back(lift, &tempo, detail);
    detail->eccentric_s = lifts_first(lift) ? back_s : out_s;
    detail->stretch_pause_s = lifts_first(lift) ? start_s : far_s;
    detail->concentric_s = lifts_first(lift) ? out_s : back_s;
    detail->top_pause_s = lifts_first(lift) ? far_s : start_s;
    detail->range = measured.range;
    detail->range_is_metres = lift_follows_bar(lift);
    if (lift_follows_bar(lift))
        arrival_learn(&lift->arrival, out_s + far_s + back_s, far_s + back_s);
    lift->late_s = median_push(lift->lates, REP_COUNTER_RECENT, &lift->late_count,
                               seconds(lift->foretold_ns, tempo.end_ns));
    if (lift->over_ns == lift->detail_end_ns)
        lift->over_ns = tempo.end_ns;
    result->detailed = true;
    result->tempo = tempo;
    result->thrown = lift->turn.accel;
    result->detail_start_ns = tempo.start_ns;
    result->detail_end_ns = tempo.end_ns;
    return true;
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

static enum side side_of(const struct lift *lift, const struct rep_counter_result *found)
{
    const struct trace *trace = &lift->trace;
    if (trace->count == 0)
        return SIDE_NONE;
    return side_of_repetition(lift->exercise, &lift->exercise->signals[lift->signal], trace,
                              trace_age_of(trace, found->start_ns),
                              trace_age_of(trace, found->far_ns));
}

static void take_count(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                       struct lift_result *result)
{
    if (lift->detail_due)
        give_detail(lift, result);
    result->counted = true;
    struct rep_counter_result looked = *found;
    bool end_seen = ask_bar(lift, t_ns, &looked);
    result->start_ns = looked.start_ns;
    /* One swing is no rule: the first is the one that a lift from the floor disturbs. */
    result->end_ns = end_seen && lift->late_count < LATES_MIN
                         ? looked.end_ns
                         : found->end_ns + (int64_t)(lift->late_s * 1e9);
    result->side = side_of(lift, found);
    result->range = found->range;
    result->witnessed = witness_is_there(lift->exercise, &lift->trace, found->far_ns, result->side);
    result->confidence = result->witnessed ? CONFIDENCE : CONFIDENCE_UNWITNESSED;
    lift->detail_due = true;
    lift->detail_start_ns = found->start_ns;
    lift->over_ns = lift->detail_end_ns = result->end_ns;
    lift->foretold_ns = found->end_ns;
    lift->detail_far_ns = found->far_ns;
}

static void take_arrival(struct lift *lift, struct lift_result *result)
{
    const struct arrival *arrival = &lift->arrival;
    lift->arrival.due = false;
    take_count(lift, &arrival->found, arrival->found_ns, result);
    result->start_ns = arrival->start_ns;
    lift->over_ns = lift->detail_end_ns = result->end_ns = arrival->end_ns;
}

/* The bar's leaky swing is back long before a bar that is lowered slowly. */
static void await_arrival(struct lift *lift, int64_t t_ns, struct lift_result *result)
{
    struct arrival *arrival = &lift->arrival;
    struct stroke_search search = search_way_out(lift, &arrival->found, arrival->found_ns);
    arrival_look(arrival, &lift->trace, &search, t_ns);
    if (arrival_is_now(arrival, t_ns))
        take_arrival(lift, result);
}

/* A movement there and back: a repetition, an attempt, or something else. */
static void take_movement(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                          struct lift_result *result)
{
    if (!is_this_exercise(lift, found)) {
        rep_counter_disown(&lift->counter);
        if (lift_fell_short(lift, found))
            lift_take_attempt(lift, lift_range_share(lift, found), t_ns, result);
        return;
    }
    double share = bar_share(lift, found);
    if (share < BAR_PASS) {
        rep_counter_disown(&lift->counter);
        lift_take_attempt(lift, share, t_ns, result);
        return;
    }
    if (lift->trace.count > 0)
        bar_part_learn(&lift->bar_part, &lift->trace, trace_age_of(&lift->trace, found->start_ns),
                       trace_age_of(&lift->trace, found->far_ns));
    if (!lift_follows_bar(lift)) {
        take_count(lift, found, t_ns, result);
        return;
    }
    if (lift->arrival.due)
        take_arrival(lift, result);
    arrival_expect(&lift->arrival, found, t_ns);
}

static void take_event(struct lift *lift, const struct rep_counter_result *found, int64_t t_ns,
                       struct lift_result *result)
{
    switch (found->event) {
    case REP_EVENT_LEFT:
        lift->began_elsewhere = !posture_starts(
            lift->exercise, trace_at(&lift->trace, trace_age_of(&lift->trace, found->start_ns)));
        lift->left = true;
        break;
    case REP_EVENT_COUNTED:
        take_movement(lift, found, t_ns, result);
        break;
    case REP_EVENT_PARTIAL:
        if (is_this_exercise(lift, found))
            lift_take_attempt(lift, lift_range_share(lift, found), t_ns, result);
        break;
    case REP_EVENT_NONE:
    case REP_EVENT_GIVEN_UP:
        break;
    }
    int64_t after_ns = lift_follows_bar(lift) ? 2 * DETAIL_AFTER_NS : DETAIL_AFTER_NS;
    bool quiet = t_ns - lift->detail_end_ns > after_ns;
    if (lift->detail_due && (quiet || next_is_clear(lift)))
        give_detail(lift, result);
}

/*
 * Lying down to an exercise looks like the way out of it. It would be no repetition, as it did not
 * begin in the start position; where it comes to rest is the start.
 */
static void arrive_at_start(struct lift *lift, int64_t t_ns)
{
    struct rep_counter *counter = &lift->counter;
    if (counter->state != REP_READY && lift->began_elsewhere &&
        t_ns - counter->moving_ns > ARRIVED_NS &&
        posture_starts(lift->exercise, trace_at(&lift->trace, 0)))
        rep_counter_begin_here(counter);
}

static struct trace_point point_of(const struct motion_frame *frame)
{
    return (struct trace_point){
        .trunk = frame->angles.trunk,
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

void lift_push(struct lift *lift, int64_t t_ns, const struct motion_frame *frame,
               struct lift_result *ret_result)
{
    *ret_result = (struct lift_result){0};
    if (!lift->exercise)
        return;
    follow_signal(lift, frame);
    if (lift->signal < 0)
        return;
    enum body_signal signal = lift->exercise->signals[lift->signal].signal;
    struct motion_value raw = motion_raw(frame, signal);
    if (isnan(raw.y))
        return;
    int away = motion_away(lift->exercise, signal);
    struct trace_point point = point_of(frame);
    point.t_ns = t_ns;
    point.y = away * raw.y;
    trace_push(&lift->trace, &point);

    struct rep_counter_result found;
    rep_counter_push(&lift->counter, &lift->params, t_ns, away * raw.y, away * raw.rate, &found);
    take_event(lift, &found, t_ns, ret_result);
    lift_look_at_bar(lift, t_ns, frame->bar_swing, frame->bar_swing_velocity, ret_result);
    if (lift->arrival.due && !ret_result->counted)
        await_arrival(lift, t_ns, ret_result);
    if (lift->left && !lift->arrival.due && !ret_result->counted) {
        lift->left = false;
        ret_result->left = true;
    }
    arrive_at_start(lift, t_ns);
    ret_result->under_way = lift->counter.state != REP_READY || lift->arrival.due;
}

void lift_finish(struct lift *lift, struct lift_result *ret_result)
{
    *ret_result = (struct lift_result){0};
    if (lift->arrival.due)
        take_arrival(lift, ret_result);
    else if (lift->detail_due)
        give_detail(lift, ret_result);
    /* A repetition under way may still open the next set. */
    rep_counter_forget_ranges(&lift->counter);
    bar_part_forget(&lift->bar_part);
}
