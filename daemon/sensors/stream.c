/* SPDX-License-Identifier: MIT */
#include "sensors/stream.h"

#include <errno.h>
#include <iio.h>
#include <signal.h>
#include <stdlib.h>

#include "sensors/reader_remote.h"

/* 0 and the descriptor of a buffer that can be polled, or -1 for one that needs a thread. */
static int make_pollable(struct iio_buffer *buffer, int *ret_fd)
{
    int fd = iio_buffer_get_poll_fd(buffer);

    if (fd == -ENOSYS) {
        *ret_fd = -1;
        return 0;
    }
    if (fd < 0)
        return fd;
    int r = iio_buffer_set_blocking_mode(buffer, false);
    if (r < 0)
        return r;
    *ret_fd = fd;
    return 0;
}

int stream_open(const struct iio_device *device, const struct device_probe *probe, unsigned depth,
                struct stream **ret_stream)
{
    unsigned blocks = depth / (unsigned)probe->samples_count;

    struct stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        return -ENOMEM;
    stream->probe = *probe;
    stream->poll_fd = -1;
    ring_init(&stream->ring);
    atomic_init(&stream->phase, STREAM_OPENED);
    atomic_init(&stream->error, 0);

    /* Refused where depth cannot be chosen: then it is what it is. */
    int r = iio_device_set_kernel_buffers_count(device, blocks > 4 ? blocks : 4);
    (void)r;
    errno = 0;
    stream->buffer = iio_device_create_buffer(device, probe->samples_count, false);
    if (stream->buffer == NULL) {
        r = errno != 0 ? -errno : -EIO;
        free(stream);
        return r;
    }
    r = make_pollable(stream->buffer, &stream->poll_fd);
    if (r < 0) {
        stream_close(stream);
        return r;
    }
    stream->opened_ns = stream->last_arrival_ns = relay_now_ns();
    *ret_stream = stream;
    return 0;
}

int stream_start(struct stream *stream)
{
    sigset_t all, before;

    if (stream->poll_fd >= 0)
        return 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int r = -pthread_create(&stream->reader, NULL, reader_remote_run, stream);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    stream->reading = r == 0;
    return r;
}

struct stream *stream_close(struct stream *stream)
{
    if (stream == NULL)
        return NULL;
    /* A cancelled network buffer is closed without waiting for an answer from a host that may hang.
     */
    iio_buffer_cancel(stream->buffer);
    if (stream->reading)
        pthread_join(stream->reader, NULL);
    iio_buffer_destroy(stream->buffer);
    free(stream);
    return NULL;
}

void stream_end(struct stream *stream, int error)
{
    int phase = atomic_load(&stream->phase);
    int none = 0;

    atomic_compare_exchange_strong(&stream->error, &none, error);
    while (phase < STREAM_ENDING &&
           !atomic_compare_exchange_weak(&stream->phase, &phase, STREAM_ENDING))
        ;
}
