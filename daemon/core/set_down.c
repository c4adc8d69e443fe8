/* SPDX-License-Identifier: MIT */
#include "core/set_down.h"

#include <math.h>
#include <string.h>

#include "core/stats.h"

/* Design values, as those of handling.c. */
#define SOFT_S 0.3       /* differences of less are nothing */
#define LONGER_MIN 0.2   /* as a logarithm: 1.2 times as long */
#define SET_DOWN_MIN 0.4 /* together with how much faster it rises */
#define SPEED_MIN 0.05   /* m/s: slower, the leak tells no speed */

void set_down_forget(struct set_down *set_down)
{
    set_down->count = 0;
}

void set_down_add(struct set_down *set_down, const struct swing *lift)
{
    if (set_down->count == SET_DOWN_LIFTS) {
        set_down->count--;
        memmove(set_down->lifts, set_down->lifts + 1, set_down->count * sizeof(set_down->lifts[0]));
    }
    set_down->lifts[set_down->count++] = *lift;
}

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return fmax(0.0, (double)(to_ns - from_ns) * 1e-9);
}

/* How much longer, as a logarithm. */
static double longer(double this_s, double usual_s)
{
    return log((this_s + SOFT_S) / (usual_s + SOFT_S));
}

/* From sinking fastest to rising fastest. */
static double low_longer(const struct set_down *set_down, const struct swing *lift)
{
    double times[SET_DOWN_LIFTS];
    for (unsigned i = 0; i < set_down->count; i++)
        times[i] = seconds(set_down->lifts[i].left_ns, set_down->lifts[i].end_ns);
    return longer(seconds(lift->left_ns, lift->end_ns), median(times, set_down->count));
}

/* From rising fastest to sinking fastest. */
static double high_longer(const struct set_down *set_down, const struct swing *before,
                          const struct swing *lift)
{
    double times[SET_DOWN_LIFTS];
    for (unsigned i = 0; i + 1 < set_down->count; i++)
        times[i] = seconds(set_down->lifts[i].end_ns, set_down->lifts[i + 1].left_ns);
    return longer(seconds(before->end_ns, lift->left_ns), median(times, set_down->count - 1));
}

/* Than the fastest of them. */
static double faster(const struct set_down *set_down, const struct swing *lift)
{
    double fastest = SPEED_MIN;
    for (unsigned i = 0; i < set_down->count; i++)
        fastest = fmax(fastest, set_down->lifts[i].end);
    return log(fmax(lift->end, SPEED_MIN) / fastest);
}

bool set_down_sees(const struct set_down *set_down, const struct swing *before,
                   const struct swing *lift)
{
    if (set_down->count < 2)
        return false;
    double low = low_longer(set_down, lift);
    /* A bottom that seems to have come earlier has only been seen earlier. */
    double high = fmin(0.0, high_longer(set_down, before, lift));
    return low >= LONGER_MIN && low + high + faster(set_down, lift) >= SET_DOWN_MIN;
}
