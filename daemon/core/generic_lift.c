/* SPDX-License-Identifier: MIT */
#include "core/generic_lift.h"

#include <errno.h>
#include <math.h>

#include "core/stroke.h"

#define HEIGHT_MIN 0.10 /* m: no lift of a weight is shorter; design value */
#define MOVING_M_S 0.05 /* research note 3.3 */

void generic_lift_reset(struct generic_lift *lift)
{
    trace_reset(&lift->trace);
    lift->started = false;
}

void generic_lift_push(struct generic_lift *lift, int64_t t_ns, double vertical_accel,
                       double turning)
{
    if (lift->started)
        lift->integral += 0.5 * (lift->accel + vertical_accel) * (double)(t_ns - lift->t_ns) * 1e-9;
    else
        lift->integral = 0.0;
    lift->started = true;
    lift->t_ns = t_ns;
    lift->accel = vertical_accel;
    const struct trace_point point = {
        .t_ns = t_ns,
        .integral = lift->integral,
        .turning = turning,
        .accel = vertical_accel,
        .stroke = NAN,
        .stroke_speed = NAN,
    };
    trace_push(&lift->trace, &point);
}

/* When it moves one way between two moments, and how. */
struct moving {
    int64_t from_ns;
    int64_t to_ns;
    double way; /* m, > 0 */
    double mean;
    double peak;
};

/* Age at which it last moved, going from the fastest moment on until it stands or turns back. */
static unsigned end_of_moving(const struct trace *trace, unsigned fastest, unsigned to, int sign)
{
    unsigned last = fastest;
    const int step = to > fastest ? 1 : -1;
    for (unsigned age = fastest; age != to; age = (unsigned)((int)age + step)) {
        double speed = sign * trace_at(trace, age)->stroke_speed;
        if (speed <= 0.0)
            break;
        if (speed > MOVING_M_S)
            last = age;
    }
    return last;
}

/* sign: +1 for what goes along the stroke, -1 for what comes back. */
static int find_moving(const struct trace *trace, int64_t from_ns, int64_t to_ns, int sign,
                       struct moving *ret_moving)
{
    unsigned newest = trace_age_of(trace, to_ns), oldest = trace_age_of(trace, from_ns);
    unsigned fastest = newest;
    for (unsigned age = newest; age <= oldest; age++)
        if (sign * trace_at(trace, age)->stroke_speed >
            sign * trace_at(trace, fastest)->stroke_speed)
            fastest = age;
    const struct trace_point *from = trace_at(trace, end_of_moving(trace, fastest, oldest, sign));
    const struct trace_point *to = trace_at(trace, end_of_moving(trace, fastest, newest, sign));
    const double way = sign * (to->stroke - from->stroke);
    if (isnan(way) || way < HEIGHT_MIN)
        return -ENODATA;
    *ret_moving = (struct moving){
        .from_ns = from->t_ns,
        .to_ns = to->t_ns,
        .way = way,
        .mean = way / ((double)(to->t_ns - from->t_ns) * 1e-9),
        .peak = sign * trace_at(trace, fastest)->stroke_speed,
    };
    return 0;
}

static int64_t farthest_ns(const struct trace *trace, const struct stroke *stroke)
{
    unsigned newest = trace_age_of(trace, stroke->end_ns), farthest = newest;
    for (unsigned age = newest; age <= trace_age_of(trace, stroke->start_ns); age++)
        if (trace_at(trace, age)->stroke > trace_at(trace, farthest)->stroke)
            farthest = age;
    return trace_at(trace, farthest)->t_ns;
}

