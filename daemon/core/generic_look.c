/* SPDX-License-Identifier: MIT */
#include "core/generic_look.h"

#include <errno.h>
#include <math.h>

#include "core/bound.h"
#include "core/vec3.h"

#define DEG (180.0 / 3.14159265358979323846)
/* Design values. */
#define BEFORE_NS 1000000000    /* so long before it was seen to leave may it have left */
#define AFTER_NS 1500000000     /* what counts when nearly back is back by then */
#define LOWER_MAX_NS 5000000000 /* from beginning to sink to sinking fastest */
#define LIFT_MAX_NS 3000000000  /* from rising fastest to being up: a slow lockout */
#define NEARLY 0.5              /* of the farthest turn: it takes part */
#define RISE_MIN 0.05           /* m: a sensor that rises less tells no direction */

/* How sure what is seen is: between rests as high, or on an angle; of one way only; not at all. */
#define SEEN 0.8
#define SEEN_ONE_WAY 0.5
#define UNSEEN 0.3

void generic_look_reset(struct generic_look *look)
{
    look->preferred = look->lifter = -1;
    look->rises_first = false;
    generic_lift_reset(&look->lift);
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        generic_look_restart(look, (uint16_t)i);
    generic_look_close(look);
}

void generic_look_restart(struct generic_look *look, uint16_t sensor)
{
    course_reset(&look->turn[sensor]);
    course_reset(&look->heave[sensor]);
    if (look->lifter == sensor)
        generic_lift_reset(&look->lift);
}

void generic_look_expect_rise(struct generic_look *look, bool rises_first)
{
    look->rises_first = rises_first;
}

void generic_look_close(struct generic_look *look)
{
    look->due = false;
    look->over_ns = 0;
}

void generic_look_push(struct generic_look *look, const struct generic *generic, uint16_t sensor,
                       int64_t t_ns, bool lifts, const double rate[3])
{
    const struct generic_channel *channel = &generic->channels[sensor];
    course_push(&look->turn[sensor], t_ns, channel->turn.angle);
    course_push(&look->heave[sensor], t_ns, channel->heave.velocity);
    if (!lifts)
        return;
    if (look->lifter != sensor)
        generic_lift_reset(&look->lift);
    look->lifter = sensor;
    generic_lift_push(&look->lift, t_ns, channel->heave.accel, vec3_norm(rate));
}

struct window {
    int64_t before_ns;
    int64_t from_ns;
    int64_t to_ns;
    int64_t after_ns;
};

/*
 * What the sensor that turned farthest has to tell; another that is asked for, when it turned
 * nearly as far. -1 when none turned.
 */
static int find_farthest(const struct generic_look *look, const struct generic *generic,
                         const struct window *window, double ret_range[SENSORS_MAX],
                         struct excursion *ret_excursion)
{
    struct excursion excursions[SENSORS_MAX];
    int farthest = -1;
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        ret_range[i] = NAN;
        if (!generic->channels[i].used ||
            course_excursion(&look->turn[i], window->before_ns, window->from_ns, window->to_ns,
                             window->after_ns, &excursions[i]) < 0)
            continue;
        ret_range[i] = excursions[i].range;
        if (farthest < 0 || ret_range[i] > ret_range[farthest])
            farthest = (int)i;
    }
    int preferred = look->preferred;
    if (preferred >= 0 && farthest >= 0 && ret_range[preferred] > NEARLY * ret_range[farthest])
        farthest = preferred;
    if (farthest >= 0)
        *ret_excursion = excursions[farthest];
    return farthest;
}

void generic_look_times(const struct generic_look *look, const struct generic *generic,
                        const struct swing *swing, int64_t t_ns, struct generic_look_rep *ret)
{
    const int64_t over_ns = look->due ? look->last.end_ns : look->over_ns;
    const struct window window = {
        .before_ns = later(swing->left_ns - BEFORE_NS, over_ns),
        .from_ns = swing->left_ns,
        .to_ns = swing->over_ns,
        .after_ns = swing->over_ns,
    };
    ret->start_ns = swing->left_ns;
    ret->end_ns = swing->over_ns;
    ret->fall_ns = swing->start_ns;
    ret->rise_ns = swing->end_ns;
    double range[SENSORS_MAX];
    struct excursion excursion;
    int sensor = -1;
    if (ret->signal == GENERIC_TURN)
        sensor = find_farthest(look, generic, &window, range, &excursion);
    if (sensor < 0)
        return;
    ret->start_ns = excursion.start_ns;
    ret->end_ns =
        swing->over_ns < t_ns ? excursion.end_ns : course_foretell(&look->turn[sensor], &excursion);
}

