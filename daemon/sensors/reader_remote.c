/* SPDX-License-Identifier: MIT */
#include "sensors/reader_remote.h"

#include <errno.h>
#include <iio.h>
#include <time.h>

#include "sensors/stream.h"

static const unsigned empty_max = 10; /* design value */
static const struct timespec empty_pause = {.tv_nsec = 10000000};

static void keep(void *data, const struct raw_sample *sample)
{
    struct stream *stream = data;

    ring_push(&stream->ring, sample); /* when full it is lost, and the time stamps tell */
}

void *reader_remote_run(void *argument)
{
    struct stream *stream = argument;
    unsigned empty = 0;
    int r;

    pthread_setname_np(pthread_self(), "sensor-reader");
    do {
        ssize_t n = iio_buffer_refill(stream->buffer);
        if (n > 0) {
            empty = 0;
            r = decode_refill(&stream->probe.plan, stream->buffer, relay_now_ns(), keep, stream);
            if (r >= 0)
                relay_wake(stream->relay);
        } else if (n == 0 && ++empty < empty_max) {
            /* "Nothing yet" is not an answer that a server may give; do not spin on one that does.
             */
            nanosleep(&empty_pause, NULL);
            r = 0;
        } else {
            r = n < 0 ? (int)n : -EPROTO;
        }
    } while (r >= 0);

    stream_end(stream, r);
    relay_tell(stream->relay);
    return NULL;
}
