/* SPDX-License-Identifier: MIT */
#include "core/likeness.h"

#include <math.h>

#include "core/vec3.h"

#define DEG (3.14159265358979323846 / 180.0)
#define TWO_PI 6.28318530717958647692

/* Design values, as those of unnamed.h but for a sensor that is not seen to be worn anywhere:
 * hands that hold a weight come back to within 8 degrees, and turn round within 16. */
#define POSTURE_RAD (20.0 * DEG)
#define POSTURE_SLOW_RAD (8.0 * DEG) /* what is slow is alike by chance more often */
#define SLOW_S 5.0                   /* most repetitions take less */
#define SLOWEST_S 12.0               /* as rhythm_params.c */
#define EVENNESS 1.7                 /* the longer interval over the shorter; tired, one waits */
#define EVENNESS_PAUSING 2.0         /* as rhythm_params.c */
#define SIMILARITY 1.5               /* the larger over the smaller; the first begins at rest */
#define SIMILARITY_SHOWN 2.0         /* as rhythm_params.c */
#define FACING_RAD (60.0 * DEG)      /* a gyroscope's error of 0.1 rad/s, over a slow repetition */
#define REPS 3                       /* plates are fetched in pairs */
/* Two show a set when they are lifts that are nearer to each other in everything: within five
 * seconds hands that are empty never are. */
#define REPS_PAIR 2
#define POSTURE_PAIR_RAD (10.0 * DEG)
#define FACING_PAIR_RAD (20.0 * DEG)
#define SIMILARITY_PAIR 1.3
/* A stride takes 0.9 to 1.4 s, and a hand that swings goes up and down by 0.15 m with it. Across a
 * room one makes five. */
#define STRIDE_S 1.4
#define STRIDE_M 0.2
#define REPS_STRIDE LIKENESS_MAX
#define LOST_FORGOTTEN_S 3.0 /* as rhythm.c */

/* How near two must be to each other. */
struct nearness {
    double posture_rad;
    double facing_rad;
    double similarity;
};

/* Some intervals, as they become more. */
struct evenness {
    double shortest_s;
    double longest_s;
};

/* What is followed back from the newest swing. */
struct chain {
    struct evenness left;   /* when they left */
    struct evenness turned; /* when they turned */
    unsigned found;
    unsigned seen; /* of these: a copy shows nothing */
    unsigned reps; /* so many show a set */
};

static double angle_between(const double a[3], const double b[3])
{
    return acos(fmin(1.0, fmax(-1.0, vec3_dot(a, b))));
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) * 1e-9;
}

static double turned_s(const struct likeness_swing *from, const struct likeness_swing *to)
{
    return seconds(from->swing.end_ns, to->swing.end_ns);
}

static bool is_even(struct evenness *evenness, double s, double most)
{
    evenness->shortest_s = fmin(evenness->shortest_s, s);
    evenness->longest_s = fmax(evenness->longest_s, s);
    return evenness->longest_s <= most * evenness->shortest_s;
}

/* Where samples were lost neither its size nor its turning points are what they seem, until the
 * leak has forgotten. */
static bool is_blurred(const struct likeness_swing *told)
{
    return told->lost_ns > 0 && seconds(told->lost_ns, told->swing.start_ns) < LOST_FORGOTTEN_S;
}

static bool begin_alike(const struct likeness_swing *a, const struct likeness_swing *b,
                        double posture_rad)
{
    return a->signal != b->signal ||
           angle_between(a->swing.start_up, b->swing.start_up) <= posture_rad;
}

/* Two that follow each other. Those of different signals turn at other moments. */
static bool turn_alike(const struct likeness_swing *a, const struct likeness_swing *b,
                       const struct nearness *near)
{
    if (fabs(b->swing.end_heading - a->swing.end_heading) > near->facing_rad)
        return false;
    if (a->signal != b->signal)
        return true;
    /* How far it turned is not known well before its axis is; how it stood is. */
    if (a->signal == GENERIC_HEAVE && !is_blurred(a) && !is_blurred(b) &&
        fmax(a->swing.size, b->swing.size) > near->similarity * fmin(a->swing.size, b->swing.size))
        return false;
    return angle_between(a->swing.end_up, b->swing.end_up) <= near->posture_rad;
}

/* As quick and as low as a walking hand's: how far it goes is told from how fast, as of a sine. */
static bool may_be_stride(const struct likeness_swing *told, double s)
{
    return told->signal == GENERIC_HEAVE && s < STRIDE_S &&
           told->swing.size * s / TWO_PI < STRIDE_M;
}

/* Whether these two show a set. */
static bool are_pair(const struct likeness_swing *a, const struct likeness_swing *b)
{
    static const struct nearness near = {POSTURE_PAIR_RAD, FACING_PAIR_RAD, SIMILARITY_PAIR};
    return !a->swing.unseen && a->signal == GENERIC_HEAVE && b->signal == GENERIC_HEAVE &&
           turned_s(a, b) <= SLOW_S && turn_alike(a, b, &near) &&
           begin_alike(a, b, near.posture_rad);
}

