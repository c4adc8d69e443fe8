/* SPDX-License-Identifier: MIT */
/*
 * wire_frame.h - frames of kmod/PROTOCOL.md, as a concentrator makes and reads them.
 *
 * Written from the protocol's text, and sharing no code with the kernel's driver: the one tests the
 * other. Functions that make a frame append it, ready for the line, to a wire_out.
 */
#ifndef LUMBAR_SIM_WIRE_FRAME_H
#define LUMBAR_SIM_WIRE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_BODY_MAX 250 /* type and body */
#define WIRE_FRAME_MAX 257
#define WIRE_NODES_MAX 16
#define WIRE_RATES_MAX 8
#define WIRE_TEXT_MAX 31
#define WIRE_TEMP_NONE INT16_MIN

enum { WIRE_IMU = 1, WIRE_FORCE = 2 };

enum {
    WIRE_OP_HELLO = 1,
    WIRE_OP_ENUMERATE,
    WIRE_OP_RATE,
    WIRE_OP_START,
    WIRE_OP_STOP,
    WIRE_OP_IDENTIFY,
};

enum {
    WIRE_OK,
    WIRE_UNKNOWN_OP,
    WIRE_BAD_ARGUMENT,
    WIRE_BUSY,
    WIRE_NO_NODE,
    WIRE_NO_VERSION,
};

/* Bytes on their way to the line. Grows; wire_out_clear frees. */
struct wire_out {
    uint8_t *bytes;
    size_t len, room;
};

struct wire_node {
    uint8_t address; /* below WIRE_NODES_MAX, or not, to try the receiver */
    uint8_t kind;
    uint8_t channels;
    uint8_t block; /* bytes in DATA */
    uint64_t serial;
    uint32_t scale[2]; /* IMU: nm/s^2, nrad/s; force: pV a digit */
    int16_t matrix[9]; /* 16384 is 1 */
    unsigned rate_count;
    uint32_t rates[WIRE_RATES_MAX]; /* mHz */
    char label[64];
    char model[64];
};

struct wire_status_node {
    int16_t temp; /* 0.01 degrees Celsius */
    uint16_t errors;
};

struct wire_command {
    uint8_t id, op;
    uint8_t args[WIRE_BODY_MAX];
    size_t args_len;
};

void wire_out_clear(struct wire_out *out);
void wire_out_add(struct wire_out *out, const uint8_t *bytes, size_t len);

void wire_add_hello(struct wire_out *out, uint8_t version_min, uint8_t version_max, uint8_t flags,
                    uint32_t boot, const char *model, const char *firmware);
void wire_add_node(struct wire_out *out, uint8_t generation, const struct wire_node *node);
void wire_add_gone(struct wire_out *out, uint8_t generation, uint8_t address);
void wire_add_data(struct wire_out *out, uint8_t generation, uint16_t present, uint32_t count,
                   uint32_t clock_us, const uint8_t *blocks, size_t len);
/* nodes has one entry for each bit of present, lowest first. */
void wire_add_status(struct wire_out *out, uint8_t generation, uint16_t present, uint8_t flags,
                     uint32_t clock_us, uint32_t dropped, const struct wire_status_node *nodes);
void wire_add_reply(struct wire_out *out, uint8_t id, uint8_t op, uint8_t status,
                    const uint8_t *result, size_t len);
void wire_add_turn(struct wire_out *out, uint8_t window_ms);

/* Any body, stuffed and with its checksum; aborts when it is longer than WIRE_BODY_MAX. */
void wire_add_frame(struct wire_out *out, const uint8_t *body, size_t len);

/* Reads commands from a stream of bytes. Zero it before use. */
struct wire_reader {
    uint8_t stuffed[WIRE_FRAME_MAX];
    size_t len;
    bool too_long;
};

/* Takes one byte. Returns true when it ended a good COMMAND. */
bool wire_reader_push(struct wire_reader *reader, uint8_t byte, struct wire_command *ret_command);

#endif
