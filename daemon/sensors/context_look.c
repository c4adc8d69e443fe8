/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <iio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "sensors/context_private.h"
#include "sensors/device.h"
#include "sensors/reason.h"
#include "sensors/stream.h"
#include "sensors/sysfs.h"

static const int64_t look_ns = 5000000000;         /* design value: new devices are noticed */
static const int64_t look_missing_ns = 2000000000; /* design value: while one is missing */

static void set_state(struct context *context, enum context_state state, const char *error)
{
    pthread_mutex_lock(&context->lock);
    bool changed = context->state != state || strcmp(context->error, error) != 0;
    bool was_up = context->state == CONTEXT_CONNECTED;
    context->state = state;
    snprintf(context->error, sizeof(context->error), "%s", error);
    pthread_mutex_unlock(&context->lock);

    if (changed && state == CONTEXT_WAITING)
        relay_log(context->relay, was_up ? LOG_WARNING : LOG_NOTICE, "%s: %s", context->uri, error);
    else if (changed && state == CONTEXT_CONNECTED)
        relay_log(context->relay, LOG_INFO, "%s: connected", context->uri);
}

/* A refill that waits in vain is to end, and to say why, a little before the loop loses its
 * patience. libiio 0.24 lets the other side wait for half of the time that it waits itself. */
static unsigned timeout_ms(const struct context *context)
{
    return (unsigned)(patience_ns(&context->patience) / 1000000 * 2 * 4 / 5);
}

static struct iio_context *connect_iio(const struct context *context)
{
    char *copy = strdup(context->uri); /* libiio 0.24 writes into it */
    if (copy == NULL)
        return NULL;
    errno = 0;
    struct iio_context *iio = iio_create_context_from_uri(copy);
    int error = errno;
    free(copy);
    if (iio != NULL && iio_context_set_timeout(iio, timeout_ms(context)) < 0) {
        error = EIO;
        iio_context_destroy(iio);
        iio = NULL;
    }
    errno = error;
    return iio;
}

static const char *describe_connect_error(bool local, int error)
{
    switch (error) {
    case 0:
    case EINVAL:
        return "its answer is not understood";
    case ENOENT:
        return local ? "no IIO devices on this machine" : "no such host";
    case ENXIO: /* what libiio makes of a name that cannot be resolved */
        return "no such host";
    case ENOSYS:
        return "libiio knows no such kind of address";
    case EPIPE:
    case ETIMEDOUT:
        return "no answer";
    default:
        return reason_of(error);
    }
}

void context_set_problem(struct context *context, int device, int level, const char *problem)
{
    struct relay *relay = context->relay;
    char path[192];

    pthread_mutex_lock(&relay->lock);
    roster_set_problem(&relay->roster, device, problem);
    bool news = roster_is_news(&relay->roster, device, problem);
    const struct sensor_status *status = &relay->roster.device[device].status;
    snprintf(path, sizeof(path), "%.100s/%.32s (%.48s)", status->uri, status->device,
             status->label[0] != '\0' ? status->label : status->model);
    pthread_mutex_unlock(&relay->lock);
    if (news)
        relay_log(relay, level, "%s: %s", path, problem);
    relay_tell(relay);
}

void context_release_role(struct context *context, int device)
{
    pthread_mutex_lock(&context->relay->lock);
    roster_release(&context->relay->roster, device, relay_now_ns());
    pthread_mutex_unlock(&context->relay->lock);
}

static bool is_streaming(struct context *context, const char *device_id)
{
    bool streaming = false;

    pthread_mutex_lock(&context->lock);
    for (const struct stream *s = context->streams; s != NULL; s = s->next)
        streaming |= strcmp(s->device_id, device_id) == 0;
    pthread_mutex_unlock(&context->lock);
    return streaming;
}

