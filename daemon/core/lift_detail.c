/* SPDX-License-Identifier: MIT */
#include "core/lift_private.h"

#include <math.h>

#include "core/apart.h"
#include "core/stats.h"

#define AROUND_NS 250000000 /* design value */
#define HOLE_NS 300000000   /* as condition.h: so long samples may be lost without harm */
#define STALE_NS 500000000  /* as body.h: until a sensor that is silent is missed */

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

/* Whether none of it was lost for so long that an end of it may have been. What is lost near its
 * end stood still before it was missed, and that may seem to be the end. */
static bool is_whole(const struct trace *trace, enum tempo_of of, const struct tempo *tempo)
{
    const int64_t from_ns = tempo->start_ns - AROUND_NS;
    unsigned age = trace_age_of(trace, tempo->end_ns + AROUND_NS + STALE_NS);
    while (age > 0 && isnan(tempo_value(trace_at(trace, age), of)))
        age--;
    int64_t later_ns = trace_at(trace, age)->t_ns;
    for (; age < trace->moments.count && later_ns > from_ns; age++) {
        const struct trace_point *point = trace_at(trace, age);
        if (isnan(tempo_value(point, of)))
            continue;
        if (later_ns - point->t_ns > HOLE_NS)
            return false;
        later_ns = point->t_ns;
    }
    return later_ns - from_ns <= HOLE_NS;
}

/* Of the bar while it is lifted. A phase leaves out where it is slowest: a little more is seen. */
static void look_at_speed(const struct lift *lift, const struct tempo *tempo,
                          struct rep_detail *detail)
{
    const struct trace *trace = &lift->trace;
    int up = motion_away(lift->exercise, BODY_SIGNAL_BAR_HEIGHT);
    int64_t from_ns = lift_rises_first(lift) ? tempo->start_ns : tempo->back_ns;
    int64_t to_ns = lift_rises_first(lift) ? tempo->far_ns : tempo->end_ns;
    double sum = 0.0, fastest = NAN;
    unsigned count = 0, oldest = trace_age_of(trace, from_ns - AROUND_NS);
    for (unsigned age = trace_age_of(trace, to_ns + AROUND_NS); age <= oldest; age++) {
        double speed = up * trace_at(trace, age)->stroke_speed;
        if (isnan(speed) || speed <= LIFT_MOVING_M_S)
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
    detail->height = detail->peak_velocity = detail->mean_velocity = NAN;
    if (!is_whole(trace, TEMPO_OF_STROKE, tempo))
        return;
    detail->height = highest - lowest;
    look_at_speed(lift, tempo, detail);
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
        search = lift_search_between(lift);
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
    search = lift_search_near(lift, &body.tempo);
    *ret = body;
    if (measure_by_bar(lift, &search, ret) < 0)
        *ret = body;
    return 0;
}

bool lift_give_detail(struct lift *lift, struct lift_result *result)
{
    struct measure measured = {.of = TEMPO_OF_SIGNAL};
    lift->detail_due = false;
    if (measure(lift, &measured) < 0)
        return false;
    const struct tempo tempo = measured.tempo;
    int64_t next_ns = lift_next_start_ns(lift, measured.of, &tempo);
    double out_s = seconds(tempo.start_ns, tempo.far_ns);
    double far_s = seconds(tempo.far_ns, tempo.back_ns);
    double back_s = seconds(tempo.back_ns, tempo.end_ns);
    double start_s = next_ns > 0 ? fmax(0.0, seconds(tempo.end_ns, next_ns)) : NAN;

    struct rep_detail *detail = &result->detail;
    look_back(lift, &tempo, detail);
    detail->eccentric_s = lift_rises_first(lift) ? back_s : out_s;
    detail->stretch_pause_s = lift_rises_first(lift) ? start_s : far_s;
    detail->concentric_s = lift_rises_first(lift) ? out_s : back_s;
    detail->top_pause_s = lift_rises_first(lift) ? far_s : start_s;
    detail->range = measured.range;
    detail->range_is_metres = lift_follows_bar(lift);
    detail->rises_first = lift_rises_first(lift);
    if (lift_follows_bar(lift)) {
        arrival_learn(&lift->arrival, out_s + far_s + back_s, far_s + back_s);
        attempt_learn(&lift->attempt, measured.range);
    }
    lift->late_s = median_push(lift->lates, REP_COUNTER_RECENT, &lift->late_count,
                               seconds(lift->foretold_ns, tempo.end_ns));
    if (lift->over_ns == lift->detail_end_ns)
        lift->over_ns = tempo.end_ns;
    if (measured.of == TEMPO_OF_SIGNAL)
        lift_time(lift, &tempo, result);
    result->detailed = true;
    result->whole = is_whole(&lift->trace, measured.of, &tempo);
    result->tempo = tempo;
    result->thrown = lift->turn.accel;
    result->detail_start_ns = tempo.start_ns;
    result->detail_end_ns = tempo.end_ns;
    return true;
}
