/* SPDX-License-Identifier: MIT */
#include "core/event_sink.h"

struct core_event *event_sink_add(struct event_sink *sink, enum core_event_type type)
{
    struct core_event *event = &sink->spill;
    struct event_queue *out = sink->out;
    if (out->count < out->size)
        event = &out->events[out->count++];
    else
        out->dropped++;
    *event = (struct core_event){.type = type, .t_ns = sink->now_ns, .sequence = ++sink->sequence};
    return event;
}
