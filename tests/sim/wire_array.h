/* SPDX-License-Identifier: MIT */
/*
 * wire_array.h - a concentrator and its nodes, as kmod/PROTOCOL.md wants them to behave.
 *
 * It knows neither sockets nor time: bytes of the host go in, bytes for the line come out, and the
 * caller says what time it is. What it does wrong on purpose is in wire_fault.h, and a few switches
 * here.
 */
#ifndef LUMBAR_SIM_WIRE_ARRAY_H
#define LUMBAR_SIM_WIRE_ARRAY_H

#include "wire_frame.h"

struct wire_array {
    /* Set by the caller before wire_array_start. */
    size_t node_count;
    struct wire_node nodes[WIRE_NODES_MAX];
    uint8_t version_min, version_max;
    bool half_duplex;
    uint32_t clock_first_us; /* what the concentrator's clock says at time 0 */
    double clock_ppm;        /* how much too fast it runs */

    /* Faults. */
    bool mute; /* commands are obeyed, but not answered */

    /* State. */
    uint16_t plugged; /* by place in nodes[] */
    uint8_t generation;
    uint32_t boot;
    bool greeted, streaming, started;
    uint32_t rate_mhz;
    uint32_t count;                       /* of the next sampling instant */
    uint32_t dropped;                     /* instants since START that were not sent */
    int64_t hello_ns, status_ns, turn_ns; /* when the next one is due */
    struct wire_reader reader;
    struct wire_out out; /* frames for the line, taken and cleared by the caller */
    unsigned commands, identified, starts;
};

/* The blocks of one sampling instant: by place in nodes[]; absent nodes have no new sample. */
struct wire_instant {
    uint16_t sampled;
    uint8_t block[WIRE_NODES_MAX][16];
};

/* Power on, or a reset: all state anew, all nodes plugged in, except those in unplugged. */
void wire_array_start(struct wire_array *array, int64_t now_ns, uint16_t unplugged);

/* Bytes from the host. */
void wire_array_receive(struct wire_array *array, const uint8_t *bytes, size_t len, int64_t now_ns);

/* What is due by itself: HELLO, STATUS, TURN. Returns when it wants to be called next. */
int64_t wire_array_tick(struct wire_array *array, int64_t now_ns);

/* One sampling instant while streaming. send = false: there was no room, it is only counted. */
void wire_array_sample(struct wire_array *array, int64_t t_ns, const struct wire_instant *instant,
                       bool send);

/* Nodes come and go, by place in nodes[]. */
void wire_array_plug(struct wire_array *array, size_t node, bool plugged);

/* The concentrator's clock at a time. */
uint32_t wire_array_clock_us(const struct wire_array *array, int64_t t_ns);

/* The bit mask of addresses that are in the table. */
uint16_t wire_array_present(const struct wire_array *array);

#endif
