/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "iiod_connection.h"

/* More input than is ever right, or its end. Returns false when the connection is over. */
static bool connection_receive(struct iiod_connection *c)
{
    int n = evbuffer_read(c->input, c->fd, IIOD_INPUT_MAX);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (n <= 0)
        return false;
    if (c->state == IIOD_MUTE)
        evbuffer_drain(c->input, evbuffer_get_length(c->input));
    return c->state == IIOD_IDLE || c->state == IIOD_WRITING || c->state == IIOD_SKIPPING ||
           evbuffer_get_length(c->input) <= IIOD_INPUT_MAX;
}

/* The value of a WRITE: what does not fit is taken and forgotten. */
static void value_take(struct iiod_connection *c)
{
    size_t n = evbuffer_get_length(c->input);
    size_t room = sizeof(c->write.value) - 1 - c->write.length;

    if (n > c->write.left)
        n = c->write.left;
    c->write.left -= n;
    if (room > n)
        room = n;
    evbuffer_remove(c->input, c->write.value + c->write.length, room);
    c->write.length += room;
    evbuffer_drain(c->input, n - room);
    if (c->write.left > 0)
        return;
    c->write.value[c->write.length] = '\0';
    c->state = IIOD_IDLE;
    iiod_execute_write(c);
}

/* Returns false when there is not a whole line yet. */
static bool line_take(struct iiod_connection *c)
{
    size_t length;
    char *line = evbuffer_readln(c->input, &length, EVBUFFER_EOL_CRLF);
    bool skip = c->state == IIOD_SKIPPING;

    if (!line) {
        if (evbuffer_get_length(c->input) <= IIOD_LINE_MAX)
            return false;
        evbuffer_drain(c->input, evbuffer_get_length(c->input));
        c->state = IIOD_SKIPPING;
        return false;
    }
    c->state = IIOD_IDLE;
    c->device = -1;
    c->faultless = false;
    if (skip || length > IIOD_LINE_MAX || memchr(line, '\0', length))
        iiod_connection_answer_number(c, -EINVAL);
    else
        iiod_execute(c, line);
    free(line);
    return true;
}

/* As far as the input goes. */
static void connection_advance(struct iiod_connection *c)
{
    for (;;) {
        if (c->state == IIOD_WRITING) {
            if (evbuffer_get_length(c->input) == 0 && c->write.left > 0)
                return;
            value_take(c);
        } else if (c->state == IIOD_IDLE || c->state == IIOD_SKIPPING) {
            if (!line_take(c))
                return;
        } else {
            return;
        }
    }
}

/* Hands the output to the socket. On failure the socket's end shows up as readable. */
static void connection_send(struct iiod_connection *c)
{
    int n = evbuffer_write(c->output, c->fd);

    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        c->state = IIOD_MUTE;
        evbuffer_drain(c->output, evbuffer_get_length(c->output));
        return;
    }
    if (evbuffer_get_length(c->output) > 0) {
        if (c->state != IIOD_MUTE)
            c->state = IIOD_SENDING;
        event_add(c->writable, NULL);
    } else if (c->state != IIOD_MUTE) {
        c->state = IIOD_IDLE;
    }
}

static void on_readable(evutil_socket_t fd, short what, void *data)
{
    struct iiod_connection *c = data;

    (void)fd;
    (void)what;
    if (!connection_receive(c)) {
        iiod_connection_free(c);
        return;
    }
    connection_advance(c);
}

static void on_writable(evutil_socket_t fd, short what, void *data)
{
    struct iiod_connection *c = data;

    (void)fd;
    (void)what;
    connection_send(c);
    connection_advance(c);
}

/* A letter first: a client takes leading digits for a length and believes it. */
static void garbage_make(struct iiod_connection *c)
{
    struct prng *prng = &c->context->faults->prng;
    size_t length = 1 + prng_next(prng) % 60;

    evbuffer_drain(c->answer, evbuffer_get_length(c->answer));
    for (size_t i = 0; i < length; i++) {
        char letter = (char)(i == 0 ? 'A' + prng_next(prng) % 26 : ' ' + prng_next(prng) % 95);

        evbuffer_add(c->answer, &letter, 1);
    }
    evbuffer_add(c->answer, "\n", 1);
}

