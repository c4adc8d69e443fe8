// SPDX-License-Identifier: MIT
/*
 * bench_wire.c - what a frame costs on its way into the kernel module: deframing and checking,
 * beside a plain CRC and a memcpy of the same bytes, in one run. And the clock filter.
 *
 * The CRC is by slices of eight bytes, as the kernel's. The best of several passes counts.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint32_t crc_table[8][256];

static void crc_prepare(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        crc_table[0][i] = i;
        for (int bit = 0; bit < 8; bit++)
            crc_table[0][i] = crc_table[0][i] >> 1 ^ (crc_table[0][i] & 1 ? 0xedb88320u : 0);
    }
    for (uint32_t i = 0; i < 256; i++)
        for (int slice = 1; slice < 8; slice++)
            crc_table[slice][i] =
                crc_table[slice - 1][i] >> 8 ^ crc_table[0][crc_table[slice - 1][i] & 255];
}

static uint32_t crc_by_eight(uint32_t crc, const uint8_t *p, size_t len)
{
    for (; len >= 8; p += 8, len -= 8) {
        uint32_t low, high;

        memcpy(&low, p, 4);
        memcpy(&high, p + 4, 4);
        low ^= crc;
        crc = crc_table[7][low & 255] ^ crc_table[6][low >> 8 & 255] ^
              crc_table[5][low >> 16 & 255] ^ crc_table[4][low >> 24] ^ crc_table[3][high & 255] ^
              crc_table[2][high >> 8 & 255] ^ crc_table[1][high >> 16 & 255] ^
              crc_table[0][high >> 24];
    }
    while (len--)
        crc = crc_table[0][(crc ^ *p++) & 255] ^ crc >> 8;
    return crc;
}

#define crc32_le crc_by_eight
#include "../../kmod/lumbar_deframer.c"
#include "../../kmod/lumbar_clock.c"

enum { FRAMES = 4096, BLOCKS = 108, PASSES = 20 };

static uint8_t stream[FRAMES * LUMBAR_WIRE_MAX], copy[FRAMES * LUMBAR_WIRE_MAX];
static size_t stream_len;
static volatile uint32_t sink;

static void make_stream(void)
{
    uint32_t mix = 1;

    for (uint32_t n = 0; n < FRAMES; n++) {
        uint8_t body[12 + BLOCKS] = {4, 1, 0xff, 1};

        memcpy(body + 4, &n, 4);
        for (size_t i = 8; i < sizeof(body); i++) {
            mix = mix * 1664525 + 1013904223;
            body[i] = (uint8_t)(mix >> 24);
        }
        stream_len += (size_t)lumbar_frame_wrap(body, sizeof(body), stream + stream_len);
    }
}

static void pass_copy(void)
{
    memcpy(copy, stream, stream_len);
    sink = copy[stream_len / 2];
}

static void pass_crc(void)
{
    sink = crc32_le(~0U, stream, stream_len);
}

/* In pieces as a UART's FIFO gives them to the tty layer. */
static void deframe(size_t piece)
{
    struct lumbar_deframer deframer;
    const uint8_t *frame;
    size_t len;

    lumbar_deframer_init(&deframer);
    for (size_t at = 0; at < stream_len;) {
        size_t some = piece < stream_len - at ? piece : stream_len - at;

        at += lumbar_deframer_push(&deframer, stream + at, some, &frame, &len);
    }
    if (deframer.frames != FRAMES)
        abort();
}

static void pass_deframe_whole(void)
{
    deframe(4096);
}

static void pass_deframe_fifo(void)
{
    deframe(16);
}

static void pass_clock(void)
{
    static struct lumbar_clock clock;
    uint32_t mix = 1;

    lumbar_clock_init(&clock);
    for (uint32_t n = 0; n < FRAMES; n++) {
        mix = mix * 1664525 + 1013904223;
        sink = (uint32_t)lumbar_clock_push(&clock, n * 4808, n * 4808000LL + (mix >> 10));
    }
}

static double best_of(void (*pass)(void))
{
    double best = 1e9;

    for (int i = 0; i < PASSES; i++) {
        struct timespec a, b;
        double s;

        clock_gettime(CLOCK_MONOTONIC, &a);
        pass();
        clock_gettime(CLOCK_MONOTONIC, &b);
        s = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) * 1e-9;
        if (s < best)
            best = s;
    }
    return best;
}

static void show(const char *what, void (*pass)(void))
{
    double s = best_of(pass);

    printf("%-36s %8.1f ns a frame %10.0f MB/s\n", what, s * 1e9 / FRAMES,
           (double)stream_len / s / 1e6);
}

int main(void)
{
    crc_prepare();
    make_stream();
    printf("wire: %d frames of %zu bytes on the line (8 IMUs, 4 bridges)\n", FRAMES,
           stream_len / FRAMES);
    show("memcpy", pass_copy);
    show("CRC-32", pass_crc);
    show("deframer, in pieces of 4096 bytes", pass_deframe_whole);
    show("deframer, in pieces of 16 bytes", pass_deframe_fifo);
    show("clock filter", pass_clock);
    return 0;
}
