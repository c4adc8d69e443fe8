/* SPDX-License-Identifier: MIT */
/*
 * stream_server.h - gives records (stream.h) to readers that have been handed a socket.
 *
 * A reader has a ring of records of its own, made when the stream is opened. What its socket does
 * not take at once waits there; when the ring is full the oldest goes and is counted. So a reader
 * that is slow or dead costs its ring and one failed send a batch, and nobody waits for it.
 */
#ifndef LUMBAR_BUS_STREAM_SERVER_H
#define LUMBAR_BUS_STREAM_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"
#include "core/sample.h"

#define STREAMS_MAX 16 /* design value: displays, recorders and bridges of one home */
/* Design value: one that has more forgets to close them, and the others go without. */
#define STREAMS_OF_ONE_MAX 4
#define STREAM_READER_SIZE 64

struct event_base;
struct stream_server;

int stream_server_new(struct event_base *base, struct stream_server **ret_server);
struct stream_server *stream_server_free(struct stream_server *server);

/* Both return the reader's end, which is the caller's to close, or -ENFILE when all places are
 * taken, -EDQUOT when this reader has STREAMS_OF_ONE_MAX of them, -EINVAL for a rate outside
 * 1..1000, -ENOMEM, or what socketpair(2) said. reader: what it is known by, its unique name on the
 * bus; names that differ only after STREAM_READER_SIZE - 1 bytes are one. */
int stream_server_open_poses(struct stream_server *server, const char *reader, uint32_t rate_hz);
int stream_server_open_samples(struct stream_server *server, const char *reader);

/* On the way of a sample. The records leave with stream_server_flush(), after a batch. */
void stream_server_sample(struct stream_server *server, const struct sample *sample);
void stream_server_flush(struct stream_server *server);

/* Whether a pose stream wants a record at that time: spares computing it where nobody looks. */
bool stream_server_wants_pose(const struct stream_server *server, int64_t t_ns);
void stream_server_pose(struct stream_server *server, int64_t t_ns, const struct pose *pose);

/* What sample streams say of the sensors, to those that are open and to those that come later. */
void stream_server_attach(struct stream_server *server, uint16_t sensor,
                          const struct sensor_info *info, int64_t now_ns);
void stream_server_detach(struct stream_server *server, uint16_t sensor, int64_t now_ns);

#endif
