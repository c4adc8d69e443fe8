/* SPDX-License-Identifier: MIT */
#include "sensors/context.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include "sensors/context_private.h"
#include "sensors/reason.h"
#include "sensors/stream.h"
#include "sensors/sysfs.h"

static const int64_t recheck_ns = 5000000000; /* design value: a quiet local context */
static const int64_t grace_ns = 300000000;    /* design value: for a blocked thread to end */

void context_enter_blocking(struct context *context)
{
    pthread_mutex_lock(&context->lock);
    context->blocked = true;
    pthread_mutex_unlock(&context->lock);
}

bool context_leave_blocking(struct context *context)
{
    pthread_mutex_lock(&context->lock);
    context->blocked = false;
    bool go_on = !context->stop;
    pthread_mutex_unlock(&context->lock);
    return go_on;
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
    case EAGAIN: /* of pthread_create(3) */
        return "cannot start a thread to read it";
    default:
        return reason_of(error);
    }
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
        bool heard = stream->seen;
        int64_t lived_ns = heard ? stream->last_arrival_ns - stream->opened_ns : 0;

        done = stream->next;
        stream->generation->streams--;
        stream_close(stream);
        context_release_role(context, device);
        context_set_problem(context, device, LOG_WARNING, describe_stream_error(error));
        if (error == -ETIMEDOUT && heard &&
            patience_lose(&context->patience, relay_now_ns(), lived_ns))
            relay_log(context->relay, LOG_NOTICE,
                      "%s: sensors fall silent soon after they were opened; from now on longer "
                      "silences are waited out, in case that the machine or the line is slow",
                      context->uri);
        context_retry(context, lived_ns);
    }
    context_free_unused_generations(context);
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
    if (relay_now_ns() < context->next_look_ns)
        return false;
    if (!context->local || context->must_look || sysfs_signature() != context->signature ||
        context_is_missing_some(context) || context_has_waiting(context))
        return true;
    context_schedule(context, recheck_ns);
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
    struct timespec until = {.tv_sec = context->next_look_ns / 1000000000,
                             .tv_nsec = context->next_look_ns % 1000000000};
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

    const struct sched_param ordinary = {0};

    pthread_setname_np(pthread_self(), "sensor-context");
    /* It has inherited real time; to look for devices takes long, and no sample waits for it. */
    (void)sched_setscheduler(0, SCHED_OTHER, &ordinary);
    do {
        reap(context);
        if (is_due(context))
            context_look(context);
    } while (rest(context));

    /* Asked to stop: whoever asked has let go of the streams, or has closed them himself. */
    pthread_mutex_lock(&context->lock);
    bool abandoned = context->abandoned;
    pthread_mutex_unlock(&context->lock);
    if (!abandoned)
        close_streams(context);
    context_free_unused_generations(context);
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

    /* Signals are for the loop's thread. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int r = -pthread_create(&context->thread, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return r;
}

int context_new(struct relay *relay, const char *uri, struct context **ret_context)
{
    pthread_condattr_t attr;

    struct context *context = calloc(1, sizeof(*context));
    if (context == NULL)
        return -ENOMEM;
    context->relay = relay;
    snprintf(context->uri, sizeof(context->uri), "%s", uri);
    context->local = strncmp(uri, "local:", 6) == 0;
    context->must_look = true;
    relay_init_lock(&context->lock);
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
    context->stop_ns = relay_now_ns();
    pthread_cond_broadcast(&context->changed);
    pthread_mutex_unlock(&context->lock);
}

struct context *context_free(struct context *context)
{
    if (context == NULL)
        return NULL;
    int64_t end_ns = context->stop_ns + grace_ns;
    struct timespec end = {.tv_sec = end_ns / 1000000000, .tv_nsec = end_ns % 1000000000};

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
