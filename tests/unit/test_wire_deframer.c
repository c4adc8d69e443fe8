// SPDX-License-Identifier: MIT
/* The deframer on a bad line: what it may lose, and what it must never let through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "../../kmod/lumbar_deframer.c"
#include "../../kmod/lumbar_frames.c"
#include "../sim/wire_frame.h"

enum { FRAMES = 7, BLOCKS = 108 };

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * 2685821657736338717ULL) >> 33) % limit;
}

/* What frame number count says: any bytes, zeros among them, that can be made again to compare. */
static void make_blocks(uint32_t count, uint8_t blocks[BLOCKS])
{
    uint32_t mix = count * 2654435761u;

    for (int i = 0; i < BLOCKS; i++) {
        mix = mix * 1664525 + 1013904223;
        blocks[i] = mix >> 30 ? (uint8_t)(mix >> 16) : 0;
    }
}

static void add_data(struct wire_out *out, uint32_t count)
{
    uint8_t blocks[BLOCKS];

    make_blocks(count, blocks);
    wire_add_data(out, 1, 0x1ff, count, count * 2404, blocks, BLOCKS);
}

static void assert_as_sent(const struct lumbar_data *data, uint32_t frames)
{
    uint8_t blocks[BLOCKS];

    assert_in_range(data->count, 0, frames - 1);
    assert_int_equal(data->clock_us, data->count * 2404);
    assert_int_equal(data->blocks_len, BLOCKS);
    make_blocks(data->count, blocks);
    assert_memory_equal(data->blocks, blocks, BLOCKS);
}

/*
 * Feeds all bytes in pieces of random size (or one by one). Every DATA frame that comes out must be
 * as it was sent; ret_seen says which came. Returns how many.
 */
static unsigned feed(struct lumbar_deframer *deframer, const uint8_t *bytes, size_t len,
                     uint32_t frames, uint8_t *ret_seen)
{
    unsigned got = 0;

    while (len) {
        size_t piece = 1 + random_below(300);
        const uint8_t *frame;
        size_t frame_len, used;

        if (piece > len)
            piece = len;
        used = lumbar_deframer_push(deframer, bytes, piece, &frame, &frame_len);
        assert_in_range(used, 1, piece);
        assert_true(frame || used == piece);
        bytes += used;
        len -= used;
        if (frame) {
            struct lumbar_data data;

            assert_int_equal(lumbar_decode_data(frame, frame_len, &data), 0);
            assert_as_sent(&data, frames);
            ret_seen[data.count] = 1;
            got++;
        }
    }
    return got;
}

enum damage { CORRUPT, DROP, INSERT, DAMAGES };

/* Every place in a stream of frames, each kind of damage, and every value that a byte can have. */
static void test_one_bad_byte_costs_one_frame(void **state)
{
    (void)state;
    struct wire_out out = {0};
    unsigned cases = 0, lost_none = 0;

    for (uint32_t i = 0; i < FRAMES; i++)
        add_data(&out, i);

    for (size_t at = 0; at < out.len; at++)
        for (int damage = CORRUPT; damage < DAMAGES; damage++)
            for (int value = 0; value < (damage == DROP ? 1 : 256); value++) {
                uint8_t seen[FRAMES] = {0}, bytes[FRAMES * LUMBAR_WIRE_MAX + 1];
                size_t tail = at + (damage != INSERT), len = at;
                struct lumbar_deframer deframer;
                unsigned got;

                memcpy(bytes, out.bytes, at);
                if (damage != DROP)
                    bytes[len++] = (uint8_t)value;
                memcpy(bytes + len, out.bytes + tail, out.len - tail);
                len += out.len - tail;
                lumbar_deframer_init(&deframer);
                got = feed(&deframer, bytes, len, FRAMES, seen);
                assert_in_range(got, FRAMES - 1, FRAMES);
                lost_none += got == FRAMES;
                cases++;
            }
    printf("%u cases, %u of them without any loss\n", cases, lost_none);
    wire_out_clear(&out);
}

/* 1 % of the bytes are replaced, dropped, doubled or preceded by another. */
static void damage_stream(const struct wire_out *in, struct wire_out *out)
{
    for (size_t i = 0; i < in->len; i++) {
        uint8_t pair[2] = {in->bytes[i], in->bytes[i]};
        size_t n = 1;

        if (random_below(100) == 0)
            switch (random_below(4)) {
            case 0:
                pair[0] = (uint8_t)(pair[0] ^ (1 + random_below(255)));
                break;
            case 1:
                n = 0;
                break;
            case 2:
                n = 2;
                break;
            default:
                pair[0] = (uint8_t)random_below(256);
                n = 2;
                break;
            }
        wire_out_add(out, pair, n);
    }
}

