// SPDX-License-Identifier: MIT
/*
 * Time stamps from end to end, without a machine: the simulated array samples at times that are
 * known, its frames go through the simulator's faulty line, and the driver's own deframer, decoder
 * and clock filter tell when they were sampled. What counts is the error about its mean: a constant
 * delay is the line's, and cannot be seen from one end.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "../../kmod/lumbar_clock.c"
#include "../../kmod/lumbar_deframer.c"
#include "../../kmod/lumbar_frames.c"
#include "../sim/wire.h"

#define RATE_MHZ UINT32_C(208000)
#define NS_PER_S INT64_C(1000000000)
#define HOST_NS (12345 * NS_PER_S) /* of the host's clock when the array starts */
#define RUNS 12
#define LENGTH_S 60
#define SETTLED_S 5 /* errors before do not count */

static uint64_t seed;

struct host {
    struct lumbar_deframer deframer;
    struct lumbar_clock clock;
    int64_t stamp_ns;
    unsigned frames, not_rising;
    double n, sum, squares; /* of errors in us */
};

static int64_t truth_ns(uint32_t count)
{
    return HOST_NS + (int64_t)(count * UINT64_C(1000000000000) / RATE_MHZ);
}

static void take_data(struct host *host, const uint8_t *frame, size_t len, int64_t now_ns)
{
    struct lumbar_data data;
    int64_t stamp_ns;
    double error_us;

    assert_int_equal(lumbar_decode_data(frame, len, &data), 0);
    stamp_ns = lumbar_clock_push(&host->clock, data.clock_us, now_ns);
    host->not_rising += stamp_ns <= host->stamp_ns;
    host->stamp_ns = stamp_ns;
    host->frames++;
    if (truth_ns(data.count) < HOST_NS + SETTLED_S * NS_PER_S)
        return;
    error_us = (double)(stamp_ns - truth_ns(data.count)) / 1e3;
    host->n++;
    host->sum += error_us;
    host->squares += error_us * error_us;
}

static void take_bytes(struct host *host, struct wire_out *line, int64_t now_ns)
{
    size_t used = 0;

    while (used < line->len) {
        const uint8_t *frame;
        size_t len;

        used += lumbar_deframer_push(&host->deframer, line->bytes + used, line->len - used, &frame,
                                     &len);
        if (frame && frame[0] == LUMBAR_DATA)
            take_data(host, frame, len, now_ns);
    }
    line->len = 0;
}

/* Returns the standard deviation of the error in us. */
static double run(const char *fault, double ppm, uint32_t first_us, unsigned number)
{
    static struct host host;
    static struct wire_array array;
    static struct wire_faults faults;
    struct wire_out line = {0};
    const char *problem;
    int64_t now_ns = HOST_NS;
    uint8_t wire[LUMBAR_WIRE_MAX];
    double mean;

    memset(&host, 0, sizeof(host));
    memset(&faults, 0, sizeof(faults));
    lumbar_deframer_init(&host.deframer);
    lumbar_clock_init(&host.clock);
    prng_init(&faults.prng, seed + number, "wire");
    assert_int_equal(wire_faults_add(&faults, fault, &problem), 0);
    wire_pattern_array(&array, 8, 4);
    wire_array_start(&array, now_ns, 0);
    array.clock_ppm = ppm;
    array.clock_first_us = first_us;
    array.rate_mhz = RATE_MHZ;
    for (u8 op = LUMBAR_OP_HELLO; op <= LUMBAR_OP_START; op += 3) /* HELLO and START */
        wire_array_receive(&array, wire,
                           (size_t)lumbar_encode_command(op, op, (const u8[]){1, 1}, 2, wire),
                           now_ns);

    while (now_ns < HOST_NS + LENGTH_S * NS_PER_S) {
        struct wire_instant instant = {.sampled = 0x1ff};
        int64_t release_ns;

        if (truth_ns(array.count) <= now_ns)
            wire_array_sample(&array, truth_ns(array.count), &instant, true);
        wire_faults_apply(&faults, &array, now_ns);
        wire_faults_pass(&faults, &array.out, &line, now_ns);
        take_bytes(&host, &line, now_ns);

        release_ns = wire_faults_next(&faults);
        now_ns = truth_ns(array.count) > now_ns ? truth_ns(array.count) : now_ns + 1;
        if (release_ns < now_ns)
            now_ns = release_ns;
    }
    wire_out_clear(&array.out);
    wire_out_clear(&faults.held);
    wire_out_clear(&line);

    assert_int_equal(host.not_rising, 0);
    assert_true(host.frames > LENGTH_S * RATE_MHZ / 1000 - 10);
    mean = host.sum / host.n;
    return sqrt(host.squares / host.n - mean * mean);
}

static void check(const char *fault, double ppm, uint32_t first_us)
{
    double mean = 0, worst = 0;
    unsigned within = 0;

    for (unsigned i = 0; i < RUNS; i++) {
        double std_us = run(fault, ppm, first_us, i);

        mean += std_us / RUNS;
        worst = fmax(worst, std_us);
        within += std_us <= 50;
    }
    printf("%-10s %+6.0f ppm: std from %d to %d s in %d runs: mean %5.1f us, worst %5.1f us, "
           "%u within 50 us\n",
           fault, ppm, SETTLED_S, LENGTH_S, RUNS, mean, worst, within);
    /* One start in some hundreds is unlucky with its first five seconds. */
    assert_true(within >= RUNS - 2);
    assert_true(worst < 250);
}

static void test_a_receiver_that_looks_now_and_then(void **state)
{
    (void)state;
    check("jitter=15", 40, 0);
    check("jitter=15", -20000, UINT32_MAX - 20000000);
}

static void test_every_frame_held_for_a_time_of_its_own(void **state)
{
    (void)state;
    check("hold=15", 40, 0);
    check("hold=15", -20000, UINT32_MAX - 20000000);
    check("hold=5", 40, 0);
}

int main(void)
{
    const char *text = getenv("LUMBAR_SEED");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_receiver_that_looks_now_and_then),
        cmocka_unit_test(test_every_frame_held_for_a_time_of_its_own),
    };

    seed = text ? strtoull(text, NULL, 0) : (uint64_t)time(NULL);
    printf("LUMBAR_SEED=%llu\n", (unsigned long long)seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
