/* SPDX-License-Identifier: MIT */
#include "core/form_own.h"

#include <math.h>

#include "core/vec3.h"

/* Of the athlete's own. From 0.50 to 0.70 and from 0.82 to 0.88 it makes no difference of more than
 * one repetition in a hundred, in one person as in the other (physiotherapy, five IMUs). */
#define TOO_FAST 0.60    /* of the time spent beyond half of the range */
#define SHORT_RANGE 0.85 /* research note 5 */
#define SHORT_PART 0.60  /* of another limb that takes part: a straight leg raised from the knee */
#define TAKES_PART 0.50  /* of the largest range: below, it is only taken along */

#define SAME_AXIS 0.5 /* cosine, 60 degrees; of a small movement it is uncertain; design value */
#define SAME_POSTURE 0.64 /* cosine, 50 degrees; design value */
#define STRANGE_MAX 3     /* design value: as many as open a set */

#define SURE 0.95 /* design values: how sure a finding is, */
#define UNSURE 0.60
#define CLEAR 0.30 /* when it is so much of its threshold beyond it */

void form_own_forget(struct form_own *own)
{
    *own = (struct form_own){0};
    reference_forget(&own->time);
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        reference_forget(&own->range[i]);
}

void form_own_end_set(struct form_own *own)
{
    reference_end_set(&own->time);
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        reference_end_set(&own->range[i]);
}

static double own_range(const struct form_own *own, unsigned sensor)
{
    return reference_value(&own->range[sensor], REFERENCE_RANGE);
}

int form_own_sensor(const struct form_own *own)
{
    int farthest = -1;
    for (unsigned i = 0; own->time.settled && i < SENSORS_MAX; i++) {
        double range = own_range(own, i);
        if (!isnan(range) && (farthest < 0 || range > own_range(own, (unsigned)farthest)))
            farthest = (int)i;
    }
    return farthest;
}

/* On a sensor on which it was never measured it is another. */
static bool is_same_movement(const struct form_own *own, const struct form_own_rep *rep)
{
    const struct form_own_way *way = &own->ways[rep->sensor];
    return vec3_dot(rep->way.axis, way->axis) > SAME_AXIS &&
           vec3_dot(rep->way.up, way->up) > SAME_POSTURE;
}

static void learn(struct form_own *own, const struct form_own_rep *rep)
{
    struct reference_rep time = reference_rep_unknown();
    time.value[REFERENCE_DURATION] = rep->duration_s;
    time.value[REFERENCE_OUTER] = rep->outer_s;
    reference_learn(&own->time, &time);
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        struct reference_rep range = reference_rep_unknown();
        range.value[REFERENCE_RANGE] = rep->range[i];
        reference_learn(&own->range[i], &range);
    }
    own->ways[rep->sensor] = rep->way;
}

static double confidence_of(double share, double threshold)
{
    double beyond = (threshold - share) / (CLEAR * threshold);
    return UNSURE + (SURE - UNSURE) * fmin(1.0, fmax(0.0, beyond));
}

static void judge_speed(const struct form_own *own, const struct form_own_rep *rep,
                        struct form *form)
{
    double share = reference_share(&own->time, REFERENCE_OUTER, rep->outer_s);
    if (isnan(share) || share >= TOO_FAST)
        return;
    const struct form_finding finding = {
        .fault = FAULT_TOO_FAST,
        .severity = CUE_HINT,
        .of = FORM_OF_LAST,
        .onset_ns = rep->half_in_ns,
        .amount = rep->outer_s,
        .threshold = TOO_FAST * reference_value(&own->time, REFERENCE_OUTER),
        .confidence = confidence_of(share, TOO_FAST),
    };
    form_offer(form, &finding);
}

/* How much of the range is there, as a share of what must be: of the sensor that shows least. */
static double least_range(const struct form_own *own, const struct form_own_rep *rep, int main)
{
    double least = INFINITY, most = own_range(own, (unsigned)main);
    for (unsigned i = 0; i < SENSORS_MAX; i++) {
        double range = own_range(own, i);
        double share = reference_share(&own->range[i], REFERENCE_RANGE, rep->range[i]);
        if (isnan(share) || range < TAKES_PART * most)
            continue;
        least = fmin(least, share / ((int)i == main ? SHORT_RANGE : SHORT_PART));
    }
    return least;
}

static void judge_range(const struct form_own *own, const struct form_own_rep *rep,
                        struct form *form)
{
    int main = form_own_sensor(own);
    double share = main >= 0 ? SHORT_RANGE * least_range(own, rep, main) : INFINITY;
    if (share >= SHORT_RANGE)
        return;
    const struct form_finding finding = {
        .fault = FAULT_SHORT_RANGE,
        .severity = CUE_HINT,
        .of = FORM_OF_LAST,
        .onset_ns = rep->half_in_ns,
        .amount = share,
        .threshold = SHORT_RANGE,
        .confidence = confidence_of(share, SHORT_RANGE),
    };
    form_offer(form, &finding);
}

void form_own_push(struct form_own *own, const struct form_own_rep *rep, struct form *form)
{
    /* What a set repeats is one movement; between sets it may have changed. */
    if (own->time.settled && !is_same_movement(own, rep)) {
        if (++own->strange < STRANGE_MAX)
            return;
        form_own_forget(own);
    }
    own->strange = 0;
    if (!own->time.settled) {
        learn(own, rep);
        return;
    }
    form->judged = true;
    judge_speed(own, rep, form);
    judge_range(own, rep, form);
}
