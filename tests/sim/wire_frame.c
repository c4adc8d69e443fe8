// SPDX-License-Identifier: MIT
#include "wire_frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { HELLO = 0x01, NODE, GONE, DATA, STATUS, REPLY, TURN, COMMAND = 0x41 };

/* CRC-32 as in IEEE 802.3, bit by bit: slow, short, and plainly right. */
static uint32_t checksum(const uint8_t *bytes, size_t len)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
    }
    return crc ^ UINT32_MAX;
}

void wire_out_clear(struct wire_out *out)
{
    free(out->bytes);
    *out = (struct wire_out){0};
}

void wire_out_add(struct wire_out *out, const uint8_t *bytes, size_t len)
{
    if (out->len + len > out->room) {
        out->room = 2 * (out->len + len);
        out->bytes = realloc(out->bytes, out->room);
        if (!out->bytes)
            abort();
    }
    if (len)
        memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
}

/* A body under construction. */
struct body {
    uint8_t bytes[WIRE_BODY_MAX];
    size_t len;
};

static void put(struct body *body, uint64_t value, size_t size)
{
    assert(body->len + size <= sizeof(body->bytes));
    for (; size; size--, value >>= 8)
        body->bytes[body->len++] = value & 0xff;
}

static void put_bytes(struct body *body, const void *bytes, size_t len)
{
    assert(body->len + len <= sizeof(body->bytes));
    if (len)
        memcpy(body->bytes + body->len, bytes, len);
    body->len += len;
}

static void put_text(struct body *body, const char *text)
{
    put(body, strlen(text), 1);
    put_bytes(body, text, strlen(text));
}

void wire_add_frame(struct wire_out *out, const uint8_t *body, size_t len)
{
    uint8_t raw[WIRE_BODY_MAX + 4], wire[WIRE_FRAME_MAX] = {0};
    uint32_t crc = checksum(body, len);
    size_t total = len + 4, end = 1;

    assert(len <= WIRE_BODY_MAX);
    memcpy(raw, body, len);
    for (int i = 0; i < 4; i++)
        raw[len + (size_t)i] = (uint8_t)(crc >> 8 * i);

    /* From one zero to the next: a code byte that says how far it is, then what lies between. */
    for (size_t from = 0; from <= total;) {
        const uint8_t *zero = from < total ? memchr(raw + from, 0, total - from) : NULL;
        size_t run = (zero ? (size_t)(zero - raw) : total) - from;

        wire[end++] = (uint8_t)(run + 1);
        memcpy(wire + end, raw + from, run);
        end += run;
        from += run + 1;
    }
    wire[end++] = 0;
    wire_out_add(out, wire, end);
}

static void finish(struct wire_out *out, const struct body *body)
{
    wire_add_frame(out, body->bytes, body->len);
}

void wire_add_hello(struct wire_out *out, uint8_t version_min, uint8_t version_max, uint8_t flags,
                    uint32_t boot, const char *model, const char *firmware)
{
    struct body body = {{HELLO, version_min, version_max, flags}, 4};

    put(&body, boot, 4);
    put_text(&body, model);
    put_text(&body, firmware);
    finish(out, &body);
}

void wire_add_node(struct wire_out *out, uint8_t generation, const struct wire_node *node)
{
    struct body body = {{NODE, generation, node->address, node->kind, node->channels, node->block},
                        6};

    put(&body, node->serial, 8);
    put(&body, node->scale[0], 4);
    put(&body, node->scale[1], 4);
    for (int i = 0; i < 9; i++)
        put(&body, (uint16_t)node->matrix[i], 2);
    put(&body, node->rate_count, 1);
    for (unsigned i = 0; i < node->rate_count; i++)
        put(&body, node->rates[i], 4);
    put_text(&body, node->label);
    put_text(&body, node->model);
    finish(out, &body);
}

void wire_add_gone(struct wire_out *out, uint8_t generation, uint8_t address)
{
    finish(out, &(struct body){{GONE, generation, address}, 3});
}

void wire_add_data(struct wire_out *out, uint8_t generation, uint16_t present, uint32_t count,
                   uint32_t clock_us, const uint8_t *blocks, size_t len)
{
    struct body body = {{DATA, generation}, 2};

    put(&body, present, 2);
    put(&body, count, 4);
    put(&body, clock_us, 4);
    put_bytes(&body, blocks, len);
    finish(out, &body);
}

void wire_add_status(struct wire_out *out, uint8_t generation, uint16_t present, uint8_t flags,
                     uint32_t clock_us, uint32_t dropped, const struct wire_status_node *nodes)
{
    struct body body = {{STATUS, generation}, 2};

    put(&body, present, 2);
    put(&body, flags, 1);
    put(&body, clock_us, 4);
    put(&body, dropped, 4);
    for (uint16_t left = present; left; left &= (uint16_t)(left - 1), nodes++) {
        put(&body, (uint16_t)nodes->temp, 2);
        put(&body, nodes->errors, 2);
    }
    finish(out, &body);
}

void wire_add_reply(struct wire_out *out, uint8_t id, uint8_t op, uint8_t status,
                    const uint8_t *result, size_t len)
{
    struct body body = {{REPLY, id, op, status}, 4};

    put_bytes(&body, result, len);
    finish(out, &body);
}

void wire_add_turn(struct wire_out *out, uint8_t window_ms)
{
    finish(out, &(struct body){{TURN, window_ms}, 2});
}

/* Undoes the stuffing. Returns the number of bytes, 0 when it is broken. */
static size_t unstuff(const uint8_t *stuffed, size_t len, uint8_t *ret_raw)
{
    size_t n = 0;

    for (size_t at = 0; at < len;) {
        size_t code = stuffed[at];

        if (at + code > len)
            return 0;
        memcpy(ret_raw + n, stuffed + at + 1, code - 1);
        n += code - 1;
        at += code;
        if (at < len && code != 255)
            ret_raw[n++] = 0;
    }
    return n;
}

bool wire_reader_push(struct wire_reader *reader, uint8_t byte, struct wire_command *ret_command)
{
    uint8_t raw[WIRE_FRAME_MAX];
    size_t len;
    uint32_t crc;
    bool good;

    if (byte) {
        if (reader->len < sizeof(reader->stuffed))
            reader->stuffed[reader->len++] = byte;
        else
            reader->too_long = true;
        return false;
    }

    len = unstuff(reader->stuffed, reader->len, raw);
    good = !reader->too_long && len >= 3 + 4 && raw[0] == COMMAND;
    reader->len = 0;
    reader->too_long = false;
    if (!good)
        return false;

    len -= 4;
    crc = raw[len] | (uint32_t)raw[len + 1] << 8 | (uint32_t)raw[len + 2] << 16 |
          (uint32_t)raw[len + 3] << 24;
    if (len > WIRE_BODY_MAX || crc != checksum(raw, len))
        return false;
    ret_command->id = raw[1];
    ret_command->op = raw[2];
    ret_command->args_len = len - 3;
    memcpy(ret_command->args, raw + 3, len - 3);
    return true;
}