static const struct sim_fault *fault_of(const struct iiod_connection *c, enum sim_fault_kind kind)
{
    return c->faultless ? NULL : sim_faults_find(c->context->faults, kind, c->device);
}

static void timer_set(struct iiod_connection *c, double seconds)
{
    struct timeval delay = {(time_t)seconds, (suseconds_t)(fmod(seconds, 1) * 1e6)};

    event_add(c->timer, &delay);
}

/* Freed when the loop comes back to it and finds the end of the input. */
void iiod_connection_hang_up(struct iiod_connection *c)
{
    c->state = IIOD_MUTE;
    evbuffer_drain(c->answer, evbuffer_get_length(c->answer));
    shutdown(c->fd, SHUT_RDWR);
}

/*
 * The answer goes out, unless something is wrong today. A connection that a fault silenced stays
 * silent: an answer that comes when nobody waits for it any more would be taken for the next one.
 */
void iiod_connection_answer(struct iiod_connection *c)
{
    const struct sim_fault *late = fault_of(c, SIM_FAULT_LATE);
    const struct sim_fault *error = fault_of(c, SIM_FAULT_ERROR);

    if (fault_of(c, SIM_FAULT_CLOSE)) {
        iiod_connection_hang_up(c);
        return;
    }
    if (fault_of(c, SIM_FAULT_HANG)) {
        c->state = IIOD_MUTE;
        evbuffer_drain(c->answer, evbuffer_get_length(c->answer));
        return;
    }
    if (error) {
        evbuffer_drain(c->answer, evbuffer_get_length(c->answer));
        evbuffer_add_printf(c->answer, "-%ld\n", lround(fabs(error->argument)));
    }
    if (fault_of(c, SIM_FAULT_GARBAGE))
        garbage_make(c);
    if (late) {
        c->state = IIOD_LATE;
        timer_set(c, fmax(0, late->argument));
        return;
    }
    if (fault_of(c, SIM_FAULT_STOP)) {
        c->state = IIOD_MUTE;
        evbuffer_remove_buffer(c->answer, c->output, evbuffer_get_length(c->answer) / 2);
        evbuffer_drain(c->answer, evbuffer_get_length(c->answer));
    } else {
        evbuffer_add_buffer(c->output, c->answer);
    }
    connection_send(c);
}

void iiod_connection_answer_number(struct iiod_connection *c, long number)
{
    evbuffer_add_printf(c->answer, "%ld\n", number);
    iiod_connection_answer(c);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
    struct iiod_connection *c = data;

    (void)fd;
    (void)what;
    if (c->state == IIOD_READING) {
        /* As iiod 0.24: what came so far is lost, and this buffer is of no use any more. */
        evbuffer_drain(c->samples, evbuffer_get_length(c->samples));
        c->buffer[c->device]->dead = true;
        iiod_connection_answer_number(c, -ETIMEDOUT);
    } else if (c->state == IIOD_LATE) {
        evbuffer_add_buffer(c->output, c->answer);
        connection_send(c);
    }
    connection_advance(c);
}

static void stamp_log_write(const struct iiod_connection *c, const struct iiod_sample *sample)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    fprintf(c->context->stamp_log, "%" PRId64 ",%s,%" PRId64 ",%" PRId64 "\n",
            now.tv_sec * INT64_C(1000000000) + now.tv_nsec,
            c->context->device[c->device].info->role, sample->stamp_ns, sample->t_ns);
}

/* Some bytes at random: samples that nothing real would give. */
static void sample_scramble(struct prng *prng, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (prng_next(prng) % 4 == 0)
            bytes[i] = (uint8_t)prng_next(prng);
}

