/* SPDX-License-Identifier: MIT */
#include "sensors/context.h"

#include <errno.h>
#include <iio.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include "sensors/backoff.h"
#include "sensors/device.h"
#include "sensors/stream.h"
#include "sensors/sysfs.h"

static const unsigned timeout_ms = 2000;          /* design value: a host that hangs is noticed */
static const int64_t look_ns = 5000000000;        /* design value: new devices are noticed */
static const int64_t look_missing_ns = 2000000000; /* design value: while one is missing */
static const int64_t grace_ns = 300000000;        /* design value: for a blocked thread to end */

enum context_state { CONTEXT_CONNECTING, CONTEXT_CONNECTED, CONTEXT_WAITING };

struct generation {
    struct iio_context *iio;
    unsigned streams;
    struct generation *next;
};

struct context {
    struct hub *hub; /* not to be touched any more when abandoned */
    char uri[256];
    bool local;
    pthread_t thread;

    pthread_mutex_t lock; /* protects what follows */
    pthread_cond_t changed;
    bool stop, kicked;
    bool blocked;   /* the thread is in a call that may take long, and holds nothing that is shared */
    bool abandoned; /* it was not waited for: it must free the context itself */
    bool exited;
    int64_t stop_ns;
    struct stream *streams; /* opened and not yet closed */
    enum context_state state;
    char error[CONTEXT_STATE_SIZE]; /* of state waiting */

    /* the thread's own */
    struct generation *generations;
    struct backoff backoff;
    int64_t next_look_ns;
    bool must_look;     /* something failed: look even if nothing seems to have changed */
    uint64_t signature; /* of the local device list */
};

/* Between enter_blocking() and leave_blocking() the thread may be given up. */
static void enter_blocking(struct context *context)
{
    pthread_mutex_lock(&context->lock);
    context->blocked = true;
    pthread_mutex_unlock(&context->lock);
}

/* False: asked to stop; unwind without touching the hub. */
static bool leave_blocking(struct context *context)
{
    pthread_mutex_lock(&context->lock);
    context->blocked = false;
    bool go_on = !context->stop;
    pthread_mutex_unlock(&context->lock);
    return go_on;
}

static void set_state(struct context *context, enum context_state state, const char *error)
{
    pthread_mutex_lock(&context->lock);
    bool changed = context->state != state || strcmp(context->error, error) != 0;
    bool was_up = context->state == CONTEXT_CONNECTED;
    context->state = state;
    snprintf(context->error, sizeof(context->error), "%s", error);
    pthread_mutex_unlock(&context->lock);

    if (changed && state == CONTEXT_WAITING)
        hub_log(context->hub, was_up ? LOG_WARNING : LOG_NOTICE, "%s: %s", context->uri, error);
    else if (changed && state == CONTEXT_CONNECTED)
        hub_log(context->hub, LOG_INFO, "%s: connected", context->uri);
}

static struct iio_context *connect_iio(const char *uri)
{
    char *copy = strdup(uri); /* libiio 0.24 writes into it */
    if (copy == NULL)
        return NULL;
    errno = 0;
    struct iio_context *iio = iio_create_context_from_uri(copy);
    int error = errno;
    free(copy);
    if (iio != NULL && iio_context_set_timeout(iio, timeout_ms) < 0) {
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
    case EPIPE:
    case ETIMEDOUT:
        return "no answer";
    default:
        return strerrordesc_np(error);
    }
}

static const char *describe_stream_error(int error)
{
    switch (-error) {
    case ENODEV:
    case ENOENT:
        return "unplugged";
    case ETIMEDOUT:
        return "no samples are coming";
    case EPIPE:
    case ECONNRESET:
        return "the connection is lost";
    case EPROTO:
    case EINVAL:
        return "its samples are not understood";
    default:
        return strerrordesc_np(-error);
    }
}

/* Sets the problem of a device, and logs it if it is a new one. */
static void set_problem(struct context *context, int device, int level, const char *problem)
{
    struct hub *hub = context->hub;
    char path[192];

    pthread_mutex_lock(&hub->lock);
    bool news = roster_set_problem(&hub->roster, device, problem);
    const struct sensor_status *status = &hub->roster.device[device].status;
    snprintf(path, sizeof(path), "%.100s/%.32s (%.48s)", status->uri, status->device,
             status->label[0] != '\0' ? status->label : status->model);
    pthread_mutex_unlock(&hub->lock);
    if (news && problem[0] != '\0')
        hub_log(hub, level, "%s: %s", path, problem);
    hub_tell(hub);
}

