/* SPDX-License-Identifier: MIT */
/*
 * iiod_connection.h - one client: commands in, answers out, one at a time.
 *
 * A connection works on one command only. While it waits (for samples, for a late answer, for a
 * client that does not read) nothing more is parsed, so what it can hold is bounded: one answer,
 * and IIOD_INPUT_MAX bytes that came too early. A client that sends more than that meanwhile is
 * cut off; no real one sends anything before it has its answer.
 *
 *            line                      answer                    all sent
 *   IDLE ───────────▶ (execute) ────────────────────▶ SENDING ───────────▶ IDLE
 *    │  WRITE ▶ WRITING ─┘  │ READBUF ▶ READING ─┘  │ late ▶ LATE ─┘
 *    └ too long ▶ SKIPPING                          └ hang, stop ▶ MUTE
 */
#ifndef LUMBAR_SIM_IIOD_CONNECTION_H
#define LUMBAR_SIM_IIOD_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/queue.h>

#include "fault.h"
#include "iiod_buffer.h"
#include "iiod_command.h"
#include "iiod_device.h"

#define IIOD_INPUT_MAX 4096
#define IIOD_LINE_MAX 1024
#define IIOD_READBUF_MAX (16u << 20) /* bytes; nobody in their right mind asks for more */
#define IIOD_DEPTH_MAX (1u << 20)    /* samples in a buffer, as above */

struct event;
struct event_base;
struct evbuffer;

LIST_HEAD(iiod_connections, iiod_connection);

/* What all connections share. */
struct iiod_context {
    struct event_base *base;
    struct sim_faults *faults;
    size_t device_count;
    struct iiod_device device[SIM_SENSORS_MAX];
    unsigned long timeout_ms; /* of a READBUF; 0 = for ever. One for all, as in iiod */
    FILE *stamp_log;          /* may be NULL */
    void (*opened)(void *data);
    void *data;
    struct iiod_connections connections;
};

enum iiod_state {
    IIOD_IDLE,
    IIOD_WRITING,  /* the value of a WRITE is coming in */
    IIOD_READING,  /* a READBUF waits for samples */
    IIOD_LATE,     /* the answer is held back by a fault */
    IIOD_SENDING,  /* the client has not taken all of the answer */
    IIOD_SKIPPING, /* to the end of a line that was too long */
    IIOD_MUTE,     /* by a fault: takes everything, says nothing more */
};

struct iiod_connection {
    LIST_ENTRY(iiod_connection) link;
    struct iiod_context *context;
    int fd;
    enum iiod_state state;
    struct event *readable;
    struct event *writable;
    struct event *timer; /* READING: until -ETIMEDOUT; LATE: until the answer */
    struct evbuffer *input;
    struct evbuffer *answer;                     /* being made */
    struct evbuffer *output;                     /* being sent */
    struct iiod_buffer *buffer[SIM_SENSORS_MAX]; /* open ones, by device */
    int device;                                  /* that the command names, -1 = none */
    bool faultless;           /* the command is about faults, and always answered */
    size_t wanted;            /* READING: samples still to come */
    bool remainder;           /* READING: more was asked for than whole samples */
    struct evbuffer *samples; /* READING: those that came */
    struct {
        int error;     /* what the answer will be, 0 or negative errno */
        size_t left;   /* bytes still to come */
        size_t total;  /* bytes that the client announced */
        size_t length; /* bytes in value */
        enum iiod_scope scope;
        size_t channel;
        struct iiod_attr attr;
        char value[IIOD_VALUE_MAX];
    } write;
};

/* Takes over the socket, also on failure; joins context->connections. Returns 0 or -ENOMEM. */
int iiod_connection_new(struct iiod_context *context, int fd);
/* Closes the socket and leaves context->connections. */
struct iiod_connection *iiod_connection_free(struct iiod_connection *connection);

/* A new sample of a device. */
void iiod_connection_push(struct iiod_connection *connection, size_t device,
                          const struct iiod_sample *sample);

/* For iiod_execute.c: the command's answer is complete in connection->answer. */
void iiod_connection_answer(struct iiod_connection *connection);
/* The same for an answer that is a number only. */
void iiod_connection_answer_number(struct iiod_connection *connection, long number);
/* No answer to the command; the client finds the connection ended. */
void iiod_connection_hang_up(struct iiod_connection *connection);
/* READBUF: takes what is in the buffer and answers when that is all that was wanted. */
void iiod_connection_collect(struct iiod_connection *connection);

/* In iiod_execute.c: does one command, or begins to. */
void iiod_execute(struct iiod_connection *connection, char *line);
/* In iiod_execute.c: all of a WRITE's value is there. */
void iiod_execute_write(struct iiod_connection *connection);

#endif