static void readbuf_answer(struct iiod_connection *c)
{
    const struct iiod_buffer *b = c->buffer[c->device];
    struct prng *prng = &c->context->faults->prng;

    evtimer_del(c->timer);
    if (fault_of(c, SIM_FAULT_FUZZ) && prng_next(prng) % 16 == 0) {
        evbuffer_drain(c->samples, evbuffer_get_length(c->samples));
        iiod_connection_answer_number(c, -(long)(1 + prng_next(prng) % 133));
        return;
    }
    evbuffer_add_printf(c->answer, "%zu\n%08" PRIx32 "\n", evbuffer_get_length(c->samples),
                        b->mask);
    evbuffer_add_buffer(c->answer, c->samples);
    /* Less than was asked for ends so: a piece of no bytes. */
    if (c->remainder)
        evbuffer_add(c->answer, "0\n", 2);
    /* One piece, one send: a client that waits for the mask waits for its data as well. */
    evbuffer_pullup(c->answer, -1);
    iiod_connection_answer(c);
}

void iiod_connection_collect(struct iiod_connection *c)
{
    struct iiod_buffer *b = c->buffer[c->device];
    struct iiod_sample sample;
    uint8_t bytes[IIOD_SAMPLE_MAX];

    while (c->wanted > 0 && iiod_buffer_pop(b, &sample)) {
        iiod_sample_pack(&c->context->device[c->device], &sample, b->mask, bytes);
        if (fault_of(c, SIM_FAULT_FUZZ))
            sample_scramble(&c->context->faults->prng, bytes, b->sample_size);
        if (c->context->stamp_log)
            stamp_log_write(c, &sample);
        evbuffer_add(c->samples, bytes, b->sample_size);
        c->wanted--;
    }
    if (c->wanted == 0)
        readbuf_answer(c);
    else if (c->state != IIOD_READING) {
        c->state = IIOD_READING;
        if (c->context->timeout_ms > 0)
            timer_set(c, (double)c->context->timeout_ms * 1e-3);
    }
}

void iiod_connection_push(struct iiod_connection *c, size_t device,
                          const struct iiod_sample *sample)
{
    if (!c->buffer[device])
        return;
    iiod_buffer_push(c->buffer[device], sample);
    if (c->state != IIOD_READING || c->device != (int)device)
        return;
    iiod_connection_collect(c);
    connection_advance(c);
}

int iiod_connection_new(struct iiod_context *context, int fd)
{
    struct iiod_connection *c = calloc(1, sizeof(*c));

    if (!c) {
        close(fd);
        return -ENOMEM;
    }
    c->context = context;
    c->fd = fd;
    c->device = -1;
    LIST_INSERT_HEAD(&context->connections, c, link);
    c->readable = event_new(context->base, fd, EV_READ | EV_PERSIST, on_readable, c);
    c->writable = event_new(context->base, fd, EV_WRITE, on_writable, c);
    c->timer = evtimer_new(context->base, on_timer, c);
    c->input = evbuffer_new();
    c->answer = evbuffer_new();
    c->output = evbuffer_new();
    c->samples = evbuffer_new();
    if (!c->readable || !c->writable || !c->timer || !c->input || !c->answer || !c->output ||
        !c->samples || event_add(c->readable, NULL) < 0) {
        iiod_connection_free(c);
        return -ENOMEM;
    }
    return 0;
}

struct iiod_connection *iiod_connection_free(struct iiod_connection *c)
{
    struct event *events[] = {c->readable, c->writable, c->timer};
    struct evbuffer *buffers[] = {c->input, c->answer, c->output, c->samples};

    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
        if (events[i])
            event_free(events[i]);
    for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++)
        if (buffers[i])
            evbuffer_free(buffers[i]);
    for (size_t i = 0; i < SIM_SENSORS_MAX; i++) {
        if (c->buffer[i])
            c->context->device[i].open_count--;
        iiod_buffer_free(c->buffer[i]);
    }
    LIST_REMOVE(c, link);
    close(c->fd);
    free(c);
    return NULL;
}