static void release_role(struct context *context, int device)
{
    pthread_mutex_lock(&context->hub->lock);
    roster_release(&context->hub->roster, device, hub_now_ns());
    pthread_mutex_unlock(&context->hub->lock);
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
    struct hub *hub = context->hub;

    pthread_mutex_lock(&context->lock);
    context->blocked = false;
    bool go_on = !context->stop;
    int r = go_on ? stream_start(stream) : -ECANCELED;
    if (r == 0) {
        stream->next = context->streams;
        context->streams = stream;
        generation->streams++;
    }
    pthread_mutex_unlock(&context->lock);
    if (r < 0) {
        int device = stream->device;
        stream_close(stream);
        if (go_on) {
            release_role(context, device);
            set_problem(context, device, LOG_ERR, "cannot start a thread to read it");
        }
        return go_on;
    }

    pthread_mutex_lock(&hub->lock);
    struct roster_device *device = &hub->roster.device[stream->device];
    char role[ROLE_SIZE];
    memcpy(role, hub->roster.role[stream->sensor].name, ROLE_SIZE);
    device->status.info = stream->probe.info;
    memcpy(device->status.info.role, role, ROLE_SIZE);
    roster_set_problem(&hub->roster, stream->device, "no samples yet");
    stream->next_opened = hub->opened;
    hub->opened = stream;
    pthread_mutex_unlock(&hub->lock);
    hub_tell(hub);
    return true;
}

/* Opens the device of a role that has been claimed. */
static bool open_device(struct context *context, struct generation *generation,
                        const struct iio_device *iio, const struct device_identity *identity,
                        const struct device_probe *probe, int device, int sensor)
{
    struct stream *stream = NULL;
    char problem[DEVICE_PROBLEM_SIZE];

    enter_blocking(context);
    device_assign_trigger(iio);
    int r = stream_open(iio, probe, context->hub->config.kernel_buffers, &stream);
    if (r < 0) {
        if (!leave_blocking(context))
            return false;
        snprintf(problem, sizeof(problem), "cannot open its buffer: %s", strerrordesc_np(-r));
        release_role(context, device);
        set_problem(context, device, LOG_WARNING, problem);
        context->must_look = true;
        return true;
    }
    stream->hub = context->hub;
    stream->context = context;
    stream->generation = generation;
    stream->device = device;
    stream->sensor = (uint16_t)sensor;
    memcpy(stream->uri, context->uri, sizeof(stream->uri));
    memcpy(stream->device_id, identity->id, sizeof(stream->device_id));
    return publish(context, generation, stream);
}

/* Finds out what to do with one device, and does it. False when asked to stop. */
static bool take_device(struct context *context, struct generation *generation,
                        const struct iio_device *iio)
{
    struct hub *hub = context->hub;
    struct device_identity identity;
    struct device_probe probe;
    char role[ROLE_SIZE];

    enter_blocking(context);
    device_identify(iio, context->uri, &identity);
    if (!leave_blocking(context))
        return false;
    const struct sensors_rule *rule = rules_find(&hub->config, &identity);
    pthread_mutex_lock(&hub->lock);
    int device = roster_see(&hub->roster, context->uri, &identity);
    pthread_mutex_unlock(&hub->lock);
    if (device < 0)
        return true; /* more devices than anyone has */

    int r = rules_role(rule, &identity, role);
    if (r < 0) {
        set_problem(context, device, LOG_INFO,
                    r == -ENOENT ? "no role: it has no label, and no rule matches it"
                                 : "its label cannot be the name of a role");
        return true;
    }
    enter_blocking(context);
    r = device_probe(iio, role, &hub->config, rule, &probe);
    if (!leave_blocking(context))
        return false;
    if (probe.note[0] != '\0')
        hub_log(hub, LOG_NOTICE, "%s (%s): %s", identity.path, role, probe.note);
    if (r < 0) {
        context->must_look |= r != -EINVAL;
        set_problem(context, device, LOG_WARNING, probe.problem);
        return true;
    }

    pthread_mutex_lock(&hub->lock);
    int sensor = roster_claim(&hub->roster, device, role, hub_now_ns(), probe.problem);
    pthread_mutex_unlock(&hub->lock);
    if (sensor < 0) {
        set_problem(context, device, LOG_WARNING, probe.problem);
        return true;
    }
    return open_device(context, generation, iio, &identity, &probe, device, sensor);
}

