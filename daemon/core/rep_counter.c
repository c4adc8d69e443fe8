/* SPDX-License-Identifier: MIT */
/*
 *  what happens                       READY            OUT                  BACK
 *  ---------------------------------  ---------------  -------------------  --------------------
 *  15 % of the reference beyond start OUT (left)       -                    -
 *  sinks below the start              start follows    -                    -
 *  15 % of the way back, was far      -                BACK                 -
 *  back below 15 %, was not far       -                READY (partial from  -
 *                                                      25 %)
 *  still for 1 s, was not far         -                READY (given up)     -
 *  back below 15 % of where that was  (partial)        -                    -
 *  within 20 %, slow or soon there    -                -                    READY (counted)
 *  further out than ever              -                far follows          OUT
 *  out again by 30 %, came back far   -                -                    READY (counted), OUT
 *  out again by 30 %, did not         -                -                    OUT
 *  longer than rep_max_s              -                READY (given up)     READY (given up)
 *  ... and has dipped on the way      -                OUT (left) from the  OUT (left) from the
 *                                                      dip                  dip
 *
 * "Far" is range_min, or 60 % of the reference if that is more.
 * Out again: a way back that ended early but was a whole repetition's range by itself, or most of a
 * short one's own, has moved the start there; a smaller one is a dip in the far end.
 */
#include "core/rep_counter.h"

#include <math.h>

#include "core/bound.h"
#include "core/stats.h"

#define LEAVE 0.15     /* of the reference: research note's hysteresis */
#define PARTIAL 0.25   /* below this it was no attempt; design value */
#define PASS 0.60      /* of the reference */
#define TURN 0.15      /* of this repetition's range: the far end has been left; design value */
#define NEAR 0.20      /* of this repetition's range */
#define SLOW 0.50      /* of the fastest return */
#define SOON_S 0.2     /* so soon back at this speed, it need not slow down; design value */
#define ARRIVED 0.05   /* so near it counts at any speed; design value */
#define OUT_AGAIN 0.30 /* of the reference; design value */
#define OWN_WAY 0.70   /* of this repetition's range, back: a dip is less; design value */
/* Time constant with which an idle start level follows; design value. */
#define START_FOLLOW_S 3.0
#define STILL_RATE 0.2 /* of the smallest range, a second: 5 deg/s of a hinge; design value */
/* Likewise: 1 deg/s of a hinge, which sways by no more for long; design value. */
#define IDLE_RATE 0.05
#define SLOW_S 1.5    /* longer from idling to leaving than in any usual tempo; design value */
#define LINGERS 0.05  /* of the smallest range: within so little it is still; design value */
#define SETTLED_S 1.0 /* still so long short of the far end: the start has moved; design value */
#define FORETELL_MAX_S 1.5 /* design value */

void rep_counter_reset(struct rep_counter *counter)
{
    *counter = (struct rep_counter){.state = REP_READY};
}

void rep_counter_restart(struct rep_counter *counter)
{
    counter->state = REP_READY;
    counter->primed = counter->settled = false;
}

void rep_counter_forget_ranges(struct rep_counter *counter)
{
    counter->range_count = 0;
    counter->reference = 0.0;
}

void rep_counter_disown(struct rep_counter *counter)
{
    if (counter->range_count == 0)
        return;
    counter->range_count--;
    counter->reference =
        counter->range_count > 0 ? median(counter->ranges, counter->range_count) : 0.0;
}

static double reference(const struct rep_counter *counter, const struct rep_counter_params *params)
{
    return counter->reference > 0.0 ? counter->reference : params->range_min;
}

