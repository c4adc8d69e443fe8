/* SPDX-License-Identifier: MIT */
/*
 * ring.h - samples on their way from one reader thread to the loop: one writer, one reader, no
 * lock.
 */
#ifndef LUMBAR_SENSORS_RING_H
#define LUMBAR_SENSORS_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sensors/raw_sample.h"

/* 256 samples are 1.2 s at 208 Hz: a loop that is stalled for longer has other troubles. */
#define RING_SIZE 256

struct ring {
    _Atomic uint32_t head; /* next place to write; only the writer changes it */
    _Atomic uint32_t tail; /* next place to read; only the reader changes it */
    struct raw_sample sample[RING_SIZE];
};

void ring_init(struct ring *ring);

/* False when full: the sample is dropped and shows as a gap in the time stamps. */
bool ring_push(struct ring *ring, const struct raw_sample *sample);

/* False when empty. */
bool ring_pop(struct ring *ring, struct raw_sample *ret_sample);

#endif
