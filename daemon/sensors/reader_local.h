/* SPDX-License-Identifier: MIT */
/*
 * reader_local.h - reads a local buffer from the loop, without ever waiting.
 */
#ifndef LUMBAR_SENSORS_READER_LOCAL_H
#define LUMBAR_SENSORS_READER_LOCAL_H

#include "sensors/decode.h"

struct stream;

/*
 * Gives everything that the kernel holds, up to a bound that keeps the loop going, to take. 0, or
 * the negative errno for which the stream should end.
 */
int reader_local_drain(struct stream *stream, decode_take take, void *data);

#endif
