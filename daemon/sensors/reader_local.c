/* SPDX-License-Identifier: MIT */
#include "sensors/reader_local.h"

#include <errno.h>
#include <iio.h>

#include "sensors/stream.h"

/* Design value: the descriptor stays readable, so the rest comes in the next round of the loop. */
static const unsigned refills_max = 32;

int reader_local_drain(struct stream *stream, decode_take take, void *data)
{
    int wanted = (int)stream->probe.samples_count;

    for (unsigned i = 0; i < refills_max; i++) {
        ssize_t n = iio_buffer_refill(stream->buffer);
        if (n == -EAGAIN || n == -EINTR)
            return 0;
        if (n <= 0)
            return n < 0 ? (int)n : -EIO;
        int r = decode_refill(&stream->probe.plan, stream->buffer, relay_now_ns(), take, data);
        if (r < 0)
            return r;
        if (r < wanted)
            return 0;
    }
    return 0;
}
