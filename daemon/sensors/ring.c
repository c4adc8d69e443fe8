/* SPDX-License-Identifier: MIT */
#include "sensors/ring.h"

_Static_assert((RING_SIZE & (RING_SIZE - 1)) == 0, "places are counted modulo 2^32");

void ring_init(struct ring *ring)
{
    atomic_init(&ring->head, 0);
    atomic_init(&ring->tail, 0);
}

bool ring_push(struct ring *ring, const struct raw_sample *sample)
{
    uint32_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);

    if (head - tail == RING_SIZE)
        return false;
    ring->sample[head % RING_SIZE] = *sample;
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
    return true;
}

bool ring_pop(struct ring *ring, struct raw_sample *ret_sample)
{
    uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    uint32_t head = atomic_load_explicit(&ring->head, memory_order_acquire);

    if (head == tail)
        return false;
    *ret_sample = ring->sample[tail % RING_SIZE];
    atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
    return true;
}
