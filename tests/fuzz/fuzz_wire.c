// SPDX-License-Identifier: MIT
/*
 * The kernel module's receiving side, as far as it is pure: deframer, frame decoders, clock filter.
 *
 * The first byte says how. Raw: the rest is what comes over the line, in pieces of a size that the
 * second byte says. Wrapped: the rest is a row of bodies, each with a byte of length before it,
 * which get a right checksum, so that the decoders see what a random line would never give them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/lumbar_deframer.c"
#include "../../kmod/lumbar_frames.c"
#include "../../kmod/lumbar_clock.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static void check_text(const char *text)
{
    must(memchr(text, '\0', LUMBAR_TEXT_MAX + 1) != NULL, "a text ends");
}

static void check_node(const struct lumbar_desc *desc)
{
    check_text(desc->label);
    check_text(desc->model);
    must(desc->rate_count >= 1 && desc->rate_count <= LUMBAR_RATES_MAX, "rates");
    must(desc->block >= 1 && desc->block <= LUMBAR_BLOCK_MAX, "block");
    if (desc->kind == LUMBAR_KIND_FORCE)
        must(desc->channels <= LUMBAR_FORCES_MAX &&
                 desc->channels * LUMBAR_FORCE_BYTES <= desc->block,
             "bridges fit their block");
    if (desc->kind == LUMBAR_KIND_IMU)
        must(desc->channels == 6 && desc->block >= LUMBAR_IMU_BLOCK, "axes fit their block");
}

/* As the module does with it. */
static void handle(struct lumbar_clock *clock, const uint8_t *frame, size_t len, int64_t now_ns)
{
    struct lumbar_hello hello;
    struct lumbar_desc desc;
    struct lumbar_gone gone;
    struct lumbar_data d;
    struct lumbar_status status;
    struct lumbar_reply reply;
    uint8_t window;

    must(len >= 1 && len <= LUMBAR_FRAME_MAX - LUMBAR_CRC_SIZE, "length of a frame");
    if (lumbar_decode_hello(frame, len, &hello) == 0) {
        check_text(hello.model);
        check_text(hello.firmware);
    }
    if (lumbar_decode_node(frame, len, &desc) == 0)
        check_node(&desc);
    (void)lumbar_decode_gone(frame, len, &gone);
    (void)lumbar_decode_status(frame, len, &status);
    (void)lumbar_decode_turn(frame, len, &window);
    if (lumbar_decode_reply(frame, len, &reply) == 0)
        must(reply.result + reply.result_len == frame + len, "a result ends with its frame");
    if (lumbar_decode_data(frame, len, &d) == 0) {
        int64_t last_ns = clock->stamp_ns;

        must(d.blocks + d.blocks_len == frame + len, "blocks end with their frame");
        must(lumbar_clock_push(clock, d.clock_us, now_ns) > last_ns, "time stamps rise");
    }
}

static void feed(struct lumbar_deframer *deframer, struct lumbar_clock *clock, const uint8_t *data,
                 size_t size, size_t piece, int64_t *now_ns)
{
    while (size) {
        size_t some = piece < size ? piece : size, frame_len = 0, used;
        const uint8_t *frame;

        used = lumbar_deframer_push(deframer, data, some, &frame, &frame_len);
        must(used >= 1 && used <= some, "every byte is taken once");
        must(frame || used == some, "all bytes are taken when there is no frame");
        must(deframer->len <= LUMBAR_FRAME_MAX, "the buffer holds");
        if (frame)
            handle(clock, frame, frame_len, *now_ns);
        *now_ns += 1000003;
        data += used;
        size -= used;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lumbar_deframer deframer;
    static struct lumbar_clock clock;
    int64_t now_ns = 1000000000;

    if (size < 2)
        return 0;
    lumbar_deframer_init(&deframer);
    lumbar_clock_init(&clock);
    if (data[0] & 1) {
        feed(&deframer, &clock, data + 2, size - 2, (size_t)data[1] + 1, &now_ns);
        return 0;
    }

    for (size_t at = 1; at < size;) {
        size_t len = data[at++], frames = deframer.frames;
        uint8_t wire[LUMBAR_WIRE_MAX];
        int wire_len;

        if (len > size - at)
            len = size - at;
        wire_len = lumbar_frame_wrap(data + at, len, wire);
        must((wire_len > 0) == (len > 0 && len <= LUMBAR_FRAME_MAX - LUMBAR_CRC_SIZE),
             "bodies that fit are wrapped");
        if (wire_len > 0) {
            feed(&deframer, &clock, wire, (size_t)wire_len, 256, &now_ns);
            must(deframer.frames == frames + 1, "what was wrapped is unwrapped");
        }
        at += len;
    }
    return 0;
}
