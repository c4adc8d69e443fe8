/* SPDX-License-Identifier: MIT */
#include "feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPORTED_MAX 10 /* damaged lines that get a message of their own */

struct feed {
    const char *name;
    unsigned long damaged;
    struct recording_handler handler; /* the caller's */
};

static void on_sensor(void *data, uint16_t sensor, const struct sensor_info *info)
{
    struct feed *feed = data;
    if (feed->handler.sensor)
        feed->handler.sensor(feed->handler.data, sensor, info);
}

static void on_sample(void *data, const struct sample *sample)
{
    struct feed *feed = data;
    feed->handler.sample(feed->handler.data, sample);
}

static void on_damaged(void *data, unsigned long line, const char *reason)
{
    struct feed *feed = data;
    if (feed->damaged++ < REPORTED_MAX)
        fprintf(stderr, "lumbar-replay: %s: line %lu is damaged: %s\n", feed->name, line, reason);
}

static int push_all(struct recording_reader *reader, int fd, const char *name, char *buffer,
                    size_t size)
{
    for (;;) {
        ssize_t n = read(fd, buffer, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fprintf(stderr, "lumbar-replay: %s: cannot be read: %s\n", name, strerror(errno));
            return -1;
        }
        int r = n > 0 ? recording_reader_push(reader, buffer, (size_t)n)
                      : recording_reader_finish(reader);
        if (r < 0) {
            fprintf(stderr, "lumbar-replay: %s: %s\n", name, recording_reader_problem(reader));
            return -1;
        }
        if (n == 0)
            return 0;
    }
}

int feed_recording(const char *path, size_t chunk, const struct recording_handler *handler,
                   struct recording_counts *ret_counts)
{
    bool from_stdin = strcmp(path, "-") == 0;
    struct feed feed = {.name = from_stdin ? "standard input" : path, .handler = *handler};
    const struct recording_handler own = {
        .sensor = on_sensor, .sample = on_sample, .damaged = on_damaged, .data = &feed};
    struct recording_reader *reader = NULL;
    char *buffer = malloc(chunk);
    int r = -1, fd = from_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        fprintf(stderr, "lumbar-replay: %s: cannot be opened: %s\n", path, strerror(errno));
    } else if (!buffer || recording_reader_new(&own, &reader) < 0) {
        fprintf(stderr, "lumbar-replay: out of memory\n");
    } else {
        r = push_all(reader, fd, feed.name, buffer, chunk);
        if (feed.damaged > REPORTED_MAX)
            fprintf(stderr, "lumbar-replay: %s: and %lu more damaged lines\n", feed.name,
                    feed.damaged - REPORTED_MAX);
        *ret_counts = recording_reader_counts(reader);
    }
    recording_reader_free(reader);
    free(buffer);
    if (fd > STDIN_FILENO)
        close(fd);
    return r;
}
