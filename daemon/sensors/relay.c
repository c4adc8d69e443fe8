/* SPDX-License-Identifier: MIT */
#include "sensors/relay.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* Of a loop that does not run; design value: each device may have a few things to say. */
static const unsigned lines_max = 4 * ROSTER_DEVICES_MAX;

void relay_init_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

int relay_init(struct relay *relay, const struct sensors_config *config)
{
    *relay = (struct relay){.config = *config};
    atomic_init(&relay->woken, false);
    atomic_init(&relay->news, false);
    relay->lines_end = &relay->lines;
    relay->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (relay->wake_fd < 0)
        return -errno;
    relay_init_lock(&relay->lock);
    return 0;
}

void relay_deinit(struct relay *relay)
{
    while (relay->lines != NULL) {
        struct relay_line *line = relay->lines;
        relay->lines = line->next;
        free(line);
    }
    pthread_mutex_destroy(&relay->lock);
    close(relay->wake_fd);
}

void relay_wake(struct relay *relay)
{
    static const uint64_t one = 1;

    if (atomic_exchange(&relay->woken, true))
        return;
    ssize_t n = write(relay->wake_fd, &one, sizeof(one));
    (void)n; /* can only fail when the counter is full, and then the loop wakes anyway */
}

void relay_tell(struct relay *relay)
{
    atomic_store(&relay->news, true);
    relay_wake(relay);
}

void relay_log(struct relay *relay, int level, const char *format, ...)
{
    struct relay_line *line = malloc(sizeof(*line));
    va_list args;

    if (line == NULL)
        return;
    line->next = NULL;
    line->level = level;
    va_start(args, format);
    vsnprintf(line->text, sizeof(line->text), format, args);
    va_end(args);

    pthread_mutex_lock(&relay->lock);
    if (relay->line_count < lines_max) {
        *relay->lines_end = line;
        relay->lines_end = &line->next;
        relay->line_count++;
        line = NULL;
    } else {
        relay->lines_lost++;
    }
    pthread_mutex_unlock(&relay->lock);
    free(line);
    relay_tell(relay);
}

int64_t relay_now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}
