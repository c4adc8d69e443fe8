/* SPDX-License-Identifier: MIT */
#include "core/bar_path.h"

#include <math.h>

#include "core/bound.h"
#include "core/vec3.h"

#define DEGREES (180.0 / 3.14159265358979323846)
#define LOOK_S 0.02         /* as trace.c; design value */
#define MEMORY_S 30.0       /* of turning: a set; design value */
#define TURNED 0.3          /* rad^2/s: half a second at 45 deg/s; design value */
#define DOMINANT 0.8        /* of all turning is about one axis; design value */
#define STRAY_SURE 0.5      /* at best: simulated bars were found 1 to 3 cm short of 4 to 5 */
#define CLOSES_M 0.05       /* a way that closes no better is worth half; design value */
#define TILT_SURE 0.7       /* design value: the axis is found to a degree or two */
#define SMOOTH_NS 150000000 /* half of the time over which a tilt must last; design value */

void bar_path_reset(struct bar_path *path)
{
    *path = (struct bar_path){.length = {1.0, 1.0, 1.0}, .tilt_deg = NAN};
}

/* One step of the power method: the axis changes far more slowly than this is called. */
static void find_length(struct bar_path *path)
{
    double next[3];
    for (unsigned i = 0; i < 3; i++)
        next[i] = vec3_dot(path->turns[i], path->length);
    (void)vec3_normalize(path->length, next);
}

static double tilt_of(const struct bar_path *path, const double up[3])
{
    double all = path->turns[0][0] + path->turns[1][1] + path->turns[2][2], along[3];
    for (unsigned i = 0; i < 3; i++)
        along[i] = vec3_dot(path->turns[i], path->length);
    if (all < TURNED || vec3_dot(along, path->length) < DOMINANT * all)
        return NAN;
    return asin(smaller(1.0, fabs(vec3_dot(path->length, up)))) * DEGREES;
}

static void look(struct bar_path *path, const double rate[3], const double up[3])
{
    double keep = larger(0.0, 1.0 - path->since_s / MEMORY_S);
    for (unsigned i = 0; i < 3; i++)
        for (unsigned k = 0; k < 3; k++)
            path->turns[i][k] = keep * path->turns[i][k] + rate[i] * rate[k] * path->since_s;
    find_length(path);
    path->tilt_deg = tilt_of(path, up);
    path->since_s = 0.0;
}

void bar_path_push(struct bar_path *path, double dt_s, const double accel_earth[3],
                   const double rate[3], const double up[3])
{
    path->forth += accel_earth[0] * dt_s;
    path->across += accel_earth[1] * dt_s;
    path->since_s += dt_s;
    if (path->since_s >= LOOK_S)
        look(path, rate, up);
}

/* Largest way from the start, with the bar at rest and at one place at both ends; how badly it
 * closed before that was said of it. */
static double stray(const struct trace *trace, unsigned from, unsigned to, double *ret_gap)
{
    const struct trace_point *start = trace_at(trace, from), *end = trace_at(trace, to);
    double span_s = (double)(end->t_ns - start->t_ns) * 1e-9, farthest = 0.0;
    double gap[2] = {0.0, 0.0};
    /* First how badly it closes, then the way without that. */
    for (unsigned pass = 0; pass < 2; pass++) {
        double way[2] = {0.0, 0.0};
        for (unsigned age = from; age-- > to;) {
            const struct trace_point *point = trace_at(trace, age);
            double dt_s = (double)(point->t_ns - trace_at(trace, age + 1)->t_ns) * 1e-9;
            double u = (double)(point->t_ns - start->t_ns) * 1e-9 / span_s;
            way[0] += (point->forth - start->forth - u * (end->forth - start->forth)) * dt_s;
            way[1] += (point->across - start->across - u * (end->across - start->across)) * dt_s;
            farthest =
                pass == 0 ? 0.0 : fmax(farthest, hypot(way[0] - u * gap[0], way[1] - u * gap[1]));
        }
        gap[0] = way[0];
        gap[1] = way[1];
    }
    *ret_gap = hypot(gap[0], gap[1]);
    return farthest;
}

/* Largest tilt that lasts: of means about every moment. */
static double lasting_tilt(const struct trace *trace, unsigned from, unsigned to)
{
    double most = NAN;
    for (unsigned age = to; age <= from; age++) {
        int64_t t_ns = trace_at(trace, age)->t_ns;
        unsigned older = trace_age_of(trace, t_ns - SMOOTH_NS);
        unsigned newer = trace_age_of(trace, t_ns + SMOOTH_NS);
        double sum = 0.0;
        for (unsigned i = newer; i <= older; i++)
            sum += trace_at(trace, i)->tilt;
        most = fmax(most, sum / (older - newer + 1)); /* prefers a number to NAN */
    }
    return most;
}

void bar_path_look_back(const struct trace *trace, const struct tempo *tempo,
                        struct rep_bar *ret_bar)
{
    unsigned from = trace_age_of(trace, tempo->start_ns);
    unsigned to = trace_age_of(trace, tempo->end_ns);
    double gap;
    *ret_bar = (struct rep_bar){.stray_m = NAN, .tilt_deg = NAN};
    if (from <= to || isnan(trace_at(trace, from)->forth) || isnan(trace_at(trace, to)->forth))
        return;
    ret_bar->stray_m = stray(trace, from, to, &gap);
    ret_bar->stray_confidence = STRAY_SURE / (1.0 + gap * gap / (CLOSES_M * CLOSES_M));
    ret_bar->tilt_deg = lasting_tilt(trace, from, to);
    ret_bar->tilt_confidence = isnan(ret_bar->tilt_deg) ? 0.0 : TILT_SURE;
}
