/* SPDX-License-Identifier: MIT */
#include "core/bar_alone.h"

#include <errno.h>
#include <math.h>

#include "core/vec3.h"

#define EARLY_NS 200000000 /* design value: a rhythm's times are about so exact */
#define LATE_NS 300000000  /* design value, likewise */
#define CLEARLY 0.5        /* of the fastest before: no rattling at the top; design value */
#define NEAR_TOP 0.12      /* of the way: near the top; design value */
#define HALF_NS 100000000  /* of a push: knocks and what plates bounce are shorter; design value */
#define CYCLE_MIN_S 0.6    /* as generic.ini: a quicker one is something else */

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

static const struct motion_frame *frame_at(const struct history *history, unsigned age)
{
    return &history_at(history, age)->frame;
}

static int64_t time_at(const struct history *history, unsigned age)
{
    return history_at(history, age)->t_ns;
}

/* Age of the moment at which the bar rises fastest in a repetition. */
static unsigned find_fastest(const struct history *history, int64_t start_ns, int64_t end_ns)
{
    unsigned oldest = history_age_of(history, start_ns - EARLY_NS);
    unsigned fastest = oldest;
    for (unsigned age = history_age_of(history, end_ns + LATE_NS); age < oldest; age++)
        if (frame_at(history, age)->bar_swing_velocity >
            frame_at(history, fastest)->bar_swing_velocity)
            fastest = age;
    return fastest;
}

/* Age of the moment at which the rise begins that is under way at an age. */
static unsigned find_begin(const struct history *history, unsigned age)
{
    while (age + 1 < history->count && frame_at(history, age)->bar_swing_velocity > 0.0)
        age++;
    return age;
}

bool bar_alone_rises_again(const struct history *history, int64_t start_ns, int64_t end_ns)
{
    unsigned age = find_fastest(history, start_ns, end_ns);
    if (frame_at(history, 0)->bar_swing_velocity <
        CLEARLY * frame_at(history, age)->bar_swing_velocity)
        return false;
    return find_begin(history, 0) < age;
}

/* The way from where one rise begins to where the next does. */
struct cycle {
    const struct history *history;
    unsigned first, last; /* ages */
    double duration_s;
    double error;         /* m/s^2, of the accelerometer */
    double rate_error[3]; /* rad/s, of the gyroscope */
    double speed;         /* m/s, at both ends: nearly none */
};

static double speed_at(const struct cycle *cycle, unsigned age)
{
    const struct history *history = cycle->history;
    double s = seconds(time_at(history, cycle->first), time_at(history, age));
    return cycle->speed + frame_at(history, age)->bar_integral -
           frame_at(history, cycle->first)->bar_integral - cycle->error * s;
}

/* From a moment to the next. */
static double step_at(const struct history *history, unsigned age)
{
    return seconds(time_at(history, age), time_at(history, age - 1));
}

static double way_at(const struct cycle *cycle, unsigned age)
{
    return 0.5 * (speed_at(cycle, age) + speed_at(cycle, age - 1)) * step_at(cycle->history, age);
}

/* From a moment to the next. */
static void rate_at(const struct cycle *cycle, unsigned age, double ret_rate[3])
{
    const struct history *history = cycle->history;
    vec3_add(ret_rate, frame_at(history, age)->bar_rate, frame_at(history, age - 1)->bar_rate);
    vec3_scale(ret_rate, ret_rate, 0.5);
    vec3_sub(ret_rate, ret_rate, cycle->rate_error);
}

/* As fast and as high at both ends, and lying as before: all else is the sensor's error. */
static bool close_cycle(struct cycle *cycle, const struct history *history, unsigned first,
                        unsigned last)
{
    double duration_s = seconds(time_at(history, first), time_at(history, last)), way = 0.0;
    double turned[3] = {0};
    if (duration_s < CYCLE_MIN_S)
        return false;
    *cycle =
        (struct cycle){.history = history, .first = first, .last = last, .duration_s = duration_s};
    cycle->error =
        (frame_at(history, last)->bar_integral - frame_at(history, first)->bar_integral) /
        duration_s;
    for (unsigned age = first; age > last; age--) {
        double rate[3];
        way += way_at(cycle, age);
        rate_at(cycle, age, rate);
        vec3_add_scaled(turned, rate, step_at(history, age));
    }
    cycle->speed = -way / duration_s;
    vec3_scale(cycle->rate_error, turned, 1.0 / duration_s);
    return true;
}