double rep_counter_fraction(const struct rep_counter *counter,
                            const struct rep_counter_params *params)
{
    if (!counter->primed)
        return NAN;
    return (counter->y - counter->start) / reference(counter, params);
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

static void be_ready(struct rep_counter *counter, int64_t t_ns, double y)
{
    counter->state = REP_READY;
    counter->start = y;
    counter->start_ns = counter->idle_ns = t_ns;
    counter->idle = y;
    zigzag_begin_rise(&counter->course, t_ns, y);
    counter->dip = counter->course.turn;
}

static void go_out(struct rep_counter *counter, int64_t t_ns, double y)
{
    counter->state = REP_OUT;
    counter->settled = false;
    counter->far = counter->nearest = y;
    counter->far_ns = counter->nearest_ns = counter->moving_ns = t_ns;
    counter->back_speed = 0.0;
}

static bool is_attempt(const struct rep_counter *counter, const struct rep_counter_params *params,
                       double range)
{
    return range >= PARTIAL * larger(params->range_min, counter->reference);
}

/* What came to rest short of the far end may be a new start, or the pause of an attempt. */
static void come_back(struct rep_counter *counter, const struct rep_counter_params *params,
                      int64_t t_ns, double y, struct rep_counter_result *result)
{
    double range = counter->far - counter->settled_start;
    if (!counter->settled || y - counter->settled_start >= LEAVE * reference(counter, params))
        return;
    counter->settled = false;
    if (!is_attempt(counter, params, range) ||
        seconds(counter->settled_start_ns, t_ns) > params->rep_max_s)
        return;
    result->event = REP_EVENT_PARTIAL;
    result->start_ns = counter->settled_start_ns;
    result->far_ns = counter->far_ns;
    result->range = range;
    result->end_ns = t_ns;
}

static void ready(struct rep_counter *counter, const struct rep_counter_params *params,
                  int64_t t_ns, double y, double y_rate, struct rep_counter_result *result)
{
    double dt_s = seconds(counter->t_ns, t_ns);
    double leave = LEAVE * reference(counter, params);
    /* A start that follows runs after what leaves it slowly. */
    bool slow = seconds(counter->idle_ns, t_ns) > SLOW_S;
    double start = slow ? counter->idle : counter->start;
    if (y > start + leave) {
        counter->start = start;
        if (slow)
            counter->start_ns = result->start_ns = counter->idle_ns;
        zigzag_begin_rise(&counter->course, counter->start_ns, counter->start);
        counter->dip = counter->course.turn;
        go_out(counter, t_ns, y);
        result->event = REP_EVENT_LEFT;
        return;
    }
    come_back(counter, params, t_ns, y, result);
    if (y < counter->start)
        counter->start = y;
    else
        counter->start += (y - counter->start) * smaller(1.0, dt_s / START_FOLLOW_S);
    if (y_rate < IDLE_RATE * params->range_min) {
        counter->idle = counter->start;
        counter->idle_ns = t_ns;
    }
    /* The repetition begins where it was last still, or going the other way. */
    if (y_rate < STILL_RATE * params->range_min)
        counter->start_ns = t_ns;
}

void rep_counter_begin_here(struct rep_counter *counter)
{
    be_ready(counter, counter->t_ns, counter->y);
}

static void follow_course(struct rep_counter *counter, const struct rep_counter_params *params,
                          int64_t t_ns, double y)
{
    struct swing swing;
    bool turned =
        zigzag_push(&counter->course, t_ns, y, LEAVE * reference(counter, params), &swing);
    if (turned && counter->course.direction > 0)
        counter->dip = counter->course.turn;
}

/* What takes too long began from where it was not really left, and hides one that did later. */
static void give_up(struct rep_counter *counter, const struct rep_counter_params *params,
                    int64_t t_ns, double y, struct rep_counter_result *result)
{
    const struct zigzag_point dip = counter->dip;
    const struct zigzag *course = &counter->course;
    const struct zigzag_point far = course->direction > 0 ? course->high : course->turn;
    result->event = REP_EVENT_GIVEN_UP;
    if (dip.left_ns <= counter->start_ns || seconds(dip.left_ns, t_ns) > params->rep_max_s) {
        be_ready(counter, t_ns, y);
        return;
    }
    go_out(counter, t_ns, y);
    counter->start = dip.x;
    counter->start_ns = dip.left_ns;
    counter->far = far.x;
    counter->far_ns = far.t_ns;
    result->event = REP_EVENT_LEFT;
    result->start_ns = counter->start_ns;
}

static double foretell_s(double way, double speed)
{
    /* Slowing down evenly it would stop after twice the time that the speed alone needs; most of
     * the slowing down is done first, and the last bit of the way is not seen as movement. */
    return way > 0.0 && speed > 0.0 ? smaller(1.4 * way / speed, FORETELL_MAX_S) : 0.0;
}

/* The repetition is over, or all but. It counts if time and range make sense. */
static void finish(struct rep_counter *counter, const struct rep_counter_params *params,
                   int64_t end_ns, double range, struct rep_counter_result *result)
{
    double took_s = seconds(counter->start_ns, end_ns);
    bool sensible =
        took_s >= params->rep_min_s && took_s <= params->rep_max_s && range <= params->range_max;
    result->event = sensible ? REP_EVENT_COUNTED : REP_EVENT_GIVEN_UP;
    result->end_ns = end_ns;
    result->range = range;
    if (sensible)
        counter->reference =
            median_push(counter->ranges, REP_COUNTER_RECENT, &counter->range_count, range);
}

static void out(struct rep_counter *counter, const struct rep_counter_params *params, int64_t t_ns,
                double y, struct rep_counter_result *result)
{
    if (y > counter->far) {
        counter->far = y;
        counter->far_ns = t_ns;
    }
    double range = counter->far - counter->start;
    bool passed = range >= larger(params->range_min, PASS * counter->reference);
    if (passed && counter->far - y > TURN * range) {
        counter->state = REP_BACK;
        counter->nearest = y;
        counter->nearest_ns = t_ns;
        counter->back_speed = 0.0;
    } else if (!passed && seconds(counter->moving_ns, t_ns) > SETTLED_S) {
        counter->settled = true;
        counter->settled_start = counter->start;
        counter->settled_start_ns = counter->start_ns;
        be_ready(counter, t_ns, y);
        result->event = REP_EVENT_GIVEN_UP;
    } else if (!passed && y - counter->start < LEAVE * reference(counter, params)) {
        if (is_attempt(counter, params, range))
            result->event = REP_EVENT_PARTIAL;
        result->range = range;
        result->end_ns = t_ns;
        be_ready(counter, t_ns, y);
    }
}

static void back(struct rep_counter *counter, const struct rep_counter_params *params, int64_t t_ns,
                 double y, double y_rate, struct rep_counter_result *result)
{
    double range = counter->far - counter->start;
    double left = y - counter->start;
    double speed = larger(-y_rate, 0.0);
    counter->back_speed = larger(counter->back_speed, speed);
    if (y < counter->nearest) {
        counter->nearest = y;
        counter->nearest_ns = t_ns;
    }

    bool slow = speed <= SLOW * counter->back_speed || left <= speed * SOON_S;
    if (left <= ARRIVED * range || (left <= NEAR * range && slow)) {
        int64_t end_ns = t_ns + (int64_t)(foretell_s(left, speed) * 1e9);
        finish(counter, params, end_ns, range, result);
        be_ready(counter, t_ns, y);
    } else if (y > counter->far) {
        go_out(counter, t_ns, y);
    } else if (y - counter->nearest > OUT_AGAIN * reference(counter, params)) {
        double way_back = counter->far - counter->nearest;
        double whole = smaller(PASS * counter->reference, OWN_WAY * range);
        if (way_back >= larger(params->range_min, whole)) {
            finish(counter, params, counter->nearest_ns, way_back, result);
            be_ready(counter, counter->nearest_ns, counter->nearest);
            go_out(counter, t_ns, y);
        } else {
            counter->state = REP_OUT;
        }
    }
}

void rep_counter_push(struct rep_counter *counter, const struct rep_counter_params *params,
                      int64_t t_ns, double y, double y_rate, struct rep_counter_result *ret_result)
{
    if (!counter->primed) {
        counter->primed = true;
        counter->t_ns = counter->moving_ns = t_ns;
        counter->lingers = y;
        be_ready(counter, t_ns, y);
    }
    *ret_result = (struct rep_counter_result){
        .event = REP_EVENT_NONE, .start_ns = counter->start_ns, .far_ns = counter->far_ns};
    if (fabs(y - counter->lingers) >= LINGERS * params->range_min) {
        counter->lingers = y;
        counter->moving_ns = t_ns;
    }
    if (counter->state != REP_READY && seconds(counter->start_ns, t_ns) > params->rep_max_s) {
        give_up(counter, params, t_ns, y, ret_result);
    } else {
        if (counter->state != REP_READY)
            follow_course(counter, params, t_ns, y);
        switch (counter->state) {
        case REP_READY:
            ready(counter, params, t_ns, y, y_rate, ret_result);
            break;
        case REP_OUT:
            out(counter, params, t_ns, y, ret_result);
            break;
        case REP_BACK:
            back(counter, params, t_ns, y, y_rate, ret_result);
            break;
        }
    }
    counter->t_ns = t_ns;
    counter->y = y;
}
