/* SPDX-License-Identifier: MIT */
#include "sensors/reader_remote.h"

#include <errno.h>
#include <iio.h>
#include <time.h>

#include "sensors/stream.h"

static const unsigned empty_max = 10;           /* design value */
static const struct timespec empty_pause = { .tv_nsec = 10000000 };

static int read_refill(struct stream *stream, int64_t arrival_ns)
{
    struct raw_sample sample;
    size_t count;

    int r = decode_count(stream->buffer, &count);
    if (r < 0)
        return r;
    for (size_t i = 0; i < count; i++) {
        decode_sample(&stream->probe.plan, stream->buffer, i, arrival_ns, &sample);
        ring_push(&stream->ring, &sample); /* when full it is lost, and the time stamps tell */
    }
    if (count > 0)
        hub_wake(stream->hub);
    return 0;
}

void *reader_remote_run(void *argument)
{
    struct stream *stream = argument;
    unsigned empty = 0;
    int r;

    do {
        ssize_t n = iio_buffer_refill(stream->buffer);
        if (n > 0) {
            empty = 0;
            r = read_refill(stream, hub_now_ns());
        } else if (n == 0 && ++empty < empty_max) {
            /* "Nothing yet" is not an answer that a server may give; do not spin on one that does. */
            nanosleep(&empty_pause, NULL);
            r = 0;
        } else {
            r = n < 0 ? (int)n : -EPROTO;
        }
    } while (r == 0);

    stream_end(stream, r);
    hub_tell(stream->hub);
    return NULL;
}
