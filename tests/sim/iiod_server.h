/* SPDX-License-Identifier: MIT */
/*
 * iiod_server.h - serves simulated devices to libiio clients over TCP, as Debian's iiod 0.24 does.
 *
 * One loop, no threads. Samples are pushed in as their time comes and go to every buffer that is
 * open. Clients may be slow, silent, rude or gone: each has its own bounded buffers and none holds
 * up another.
 */
#ifndef LUMBAR_SIM_IIOD_SERVER_H
#define LUMBAR_SIM_IIOD_SERVER_H

#include <stdint.h>
#include <stdio.h>

#include "fault.h"
#include "source.h"

struct event_base;
struct iiod_server;

struct iiod_server_options {
    const char *host; /* NULL = 127.0.0.1 */
    uint16_t port;    /* 0 = any that is free */
    /*
     * Not NULL: a line for every sample just before it is sent: "send_ns,sensor,stamp_ns,t_ns"
     * (CLOCK_MONOTONIC; role; as sent; time in the source).
     */
    FILE *stamp_log;
    /* Called when a client opens a buffer: how many devices have one open now. */
    void (*opened)(void *data, size_t open_devices);
    void *data;
};

/* On error prints and returns negative errno. */
int iiod_server_new(struct event_base *base, const struct sim_source *source,
                    struct sim_faults *faults, const struct iiod_server_options *options,
                    struct iiod_server **ret_server);
struct iiod_server *iiod_server_free(struct iiod_server *server);

uint16_t iiod_server_port(const struct iiod_server *server);

/* The source's time 0 is this moment of CLOCK_MONOTONIC. */
void iiod_server_start(struct iiod_server *server, int64_t monotonic_ns);
void iiod_server_push(struct iiod_server *server, const struct sim_sample *sample);

/* As if the program had ended, and as if it had come back. */
void iiod_server_suspend(struct iiod_server *server);
int iiod_server_resume(struct iiod_server *server);

#endif