/* Hands the stream to the loop. False when the context has been asked to stop meanwhile. */
static bool publish(struct context *context, struct generation *generation, struct stream *stream)
{
    struct relay *relay = context->relay;

    pthread_mutex_lock(&context->lock);
    context->blocked = false;
    bool go_on = !context->stop;
    if (go_on) {
        stream->next = context->streams;
        context->streams = stream;
        generation->streams++;
    }
    pthread_mutex_unlock(&context->lock);
    if (!go_on) {
        stream_close(stream);
        return false;
    }

    pthread_mutex_lock(&relay->lock);
    roster_set_problem(&relay->roster, stream->device, "no samples yet");
    stream->next_opened = relay->opened;
    relay->opened = stream;
    pthread_mutex_unlock(&relay->lock);
    relay_tell(relay);
    return true;
}

static const char *describe_open_error(int error)
{
    switch (error) {
    case EBUSY:
        return "another program reads it";
    case EACCES:
    case EPERM:
        return "permission denied; are the udev rules installed?";
    case ENODEV:
    case ENOENT:
        return "it is gone";
    default:
        return reason_of(error);
    }
}

/* Opens the device of a role that has been claimed. */
static bool open_device(struct context *context, struct generation *generation,
                        const struct iio_device *iio, const struct device_identity *identity,
                        const struct device_probe *probe, int device, int sensor)
{
    struct stream *stream = NULL;
    char problem[DEVICE_PROBLEM_SIZE];

    context_enter_blocking(context);
    device_assign_trigger(iio);
    int r = stream_open(iio, probe, context->relay->config.kernel_buffers, &stream);
    if (r < 0) {
        if (!context_leave_blocking(context))
            return false;
        snprintf(problem, sizeof(problem), "cannot open its buffer: %s", describe_open_error(-r));
        context_release_role(context, device);
        context_set_problem(context, device, LOG_WARNING, problem);
        context->must_look = true;
        return true;
    }
    stream->relay = context->relay;
    stream->context = context;
    stream->generation = generation;
    stream->device = device;
    stream->sensor = (uint16_t)sensor;
    stream->silence_ns = patience_ns(&context->patience);
    memcpy(stream->uri, context->uri, sizeof(stream->uri));
    memcpy(stream->device_id, identity->id, sizeof(stream->device_id));
    return publish(context, generation, stream);
}

static void tell_full(struct relay *relay, const char *path)
{
    pthread_mutex_lock(&relay->lock);
    bool told = relay->roster.full_told;
    relay->roster.full_told = true;
    pthread_mutex_unlock(&relay->lock);
    if (!told)
        relay_log(relay, LOG_WARNING,
                  "%s is not used, nor is any other new one: there have already been %d devices "
                  "(those that are gone are forgotten by a restart)",
                  path, ROSTER_DEVICES_MAX);
}

/* Finds out what to do with one device, and does it. False when asked to stop. */
static bool take_device(struct context *context, struct generation *generation,
                        const struct iio_device *iio)
{
    struct relay *relay = context->relay;
    struct device_identity identity;
    struct device_probe probe;
    char role[ROLE_SIZE];

    context_enter_blocking(context);
    device_identify(iio, context->uri, &identity);
    if (!context_leave_blocking(context))
        return false;
    const struct sensors_rule *rule = rules_find(&relay->config, &identity);
    pthread_mutex_lock(&relay->lock);
    int device = roster_see(&relay->roster, context->uri, &identity);
    pthread_mutex_unlock(&relay->lock);
    if (device < 0) {
        tell_full(relay, identity.path);
        return true;
    }

    int r = rules_role(rule, &identity, role);
    if (r < 0) {
        context_set_problem(context, device, LOG_INFO,
                            r == -ENOENT ? "no role: it has no label, and no rule matches it"
                                         : "its label cannot be the name of a role");
        return true;
    }
    pthread_mutex_lock(&relay->lock);
    bool taken = roster_is_taken(&relay->roster, device, role, relay_now_ns(), probe.problem);
    pthread_mutex_unlock(&relay->lock);
    if (taken) {
        context_set_problem(context, device, LOG_WARNING, probe.problem);
        return true;
    }
    context_enter_blocking(context);
    r = device_probe(iio, role, &relay->config, rule, &probe);
    if (!context_leave_blocking(context))
        return false;
    if (r < 0) {
        context->must_look |= r != -EINVAL;
        context_set_problem(context, device, LOG_WARNING, probe.problem);
        return true;
    }

    pthread_mutex_lock(&relay->lock);
    int sensor =
        roster_claim(&relay->roster, device, role, probe.part, relay_now_ns(), probe.problem);
    if (sensor >= 0) {
        struct sensor_info *info = &relay->roster.device[device].status.info;
        *info = probe.info;
        memcpy(info->role, role, ROLE_SIZE);
    }
    pthread_mutex_unlock(&relay->lock);
    if (sensor < 0) {
        context_set_problem(context, device, LOG_WARNING, probe.problem);
        return true;
    }
    if (probe.note[0] != '\0')
        relay_log(relay, LOG_NOTICE, "%s (%s): %s", identity.path, role, probe.note);
    return open_device(context, generation, iio, &identity, &probe, device, sensor);
}

