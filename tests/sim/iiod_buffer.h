/* SPDX-License-Identifier: MIT */
/*
 * iiod_buffer.h - an open buffer: the samples that a client has not fetched yet.
 *
 * As a driver's kfifo: full means that the newest sample is lost, so a client that stalls sees old
 * samples first and then a gap.
 */
#ifndef LUMBAR_SIM_IIOD_BUFFER_H
#define LUMBAR_SIM_IIOD_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "iiod_device.h"

struct iiod_buffer {
    uint32_t mask;
    size_t sample_size; /* bytes */
    size_t capacity;    /* samples */
    size_t first;
    size_t count;
    uint64_t lost;
    bool dead; /* a read timed out: -EBADF until it is closed */
    struct iiod_sample sample[];
};

/* Returns NULL without memory. */
struct iiod_buffer *iiod_buffer_new(const struct iiod_device *device, uint32_t mask,
                                    size_t capacity);
struct iiod_buffer *iiod_buffer_free(struct iiod_buffer *buffer);

void iiod_buffer_push(struct iiod_buffer *buffer, const struct iiod_sample *sample);
/* The oldest, or false when it is empty. */
bool iiod_buffer_pop(struct iiod_buffer *buffer, struct iiod_sample *ret_sample);

#endif
