/* SPDX-License-Identifier: MIT */
/*
 * context_private.h - a context from inside, for its thread: context.c keeps it alive,
 * context_look.c looks for devices and opens them.
 */
#ifndef LUMBAR_SENSORS_CONTEXT_PRIVATE_H
#define LUMBAR_SENSORS_CONTEXT_PRIVATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "sensors/backoff.h"
#include "sensors/context.h"
#include "sensors/patience.h"

struct iio_context;

enum context_state { CONTEXT_CONNECTING, CONTEXT_CONNECTED, CONTEXT_WAITING };

struct generation {
    struct iio_context *iio;
    unsigned streams;
    struct generation *next;
};

struct context {
    struct relay *relay; /* not to be touched any more when abandoned */
    char uri[256];
    bool local;
    pthread_t thread;

    pthread_mutex_t lock; /* protects what follows */
    pthread_cond_t changed;
    bool stop, kicked;
    bool blocked; /* the thread is in a call that may take long, and holds nothing that is shared */
    bool abandoned; /* it was not waited for: it must free the context itself */
    bool exited;
    int64_t stop_ns;
    struct stream *streams; /* opened and not yet closed */
    enum context_state state;
    char error[CONTEXT_STATE_SIZE]; /* of state waiting */

    /* the thread's own */
    struct generation *generations;
    struct backoff backoff;
    struct patience patience;
    int64_t next_look_ns;
    bool must_look;     /* something failed: look even if nothing seems to have changed */
    uint64_t signature; /* of the local device list */
};

/*
 * Between these two the thread may be given up, so it must hold no lock and leave the relay alone.
 * context_leave_blocking returns false when the context was asked to stop: unwind, and go on
 * leaving the relay alone.
 */
void context_enter_blocking(struct context *context);
bool context_leave_blocking(struct context *context);

/* A new snapshot; every device of it that is not in use is tried. Sets the time of the next look.
 */
void context_look(struct context *context);

/* Something is to be tried again: after the backoff, but while connected no later than an ordinary
 * look. lived_ns: how long it had worked. */
void context_retry(struct context *context, int64_t lived_ns);

/* When nothing calls for a look before. */
void context_schedule(struct context *context, int64_t wait_ns);

/* Has a device of this context lost its stream? Does one wait for a role that another has? */
bool context_is_missing_some(struct context *context);
bool context_has_waiting(struct context *context);

/* Sets the problem of a device in the roster, and logs it if it is a new one. */
void context_set_problem(struct context *context, int device, int level, const char *problem);

/* The device's role is free for another. */
void context_release_role(struct context *context, int device);

void context_free_unused_generations(struct context *context);

#endif
