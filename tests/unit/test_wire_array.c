// SPDX-License-Identifier: MIT
/*
 * The simulated concentrator as the driver sees it: commands encoded and answers decoded by the
 * driver's own code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "../../kmod/lumbar_deframer.c"
#include "../../kmod/lumbar_frames.c"
#include "../sim/wire.h"

#define MS INT64_C(1000000)

static struct wire_array array;

/* The next frame that the array has sent, or NULL. Good until the next call. */
static const uint8_t *next_frame(size_t *ret_len)
{
    static struct lumbar_deframer deframer;
    static uint8_t frame[LUMBAR_FRAME_MAX];
    const uint8_t *at;
    size_t used = lumbar_deframer_push(&deframer, array.out.bytes, array.out.len, &at, ret_len);

    array.out.len -= used;
    memmove(array.out.bytes, array.out.bytes + used, array.out.len);
    if (!at)
        return NULL;
    memcpy(frame, at, *ret_len);
    return frame;
}

static struct lumbar_reply command(enum lumbar_op op, const uint8_t *args, size_t len)
{
    static uint8_t id;
    uint8_t wire[LUMBAR_WIRE_MAX];
    struct lumbar_reply reply;
    const uint8_t *frame;
    size_t frame_len;

    array.out.len = 0;
    wire_array_receive(&array, wire, (size_t)lumbar_encode_command(++id, op, args, len, wire), 0);
    frame = next_frame(&frame_len);
    assert_non_null(frame);
    assert_int_equal(frame[0], LUMBAR_REPLY);
    assert_int_equal(lumbar_decode_reply(frame, frame_len, &reply), 0);
    assert_int_equal(reply.id, id);
    assert_int_equal(reply.op, op);
    return reply;
}

static int start(void **state)
{
    (void)state;
    wire_out_clear(&array.out);
    wire_pattern_array(&array, 2, 4);
    wire_array_start(&array, 0, 0);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    wire_out_clear(&array.out);
    return 0;
}

static void greet(void)
{
    assert_int_equal(command(LUMBAR_OP_HELLO, (const u8[]){1, 1}, 2).status, LUMBAR_OK);
}

static void test_hello_comes_until_it_is_answered(void **state)
{
    (void)state;
    unsigned hellos = 0;
    struct lumbar_hello hello;
    const uint8_t *frame;
    size_t len;

    for (int64_t t = 0; t < 2000 * MS; t += 10 * MS)
        wire_array_tick(&array, t);
    while ((frame = next_frame(&len))) {
        assert_int_equal(lumbar_decode_hello(frame, len, &hello), 0);
        hellos++;
    }
    assert_int_equal(hellos, 4);
    greet();
    wire_array_tick(&array, 2010 * MS);
    frame = next_frame(&len);
    assert_non_null(frame);
    assert_int_equal(frame[0], LUMBAR_STATUS);
}

static void test_versions(void **state)
{
    (void)state;
    array.version_min = 2;
    array.version_max = 4;
    assert_int_equal(command(LUMBAR_OP_HELLO, (const u8[]){1, 1}, 2).status, LUMBAR_NO_VERSION);
    assert_int_equal(command(LUMBAR_OP_HELLO, (const u8[]){5, 9}, 2).status, LUMBAR_NO_VERSION);
    assert_int_equal(command(LUMBAR_OP_HELLO, (const u8[]){1, 3}, 2).result[0], 3);
    assert_int_equal(command(LUMBAR_OP_HELLO, (const u8[]){1, 9}, 2).result[0], 4);
}

