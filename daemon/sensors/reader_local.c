/* SPDX-License-Identifier: MIT */
#include "sensors/reader_local.h"

#include <errno.h>
#include <iio.h>

#include "sensors/stream.h"

static const unsigned refills_max = 32; /* the descriptor stays readable, the rest comes next time */

int reader_local_drain(struct stream *stream, reader_local_take take, void *data)
{
    struct raw_sample sample;
    size_t count = stream->probe.samples_count;

    for (unsigned i = 0; i < refills_max && count == stream->probe.samples_count; i++) {
        ssize_t n = iio_buffer_refill(stream->buffer);
        if (n == -EAGAIN || n == -EINTR)
            return 0;
        if (n <= 0)
            return n < 0 ? (int)n : -EIO;
        int64_t arrival_ns = hub_now_ns();
        int r = decode_count(stream->buffer, &count);
        if (r < 0)
            return r;
        for (size_t j = 0; j < count; j++) {
            decode_sample(&stream->probe.plan, stream->buffer, j, arrival_ns, &sample);
            take(data, stream, &sample);
        }
    }
    return 0;
}
