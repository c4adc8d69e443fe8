/* SPDX-License-Identifier: MIT */
/*
 * feed.h - brings a recording from a file to the handler of a reader.
 */
#ifndef LUMBAR_REPLAY_FEED_H
#define LUMBAR_REPLAY_FEED_H

#include <stddef.h>

#include "recording/recording_reader.h"

#define FEED_CHUNK_DEFAULT 65536
#define FEED_CHUNK_MAX (1 << 24)

/*
 * path: "-" is standard input. chunk: bytes that are read and pushed at once. The handler's
 * member damaged is set here: the first few damaged lines are reported one by one.
 * Returns 0, or -1 when an error has been reported on standard error.
 */
int feed_recording(const char *path, size_t chunk, const struct recording_handler *handler,
                   struct recording_counts *ret_counts);

#endif