static void free_unused_generations(struct context *context)
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

static void schedule(struct context *context, int64_t wait_ns)
{
    context->next_look_ns = hub_now_ns() + wait_ns;
}

/* Something is to be tried again: after the backoff, but no later than an ordinary look. */
static void retry(struct context *context, int64_t lived_ns)
{
    int64_t wait_ns = backoff_next(&context->backoff, lived_ns);

    context->must_look = true;
    schedule(context, context->state == CONTEXT_CONNECTED && wait_ns > look_ns ? look_ns : wait_ns);
}

static struct generation *make_generation(struct context *context)
{
    char error[CONTEXT_STATE_SIZE];

    enter_blocking(context);
    struct iio_context *iio = connect_iio(context->uri);
    int reason = errno;
    if (!leave_blocking(context)) {
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
        hub_tell(context->hub);
        retry(context, 0);
        return NULL;
    }
    generation->iio = iio;
    generation->next = context->generations;
    context->generations = generation;
    return generation;
}

static bool someone_is_missing(struct context *context)
{
    pthread_mutex_lock(&context->hub->lock);
    bool missing = roster_is_waiting(&context->hub->roster, context->uri);
    pthread_mutex_unlock(&context->hub->lock);
    return missing;
}

/* One look: a new snapshot, and every device of it that is not in use is tried. */
static void look(struct context *context)
{
    struct hub *hub = context->hub;

    context->signature = context->local ? sysfs_signature() : 0;
    context->must_look = false;
    struct generation *generation = make_generation(context);
    if (generation == NULL)
        return;

    pthread_mutex_lock(&hub->lock);
    roster_begin_scan(&hub->roster, context->uri);
    pthread_mutex_unlock(&hub->lock);
    for (unsigned i = 0; i < iio_context_get_devices_count(generation->iio); i++) {
        const struct iio_device *device = iio_context_get_device(generation->iio, i);

        if (!device_is_candidate(device) || is_streaming(context, iio_device_get_id(device)))
            continue;
        if (!take_device(context, generation, device))
            return;
    }
    pthread_mutex_lock(&hub->lock);
    roster_end_scan(&hub->roster, context->uri);
    pthread_mutex_unlock(&hub->lock);
    free_unused_generations(context);
    set_state(context, CONTEXT_CONNECTED, "");
    hub_tell(hub);
    if (context->must_look)
        retry(context, 0);
    else
        schedule(context, someone_is_missing(context) ? look_missing_ns : look_ns);
}

/* Closes the streams that the loop has given back, and sees to it that they are tried again. */
static void reap(struct context *context)
{
    struct stream *done = NULL, **at = &context->streams;

    pthread_mutex_lock(&context->lock);
    while (*at != NULL) {
        struct stream *stream = *at;
        if (atomic_load(&stream->phase) != STREAM_DROPPED) {
            at = &stream->next;
            continue;
        }
        *at = stream->next;
        stream->next = done;
        done = stream;
    }
    pthread_mutex_unlock(&context->lock);

    while (done != NULL) {
        struct stream *stream = done;
        int error = atomic_load(&stream->error);
        int device = stream->device;
        int64_t lived_ns = stream->seen ? stream->last_arrival_ns - stream->opened_ns : 0;

        done = stream->next;
        stream->generation->streams--;
        stream_close(stream);
        release_role(context, device);
        set_problem(context, device, LOG_WARNING, describe_stream_error(error));
        retry(context, lived_ns);
    }
    free_unused_generations(context);
}

/* Is a look due? A quiet local context is only looked at when its list of devices has changed. */
static bool is_due(struct context *context)
{
    pthread_mutex_lock(&context->lock);
    bool kicked = context->kicked;
    context->kicked = false;
    pthread_mutex_unlock(&context->lock);
    if (kicked)
        return true;
    if (hub_now_ns() < context->next_look_ns)
        return false;
    if (!context->local || context->must_look || sysfs_signature() != context->signature ||
        someone_is_missing(context))
        return true;
    schedule(context, look_ns);
    return false;
}

static bool has_dropped(const struct context *context)
{
    for (const struct stream *s = context->streams; s != NULL; s = s->next) {
        if (atomic_load(&s->phase) == STREAM_DROPPED)
            return true;
    }
    return false;
}

