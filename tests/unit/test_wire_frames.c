// SPDX-License-Identifier: MIT
/*
 * The driver's frame decoder and the simulator's encoder, each against the vectors, which were
 * written by a third hand from the protocol's text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../kmod/lumbar_deframer.c"
#include "../../kmod/lumbar_frames.c"
#include "../sim/wire_frame.h"
#include "wire_vectors.h"

static const char *text_or_dash(const char *text)
{
    return *text ? text : "-";
}

/* Appends to the text, which always has room: the vectors are ours. */
static __attribute__((format(printf, 2, 3))) void say(char *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsprintf(text + strlen(text), format, args);
    va_end(args);
}

static void say_bytes(char *text, const uint8_t *bytes, size_t len)
{
    if (len == 0)
        say(text, "-");
    for (size_t i = 0; i < len; i++)
        say(text, "%02x", bytes[i]);
}

static int say_node(const uint8_t *frame, size_t len, char *text)
{
    struct lumbar_desc d;

    if (lumbar_decode_node(frame, len, &d))
        return -EBADMSG;
    say(text, "node generation %u address %u kind %u channels %u block %u serial %016llx",
        d.generation, d.address, d.kind, d.channels, d.block, (unsigned long long)d.serial);
    say(text, " scale %u %u matrix", d.scale[0], d.scale[1]);
    for (int i = 0; i < 9; i++)
        say(text, " %d", d.matrix[i]);
    say(text, " rates");
    for (int i = 0; i < d.rate_count; i++)
        say(text, " %u", d.rates[i]);
    say(text, " label %s model %s", text_or_dash(d.label), text_or_dash(d.model));
    return 0;
}

static int say_status(const uint8_t *frame, size_t len, char *text)
{
    struct lumbar_status s;

    if (lumbar_decode_status(frame, len, &s))
        return -EBADMSG;
    say(text, "status generation %u present %04x flags %u clock %u dropped %u", s.generation,
        s.present, s.flags, s.clock_us, s.dropped);
    for (int i = 0; i < LUMBAR_NODES_MAX; i++)
        if (s.present >> i & 1)
            say(text, " %d: %d %u", i, s.temp[i], s.errors[i]);
    return 0;
}

static int say_frame(const uint8_t *frame, size_t len, char *text)
{
    struct lumbar_hello hello;
    struct lumbar_gone gone;
    struct lumbar_data data;
    struct lumbar_reply reply;
    uint8_t window;

    *text = '\0';
    switch (frame[0]) {
    case LUMBAR_HELLO:
        if (lumbar_decode_hello(frame, len, &hello))
            return -EBADMSG;
        say(text, "hello version %u-%u flags %u boot %u model %s firmware %s", hello.version_min,
            hello.version_max, hello.flags, hello.boot, text_or_dash(hello.model),
            text_or_dash(hello.firmware));
        return 0;
    case LUMBAR_NODE:
        return say_node(frame, len, text);
    case LUMBAR_GONE:
        if (lumbar_decode_gone(frame, len, &gone))
            return -EBADMSG;
        say(text, "gone generation %u address %u", gone.generation, gone.address);
        return 0;
    case LUMBAR_DATA:
        if (lumbar_decode_data(frame, len, &data))
            return -EBADMSG;
        say(text, "data generation %u present %04x count %u clock %u blocks ", data.generation,
            data.present, data.count, data.clock_us);
        say_bytes(text, data.blocks, data.blocks_len);
        return 0;
    case LUMBAR_STATUS:
        return say_status(frame, len, text);
    case LUMBAR_REPLY:
        if (lumbar_decode_reply(frame, len, &reply))
            return -EBADMSG;
        say(text, "reply id %u op %u status %u result ", reply.id, reply.op, reply.status);
        say_bytes(text, reply.result, reply.result_len);
        return 0;
    case LUMBAR_TURN:
        if (lumbar_decode_turn(frame, len, &window))
            return -EBADMSG;
        say(text, "turn window %u", window);
        return 0;
    default:
        return -ENOENT;
    }
}

