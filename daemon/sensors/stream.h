/* SPDX-License-Identifier: MIT */
/*
 * stream.h - one open IIO buffer, from the context's thread that opens it to the loop that reads
 * it.
 *
 * libiio guards nothing here: a buffer that is destroyed while another thread refills it takes the
 * process with it. So at any moment one party may touch the buffer, and the phase says which:
 *
 *   phase      set by             the buffer belongs to                     next
 *   opened     context's thread   nobody                                    live, ending
 *   live       loop               loop (local) or reader thread (remote)    ending
 *   ending     loop or reader     loop (local) or nobody (remote)           dropped
 *   dropped    loop               context's thread: cancel, join, destroy   -
 *
 * A remote buffer cannot be polled, so it has a reader thread, which refills, decodes, and leaves
 * samples in the ring. It takes no lock, and when it fails it only says so and ends. The loop
 * starts it, so that it has the loop's real time, which the context's thread has given away.
 */
#ifndef LUMBAR_SENSORS_STREAM_H
#define LUMBAR_SENSORS_STREAM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sensors/device.h"
#include "sensors/relay.h"
#include "sensors/ring.h"

struct context;
struct event;
struct generation;
struct iio_buffer;

enum stream_phase { STREAM_OPENED, STREAM_LIVE, STREAM_ENDING, STREAM_DROPPED };

struct stream {
    /* set before any other thread sees the stream, then constant */
    struct relay *relay;
    struct context *context;
    struct generation *generation; /* the snapshot of the context that the buffer belongs to */
    char uri[256];
    char device_id[64];
    int device; /* in the roster */
    uint16_t sensor;
    struct device_probe probe;
    struct iio_buffer *buffer;
    int poll_fd; /* -1: remote */
    int64_t opened_ns;
    int64_t silence_ns; /* without a sample for so long it is over: patience.h */

    _Atomic int phase; /* enum stream_phase */
    _Atomic int error; /* why it is ending: negative errno */

    struct stream *next_opened; /* relay's list, under its lock */
    struct stream *next;        /* context's list, under its lock */

    /* remote only */
    pthread_t reader;
    bool reading; /* reader is to be joined; the loop's, then context's thread's */
    struct ring ring;

    /* the loop's */
    struct event *readable;
    bool seen; /* a sample has come */
    int64_t last_arrival_ns;
};

/*
 * Opens a buffer on a probed device; may block. depth: samples that the kernel or the server is to
 * hold. Returns 0 and a stream without reader, or the negative errno of libiio.
 */
int stream_open(const struct iio_device *device, const struct device_probe *probe, unsigned depth,
                struct stream **ret_stream);

/* Starts the reader of a remote stream, which from now on wakes stream->relay; it has the caller's
 * scheduling, and blocks all signals. 0 or negative errno. */
int stream_start(struct stream *stream);

/* Cancel, join, destroy, in this order; the stream must be dropped or never have been published. */
struct stream *stream_close(struct stream *stream);

/* The stream is over for this reason; any thread, the first reason stays. */
void stream_end(struct stream *stream, int error);

#endif
