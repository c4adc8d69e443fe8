/* SPDX-License-Identifier: MIT */
#include "core/stroke.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>

#define BEFORE_NS 500000000   /* as tempo.c: the true start may lie before the rest found */
#define HALF_NS 80000000      /* a rest is looked at over twice this; design value */
#define STEP_NS 60000000      /* moments are tried in such steps; design value */
#define TURN_STEP_NS 20000000 /* likewise, of turns; as the trace's own */
#define TRIES 48 /* at most so many at either end: a longer search takes longer steps */

/* How large each may be where the bar is at rest. Design values. */
#define BEND 0.05    /* m/s^2: an offset's change within a repetition, 5 mg */
#define ACCEL 0.40   /* m/s^2: hands hold it, or it turns without a rest */
#define TURNING 0.20 /* rad/s */
#define BELOW 0.02   /* m: sinks a bar that rises first below its start, or the reverse */
#define TURNS 0.15   /* m/s, where it turns; within a step of time it changes by as much */
#define OFFSET 0.50  /* m/s^2: an offset, where no two rests show it */

/* A moment that may be a rest, and what is seen around it. */
struct moment {
    unsigned age;
    double t_s;      /* since the trace's oldest point looked at */
    double velocity; /* m/s, plainly integrated */
    double path;     /* m, its integral */
    double accel;    /* m/s^2 */
    double turning;  /* rad/s */
    double off;      /* of a turn: from the middle of where it is sought, -1..1 */
};