static bool is_shown(const struct chain *chain)
{
    return chain->seen >= chain->reps;
}

/* Once a set is shown, a pause within it is no part of the rhythm. */
static bool keeps_time(const struct chain *chain, struct evenness *evenness, const struct swing *to,
                       int64_t from_ns, int64_t to_ns, double most)
{
    const struct evenness before = *evenness;
    const double s = seconds(from_ns, to_ns);
    const double pause_s = is_shown(chain) ? rhythm_pause_between(to, from_ns, to_ns) : 0.0;
    if (is_even(evenness, s, most))
        return true;
    *evenness = before;
    return pause_s > 0.0 && is_even(evenness, s - pause_s, most);
}

static double posture_of(double s)
{
    return s > SLOW_S ? POSTURE_SLOW_RAD : POSTURE_RAD;
}

/* Once a set is shown, hardly more is asked of what came before it than rhythm.h has asked. */
static bool may_belong(const struct chain *chain, const struct likeness_swing *a,
                       const struct likeness_swing *b)
{
    static const struct nearness shown = {POSTURE_RAD, FACING_RAD, SIMILARITY_SHOWN},
                                 blurred = {INFINITY, FACING_RAD, INFINITY};
    const double s = turned_s(a, b);
    const struct nearness asked = {posture_of(s), FACING_RAD, SIMILARITY};
    const struct nearness *near = is_blurred(a) || is_blurred(b) ? &blurred : &shown;
    if (!is_shown(chain))
        near = &asked;
    return s <= SLOWEST_S && turn_alike(a, b, near);
}

/* Not so the first: that may have begun elsewhere and earlier, where the weight was fetched. */
static bool is_inner(struct chain *chain, const struct likeness_swing *a,
                     const struct likeness_swing *b)
{
    const struct swing *from = &a->swing, *to = &b->swing;
    if (!is_blurred(a) && !is_blurred(b) && !begin_alike(a, b, posture_of(turned_s(a, b))))
        return false;
    if (b->signal == GENERIC_HEAVE)
        return keeps_time(chain, &chain->turned, to, from->end_ns, to->end_ns, EVENNESS);
    /* When an angle turned is known no better than a pause is long, when it left is. */
    return keeps_time(chain, &chain->left, to, from->left_ns, to->left_ns, EVENNESS) &&
           (is_shown(chain) ||
            keeps_time(chain, &chain->turned, to, from->end_ns, to->end_ns, EVENNESS_PAUSING));
}

static bool may_be_first(struct chain *chain, const struct likeness_swing *a,
                         const struct likeness_swing *b)
{
    return keeps_time(chain, &chain->turned, &b->swing, a->swing.end_ns, b->swing.end_ns,
                      is_shown(chain) ? EVENNESS_PAUSING : EVENNESS);
}

unsigned likeness_find(const struct likeness_swing swings[], unsigned count)
{
    const bool pair = count >= REPS_PAIR && are_pair(&swings[count - 2], &swings[count - 1]);
    struct chain chain = {
        .left.shortest_s = INFINITY,
        .turned.shortest_s = INFINITY,
        .found = count > 0 ? 1 : 0,
        .seen = count > 0 ? 1 : 0,
        .reps = pair ? REPS_PAIR : REPS,
    };
    bool first = false;
    for (unsigned i = count; i-- > 1 && !first;) {
        const struct likeness_swing *a = &swings[i - 1], *b = &swings[i];
        first = !is_inner(&chain, a, b);
        if (!may_belong(&chain, a, b) || (first && !may_be_first(&chain, a, b)))
            break;
        if (!is_shown(&chain) && may_be_stride(b, turned_s(a, b)))
            chain.reps = REPS_STRIDE;
        chain.found++;
        chain.seen += !a->swing.unseen;
    }
    return is_shown(&chain) ? chain.found : 0;
}

bool likeness_leaves(const struct likeness_swing *a, const struct likeness_swing *b)
{
    if (a->signal != b->signal || is_blurred(a) || is_blurred(b))
        return false;
    return fabs(b->swing.end_heading - a->swing.end_heading) > FACING_RAD ||
           (!begin_alike(a, b, POSTURE_RAD) &&
            angle_between(a->swing.end_up, b->swing.end_up) > POSTURE_RAD);
}

bool likeness_repeats(const struct likeness_swing *a, const struct likeness_swing *b)
{
    static const struct nearness near = {POSTURE_RAD, FACING_RAD, SIMILARITY};
    return a->signal == GENERIC_HEAVE && b->signal == GENERIC_HEAVE && turn_alike(a, b, &near) &&
           begin_alike(a, b, near.posture_rad);
}

bool likeness_blurred(const struct likeness_swing *told)
{
    return is_blurred(told);
}