static void test_a_bad_line_gives_no_wrong_sample(void **state)
{
    (void)state;
    enum { MANY = 200000, AT_ONCE = 1000 };
    static uint8_t seen[MANY];
    struct lumbar_deframer deframer;
    unsigned got = 0, present = 0, lost = 0;
    uint32_t next = 0;

    memset(seen, 0, sizeof(seen));
    lumbar_deframer_init(&deframer);
    for (uint32_t first = 0; first < MANY; first += AT_ONCE) {
        struct wire_out clean = {0}, noisy = {0};

        for (uint32_t i = 0; i < AT_ONCE; i++)
            add_data(&clean, first + i);
        damage_stream(&clean, &noisy);
        got += feed(&deframer, noisy.bytes, noisy.len, MANY, seen);
        wire_out_clear(&clean);
        wire_out_clear(&noisy);
    }

    /* Losses by the sender's count, as a receiver sees them, are just the frames that are missing.
     */
    for (uint32_t i = 0; i < MANY; i++)
        if (seen[i]) {
            lost += i - next;
            next = i + 1;
            present++;
        }
    printf("%u of %u frames came through 1 %% bad bytes, %u lost before the last; crc %llu, "
           "malformed %llu, oversize %llu, resyncs %llu\n",
           got, MANY, lost, (unsigned long long)deframer.crc_errors,
           (unsigned long long)deframer.malformed, (unsigned long long)deframer.oversize,
           (unsigned long long)deframer.resyncs);
    assert_int_equal(got, present);
    assert_int_equal(deframer.frames, got);
    assert_int_equal(lost + present, next);
    assert_in_range(got, MANY / 10, MANY / 2);
}

static void test_any_garbage_then_the_next_frame_is_good(void **state)
{
    (void)state;
    struct lumbar_deframer deframer;

    lumbar_deframer_init(&deframer);
    for (unsigned run = 0; run < 20000; run++) {
        struct wire_out out = {0};
        uint8_t seen[1] = {0}, garbage[700];
        size_t len = random_below(sizeof(garbage));
        unsigned got;

        for (size_t i = 0; i < len; i++)
            garbage[i] = (uint8_t)random_below(run % 2 ? 256 : 4);
        wire_out_add(&out, garbage, len);
        add_data(&out, 0);
        got = feed(&deframer, out.bytes, out.len, 1, seen);
        assert_int_equal(got, 1);
        wire_out_clear(&out);
    }
}

static void test_what_goes_in_comes_out(void **state)
{
    (void)state;

    for (unsigned run = 0; run < 20000; run++) {
        uint8_t body[WIRE_BODY_MAX], ours[LUMBAR_WIRE_MAX];
        size_t len = 1 + random_below(WIRE_BODY_MAX), frame_len;
        struct lumbar_deframer deframer;
        struct wire_out theirs = {0};
        const uint8_t *frame;
        int wire_len;

        for (size_t i = 0; i < len; i++)
            body[i] = (uint8_t)random_below(run % 3 ? 256 : 2);
        wire_len = lumbar_frame_wrap(body, len, ours);
        wire_add_frame(&theirs, body, len);
        assert_int_equal(wire_len, theirs.len);
        assert_memory_equal(ours, theirs.bytes, theirs.len);

        lumbar_deframer_init(&deframer);
        assert_int_equal(
            lumbar_deframer_push(&deframer, ours, (size_t)wire_len, &frame, &frame_len), wire_len);
        assert_non_null(frame);
        assert_int_equal(frame_len, len);
        assert_memory_equal(frame, body, len);
        wire_out_clear(&theirs);
    }
}

static void test_bodies_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    uint8_t body[LUMBAR_FRAME_MAX] = {0}, wire[LUMBAR_WIRE_MAX];

    assert_int_equal(lumbar_frame_wrap(body, 0, wire), -EMSGSIZE);
    assert_int_equal(lumbar_frame_wrap(body, LUMBAR_FRAME_MAX - LUMBAR_CRC_SIZE + 1, wire),
                     -EMSGSIZE);
}

int main(void)
{
    const char *seed = getenv("LUMBAR_SEED");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_bad_byte_costs_one_frame),
        cmocka_unit_test(test_a_bad_line_gives_no_wrong_sample),
        cmocka_unit_test(test_any_garbage_then_the_next_frame_is_good),
        cmocka_unit_test(test_what_goes_in_comes_out),
        cmocka_unit_test(test_bodies_that_do_not_fit_are_refused),
    };

    random_state = seed ? strtoull(seed, NULL, 0) | 1 : (uint64_t)time(NULL) * 2 + 1;
    printf("LUMBAR_SEED=%llu\n", (unsigned long long)random_state);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