/* The axis about which it turns most: the first principal component. False: it does not turn. */
static bool find_axis(double moment[3][3], double ret_axis[3])
{
    unsigned most = 0;
    for (unsigned i = 1; i < 3; i++)
        most = moment[i][i] > moment[most][most] ? i : most;
    if (!vec3_normalize(ret_axis, moment[most]))
        return false;
    for (int round = 0; round < 30; round++) { /* power iteration: 0.1^30 is left of the second */
        double next[3];
        for (unsigned i = 0; i < 3; i++)
            next[i] = vec3_dot(moment[i], ret_axis);
        if (!vec3_normalize(ret_axis, next))
            return false;
    }
    return true;
}

static double turning_of(const struct cycle *cycle)
{
    double moment[3][3] = {0}, axis[3], rate[3];
    double turned = 0.0, angle = 0.0, least = 0.0, most = 0.0;
    for (unsigned age = cycle->first; age > cycle->last; age--) {
        double step_s = step_at(cycle->history, age);
        rate_at(cycle, age, rate);
        turned += vec3_norm(rate) * step_s;
        for (unsigned i = 0; i < 3; i++)
            vec3_add_scaled(moment[i], rate, rate[i] * step_s);
    }
    if (!find_axis(moment, axis))
        return 0.0;
    for (unsigned age = cycle->first; age > cycle->last; age--) {
        rate_at(cycle, age, rate);
        angle += vec3_dot(rate, axis) * step_at(cycle->history, age);
        least = fmin(least, angle);
        most = fmax(most, angle);
    }
    return sqrt((most - least) * turned / cycle->duration_s);
}

/* Before its beginning it was as before its end. */
static double speed_when(const struct cycle *cycle, int64_t t_ns)
{
    const struct history *history = cycle->history;
    int64_t start_ns = time_at(history, cycle->first), end_ns = time_at(history, cycle->last);
    if (t_ns < start_ns)
        t_ns += end_ns - start_ns;
    else if (t_ns >= end_ns)
        t_ns -= end_ns - start_ns;
    unsigned age = history_age_of(history, t_ns);
    double part = seconds(time_at(history, age), t_ns) / step_at(history, age);
    return (1.0 - part) * speed_at(cycle, age) + part * speed_at(cycle, age - 1);
}

/* How much harder it is stopped than pushed. */
static double brake_of(const struct cycle *cycle)
{
    double push = 0.0, brake = 0.0; /* m/s, what the speed changes by */
    for (unsigned age = cycle->first; age > cycle->last; age--) {
        int64_t t_ns = time_at(cycle->history, age);
        double change = speed_when(cycle, t_ns + HALF_NS) - speed_when(cycle, t_ns - HALF_NS);
        push = fmax(push, change);
        brake = fmax(brake, -change);
    }
    return push > 0.0 ? brake / push : 0.0;
}

static void add_cycle(const struct cycle *cycle, struct bar_alone *sum)
{
    double height = 0.0, low = 0.0, high = 0.0, near_s = 0.0, fastest = 0.0;
    for (unsigned age = cycle->first; age > cycle->last; age--) {
        height += way_at(cycle, age);
        low = fmin(low, height);
        high = fmax(high, height);
        fastest = fmax(fastest, speed_at(cycle, age));
    }
    height = 0.0;
    for (unsigned age = cycle->first; age > cycle->last; age--) {
        height += way_at(cycle, age);
        if (height > high - NEAR_TOP * (high - low))
            near_s += step_at(cycle->history, age);
    }
    sum->turning += turning_of(cycle);
    sum->brake += brake_of(cycle);
    sum->rise += high - low;
    sum->speed += fastest;
    sum->top += near_s / cycle->duration_s;
}

int bar_alone_measure(const struct history *history, const int64_t start_ns[],
                      const int64_t end_ns[], unsigned count, bool rises_again,
                      struct bar_alone *ret_seen)
{
    struct bar_alone sum = {0};
    unsigned cycles = 0, before = 0;
    bool any = false;
    *ret_seen = (struct bar_alone){NAN, NAN, NAN, NAN, NAN};
    for (unsigned i = 0; i < count + rises_again; i++) {
        unsigned age = 0;
        if (i < count) {
            if (start_ns[i] - EARLY_NS < time_at(history, history->count - 1))
                continue;
            age = find_fastest(history, start_ns[i], end_ns[i]);
        }
        struct cycle cycle;
        unsigned begin = find_begin(history, age);
        if (any && close_cycle(&cycle, history, before, begin)) {
            add_cycle(&cycle, &sum);
            cycles++;
        }
        any = true;
        before = begin;
    }
    if (cycles == 0)
        return -ENODATA;
    *ret_seen = (struct bar_alone){
        .turning = sum.turning / cycles,
        .rise = sum.rise / cycles,
        .speed = sum.speed / cycles,
        .top = sum.top / cycles,
        .brake = sum.brake / cycles,
    };
    return 0;
}