double generic_look_turn(const struct generic_look *look, uint16_t sensor,
                         const struct swing *swing)
{
    struct excursion excursion;
    int r = course_excursion(&look->turn[sensor], swing->left_ns, swing->left_ns, swing->over_ns,
                             swing->over_ns, &excursion);
    return r < 0 ? 0.0 : excursion.range;
}

void generic_look_expect(struct generic_look *look, const struct generic_look_rep *rep)
{
    look->last = *rep;
    look->due = true;
}

/* A repetition that lasts from where it is lifted until it has been lowered. */
static bool rises_first(const struct generic_look *look)
{
    return look->rises_first && look->last.signal == GENERIC_HEAVE;
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

/* How far the sensor rose from one moment to another, roughly; negative when it sank. */
static double rise(const struct course *heave, int64_t from_ns, int64_t to_ns)
{
    return course_mean(heave, from_ns, to_ns) * seconds(from_ns, to_ns);
}

/*
 * The phases as far as it is known which of them lifts: what rises and comes down again is lifted
 * first, whatever it weighs.
 */
static void tell_phases(const struct course *heave, const struct excursion *excursion,
                        struct rep_detail *detail)
{
    double out_s = seconds(excursion->start_ns, excursion->out_ns);
    double far_s = fmax(0.0, seconds(excursion->out_ns, excursion->in_ns));
    double in_s = seconds(excursion->in_ns, excursion->end_ns);
    double out = rise(heave, excursion->start_ns, excursion->out_ns);
    double in = rise(heave, excursion->in_ns, excursion->end_ns);
    if (out > RISE_MIN && in < -RISE_MIN) {
        detail->rises_first = true;
        detail->concentric_s = out_s;
        detail->top_pause_s = far_s;
        detail->eccentric_s = in_s;
    } else if (out < -RISE_MIN && in > RISE_MIN) {
        detail->eccentric_s = out_s;
        detail->stretch_pause_s = far_s;
        detail->concentric_s = in_s;
    }
}

/* Where it is lifted first the fall before belongs to the repetition before, and the next one's
 * to this one. */
static struct generic_lift_search search_for(const struct generic_look *look,
                                             const struct generic_look_rep *next, int64_t t_ns)
{
    const struct generic_look_rep *rep = &look->last;
    const int64_t limit_ns = next ? next->start_ns : t_ns;
    struct generic_lift_search search = {
        .before_ns = later(rep->fall_ns - LOWER_MAX_NS, look->over_ns - BEFORE_NS / 2),
        .fall_ns = rep->fall_ns,
        .rise_ns = rep->rise_ns,
        .after_ns = later(rep->end_ns, earlier(limit_ns, rep->rise_ns + LIFT_MAX_NS)),
        .rises_first = rises_first(look),
    };
    if (!search.rises_first)
        return search;
    search.before_ns = look->over_ns > 0 ? later(rep->fall_ns, look->over_ns - BEFORE_NS / 5)
                                         : rep->fall_ns - BEFORE_NS;
    search.sink_ns = next ? next->fall_ns : rep->end_ns;
    search.down_ns = next ? next->rise_ns : t_ns;
    return search;
}

/* Of what is lowered and lifted. Unless the exercise is known nobody knows whether the repetition
 * begins with the one or the other, or what is done between two of them: it lasts as long as both
 * together. */
static void look_at_lift(struct generic_look *look, const struct generic_look_rep *next,
                         int64_t t_ns, struct generic_look_found *found)
{
    const struct generic_look_rep *rep = &look->last;
    const struct generic_lift_search search = search_for(look, next, t_ns);
    struct generic_lift_found lift;
    found->detail.rises_first = search.rises_first;
    if (look->lifter != rep->sensor || generic_lift_look(&look->lift, &search, &lift) < 0)
        return;
    found->excursion.start_ns = lift.lowered && !search.rises_first ? lift.lower_ns : lift.rise_ns;
    found->excursion.end_ns = lift.lowered && search.rises_first ? lift.low_ns : lift.high_ns;
    found->detail.concentric_s = seconds(lift.rise_ns, lift.high_ns);
    if (lift.lowered)
        found->detail.eccentric_s = seconds(lift.lower_ns, lift.low_ns);
    if (lift.lowered && search.rises_first)
        found->detail.top_pause_s = fmax(0.0, seconds(lift.high_ns, lift.lower_ns));
    else if (lift.lowered)
        found->detail.stretch_pause_s = fmax(0.0, seconds(lift.low_ns, lift.rise_ns));
    found->detail.range = found->detail.height = lift.height;
    found->detail.range_is_metres = true;
    found->detail.mean_velocity = lift.mean_velocity;
    found->detail.peak_velocity = lift.peak_velocity;
    found->confidence = lift.lowered ? SEEN : SEEN_ONE_WAY;
}

/* Of a bar whose turning tells the repetition: how far and how fast it was lifted in it. known: it
 * is done to lift it, and its height is the range. */
static void look_at_lift_too(struct generic_look *look, bool known, int64_t t_ns,
                             struct generic_look_found *found)
{
    const struct excursion *excursion = &found->excursion;
    const bool up = found->detail.rises_first;
    const int64_t from_ns = up ? excursion->start_ns : excursion->in_ns;
    const int64_t to_ns = up ? excursion->out_ns : excursion->end_ns;
    const int64_t after_ns = earlier(t_ns, excursion->end_ns + BEFORE_NS / 2);
    double speed;
    const struct generic_lift_search search = {
        .before_ns = excursion->start_ns - BEFORE_NS / 2,
        .fall_ns = up ? excursion->start_ns : excursion->out_ns,
        .rise_ns = course_highest_ns(&look->heave[found->sensor], from_ns, to_ns, &speed),
        .after_ns = up ? excursion->in_ns : after_ns,
        .rises_first = up,
        .sink_ns = excursion->half_in_ns,
        .down_ns = after_ns,
    };
    struct generic_lift_found lift;
    if (generic_lift_look(&look->lift, &search, &lift) < 0)
        return;
    found->detail.height = lift.height;
    found->detail.mean_velocity = lift.mean_velocity;
    found->detail.peak_velocity = lift.peak_velocity;
    if (!known)
        return;
    found->detail.range = lift.height;
    found->detail.range_is_metres = true;
}

bool generic_look_ready(const struct generic_look *look, int64_t t_ns)
{
    return look->due && !rises_first(look) && t_ns >= look->last.end_ns + AFTER_NS;
}

int generic_look_back(struct generic_look *look, const struct generic *generic,
                      const struct generic_look_rep *next, int64_t t_ns,
                      struct generic_look_found *ret_found)
{
    const int64_t limit_ns = next ? next->start_ns : t_ns;
    if (!look->due)
        return -ENODATA;
    const struct generic_look_rep *rep = &look->last;
    const struct window window = {
        .before_ns = later(rep->start_ns - BEFORE_NS, look->over_ns),
        .from_ns = rep->start_ns,
        .to_ns = rep->end_ns,
        .after_ns = later(rep->end_ns, earlier(limit_ns, rep->end_ns + AFTER_NS)),
    };
    *ret_found = (struct generic_look_found){
        .rep = rep->rep,
        .sensor = SENSORS_MAX,
        .excursion = {.start_ns = rep->start_ns, .end_ns = rep->end_ns, .range = NAN},
        .detail = {NAN, NAN, NAN, NAN, NAN, false, false, NAN, NAN, NAN, NAN, NAN, NAN, NAN},
        .confidence = UNSEEN,
    };
    int sensor = -1;
    if (rep->signal == GENERIC_HEAVE)
        look_at_lift(look, next, t_ns, ret_found);
    else
        sensor = find_farthest(look, generic, &window, ret_found->range, &ret_found->excursion);
    if (sensor >= 0) {
        ret_found->sensor = (uint16_t)sensor;
        ret_found->confidence = SEEN;
        ret_found->detail.range = ret_found->excursion.range * DEG;
        tell_phases(&look->heave[sensor], &ret_found->excursion, &ret_found->detail);
        if (look->lifter == sensor && generic->channels[sensor].place == GENERIC_ON_BAR)
            look_at_lift_too(look, generic->lift, t_ns, ret_found);
    }
    look->over_ns = ret_found->excursion.end_ns;
    look->due = false;
    return 0;
}
