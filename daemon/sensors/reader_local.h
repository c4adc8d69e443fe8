/* SPDX-License-Identifier: MIT */
/*
 * reader_local.h - reads a local buffer from the loop, without ever waiting.
 */
#ifndef LUMBAR_SENSORS_READER_LOCAL_H
#define LUMBAR_SENSORS_READER_LOCAL_H

#include "sensors/raw_sample.h"

struct stream;

typedef void (*reader_local_take)(void *data, struct stream *stream,
                                  const struct raw_sample *sample);

/*
 * Gives everything that the kernel holds, up to a bound that keeps the loop going, to take. 0, or the
 * negative errno for which the stream should end.
 */
int reader_local_drain(struct stream *stream, reader_local_take take, void *data);

#endif
