/* SPDX-License-Identifier: MIT */
#include "core/load_scale.h"

#include <math.h>

#define GRAVITY 9.80665 /* m/s^2, standard */
#define SECOND_NS 1000000000
#define SAMPLES_MIN 10      /* in a second, to say anything of it; design value */
#define STILL 0.02          /* of the weight, standard deviation; who sways stays below; design */
#define WEIGHT_MIN_N 250.0  /* 25 kg: less is no standing athlete; design value */
#define FOOT_SHARE_MIN 0.25 /* on the lighter foot: else it is a step; design value */
#define SAME 0.03           /* of the weight: the same athlete, no load; design value */
#define STANDS 0.9          /* of the weight; less: sits, lies or hangs; design value */
#define MEMORY_S 20.0       /* over which the weight is averaged; design value */
#define OTHER_S 30          /* nobody stands still for so long under a bar; design value */
#define SURE_S 3            /* of standing still; design value */

static bool stood_still(const struct load_scale *scale, double mean_n, double left_n,
                        double right_n)
{
    double differs = scale->sum_n / scale->count;
    double variance = scale->squares / scale->count - differs * differs;
    return scale->count >= SAMPLES_MIN && mean_n > WEIGHT_MIN_N &&
           variance < STILL * STILL * mean_n * mean_n &&
           fmin(left_n, right_n) > FOOT_SHARE_MIN * (left_n + right_n);
}

/* A bar that is held adds to the weight, so the least is the athlete's own. */
static void learn(struct load_scale *scale, double mean_n)
{
    if (scale->seconds == 0 || mean_n < (1.0 - SAME) * scale->weight_n) {
        scale->weight_n = mean_n;
        scale->seconds = 1;
    } else if (mean_n < (1.0 + SAME) * scale->weight_n) {
        scale->seconds++;
        scale->weight_n += (mean_n - scale->weight_n) / fmin(scale->seconds, MEMORY_S);
        scale->other_s = 0;
    } else if (scale->other_s > 0 && fabs(mean_n - scale->other_n) < SAME * scale->other_n) {
        if (++scale->other_s >= OTHER_S)
            *scale = (struct load_scale){.weight_n = scale->other_n, .seconds = scale->other_s};
    } else {
        scale->other_n = mean_n;
        scale->other_s = 1;
    }
}

void load_scale_push(struct load_scale *scale, int64_t t_ns, double left_n, double right_n)
{
    double total_n = left_n + right_n, differs = total_n - scale->first_n;
    if (scale->count > 0 && t_ns - scale->start_ns < SECOND_NS) {
        scale->count++;
        scale->sum_n += differs;
        scale->squares += differs * differs;
        return;
    }
    if (scale->count > 0) {
        double mean_n = scale->first_n + scale->sum_n / scale->count;
        if (stood_still(scale, mean_n, left_n, right_n))
            learn(scale, mean_n);
    }
    scale->start_ns = t_ns;
    scale->count = 1;
    scale->first_n = total_n;
    scale->sum_n = scale->squares = 0.0;
}

double load_scale_kg(const struct load_scale *scale, double mean_n)
{
    if (scale->seconds == 0 || mean_n < STANDS * scale->weight_n)
        return NAN;
    return fmax(0.0, mean_n - scale->weight_n) / GRAVITY;
}

double load_scale_confidence(const struct load_scale *scale)
{
    return fmin(0.9, 0.9 * scale->seconds / SURE_S);
}