static void test_refusals(void **state)
{
    (void)state;
    const u8 rate[] = {0x80, 0x2c, 3, 0}, odd[] = {1, 0, 0, 0};

    greet();
    assert_int_equal(command((enum lumbar_op)99, NULL, 0).status, LUMBAR_UNKNOWN_OP);
    assert_int_equal(command(LUMBAR_OP_RATE, rate, 3).status, LUMBAR_BAD_ARGUMENT);
    assert_int_equal(command(LUMBAR_OP_RATE, odd, 4).status, LUMBAR_BAD_ARGUMENT);
    assert_int_equal(command(LUMBAR_OP_IDENTIFY, (const u8[]){9, 1}, 2).status, LUMBAR_NO_NODE);
    assert_int_equal(command(LUMBAR_OP_RATE, rate, 4).status, LUMBAR_OK);
    assert_int_equal(command(LUMBAR_OP_START, NULL, 0).status, LUMBAR_OK);
    assert_int_equal(command(LUMBAR_OP_RATE, rate, 4).status, LUMBAR_BUSY);
}

static void test_start_twice_counts_on(void **state)
{
    (void)state;
    const struct wire_instant instant = {.sampled = 7};
    struct lumbar_data data;
    const uint8_t *frame;
    size_t len;

    greet();
    command(LUMBAR_OP_START, NULL, 0);
    wire_array_sample(&array, 0, &instant, true);
    wire_array_sample(&array, 0, &instant, false);
    command(LUMBAR_OP_START, NULL, 0);
    wire_array_sample(&array, 5 * MS, &instant, true);
    frame = next_frame(&len);
    assert_int_equal(lumbar_decode_data(frame, len, &data), 0);
    assert_int_equal(data.count, 2);
    assert_int_equal(data.clock_us, 5000);
    assert_int_equal(data.present, 7);
    assert_int_equal(data.blocks_len, 12 + 12 + 12);
    assert_int_equal(array.dropped, 1);
}

static void test_plugs_turn_the_generation(void **state)
{
    (void)state;
    struct lumbar_gone gone;
    struct lumbar_desc desc;
    struct lumbar_reply reply;
    const uint8_t *frame;
    size_t len;

    greet();
    wire_array_plug(&array, 1, false);
    frame = next_frame(&len);
    assert_int_equal(lumbar_decode_gone(frame, len, &gone), 0);
    assert_int_equal(gone.generation, 2);
    assert_int_equal(gone.address, 1);

    wire_array_plug(&array, 1, false); /* it is out already */
    assert_null(next_frame(&len));

    reply = command(LUMBAR_OP_ENUMERATE, (const u8[]){0xff, 0xff}, 2);
    assert_int_equal(reply.result[0], 2);
    assert_int_equal(get_unaligned_le16(reply.result + 1), 5);
    for (int i = 0; i < 2; i++) {
        frame = next_frame(&len);
        assert_non_null(frame);
        assert_int_equal(lumbar_decode_node(frame, len, &desc), 0);
        assert_int_equal(desc.address, 2 * i);
        assert_int_equal(desc.generation, 2);
    }
    assert_null(next_frame(&len));

    wire_array_plug(&array, 1, true);
    frame = next_frame(&len);
    assert_int_equal(lumbar_decode_node(frame, len, &desc), 0);
    assert_int_equal(desc.generation, 3);
    assert_string_equal(desc.label, "pelvis");
}

static void test_fault_lines(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "bit=1", "bits=x", "bits=1@2+3:16", "bits=1@2+3 ", "stall@1:2:3",
    };
    static struct wire_faults faults;
    const char *problem;

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        if (wire_faults_add(&faults, bad[i], &problem) != -EINVAL)
            fail_msg("'%s' was taken", bad[i]);
    assert_int_equal(faults.count, 0);
    assert_int_equal(wire_faults_add(&faults, "unplug@1.5+2:3", &problem), 0);
    assert_int_equal(faults.fault[0].node, 3);
    assert_true(faults.fault[0].from_s > 1.49 && faults.fault[0].until_s < 3.51);
}

int main(void)
{
#define WITH_ARRAY(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_ARRAY(test_hello_comes_until_it_is_answered),
        WITH_ARRAY(test_versions),
        WITH_ARRAY(test_refusals),
        WITH_ARRAY(test_start_twice_counts_on),
        WITH_ARRAY(test_plugs_turn_the_generation),
        cmocka_unit_test(test_fault_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