/* Sleeps until there is something to do; false when asked to stop. */
static bool rest(struct context *context)
{
    struct timespec until = { .tv_sec = context->next_look_ns / 1000000000,
                              .tv_nsec = context->next_look_ns % 1000000000 };
    int r = 0;

    pthread_mutex_lock(&context->lock);
    while (!context->stop && !context->kicked && !has_dropped(context) && r == 0)
        r = pthread_cond_timedwait(&context->changed, &context->lock, &until);
    bool go_on = !context->stop;
    pthread_mutex_unlock(&context->lock);
    return go_on;
}

static void destroy(struct context *context)
{
    pthread_cond_destroy(&context->changed);
    pthread_mutex_destroy(&context->lock);
    free(context);
}

static void close_streams(struct context *context)
{
    while (context->streams != NULL) {
        struct stream *stream = context->streams;

        context->streams = stream->next;
        stream->generation->streams--;
        stream_close(stream);
    }
}

static void *run(void *argument)
{
    struct context *context = argument;

    pthread_setname_np(pthread_self(), "sensor-context");
    do {
        reap(context);
        if (is_due(context))
            look(context);
    } while (rest(context));

    /* Asked to stop: whoever asked has let go of the streams, or has closed them himself. */
    pthread_mutex_lock(&context->lock);
    bool abandoned = context->abandoned;
    pthread_mutex_unlock(&context->lock);
    if (!abandoned)
        close_streams(context);
    free_unused_generations(context);
    if (abandoned) {
        destroy(context);
        return NULL;
    }
    pthread_mutex_lock(&context->lock);
    context->exited = true;
    pthread_cond_broadcast(&context->changed);
    pthread_mutex_unlock(&context->lock);
    return NULL;
}

static int start(struct context *context)
{
    sigset_t all, before;

    /* Signals are for the loop's thread; readers inherit this. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int r = -pthread_create(&context->thread, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return r;
}

int context_new(struct hub *hub, const char *uri, struct context **ret_context)
{
    pthread_condattr_t attr;

    struct context *context = calloc(1, sizeof(*context));
    if (context == NULL)
        return -ENOMEM;
    context->hub = hub;
    snprintf(context->uri, sizeof(context->uri), "%s", uri);
    context->local = strncmp(uri, "local:", 6) == 0;
    pthread_mutex_init(&context->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&context->changed, &attr);
    pthread_condattr_destroy(&attr);
    int r = start(context);
    if (r < 0) {
        destroy(context);
        return r;
    }
    *ret_context = context;
    return 0;
}

void context_stop(struct context *context)
{
    pthread_mutex_lock(&context->lock);
    context->stop = true;
    context->stop_ns = hub_now_ns();
    pthread_cond_broadcast(&context->changed);
    pthread_mutex_unlock(&context->lock);
}

struct context *context_free(struct context *context)
{
    if (context == NULL)
        return NULL;
    int64_t end_ns = context->stop_ns + grace_ns;
    struct timespec end = { .tv_sec = end_ns / 1000000000, .tv_nsec = end_ns % 1000000000 };

    pthread_mutex_lock(&context->lock);
    int r = 0;
    while (!context->exited && (r == 0 || !context->blocked)) {
        if (r == 0)
            r = pthread_cond_timedwait(&context->changed, &context->lock, &end);
        else
            pthread_cond_wait(&context->changed, &context->lock);
    }
    if (!context->exited) {
        context->abandoned = true;
        close_streams(context);
        pthread_detach(context->thread);
        pthread_mutex_unlock(&context->lock);
        return NULL;
    }
    pthread_mutex_unlock(&context->lock);
    pthread_join(context->thread, NULL);
    destroy(context);
    return NULL;
}

void context_kick(struct context *context)
{
    pthread_mutex_lock(&context->lock);
    context->kicked = true;
    pthread_cond_broadcast(&context->changed);
    pthread_mutex_unlock(&context->lock);
}

void context_take_back(struct context *context, struct stream *stream)
{
    pthread_mutex_lock(&context->lock);
    atomic_store(&stream->phase, STREAM_DROPPED);
    pthread_cond_broadcast(&context->changed);
    pthread_mutex_unlock(&context->lock);
}

const char *context_uri(const struct context *context)
{
    return context->uri;
}

void context_describe(struct context *context, char ret_text[CONTEXT_STATE_SIZE])
{
    pthread_mutex_lock(&context->lock);
    snprintf(ret_text, CONTEXT_STATE_SIZE, "%s",
             context->state == CONTEXT_CONNECTED    ? "connected"
             : context->state == CONTEXT_CONNECTING ? "connecting"
                                                    : context->error);
    pthread_mutex_unlock(&context->lock);
}
