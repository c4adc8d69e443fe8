/* SPDX-License-Identifier: MIT */
#include "core/handling.h"

#include <math.h>
#include <string.h>

#include "core/stats.h"

/* Design values. People keep their pace within a set to a fifth or so, and tire by slowing down. */
#define SOFT_S 0.3     /* differences of less are nothing */
#define STOOD_MIN 0.35 /* as a logarithm: 1.4 times as long */
#define FETCHED_MIN 0.5
#define SET_DOWN_MIN 0.4
#define USUAL 0.1        /* so much longer or shorter is as usual */
#define FARTHER_MIN 1.25 /* times as far; the same way is measured within a tenth */
#define MUCH_FARTHER_MIN 1.5
#define EACH_MAX 0.35 /* so much does a pause, or the way there, tell: not enough by itself */

void handling_forget(struct handling *handling)
{
    handling->count = 0;
}

void handling_add(struct handling *handling, const struct handling_rep *rep)
{
    /* What is told otherwise is seen to keep other times. */
    if (handling->count > 0 && handling->reps[0].heaved != rep->heaved)
        handling_forget(handling);
    if (handling->count == HANDLING_REPS)
        handling_drop(handling);
    handling->reps[handling->count++] = *rep;
}

void handling_correct(struct handling *handling, const struct handling_rep *rep)
{
    if (handling->count > 0)
        handling->reps[handling->count - 1] = *rep;
}

void handling_drop(struct handling *handling)
{
    if (handling->count == 0)
        return;
    handling->count--;
    memmove(handling->reps, handling->reps + 1, handling->count * sizeof(handling->reps[0]));
}

int64_t handling_end_ns(const struct handling *handling)
{
    return handling->count > 0 ? handling->reps[handling->count - 1].end_ns : 0;
}

enum phase { PHASE_OUT, PHASE_FAR, PHASE_BACK };

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return fmax(0.0, (double)(to_ns - from_ns) * 1e-9);
}

static double phase_s(const struct handling_rep *rep, enum phase phase)
{
    switch (phase) {
    case PHASE_OUT:
        return seconds(rep->start_ns, rep->out_ns);
    case PHASE_FAR:
        return seconds(rep->out_ns, rep->in_ns);
    case PHASE_BACK: /* the half that is seen when it counts */
        return 2.0 * seconds(rep->in_ns, rep->half_in_ns);
    }
    return 0.0;
}

/* How much longer, as a logarithm. */
static double longer(double this_s, double usual_s)
{
    return log((this_s + SOFT_S) / (usual_s + SOFT_S));
}

/* Than in the median of some repetitions. */
static double phase_longer(const struct handling_rep *rep, const struct handling_rep usual[],
                           unsigned count, enum phase phase)
{
    double times[HANDLING_REPS];
    for (unsigned i = 0; i < count; i++)
        times[i] = phase_s(&usual[i], phase);
    return longer(phase_s(rep, phase), median(times, count));
}

static double stood_longer(double stood_s, const struct handling_rep reps[], unsigned count)
{
    double times[HANDLING_REPS];
    for (unsigned i = 0; i + 1 < count; i++)
        times[i] = seconds(reps[i].end_ns, reps[i + 1].start_ns);
    return longer(stood_s, median(times, count - 1));
}

static double beyond_usual(double difference)
{
    return copysign(fmax(0.0, fabs(difference) - USUAL), difference);
}

/* So much does a difference tell that may have other reasons. */
static double limited(double difference)
{
    return fmin(fmax(0.0, beyond_usual(difference)), EACH_MAX);
}

enum way { WAY_UP, WAY_DOWN };

static double way_of(const struct handling_rep *rep, enum way way)
{
    return way == WAY_UP ? rep->height : rep->depth;
}

/* Times as far as in the median of those of which that is known; 0 = it is not. */
static double times_as_far(const struct handling_rep *rep, const struct handling_rep usual[],
                           unsigned count, enum way way)
{
    double known[HANDLING_REPS];
    unsigned known_count = 0;
    for (unsigned i = 0; i < count; i++)
        if (way_of(&usual[i], way) > 0.0)
            known[known_count++] = way_of(&usual[i], way);
    return known_count > 0 ? way_of(rep, way) / median(known, known_count) : 0.0;
}

/* What a hand brings up from the floor it fetches there, if it does not sink so far again. Who then
 * stands a while has other reasons to be believed. */
static bool brings_up(const struct handling_rep *first, const struct handling_rep others[],
                      unsigned count, bool stands)
{
    double up = times_as_far(first, others, count, WAY_UP);
    double down = times_as_far(first, others, count, WAY_DOWN);
    return stands ? up >= FARTHER_MIN : up >= MUCH_FARTHER_MIN && down >= MUCH_FARTHER_MIN;
}

/* A hand that is raised before it is lowered: it sets down only now, or this was no repetition from
 * the beginning. */
static bool raises_another(const struct handling_rep *rep, const struct handling_rep reps[],
                           unsigned count, double stood, double out)
{
    double times = times_as_far(rep, reps, count, WAY_UP);
    double farther = times > 0.0 ? fabs(beyond_usual(log(times))) : 0.0;
    return limited(stood) + limited(fabs(out)) + farther >= SET_DOWN_MIN;
}

bool handling_fetches(const struct handling *handling)
{
    const struct handling_rep *first = handling->reps, *others = first + 1;
    if (handling->count < 3)
        return false;
    unsigned count = handling->count - 1;
    double stood = stood_longer(seconds(first->end_ns, others->start_ns), others, count);
    double far = phase_longer(first, others, count, PHASE_FAR);
    /* Its times tell less. One that is raised first stands at the far end. */
    if (first->of_hand)
        return brings_up(first, others, count,
                         (first->lifts ? fmax(stood, far) : stood) >= STOOD_MIN);
    double out = phase_longer(first, others, count, PHASE_OUT);
    return stood >= STOOD_MIN && fabs(out) + fmax(0.0, far) >= FETCHED_MIN;
}

bool handling_sets_down(const struct handling *handling, const struct handling_rep *rep,
                        int64_t before_ns)
{
    const struct handling_rep *reps = handling->reps;
    unsigned count = handling->count;
    if (count < 2 || reps[0].heaved != rep->heaved)
        return false;
    double stood = stood_longer(seconds(before_ns, rep->start_ns), reps, count);
    double out = phase_longer(rep, reps, count, PHASE_OUT);
    if (rep->lifts && reps[count - 1].lifts)
        return raises_another(rep, reps, count, stood, out);
    double far = phase_longer(rep, reps, count, PHASE_FAR);
    double back = phase_longer(rep, reps, count, PHASE_BACK);
    /* Who tires comes back more slowly, who has put the weight down does not. */
    return limited(stood) + limited(fabs(out)) + fmax(0.0, beyond_usual(far)) -
               beyond_usual(back) >=
           SET_DOWN_MIN;
}
