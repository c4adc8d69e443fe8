/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <syslog.h>
#include <unistd.h>

#include "bus/log.h"

static const char not_kept[] = "calibrations are not kept";

/* While it is opened: what cannot be read or may not be written over, which stays so until the end.
 * Afterwards: what could not be handed to the thread that writes, on the loop. */
static void on_log(void *data, int level, const char *message)
{
    struct memory *memory = data;

    if (level > LOG_ERR) {
        log_write(level, "%s", message);
        return;
    }
    problems_add(memory->problems, "%s", message);
    if (memory->calibrations)
        memory->changed(memory->data);
}

/* On the thread that writes: the loop is woken. */
static void on_kept(void *data, int error)
{
    struct memory *memory = data;
    const uint64_t one = 1;

    atomic_store(&memory->error, error);
    (void)!write(memory->news_fd, &one, sizeof one);
}

static void tell(struct memory *memory)
{
    int error = atomic_load(&memory->error);
    bool was_told = problems_take_back(memory->problems, not_kept);

    if (error != 0)
        problems_add(memory->problems, "%s: %s; it is tried again", not_kept, strerror(error));
    else if (was_told)
        log_info("calibrations are kept again");
    memory->changed(memory->data);
}

static void on_news(evutil_socket_t fd, short events, void *data)
{
    uint64_t count;
    (void)events;

    (void)!read(fd, &count, sizeof count);
    tell(data);
}

int memory_open(struct memory *memory, struct event_base *base, const char *directory,
                struct problems *problems, memory_problems_changed changed, void *data)
{
    const struct calibrations_listener listener = {.log = on_log, .kept = on_kept, .data = memory};

    memory->problems = problems;
    memory->changed = changed;
    memory->data = data;
    memory->news_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (memory->news_fd < 0)
        return -errno;
    memory->news = event_new(base, memory->news_fd, EV_READ | EV_PERSIST, on_news, memory);
    if (!memory->news) {
        close(memory->news_fd);
        return -ENOMEM;
    }
    if (event_add(memory->news, NULL) < 0)
        return -ENOMEM;
    if (!directory)
        directory = getenv("STATE_DIRECTORY");
    if (!directory)
        log_notice("no state directory: calibrations are forgotten at the end (see --state)");
    return calibrations_open(directory, &listener, &memory->calibrations);
}

void memory_close(struct memory *memory)
{
    if (!memory->news)
        return;
    memory->calibrations = calibrations_free(memory->calibrations);
    event_free(memory->news);
    memory->news = NULL;
    if (atomic_load(&memory->error) != 0)
        log_error("%s: %s", not_kept, strerror(atomic_load(&memory->error)));
    close(memory->news_fd);
}