void context_free_unused_generations(struct context *context)
{
    struct generation **at = &context->generations;

    while (*at != NULL) {
        struct generation *generation = *at;
        if (generation->streams > 0) {
            at = &generation->next;
            continue;
        }
        *at = generation->next;
        iio_context_destroy(generation->iio);
        free(generation);
    }
}

void context_schedule(struct context *context, int64_t wait_ns)
{
    context->next_look_ns = relay_now_ns() + wait_ns;
}

void context_retry(struct context *context, int64_t lived_ns)
{
    int64_t wait_ns = backoff_next(&context->backoff, lived_ns);

    context->must_look = true;
    context_schedule(context,
                     context->state == CONTEXT_CONNECTED && wait_ns > look_ns ? look_ns : wait_ns);
}

static struct generation *make_generation(struct context *context)
{
    char error[CONTEXT_STATE_SIZE];

    context_enter_blocking(context);
    struct iio_context *iio = connect_iio(context);
    int reason = errno;
    if (!context_leave_blocking(context)) {
        if (iio != NULL)
            iio_context_destroy(iio);
        return NULL;
    }
    struct generation *generation = iio == NULL ? NULL : calloc(1, sizeof(*generation));
    if (generation == NULL) {
        if (iio != NULL)
            iio_context_destroy(iio);
        snprintf(error, sizeof(error), "cannot connect: %s",
                 describe_connect_error(context->local, reason));
        set_state(context, CONTEXT_WAITING, error);
        relay_tell(context->relay);
        context_retry(context, 0);
        return NULL;
    }
    generation->iio = iio;
    generation->next = context->generations;
    context->generations = generation;
    return generation;
}

bool context_is_missing_some(struct context *context)
{
    pthread_mutex_lock(&context->relay->lock);
    bool missing = roster_is_missing(&context->relay->roster, context->uri);
    pthread_mutex_unlock(&context->relay->lock);
    return missing;
}

bool context_has_waiting(struct context *context)
{
    pthread_mutex_lock(&context->relay->lock);
    bool waiting = roster_is_waiting(&context->relay->roster, context->uri);
    pthread_mutex_unlock(&context->relay->lock);
    return waiting;
}

void context_look(struct context *context)
{
    struct relay *relay = context->relay;

    context->signature = context->local ? sysfs_signature() : 0;
    context->must_look = false;
    struct generation *generation = make_generation(context);
    if (generation == NULL)
        return;

    pthread_mutex_lock(&relay->lock);
    roster_begin_scan(&relay->roster, context->uri);
    pthread_mutex_unlock(&relay->lock);
    for (unsigned i = 0; i < iio_context_get_devices_count(generation->iio); i++) {
        const struct iio_device *device = iio_context_get_device(generation->iio, i);

        if (!device_is_candidate(device) || is_streaming(context, iio_device_get_id(device)))
            continue;
        if (!take_device(context, generation, device))
            return;
    }
    pthread_mutex_lock(&relay->lock);
    roster_end_scan(&relay->roster, context->uri);
    pthread_mutex_unlock(&relay->lock);
    context_free_unused_generations(context);
    set_state(context, CONTEXT_CONNECTED, "");
    relay_tell(relay);
    if (context->must_look)
        context_retry(context, 0);
    else
        context_schedule(context, context_is_missing_some(context) ? look_missing_ns : look_ns);
}
