/* SPDX-License-Identifier: MIT */
#include "core/bar_handling.h"

#include <math.h>
#include <string.h>

#include "core/bound.h"
#include "core/stats.h"
#include "core/stroke.h"
#include "core/vec3.h"

/* Design values, in time. */
#define BEFORE_NS 1000000000    /* so long before it is seen to leave may a bar have lain */
#define AFTER_NS 300000000      /* or after: what pulls at a bar turns it before it leaves */
#define LAY_NS 200000000        /* until so long before it rises it lies in any case */
#define RISE_NS 2500000000      /* from leaving to rising fastest */
#define RISING_NS 200000000     /* so near the fastest moment it does not rest */
#define TOP_NS 1000000000       /* from rising fastest to being up, of what is fetched, ... */
#define LOCKOUT_NS 2500000000   /* ... and of a repetition */
#define TOP_BEFORE_NS 300000000 /* so long before it was seen to be up may it have been */
#define LOWERED_NS 600000000    /* a bar is not lowered and lifted again in less */
#define LIES_NS 400000000       /* so long it has lain when it is asked */
#define NEXT_NS 500000000       /* likewise from sinking to rising fastest */

#define WAY_MIN 0.10 /* m: no lift of a weight is shorter; design value */
/* Of the way up: the bar hangs from straight arms at least so far down, when a body leans; design
 * value. */
#define DEPTH_MIN 0.4
/* Simulated: in the air up to 2, with the floor's knock 2.9 and more, or 1 to 2.4 where it is soft.
 */
#define DOUBT_MAX 2.5
/* Times as far as it comes down again, and more where that is not seen well. Simulated: off the
 * floor again up to 1.04 without doubt and 1.25 with 1.9 of it; else 1.29 and more, and 1.55 and
 * more with 1 and more. */
#define FARTHER_MIN 1.15
#define FARTHER_DOUBT 0.12
/* Of the fastest, so fast in the mean until then: evenly it would be 0.5, and of what sinks first
 * none. Design value. */
#define SPEEDING_UP 0.25

/* Design values, as handling.c's. */
#define SOFT_S 0.3 /* differences of less are nothing */
#define USUAL 0.1
#define EACH_MAX 0.35
#define SET_DOWN_MIN 0.25
/* Lower than where it hung, by so many times the way up: simulated, 1.9 and more; design value. */
#define LOWER_MIN 1.5
#define TURNED_RAD 0.35 /* 20 degrees, held otherwise at the top: tells as much as any other */

void bar_handling_forget(struct bar_handling *handling)
{
    handling->count = 0;
    handling->judged = false;
}

/* When it rises fastest; of what turns, somewhere between leaving and being back. */
static void find_fastest(const struct bar_handling *handling, const struct course *heave,
                         struct bar_lift *lift)
{
    const struct swing *swing = &lift->swing;
    int64_t from_ns = swing->left_ns - BEFORE_NS;
    lift->up_ns = swing->end_ns;
    lift->speed = swing->end;
    if (lift->signal == GENERIC_HEAVE)
        return;
    if (handling->count > 0)
        from_ns = later(from_ns, handling->lifts[handling->count - 1].up_ns + NEXT_NS);
    lift->up_ns = course_highest_ns(heave, from_ns, later(from_ns, swing->over_ns), &lift->speed);
}

void bar_handling_add(struct bar_handling *handling, const struct generic_look *look,
                      const struct generic *generic, uint16_t sensor, enum generic_signal signal,
                      const struct swing *swing)
{
    const int64_t lay_ns = generic->channels[sensor].rhythm[GENERIC_HEAVE].lay_ns;
    const bool lay =
        lay_ns > 0 && lay_ns >= swing->left_ns - BEFORE_NS && lay_ns <= swing->left_ns + AFTER_NS;
    struct bar_lift lift = {.swing = *swing, .signal = signal, .lay_ns = lay ? lay_ns : 0};
    find_fastest(handling, &look->heave[sensor], &lift);
    if (handling->count == BAR_HANDLING_LIFTS)
        bar_handling_drop(handling);
    handling->lifts[handling->count++] = lift;
}

void bar_handling_drop(struct bar_handling *handling)
{
    handling->count--;
    handling->judged = true;
    memmove(handling->lifts, handling->lifts + 1, handling->count * sizeof(handling->lifts[0]));
}

/* Looks for it; false when it is not seen. */
static bool find(struct generic_look *look, const struct stroke_search *search,
                 struct stroke *ret_stroke)
{
    return search->start_from_ns < search->start_to_ns && search->end_from_ns < search->end_to_ns &&
           stroke_find(&look->lift.trace, search, ret_stroke) == 0;
}

/* From where it lay to where it came to rest. */
static bool find_fetch(struct generic_look *look, const struct bar_lift *first,
                       const struct bar_lift *next, struct stroke *ret_stroke)
{
    const struct stroke_search search = {
        .start_from_ns = later(first->lay_ns - LAY_NS, first->up_ns - RISE_NS),
        .start_to_ns = first->up_ns - RISING_NS,
        .end_from_ns = first->up_ns + RISING_NS / 2,
        .end_to_ns = earlier(next->up_ns - NEXT_NS, first->up_ns + TOP_NS),
        .one_way = true,
        .away = 1,
        .range_min = WAY_MIN,
    };
    return find(look, &search, ret_stroke);
}

