/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "iiod_buffer.h"

struct iiod_buffer *iiod_buffer_new(const struct iiod_device *device, uint32_t mask,
                                    size_t capacity)
{
    struct iiod_buffer *b = malloc(sizeof(*b) + capacity * sizeof(b->sample[0]));

    if (!b)
        return NULL;
    *b = (struct iiod_buffer){
        .mask = mask,
        .sample_size = iiod_sample_size(device, mask),
        .capacity = capacity,
    };
    return b;
}

struct iiod_buffer *iiod_buffer_free(struct iiod_buffer *b)
{
    free(b);
    return NULL;
}

void iiod_buffer_push(struct iiod_buffer *b, const struct iiod_sample *sample)
{
    if (b->count == b->capacity) {
        b->lost++;
        return;
    }
    b->sample[(b->first + b->count++) % b->capacity] = *sample;
}

bool iiod_buffer_pop(struct iiod_buffer *b, struct iiod_sample *ret_sample)
{
    if (b->count == 0)
        return false;
    *ret_sample = b->sample[b->first];
    b->first = (b->first + 1) % b->capacity;
    b->count--;
    return true;
}
