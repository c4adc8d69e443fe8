/* SPDX-License-Identifier: MIT */
#include "core/reference.h"

#include <math.h>

#include "core/stats.h"

struct reference_rep reference_rep_unknown(void)
{
    struct reference_rep rep;
    for (unsigned i = 0; i < REFERENCE_QUANTITIES; i++)
        rep.value[i] = NAN;
    return rep;
}

void reference_forget(struct reference *reference)
{
    *reference = (struct reference){0};
    for (unsigned i = 0; i < REFERENCE_QUANTITIES; i++)
        reference->median[i] = NAN;
}

void reference_restore(struct reference *reference, const struct reference_rep *medians)
{
    reference_forget(reference);
    for (unsigned i = 0; i < REFERENCE_QUANTITIES; i++)
        reference->median[i] = medians->value[i];
    reference->settled = true;
}

void reference_learn(struct reference *reference, const struct reference_rep *rep)
{
    if (reference->settled)
        return;
    for (unsigned i = 0; i < REFERENCE_QUANTITIES; i++) {
        if (isnan(rep->value[i]))
            continue;
        double middle =
            median_push(reference->learned[i], REFERENCE_REPS, &reference->known[i], rep->value[i]);
        if (reference->known[i] >= REFERENCE_MIN)
            reference->median[i] = middle;
    }
    if (++reference->reps >= REFERENCE_REPS)
        reference->settled = true;
}

void reference_end_set(struct reference *reference)
{
    if (reference->settled)
        return;
    if (reference->reps >= REFERENCE_MIN)
        reference->settled = true;
    else
        reference_forget(reference);
}

double reference_value(const struct reference *reference, enum reference_quantity quantity)
{
    return reference->median[quantity];
}

double reference_share(const struct reference *reference, enum reference_quantity quantity,
                       double value)
{
    double own = reference->median[quantity];
    return own > 0.0 ? value / own : NAN;
}
