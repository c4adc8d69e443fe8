/* SPDX-License-Identifier: MIT */
#include "sensors/hub.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static const unsigned lines_max = 64; /* a loop that does not run need not hear everything later */

int hub_init(struct hub *hub, const struct sensors_config *config)
{
    *hub = (struct hub){ .config = *config };
    atomic_init(&hub->woken, false);
    atomic_init(&hub->news, false);
    hub->lines_end = &hub->lines;
    hub->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (hub->wake_fd < 0)
        return -errno;
    pthread_mutex_init(&hub->lock, NULL);
    return 0;
}

void hub_deinit(struct hub *hub)
{
    while (hub->lines != NULL) {
        struct hub_line *line = hub->lines;
        hub->lines = line->next;
        free(line);
    }
    pthread_mutex_destroy(&hub->lock);
    close(hub->wake_fd);
}

void hub_wake(struct hub *hub)
{
    static const uint64_t one = 1;

    if (atomic_exchange(&hub->woken, true))
        return;
    ssize_t n = write(hub->wake_fd, &one, sizeof(one));
    (void)n; /* can only fail when the counter is full, and then the loop wakes anyway */
}

void hub_tell(struct hub *hub)
{
    atomic_store(&hub->news, true);
    hub_wake(hub);
}

void hub_log(struct hub *hub, int level, const char *format, ...)
{
    struct hub_line *line = malloc(sizeof(*line));
    va_list args;

    if (line == NULL)
        return;
    line->next = NULL;
    line->level = level;
    va_start(args, format);
    vsnprintf(line->text, sizeof(line->text), format, args);
    va_end(args);

    pthread_mutex_lock(&hub->lock);
    if (hub->line_count < lines_max) {
        *hub->lines_end = line;
        hub->lines_end = &line->next;
        hub->line_count++;
        line = NULL;
    }
    pthread_mutex_unlock(&hub->lock);
    free(line);
    hub_tell(hub);
}

int64_t hub_now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}
