/* SPDX-License-Identifier: MIT */
/*
 * relay.h - what the threads of the contexts and the loop's thread share.
 *
 * Context and reader threads never call back: they leave samples in rings, streams and log lines in
 * lists, and wake the loop through one eventfd. A wake-up that is already due is not asked for
 * twice, so many readers cost the loop one wake-up.
 */
#ifndef LUMBAR_SENSORS_RELAY_H
#define LUMBAR_SENSORS_RELAY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sensors/roster.h"
#include "sensors/sensors.h"

struct stream;

struct relay_line {
    struct relay_line *next;
    int level;
    char text[320];
};

struct relay {
    struct sensors_config config; /* never changes */
    int wake_fd;
    _Atomic bool woken; /* the loop has been asked to wake up and has not begun yet */
    _Atomic bool news;  /* there is something behind the lock for it */

    pthread_mutex_t lock; /* protects all below; never held while something may block */
    struct roster roster;
    struct stream *opened; /* not yet taken over by the loop */
    struct relay_line *lines, **lines_end;
    unsigned line_count, lines_lost;
};

/* For a lock that the loop shares with threads that have no real time: who holds it, and keeps the
 * loop waiting, has the loop's. */
void relay_init_lock(pthread_mutex_t *lock);

int relay_init(struct relay *relay, const struct sensors_config *config);
void relay_deinit(struct relay *relay);

/* Any thread. relay_wake: samples are waiting; relay_tell: there is news behind the lock, too. */
void relay_wake(struct relay *relay);
void relay_tell(struct relay *relay);

/* Any thread, not on the way of a sample. The line reaches the log callback from the loop. */
__attribute__((format(printf, 3, 4))) void relay_log(struct relay *relay, int level,
                                                     const char *format, ...);

int64_t relay_now_ns(void); /* CLOCK_MONOTONIC */

#endif