/* Out and back to where it was: that both ends are as high is worth most. */
static int find_both(struct generic_lift *lift, const struct generic_lift_search *search,
                     struct moving *ret_fall, struct moving *ret_rise)
{
    const bool up = search->rises_first;
    const struct stroke_search around = {
        .start_from_ns = search->before_ns,
        .start_to_ns = up ? search->rise_ns : search->fall_ns,
        .end_from_ns = up ? search->sink_ns : search->rise_ns,
        .end_to_ns = up ? search->down_ns : search->after_ns,
        .away = up ? 1 : -1,
        .range_min = HEIGHT_MIN,
    };
    struct stroke stroke;
    if (around.start_from_ns >= around.start_to_ns || around.end_from_ns >= around.end_to_ns)
        return -ENODATA;
    int r = stroke_find(&lift->trace, &around, &stroke);
    if (r < 0)
        return r;
    int64_t far_ns = farthest_ns(&lift->trace, &stroke);
    r = find_moving(&lift->trace, stroke.start_ns, far_ns, 1, up ? ret_rise : ret_fall);
    if (r < 0)
        return r;
    return find_moving(&lift->trace, far_ns, stroke.end_ns, -1, up ? ret_fall : ret_rise);
}

static int find_rise(struct generic_lift *lift, const struct generic_lift_search *search,
                     struct moving *ret_rise)
{
    const struct stroke_search up = {
        .start_from_ns = search->fall_ns,
        .start_to_ns = search->rise_ns,
        .end_from_ns = search->rise_ns,
        .end_to_ns = search->after_ns,
        .one_way = true,
        .away = 1,
        .range_min = HEIGHT_MIN,
    };
    struct stroke stroke;
    int r = stroke_find(&lift->trace, &up, &stroke);
    return r < 0 ? r : find_moving(&lift->trace, stroke.start_ns, stroke.end_ns, 1, ret_rise);
}

static bool reaches_back(const struct trace *trace, int64_t t_ns)
{
    return trace->moments.count >= 3 && trace_at(trace, trace->moments.count - 1)->t_ns <= t_ns;
}

int generic_lift_look_down(struct generic_lift *lift, const struct generic_lift_search *search,
                           struct generic_lift_found *ret_found)
{
    struct trace *trace = &lift->trace;
    const struct stroke_search down = {
        .start_from_ns = search->before_ns,
        .start_to_ns = search->fall_ns,
        .end_from_ns = search->fall_ns,
        .end_to_ns = search->rise_ns,
        .one_way = true,
        .away = -1,
        .range_min = HEIGHT_MIN,
    };
    struct stroke stroke;
    struct moving fall;
    if (!reaches_back(trace, search->fall_ns) || search->before_ns >= search->fall_ns)
        return -ENODATA;
    int r = stroke_find(trace, &down, &stroke);
    if (r >= 0)
        r = find_moving(trace, stroke.start_ns, stroke.end_ns, 1, &fall);
    if (r < 0)
        return r;
    const unsigned low = trace_age_of(trace, fall.to_ns);
    const unsigned rising = end_of_moving(trace, trace_age_of(trace, search->rise_ns), low, -1);
    *ret_found = (struct generic_lift_found){
        .lower_ns = fall.from_ns,
        .low_ns = fall.to_ns,
        .lowered = true,
        .rise_ns = trace_at(trace, rising)->t_ns,
        .high_ns = search->rise_ns,
    };
    return 0;
}

int generic_lift_look(struct generic_lift *lift, const struct generic_lift_search *search,
                      struct generic_lift_found *ret_found)
{
    struct moving rise, fall = {0};
    if (!reaches_back(&lift->trace, search->fall_ns))
        return -ENODATA;
    bool lowered = find_both(lift, search, &fall, &rise) == 0;
    int r = lowered ? 0 : find_rise(lift, search, &rise);
    if (r < 0)
        return r;
    *ret_found = (struct generic_lift_found){
        .lower_ns = fall.from_ns,
        .low_ns = fall.to_ns,
        .lowered = lowered,
        .rise_ns = rise.from_ns,
        .high_ns = rise.to_ns,
        .height = rise.way,
        .mean_velocity = rise.mean,
        .peak_velocity = rise.peak,
    };
    return 0;
}
