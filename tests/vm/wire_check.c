// SPDX-License-Identifier: MIT
/*
 * wire_check.c - reads the samples of one node of the pattern (see tests/sim/wire_pattern.c) from
 * standard input, as iio_readdev writes them with all channels and the time stamp, and compares
 * every value with what must have been sent.
 *
 * usage: wire-check imu|force ADDRESS [CHANNELS]
 *
 * Prints: samples, wrong values, instants missing between the first and the last, time stamps that
 * do not rise, and the standard deviation of the time stamps about a straight line from the 5th
 * second on, in us. Exit status 1 when a value was wrong or a time stamp did not rise.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sums for a straight line of stamps over counts; relative to the first, to keep digits. */
struct line {
    double n, x, y, xx, xy, yy;
};

static void line_add(struct line *line, double x, double y)
{
    line->n++;
    line->x += x;
    line->y += y;
    line->xx += x * x;
    line->xy += x * y;
    line->yy += y * y;
}

static double line_spread(const struct line *line)
{
    double xx = line->xx - line->x * line->x / line->n;
    double xy = line->xy - line->x * line->y / line->n;
    double yy = line->yy - line->y * line->y / line->n;

    return line->n > 2 ? sqrt(fmax(0, yy - xy * xy / xx) / line->n) : 0;
}

struct node {
    bool imu;
    unsigned address, channels;
    size_t size; /* of one sample */
};

static uint32_t mixed(const struct node *node, uint32_t count, unsigned channel)
{
    return (count * 16 + node->address) * 2654435761u + channel * 40503u;
}

/* The count that the sample says, and whether all else in it agrees. */
static bool is_right(const struct node *node, const uint8_t *sample, uint32_t *ret_count)
{
    if (node->imu) {
        uint16_t v[6];

        memcpy(v, sample, sizeof(v));
        *ret_count = v[0] | (uint32_t)v[1] << 16;
        if (v[2] != node->address)
            return false;
        for (unsigned i = 3; i < 6; i++)
            if (v[i] != mixed(node, *ret_count, i) >> 16)
                return false;
        return true;
    }

    int32_t v[4];

    memcpy(v, sample, 4 * node->channels);
    *ret_count = (uint32_t)v[0] & 0xffffff;
    for (unsigned i = 1; i < node->channels; i++)
        if (((uint32_t)v[i] & 0xffffff) != mixed(node, *ret_count, i) >> 8)
            return false;
    return v[0] == (int32_t)(*ret_count << 8) >> 8;
}

int main(int argc, char **argv)
{
    struct node node = {0};
    uint8_t sample[32];
    uint64_t samples = 0, wrong = 0, missing = 0, not_rising = 0, restarts = 0;
    uint32_t count = 0, last = 0;
    int64_t stamp = 0, last_stamp = 0, first_stamp = 0, longest = 0;
    struct line line = {0};

    if (argc < 3)
        return 2;
    node.imu = strcmp(argv[1], "imu") == 0;
    node.address = (unsigned)strtoul(argv[2], NULL, 10);
    node.channels = node.imu ? 6 : argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 4;
    if (node.channels < 1 || node.channels > 6 || (!node.imu && node.channels > 4))
        return 2;
    node.size = node.imu ? 24 : (4 * node.channels + 7) / 8 * 8 + 8;

    while (fread(sample, node.size, 1, stdin) == 1) {
        memcpy(&stamp, sample + node.size - 8, 8);
        if (!is_right(&node, sample, &count)) {
            wrong++;
            continue;
        }
        if (samples) {
            not_rising += stamp <= last_stamp;
            if (stamp - last_stamp > longest)
                longest = stamp - last_stamp;
            if (count > last)
                missing += count - last - 1;
            else
                restarts++;
        } else {
            first_stamp = stamp;
        }
        if (stamp - first_stamp > INT64_C(5000000000) && !restarts)
            line_add(&line, count, (double)(stamp - first_stamp) / 1e3);
        last = count;
        last_stamp = stamp;
        samples++;
    }
    printf("%s %u: samples %llu wrong %llu missing %llu not-rising %llu restarts %llu "
           "longest-ms %.1f stamp-us %.1f\n",
           argv[1], node.address, (unsigned long long)samples, (unsigned long long)wrong,
           (unsigned long long)missing, (unsigned long long)not_rising,
           (unsigned long long)restarts, (double)longest / 1e6, line_spread(&line));
    return wrong || not_rising || !samples;
}
