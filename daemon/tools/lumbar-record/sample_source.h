/* SPDX-License-Identifier: MIT */
/*
 * sample_source.h - where samples come from: the hub's stream, or sensors that are read directly.
 */
#ifndef LUMBAR_RECORD_SAMPLE_SOURCE_H
#define LUMBAR_RECORD_SAMPLE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"

struct event_base;

/* What every source begins with. */
struct sample_source {
    uint64_t dropped; /* samples lost on their way, as far as the source knows */
    void (*free)(struct sample_source *source);
};

struct sample_sink {
    void (*attached)(void *data, uint16_t sensor, const struct sensor_info *info);
    void (*sample)(void *data, const struct sample *sample);
    /* The source has ended or is broken, or says something: a sentence. */
    void (*ended)(void *data, const char *why);
    void (*remark)(void *data, const char *what);
    void *data;
};

/* From the hub on a bus ("system", "session" or an address). 0, or a negative errno after saying
 * on standard error what is wrong and what to do. */
int sample_source_open_hub(struct event_base *base, const char *bus, const struct sample_sink *sink,
                           struct sample_source **ret_source);

/* From libiio contexts; config_file: a lumbard.conf for the roles, NULL = labels only. As above. */
int sample_source_open_uris(struct event_base *base, const char *const *uris, size_t uri_count,
                            const char *config_file, const struct sample_sink *sink,
                            struct sample_source **ret_source);

static inline struct sample_source *sample_source_free(struct sample_source *source)
{
    if (source)
        source->free(source);
    return NULL;
}

#endif
