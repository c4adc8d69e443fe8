/* SPDX-License-Identifier: MIT */
/*
 * memory.h - what the daemon remembers over a restart: opens it, and has people told when it
 * cannot be kept. What is remembered is in store/calibrations.h.
 */
#ifndef LUMBAR_MEMORY_H
#define LUMBAR_MEMORY_H

#include <event2/event.h>
#include <stdatomic.h>

#include "problems.h"
#include "store/calibrations.h"

/* Something was added to the problems, or taken away. On the loop. */
typedef void (*memory_problems_changed)(void *data);

struct memory {
    struct calibrations *calibrations;
    struct problems *problems;
    memory_problems_changed changed;
    void *data;
    int news_fd;        /* from the thread that writes the file */
    struct event *news; /* NULL = it was not opened */
    atomic_int error;   /* positive errno: why nothing is kept now; 0 = it is */
};

/* directory: NULL = where systemd says (StateDirectory=); without either nothing is kept. problems
 * must outlive it. 0 or a negative errno; in any case to be closed. */
int memory_open(struct memory *memory, struct event_base *base, const char *directory,
                struct problems *problems, memory_problems_changed changed, void *data);
/* Waits until all is written. All 0, never opened, is fine. */
void memory_close(struct memory *memory);

#endif