/* The driver does not read commands; the simulator's reader does. */
static int say_command(const struct wire_vector *vector, char *text)
{
    struct wire_reader reader = {0};
    struct wire_command command;

    *text = '\0';
    for (size_t i = 0; i < vector->len; i++)
        if (wire_reader_push(&reader, vector->wire[i], &command)) {
            say(text, "command id %u op %u args ", command.id, command.op);
            say_bytes(text, command.args, command.args_len);
            return 0;
        }
    return -EBADMSG;
}

static void test_decoder_reads_the_vectors(void **state)
{
    (void)state;
    FILE *file = wire_vectors_open();
    struct wire_vector vector;
    unsigned good = 0, bad = 0, broken = 0;

    while (wire_vectors_next(file, &vector)) {
        struct lumbar_deframer deframer;
        const uint8_t *frame;
        size_t len, used;
        char text[2048];

        lumbar_deframer_init(&deframer);
        used = lumbar_deframer_push(&deframer, vector.wire, vector.len, &frame, &len);
        assert_int_equal(used, vector.len);
        if (!strcmp(vector.verdict, "wire")) {
            assert_null(frame);
            assert_int_equal(deframer.crc_errors, !strcmp(vector.text, "crc"));
            assert_int_equal(deframer.malformed, !strcmp(vector.text, "malformed"));
            assert_int_equal(deframer.oversize, !strcmp(vector.text, "oversize"));
            broken++;
            continue;
        }
        assert_non_null(frame);
        assert_int_equal(deframer.frames, 1);
        if (frame[0] == LUMBAR_COMMAND) {
            assert_int_equal(say_command(&vector, text), 0);
            assert_string_equal(text, vector.text);
            good++;
        } else if (!strcmp(vector.verdict, "bad")) {
            if (say_frame(frame, len, text) != -EBADMSG)
                fail_msg("%s was taken for good", vector.name);
            bad++;
        } else {
            assert_int_equal(say_frame(frame, len, text), 0);
            assert_string_equal(text, vector.text);
            good++;
        }
    }
    fclose(file);
    printf("%u good, %u refused, %u no frames\n", good, bad, broken);
    assert_true(good >= 20 && bad >= 15 && broken >= 7);
}

/* Every decoder on every beginning of every good frame, in a block of just that size. */
static void test_no_decoder_reads_past_the_end(void **state)
{
    (void)state;
    FILE *file = wire_vectors_open();
    struct wire_vector vector;

    while (wire_vectors_next(file, &vector)) {
        struct lumbar_deframer deframer;
        const uint8_t *frame;
        size_t len;

        lumbar_deframer_init(&deframer);
        lumbar_deframer_push(&deframer, vector.wire, vector.len, &frame, &len);
        for (size_t cut = 1; frame && cut < len; cut++) {
            uint8_t *copy = malloc(cut);
            char text[2048];

            assert_non_null(copy);
            memcpy(copy, frame, cut);
            (void)say_frame(copy, cut, text);
            free(copy);
        }
    }
    fclose(file);
}

static void expect(const char *name, const struct wire_out *out)
{
    FILE *file = wire_vectors_open();
    struct wire_vector vector;

    while (wire_vectors_next(file, &vector))
        if (!strcmp(vector.name, name)) {
            assert_int_equal(out->len, vector.len);
            assert_memory_equal(out->bytes, vector.wire, vector.len);
            fclose(file);
            return;
        }
    fail_msg("no vector '%s'", name);
}

#define EXPECT(name, call)                                                                         \
    do {                                                                                           \
        struct wire_out out = {0};                                                                 \
        call;                                                                                      \
        expect(name, &out);                                                                        \
        wire_out_clear(&out);                                                                      \
    } while (0)

