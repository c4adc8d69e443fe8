/* SPDX-License-Identifier: MIT */
#include "sensors/backoff.h"

static const int64_t first_ns = INT64_C(250000000);   /* design value */
static const int64_t last_ns = INT64_C(8000000000);   /* design value */
static const int64_t proven_ns = INT64_C(5000000000); /* design value: it worked, start anew */

int64_t backoff_next(struct backoff *backoff, int64_t lived_ns)
{
    if (lived_ns >= proven_ns)
        backoff->failures = 0;

    int64_t wait_ns = first_ns;
    for (unsigned i = 0; i < backoff->failures && wait_ns < last_ns; i++)
        wait_ns *= 2;
    backoff->failures++;
    return wait_ns < last_ns ? wait_ns : last_ns;
}
