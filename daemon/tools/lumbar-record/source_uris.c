/* SPDX-License-Identifier: MIT */
/* Samples from sensors without a hub: daemon/sensors on the given libiio contexts. */
#include "sample_source.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "profiles/config.h"
#include "sensors/sensors.h"

struct source_uris {
    struct sample_source source;
    struct sample_sink sink;
    struct sensors *sensors;
};

static void source_uris_free(struct sample_source *source)
{
    struct source_uris *uris = (struct source_uris *)source;
    sensors_free(uris->sensors);
    free(uris);
}

static void on_attached(void *data, const struct sensor_status *status)
{
    struct source_uris *uris = data;
    uris->sink.attached(uris->sink.data, status->sensor, &status->info);
}

static void on_detached(void *data, uint16_t sensor)
{
    (void)data; /* it keeps its place in the recording: it may come back */
    (void)sensor;
}

static void on_sample(void *data, const struct sample *sample)
{
    struct source_uris *uris = data;
    uris->sink.sample(uris->sink.data, sample);
}

static void on_log(void *data, int level, const char *message)
{
    struct source_uris *uris = data;
    /* A notice is why nothing comes: a host that refuses, a label that is missing. */
    if (level <= LOG_NOTICE)
        uris->sink.remark(uris->sink.data, message);
}

static void on_config_problem(void *data, bool serious, const char *file, unsigned line,
                              const char *message)
{
    (void)data;
    fprintf(stderr, "lumbar-record: %s:%u: %s%s\n", file, line, message,
            serious ? "" : " (ignored)");
}

static int fill_config(const char *const *uris, size_t uri_count, const char *config_file,
                       struct sensors_config *ret_config)
{
    struct config config;
    config_defaults(&config);
    int r = config_file ? config_read(config_file, on_config_problem, NULL, &config) : 0;
    if (r < 0) {
        fprintf(stderr, "lumbar-record: %s cannot be used: %s\n", config_file,
                r == -EINVAL ? "it has errors" : strerror(-r));
        return r;
    }
    *ret_config = (struct sensors_config){
        .uri_count = uri_count,
        .rule_count = config.sensor_count,
        .newton_per_volt = config.newton_per_volt,
        .rate_hz = config.rate_hz,
        .kernel_buffers = config.kernel_buffers,
    };
    for (size_t i = 0; i < uri_count; i++)
        snprintf(ret_config->uris[i], sizeof(ret_config->uris[i]), "%s", uris[i]);
    for (size_t i = 0; i < config.sensor_count; i++) {
        const struct config_sensor *from = &config.sensors[i];
        struct sensors_rule *to = &ret_config->rules[i];
        memcpy(to->label, from->label, sizeof(to->label));
        memcpy(to->name, from->name, sizeof(to->name));
        memcpy(to->serial, from->serial, sizeof(to->serial));
        memcpy(to->path, from->path, sizeof(to->path));
        memcpy(to->role, from->role, sizeof(to->role));
        memcpy(to->newton_per_volt, from->newton_per_volt, sizeof(to->newton_per_volt));
    }
    return 0;
}

int sample_source_open_uris(struct event_base *base, const char *const *uris, size_t uri_count,
                            const char *config_file, const struct sample_sink *sink,
                            struct sample_source **ret_source)
{
    static const struct sensors_callbacks callbacks = {
        .attached = on_attached,
        .detached = on_detached,
        .sample = on_sample,
        .log = on_log,
    };
    struct sensors_config config;
    int r = fill_config(uris, uri_count, config_file, &config);
    if (r < 0)
        return r;
    struct source_uris *source = calloc(1, sizeof(*source));
    if (!source)
        return -ENOMEM;
    source->source = (struct sample_source){.free = source_uris_free};
    source->sink = *sink;
    r = sensors_new(base, &config, &callbacks, source, &source->sensors);
    if (r < 0) {
        fprintf(stderr, "lumbar-record: the sensors cannot be opened: %s\n", strerror(-r));
        free(source);
        return r;
    }
    *ret_source = &source->source;
    return 0;
}