static void test_encoder_writes_the_vectors(void **state)
{
    (void)state;
    const struct wire_node imu = {0,
                                  WIRE_IMU,
                                  6,
                                  12,
                                  0x0102030405060708,
                                  {4788403, 1065264},
                                  {16384, 0, 0, 0, 16384, 0, 0, 0, 16384},
                                  4,
                                  {104000, 208000, 416000, 833000},
                                  "bar",
                                  "lsm6dso"};
    const struct wire_node force = {
        4, WIRE_FORCE, 4,      12,       7, {1500, 0}, {0, -16384, 0, 16384, 0, 0, 0, 0, 16384},
        1, {80000},    "feet", "nau7802"};
    const struct wire_status_node status[] = {{2350, 0}, {WIRE_TEMP_NONE, 9}};
    const uint8_t one_imu[] = {0, 0, 0, 0, 0, 8, 1, 0, 0xff, 0xff, 0, 0x80};
    const uint8_t both[] = {1, 0, 2,    0,    3,    0,    4,    0,    5,    0, 6, 0,
                            0, 0, 0x80, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0};
    const uint8_t result[] = {1, 0x44, 0x33, 0x22, 0x11};
    uint8_t ones[238];

    memset(ones, 1, sizeof(ones));
    EXPECT("hello", wire_add_hello(&out, 1, 1, 0, 0x11223344, "lumbar-hub-4", "1.0.0"));
    EXPECT("hello-half-duplex", wire_add_hello(&out, 1, 3, 1, 0, "", ""));
    EXPECT("node-imu", wire_add_node(&out, 1, &imu));
    EXPECT("node-force", wire_add_node(&out, 1, &force));
    EXPECT("gone", wire_add_gone(&out, 2, 4));
    EXPECT("data-one-imu", wire_add_data(&out, 1, 1, 0, 1000, one_imu, sizeof(one_imu)));
    EXPECT("data-imu-and-force",
           wire_add_data(&out, 1, 0x11, UINT32_MAX, UINT32_MAX, both, sizeof(both)));
    EXPECT("data-nobody", wire_add_data(&out, 3, 0, 5, 6, NULL, 0));
    EXPECT("status", wire_add_status(&out, 1, 0x11, 1, 123456, 2, status));
    EXPECT("reply", wire_add_reply(&out, 7, 4, 0, NULL, 0));
    EXPECT("reply-hello", wire_add_reply(&out, 1, 1, 0, result, sizeof(result)));
    EXPECT("reply-refused", wire_add_reply(&out, 255, 3, 2, NULL, 0));
    EXPECT("turn", wire_add_turn(&out, 20));
    EXPECT("longest", wire_add_data(&out, 1, 0, 0x01010101, 0x01010101, ones, sizeof(ones)));
}

static void expect_command(const char *name, u8 id, enum lumbar_op op, const u8 *args, size_t len)
{
    uint8_t wire[LUMBAR_WIRE_MAX];
    int n = lumbar_encode_command(id, op, args, len, wire);
    struct wire_out out = {wire, (size_t)n, 0};

    assert_true(n > 0);
    expect(name, &out);
}

static void test_commands_are_the_vectors(void **state)
{
    (void)state;
    uint8_t wire[LUMBAR_WIRE_MAX], long_args[LUMBAR_ARGS_MAX + 1] = {0};

    expect_command("command-hello", 1, LUMBAR_OP_HELLO, (const u8[]){1, 1}, 2);
    expect_command("command-enumerate", 2, LUMBAR_OP_ENUMERATE, (const u8[]){0xff, 0xff}, 2);
    expect_command("command-rate", 3, LUMBAR_OP_RATE, (const u8[]){0x80, 0x2c, 3, 0}, 4);
    expect_command("command-start", 4, LUMBAR_OP_START, NULL, 0);
    expect_command("command-stop", 5, LUMBAR_OP_STOP, NULL, 0);
    expect_command("command-identify", 6, LUMBAR_OP_IDENTIFY, (const u8[]){4, 10}, 2);
    assert_int_equal(lumbar_encode_command(1, LUMBAR_OP_STOP, long_args, sizeof(long_args), wire),
                     -EMSGSIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoder_reads_the_vectors),
        cmocka_unit_test(test_no_decoder_reads_past_the_end),
        cmocka_unit_test(test_encoder_writes_the_vectors),
        cmocka_unit_test(test_commands_are_the_vectors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
