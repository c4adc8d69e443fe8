/* SPDX-License-Identifier: MIT */
#include "sensors/reader_local.h"

#include <errno.h>
#include <iio.h>

#include "sensors/stream.h"

static const unsigned refills_max =
    32; /* the descriptor stays readable, the rest comes next time */

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