static double square(double x)
{
    return x * x;
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

/* Plainly integrated once more, into stroke. */
static void integrate(struct trace *trace, unsigned oldest)
{
    trace_change(trace, oldest)->stroke = 0.0;
    for (unsigned age = oldest; age-- > 0;) {
        struct trace_point *point = trace_change(trace, age);
        const struct trace_point *before = trace_at(trace, age + 1);
        point->stroke = before->stroke + 0.5 * (before->integral + point->integral) *
                                             seconds(before->t_ns, point->t_ns);
    }
}

static bool look(const struct trace *trace, unsigned oldest, unsigned age, struct moment *ret)
{
    const struct trace_point *point = trace_at(trace, age);
    unsigned older = trace_age_of(trace, point->t_ns - HALF_NS);
    unsigned newer = trace_age_of(trace, point->t_ns + HALF_NS);
    double sum = 0.0, turning = 0.0;
    for (unsigned i = newer; i <= older; i++) {
        sum += trace_at(trace, i)->integral;
        turning += trace_at(trace, i)->turning;
    }
    double count = older - newer + 1;
    double span_s = seconds(trace_at(trace, older)->t_ns, trace_at(trace, newer)->t_ns);
    *ret = (struct moment){
        .age = age,
        .t_s = seconds(trace_at(trace, oldest)->t_ns, point->t_ns),
        .velocity = sum / count,
        .path = point->stroke,
        .accel = (trace_at(trace, newer)->integral - trace_at(trace, older)->integral) / span_s,
        .turning = turning / count,
    };
    return older <= oldest && older > newer && !isnan(ret->velocity);
}

static unsigned list_moments(const struct trace *trace, unsigned oldest, int64_t from_ns,
                             int64_t to_ns, bool turns, struct moment moments[TRIES])
{
    int64_t step_ns = (to_ns - from_ns) / (TRIES - 1) + 1;
    int64_t least_ns = turns ? TURN_STEP_NS : STEP_NS;
    unsigned count = 0;
    if (step_ns < least_ns)
        step_ns = least_ns;
    for (int64_t t_ns = from_ns; t_ns <= to_ns && count < TRIES; t_ns += step_ns) {
        if (!look(trace, oldest, trace_age_of(trace, t_ns), &moments[count]))
            continue;
        if (turns)
            moments[count].off = 2.0 * (double)(t_ns - from_ns) / (double)(to_ns - from_ns) - 1.0;
        count++;
    }
    return count;
}

/* The velocity's error, if the bar was at rest at both moments and as high. */
struct error {
    double velocity; /* at the first */
    double slope;    /* of the straight line to the second, m/s^2 */
    double bend;     /* beyond the line: 6 bend u (1 - u), as a velocity */
    double span_s;
};

/* Likewise where it turns at one or both, and only the way must close: one error the less can be
 * told, so the offset does not change. */
static struct error error_of_turns(const struct moment *a, const struct moment *b,
                                   const struct stroke_search *search)
{
    double span_s = b->t_s - a->t_s, mean = (b->path - a->path) / span_s;
    struct error error = {.velocity = a->velocity, .span_s = span_s};
    if (search->start_turns && search->end_turns)
        error.velocity = mean - 0.5 * (b->velocity - a->velocity);
    else if (search->start_turns)
        error.velocity = 2.0 * mean - b->velocity;
    error.slope = 2.0 * (mean - error.velocity) / span_s;
    return error;
}

static struct error error_between(const struct moment *a, const struct moment *b,
                                  const struct stroke_search *search)
{
    if (search->start_turns || search->end_turns)
        return error_of_turns(a, b, search);
    double span_s = b->t_s - a->t_s;
    double open = b->path - a->path - 0.5 * (a->velocity + b->velocity) * span_s;
    return (struct error){
        .velocity = a->velocity,
        .slope = (b->velocity - a->velocity) / span_s,
        .bend = search->one_way ? 0.0 : open / span_s,
        .span_s = span_s,
    };
}

/* Outside of the two moments the offset stays as it is at the nearer one. */
static double error_at(const struct error *error, double since_s)
{
    double u = since_s / error->span_s;
    double line = error->velocity + error->slope * since_s;
    if (u < 0.0)
        return line + 6.0 * error->bend * u;
    if (u > 1.0)
        return line + 6.0 * error->bend * (1.0 - u);
    return line + 6.0 * error->bend * u * (1.0 - u);
}

static double unlikeliness(const struct error *error, const struct moment *a,
                           const struct moment *b, const struct stroke_search *search)
{
    double bend = 6.0 * error->bend / error->span_s;
    double end_error = error->velocity + error->slope * error->span_s;
    double cost = square(bend / BEND);
    cost += search->start_turns
                ? square((a->velocity - error->velocity) / TURNS)
                : square((a->accel - error->slope - bend) / ACCEL) + square(a->turning / TURNING);
    cost += search->end_turns
                ? square((b->velocity - end_error) / TURNS)
                : square((b->accel - error->slope + bend) / ACCEL) + square(b->turning / TURNING);
    if (search->start_turns || search->end_turns)
        cost += square(error->slope / OFFSET) + square(a->off) + square(b->off);
    return cost;
}

/* How far the corrected path goes away, and to the other side, between the moments. */
static void extremes(const struct trace *trace, const struct error *error, const struct moment *a,
                     const struct moment *b, int away, double *ret_far, double *ret_below)
{
    double far = 0.0, below = 0.0;
    for (unsigned age = b->age; age <= a->age; age++) {
        const struct trace_point *point = trace_at(trace, age);
        double s = seconds(trace_at(trace, a->age)->t_ns, point->t_ns);
        double u = s / error->span_s;
        double wrong = s * (error->velocity + 0.5 * error->slope * s) +
                       error->bend * error->span_s * u * u * (3.0 - 2.0 * u);
        double height = away * (point->stroke - a->path - wrong);
        far = fmax(far, height);
        below = fmax(below, -height);
    }
    *ret_far = far;
    *ret_below = below;
}

static void correct(struct trace *trace, unsigned oldest, const struct error *error,
                    unsigned start_age, int away)
{
    int64_t start_ns = trace_at(trace, start_age)->t_ns;
    double height = 0.0;
    for (unsigned age = oldest + 1; age-- > 0;) {
        struct trace_point *point = trace_change(trace, age);
        point->stroke_speed =
            away * (point->integral - error_at(error, seconds(start_ns, point->t_ns)));
        if (age < oldest) {
            const struct trace_point *before = trace_at(trace, age + 1);
            height += 0.5 * (point->stroke_speed + before->stroke_speed) *
                      seconds(before->t_ns, point->t_ns);
        }
        point->stroke = height;
    }
    double zero = trace_at(trace, start_age)->stroke;
    for (unsigned age = 0; age <= oldest; age++)
        trace_change(trace, age)->stroke -= zero;
}

static void forget(struct trace *trace, unsigned oldest)
{
    for (unsigned age = 0; age <= oldest; age++)
        trace_change(trace, age)->stroke = trace_change(trace, age)->stroke_speed = NAN;
}

int stroke_find(struct trace *trace, const struct stroke_search *search, struct stroke *ret_stroke)
{
    struct moment starts[TRIES], ends[TRIES];
    if (trace->moments.count < 3)
        return -ENODATA;
    unsigned oldest = trace_age_of(trace, search->start_from_ns - BEFORE_NS);
    integrate(trace, oldest);
    unsigned start_count = list_moments(trace, oldest, search->start_from_ns, search->start_to_ns,
                                        search->start_turns, starts);
    unsigned end_count = list_moments(trace, oldest, search->end_from_ns, search->end_to_ns,
                                      search->end_turns, ends);

    const struct moment *start = NULL, *end = NULL;
    struct error best;
    double least = INFINITY, range = 0.0;
    for (unsigned i = 0; i < start_count; i++) {
        for (unsigned k = 0; k < end_count; k++) {
            if (ends[k].age >= starts[i].age)
                continue;
            struct error error = error_between(&starts[i], &ends[k], search);
            double cost = unlikeliness(&error, &starts[i], &ends[k], search);
            if (cost >= least)
                continue;
            double far, below;
            extremes(trace, &error, &starts[i], &ends[k], search->away, &far, &below);
            cost += square(below / BELOW);
            if (far < search->range_min || cost >= least)
                continue;
            least = cost;
            start = &starts[i];
            end = &ends[k];
            best = error;
            range = far;
        }
    }
    if (!start) {
        forget(trace, oldest);
        return -ENODATA;
    }
    *ret_stroke = (struct stroke){
        .start_ns = trace_at(trace, start->age)->t_ns,
        .end_ns = trace_at(trace, end->age)->t_ns,
        .range = range,
        .doubt = sqrt(least),
    };
    correct(trace, oldest, &best, start->age, search->away);
    return 0;
}
