/* SPDX-License-Identifier: MIT */
#include "core/course.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

/*
 * Swaying and creeping about the place of rest stays outside of the outer edge; from there the end
 * is extrapolated by the speed between the edges. All of it design values, checked on simulated
 * trunks and on marks set by hand, which other edges from 5 and 20 % to 20 and 50 % fit as well.
 */
#define EDGE_OUTER 0.10 /* of the way */
#define EDGE_INNER 0.40
#define BEYOND 1.0          /* of the time from edge to edge: setting off speeds up evenly */
#define BEYOND_BACK 0.3     /* likewise on the way back: nobody calls the creeping movement */
#define BEYOND_MAX_NS 250e6 /* what moves slowly does not set off more slowly */
#define HALF 0.5

void course_reset(struct course *course)
{
    moments_reset(&course->moments);
}

void course_push(struct course *course, int64_t t_ns, double x)
{
    int place = moments_push(&course->moments, t_ns, COURSE_STEP_NS);
    if (place >= 0)
        course->x[place] = x;
}

/* age 0 = newest */
static double x_at(const struct course *course, unsigned age)
{
    return course->x[moments_place(&course->moments, age)];
}

static int64_t ns_at(const struct course *course, unsigned age)
{
    return moments_at(&course->moments, age);
}

static unsigned age_of(const struct course *course, int64_t t_ns)
{
    return moments_age_of(&course->moments, t_ns);
}

static bool reaches_back_to(const struct course *course, int64_t t_ns)
{
    return course->moments.count > 0 && ns_at(course, course->moments.count - 1) <= t_ns;
}

/* The signal, or its mirror image, so that away is up. */
static double value(const struct course *course, unsigned age, int direction)
{
    return direction * x_at(course, age);
}

/* Going from one age towards another: when it first falls to a level; false when it never does. */
static bool falls_to(const struct course *course, int direction, unsigned from_age, unsigned to_age,
                     double level, int64_t *ret_ns)
{
    const int step = to_age > from_age ? 1 : -1;
    for (unsigned age = from_age; age != to_age;) {
        unsigned before = age;
        age = (unsigned)((int)age + step);
        double here = value(course, age, direction), there = value(course, before, direction);
        if (here > level)
            continue;
        int64_t here_ns = ns_at(course, age), there_ns = ns_at(course, before);
        double share = there > level ? (level - here) / (there - here) : 0.0;
        *ret_ns = here_ns + (int64_t)(share * (double)(there_ns - here_ns));
        return true;
    }
    return false;
}

static unsigned age_of_lowest(const struct course *course, int direction, unsigned older,
                              unsigned newer)
{
    unsigned lowest = newer;
    for (unsigned age = newer; age <= older; age++)
        if (value(course, age, direction) < value(course, lowest, direction))
            lowest = age;
    return lowest;
}

static int64_t beyond_ns(int64_t between_ns, double share)
{
    double beyond = share * (double)between_ns;
    return (int64_t)fmax(-BEYOND_MAX_NS, fmin(BEYOND_MAX_NS, beyond));
}

/* One of the two ways, seen from the far end. */
struct way {
    int64_t end_ns; /* at the place of rest */
    int64_t half_ns;
    int64_t far_ns; /* at the far end */
    double range;
};

/* The near end is extrapolated where the way has not come so far yet. */
static int measure_way(const struct course *course, int direction, unsigned far_age,
                       unsigned rest_age, double rest, double near_beyond, double far_beyond,
                       struct way *ret_way)
{
    double range = value(course, far_age, direction) - rest;
    int64_t outer_ns, inner_ns, half_ns, far_outer_ns, far_inner_ns;
    if (range <= 0.0 || far_age == rest_age ||
        !falls_to(course, direction, far_age, rest_age, rest + EDGE_OUTER * range, &outer_ns) ||
        !falls_to(course, direction, far_age, rest_age, rest + EDGE_INNER * range, &inner_ns) ||
        !falls_to(course, direction, far_age, rest_age, rest + HALF * range, &half_ns) ||
        !falls_to(course, direction, far_age, rest_age, rest + (1.0 - EDGE_OUTER) * range,
                  &far_outer_ns) ||
        !falls_to(course, direction, far_age, rest_age, rest + (1.0 - EDGE_INNER) * range,
                  &far_inner_ns))
        return -ENODATA;
    *ret_way = (struct way){
        .end_ns = outer_ns + beyond_ns(outer_ns - inner_ns, near_beyond),
        .half_ns = half_ns,
        .far_ns = far_outer_ns + beyond_ns(far_outer_ns - far_inner_ns, far_beyond),
        .range = range,
    };
    return 0;
}

