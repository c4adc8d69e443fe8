/* SPDX-License-Identifier: MIT */
/*
 * context.h - one libiio context (local:, ip:host), kept alive by a thread of its own.
 *
 * Whatever may block - connecting, reading attributes, opening and closing buffers - happens in
 * this thread. The loop takes over the streams that it opens, and gives them back when they end.
 *
 *   state        what it does                     goes to
 *   connecting   makes a libiio context, looks    connected  it has one
 *                for devices, opens their         waiting    it could not
 *                buffers
 *   connected    sleeps                           connecting a stream has ended and the backoff is
 *                                                            over; or it is time to look for new
 *                                                            devices; or it was kicked
 *   waiting      sleeps                           connecting the backoff is over, or it was kicked
 *   any                                           (ends)     asked to stop
 *
 * A libiio context is a snapshot: its list of devices never changes. So each look makes a new one
 * (a generation), which lives as long as a stream that was opened through it; streams that go on
 * are not disturbed by it.
 */
#ifndef LUMBAR_SENSORS_CONTEXT_H
#define LUMBAR_SENSORS_CONTEXT_H

#include <stddef.h>

#include "sensors/relay.h"

struct context;
struct stream;

#define CONTEXT_STATE_SIZE 128

/* Starts the thread. 0, -ENOMEM or the negative errno of pthread_create(3). */
int context_new(struct relay *relay, const char *uri, struct context **ret_context);

/* Asks the thread to end; for several contexts first stop all, then free all. */
void context_stop(struct context *context);

/* Waits for the thread, but no longer than a fraction of a second for one that waits for a host:
 * that one is left to clean up after itself. The loop must have let go of all streams. */
struct context *context_free(struct context *context);

/* Look for devices now. */
void context_kick(struct context *context);

/* The loop does not touch the stream any more; the context's thread closes and frees it. */
void context_take_back(struct context *context, struct stream *stream);

const char *context_uri(const struct context *context);

/* "connecting", "connected", or the error in words. */
void context_describe(struct context *context, char ret_text[CONTEXT_STATE_SIZE]);

#endif
