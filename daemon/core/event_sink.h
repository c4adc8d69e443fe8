/* SPDX-License-Identifier: MIT */
/*
 * event_sink.h - where the parts of the core put their events while one sample or command is
 * worked on: numbers them, stamps them, and survives a full queue.
 */
#ifndef LUMBAR_CORE_EVENT_SINK_H
#define LUMBAR_CORE_EVENT_SINK_H

#include "core/event.h"

struct event_sink {
    int64_t now_ns;          /* time of the newest sample */
    uint32_t sequence;       /* of the last event */
    struct event_queue *out; /* the caller's */
    struct core_event spill; /* stands in for a place in a full queue */
};

/* A new event, zero but for type, time and number, to be filled in at once. Never NULL. */
struct core_event *event_sink_add(struct event_sink *sink, enum core_event_type type);

#endif
