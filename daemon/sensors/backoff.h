/* SPDX-License-Identifier: MIT */
/*
 * backoff.h - how long to wait before the next try: 0.25 s, doubling to 8 s.
 *
 * Without jitter: a hub has few contexts, and a deterministic wait can be tested and explained.
 * A connection that lived for a while before it broke starts again at the short end.
 */
#ifndef LUMBAR_SENSORS_BACKOFF_H
#define LUMBAR_SENSORS_BACKOFF_H

#include <stdint.h>

struct backoff {
    unsigned failures; /* in a row */
};

/* lived_ns: how long the thing that failed had worked, 0 if it never did. Returns the wait in ns.
 */
int64_t backoff_next(struct backoff *backoff, int64_t lived_ns);

#endif
