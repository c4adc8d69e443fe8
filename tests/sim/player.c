/* SPDX-License-Identifier: MIT */
/*
 * player.c - one sample is always fetched ahead, and a timer runs for it. Times are measured from
 * the start, so that no error adds up and a host that was busy catches up. Libevent's own timers
 * are in microseconds at best; a timerfd with an absolute time has no such step.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "player.h"

/* A wake-up works no longer than this many samples, so that clients are heard in between. */
#define SAMPLES_AT_ONCE_MAX 256

struct player {
    struct sim_source *source;
    struct player_callbacks callbacks;
    void *data;
    double speed;
    int64_t start_ns; /* 0 = not started */
    struct sim_sample ahead;
    int fd;
    struct event *due;
};

static int64_t due_ns(const struct player *p)
{
    return p->start_ns + llround((double)p->ahead.t_ns / p->speed);
}

static void timer_arm(struct player *p)
{
    /* A time of 0 would disarm it; one in the past makes it ready at once. */
    int64_t ns = due_ns(p) > 0 ? due_ns(p) : 1;
    struct itimerspec when = {.it_value = {ns / 1000000000, ns % 1000000000}};

    timerfd_settime(p->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

/* False at the end, which has been told then. */
static bool ahead_fetch(struct player *p)
{
    int ret = p->source->next(p->source, &p->ahead);

    if (ret > 0)
        return true;
    event_del(p->due);
    p->callbacks.ended(p->data, ret);
    return false;
}

static void on_due(evutil_socket_t fd, short what, void *data)
{
    struct player *p = data;
    struct timespec now;
    uint64_t expirations;
    int64_t now_ns;

    (void)what;
    if (read(fd, &expirations, sizeof(expirations)) < 0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    now_ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    for (unsigned i = 0; i < SAMPLES_AT_ONCE_MAX && due_ns(p) <= now_ns; i++) {
        p->callbacks.sample(p->data, &p->ahead);
        if (!ahead_fetch(p))
            return;
    }
    timer_arm(p);
}

int player_new(struct event_base *base, struct sim_source *source, double speed,
               const struct player_callbacks *callbacks, void *data, struct player **ret_player)
{
    struct player *p = calloc(1, sizeof(*p));

    if (!p)
        return -ENOMEM;
    *p = (struct player){
        .source = source,
        .callbacks = *callbacks,
        .data = data,
        .speed = speed,
        .fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
    };
    if (p->fd >= 0)
        p->due = event_new(base, p->fd, EV_READ | EV_PERSIST, on_due, p);
    if (!p->due || event_add(p->due, NULL) < 0) {
        player_free(p);
        return -ENOMEM;
    }
    *ret_player = p;
    return 0;
}

struct player *player_free(struct player *p)
{
    if (!p)
        return NULL;
    if (p->due)
        event_free(p->due);
    if (p->fd >= 0)
        close(p->fd);
    free(p);
    return NULL;
}

void player_start(struct player *p, int64_t monotonic_ns)
{
    if (p->start_ns != 0)
        return;
    p->start_ns = monotonic_ns;
    if (ahead_fetch(p))
        timer_arm(p);
}