/* Which way it went, and the age at which it was farthest. */
static int find_far(const struct course *course, unsigned older, unsigned newer,
                    unsigned *ret_far_age)
{
    double home = 0.5 * (x_at(course, older) + x_at(course, newer));
    unsigned far_age = newer;
    for (unsigned age = newer; age <= older; age++)
        if (fabs(x_at(course, age) - home) > fabs(x_at(course, far_age) - home))
            far_age = age;
    *ret_far_age = far_age;
    return x_at(course, far_age) >= home ? 1 : -1;
}

int course_excursion(const struct course *course, int64_t before_ns, int64_t from_ns, int64_t to_ns,
                     int64_t after_ns, struct excursion *ret_excursion)
{
    if (course->moments.count < 3 || !reaches_back_to(course, from_ns))
        return -ENODATA;
    unsigned far_age;
    int direction = find_far(course, age_of(course, from_ns), age_of(course, to_ns), &far_age);
    unsigned start_age = age_of_lowest(course, direction, age_of(course, before_ns), far_age);
    unsigned end_age = age_of_lowest(course, direction, far_age, age_of(course, after_ns));
    struct way out, in;
    double start = value(course, start_age, direction);
    int r = measure_way(course, direction, far_age, start_age, start, BEYOND, BEYOND_BACK, &out);
    if (r < 0)
        return r;
    /* Where it came from it is back; it may overshoot or creep on from there. */
    double back = fmax(value(course, end_age, direction), start);
    r = measure_way(course, direction, far_age, end_age, back, BEYOND_BACK, BEYOND, &in);
    if (r < 0)
        return r;
    *ret_excursion = (struct excursion){
        .start_ns = out.end_ns,
        .out_ns = out.far_ns,
        .in_ns = in.far_ns,
        .end_ns = in.end_ns,
        .half_out_ns = out.half_ns,
        .half_in_ns = in.half_ns,
        .range = fmin(out.range, in.range),
        .direction = direction,
        .rest = x_at(course, start_age),
        .far = x_at(course, far_age),
        .farthest_ns = ns_at(course, far_age),
    };
    return 0;
}

int64_t course_foretell(const struct course *course, const struct excursion *excursion)
{
    const int direction = excursion->direction;
    const double range = direction * (excursion->far - excursion->rest);
    const double rest = direction * excursion->rest, here = value(course, 0, direction);
    const double left = (here - rest) / range;
    const unsigned far_age = age_of(course, excursion->farthest_ns);
    int64_t inner_ns, outer_ns, now_ns = ns_at(course, 0);
    if (left > 0.5 * EDGE_INNER ||
        !falls_to(course, direction, far_age, 0, rest + EDGE_INNER * range, &inner_ns))
        return excursion->end_ns;
    if (!falls_to(course, direction, far_age, 0, rest + EDGE_OUTER * range, &outer_ns)) {
        double share = (left - EDGE_OUTER) / (EDGE_INNER - left);
        outer_ns = now_ns + (int64_t)(share * (double)(now_ns - inner_ns));
    }
    return outer_ns + beyond_ns(outer_ns - inner_ns, BEYOND_BACK);
}

int64_t course_highest_ns(const struct course *course, int64_t from_ns, int64_t to_ns,
                          double *ret_x)
{
    int64_t highest_ns = from_ns;
    *ret_x = NAN;
    if (from_ns > to_ns || !reaches_back_to(course, from_ns))
        return highest_ns;
    for (unsigned age = age_of(course, to_ns); age <= age_of(course, from_ns); age++) {
        if (x_at(course, age) <= *ret_x)
            continue;
        *ret_x = x_at(course, age);
        highest_ns = ns_at(course, age);
    }
    return highest_ns;
}

double course_mean(const struct course *course, int64_t from_ns, int64_t to_ns)
{
    if (!reaches_back_to(course, from_ns))
        return NAN;
    double sum = 0.0;
    unsigned count = 0;
    for (unsigned age = age_of(course, to_ns); age <= age_of(course, from_ns); age++, count++)
        sum += x_at(course, age);
    return count > 0 ? sum / count : NAN;
}