/* From there down and up again, to the next rest as high. */
static bool find_depth(struct generic_look *look, const struct stroke *fetch,
                       const struct bar_lift *next, int64_t t_ns, struct stroke *ret_stroke)
{
    const struct stroke_search search = {
        .start_from_ns = fetch->end_ns - TOP_BEFORE_NS,
        .start_to_ns = next->up_ns - LOWERED_NS,
        .end_from_ns = next->up_ns + RISING_NS / 2,
        .end_to_ns = earlier(next->up_ns + LOCKOUT_NS, t_ns - NEXT_NS),
        .away = -1,
        .range_min = fmax(WAY_MIN, DEPTH_MIN * fetch->range),
    };
    return find(look, &search, ret_stroke);
}

bool bar_rises_from_rest(const struct course *heave, int64_t lay_ns, int64_t up_ns, double speed)
{
    return lay_ns > 0 && lay_ns < up_ns && lay_ns >= up_ns - RISE_NS &&
           course_mean(heave, lay_ns, up_ns) > SPEEDING_UP * speed;
}

bool bar_handling_fetches(struct bar_handling *handling, struct generic_look *look, bool held,
                          int64_t t_ns)
{
    const struct bar_lift *first = handling->lifts, *next = first + 1;
    struct stroke fetch, depth;
    if (handling->judged || handling->count != 2 || look->lifter < 0)
        return false;
    if (!bar_rises_from_rest(&look->heave[look->lifter], first->lay_ns, first->up_ns,
                             first->speed)) {
        handling->judged = true;
        return false;
    }
    if (held)
        return true;
    if (!find_fetch(look, first, next, &fetch) || !find_depth(look, &fetch, next, t_ns, &depth))
        return false;
    return depth.doubt <= DOUBT_MAX &&
           fetch.range >= (FARTHER_MIN + FARTHER_DOUBT * depth.doubt) * depth.range;
}

/* From the rest before the last lift to the one after it, and from there to where it lies. */
static bool find_last(struct generic_look *look, const struct bar_lift *before,
                      const struct bar_lift *last, int64_t t_ns, struct stroke *ret_rise,
                      struct stroke *ret_fall)
{
    const struct stroke_search rise = {
        .start_from_ns = later(before->up_ns + NEXT_NS, last->up_ns - RISE_NS),
        .start_to_ns = last->up_ns - RISING_NS,
        .end_from_ns = last->up_ns + RISING_NS / 2,
        .end_to_ns = earlier(t_ns - NEXT_NS, last->up_ns + TOP_NS),
        .one_way = true,
        .away = 1,
        .range_min = WAY_MIN,
    };
    if (!find(look, &rise, ret_rise))
        return false;
    const struct stroke_search fall = {
        .start_from_ns = ret_rise->end_ns - RISING_NS / 2,
        .start_to_ns = t_ns - NEXT_NS,
        .end_from_ns = t_ns - LIES_NS,
        .end_to_ns = t_ns,
        .one_way = true,
        .away = -1,
        .range_min = WAY_MIN,
    };
    return find(look, &fall, ret_fall);
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

/* So much does a difference tell that may have other reasons. */
static double limited(double difference)
{
    return fmin(fmax(0.0, difference - USUAL), EACH_MAX);
}

/* How much larger or smaller than the others that the same signal told, as a logarithm. */
static double size_differs(const struct bar_lift lifts[], unsigned count,
                           const struct bar_lift *last)
{
    double sizes[BAR_HANDLING_LIFTS];
    unsigned known = 0;
    for (unsigned i = 0; i < count; i++)
        if (lifts[i].signal == last->signal)
            sizes[known++] = lifts[i].swing.size;
    return known > 0 ? fabs(log(last->swing.size / median(sizes, known))) : 0.0;
}

/* How much later it came than the others. */
static double comes_later(const struct bar_lift lifts[], unsigned count,
                          const struct bar_lift *last)
{
    double periods[BAR_HANDLING_LIFTS];
    for (unsigned i = 1; i < count; i++)
        periods[i - 1] = seconds(lifts[i - 1].up_ns, lifts[i].up_ns);
    return log((seconds(lifts[count - 1].up_ns, last->up_ns) + SOFT_S) /
               (median(periods, count - 1) + SOFT_S));
}

static double is_held_otherwise(const struct bar_lift *before, const struct bar_lift *last)
{
    if (before->signal != last->signal)
        return 0.0;
    double cosine = vec3_dot(before->swing.end_up, last->swing.end_up);
    return acos(fmin(1.0, fmax(-1.0, cosine))) / TURNED_RAD;
}

bool bar_handling_sets_down(const struct bar_handling *handling, struct generic_look *look,
                            int64_t t_ns)
{
    struct stroke rise, fall;
    if (handling->count < 3 || look->lifter < 0)
        return false;
    const struct bar_lift *lifts = handling->lifts;
    const unsigned count = handling->count - 1;
    const struct bar_lift *last = &lifts[count];
    double otherwise = limited(size_differs(lifts, count, last)) +
                       limited(comes_later(lifts, count, last)) +
                       EACH_MAX * fmin(1.0, is_held_otherwise(last - 1, last));
    return otherwise >= SET_DOWN_MIN && find_last(look, last - 1, last, t_ns, &rise, &fall) &&
           fall.range >= LOWER_MIN * rise.range;
}
