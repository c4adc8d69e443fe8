// SPDX-License-Identifier: MIT
#include "wire_array.h"

#include <string.h>

#define NS_PER_MS INT64_C(1000000)
#define HELLO_PERIOD_NS (500 * NS_PER_MS)
#define STATUS_PERIOD_NS (1000 * NS_PER_MS)
#define TURN_PERIOD_NS (150 * NS_PER_MS) /* at least five a second */
#define TURN_WINDOW_MS 20
#define IDLE_NS (100 * NS_PER_MS)

static uint32_t slowest_rate(const struct wire_array *array)
{
    uint32_t slowest = UINT32_MAX;

    for (size_t i = 0; i < array->node_count; i++)
        if (array->nodes[i].rates[0] < slowest)
            slowest = array->nodes[i].rates[0];
    return slowest;
}

void wire_array_start(struct wire_array *array, int64_t now_ns, uint16_t unplugged)
{
    array->plugged = (uint16_t)(((1u << array->node_count) - 1) & ~(unsigned)unplugged);
    array->generation = 1;
    array->boot = array->boot * 1664525 + 1013904223;
    array->greeted = array->streaming = array->started = false;
    array->rate_mhz = slowest_rate(array);
    array->count = array->dropped = 0;
    array->hello_ns = now_ns;
    array->reader = (struct wire_reader){0};
}

uint32_t wire_array_clock_us(const struct wire_array *array, int64_t t_ns)
{
    double us = (double)t_ns * (1 + array->clock_ppm * 1e-6) / 1e3;

    return array->clock_first_us + (uint32_t)(uint64_t)us;
}

uint16_t wire_array_present(const struct wire_array *array)
{
    unsigned present = 0;

    for (size_t i = 0; i < array->node_count; i++)
        if (array->plugged >> i & 1 && array->nodes[i].address < WIRE_NODES_MAX)
            present |= 1u << array->nodes[i].address;
    return (uint16_t)present;
}

void wire_array_plug(struct wire_array *array, size_t node, bool plugged)
{
    if ((array->plugged >> node & 1) == plugged)
        return;
    array->plugged ^= (uint16_t)(1u << node);
    array->generation++;
    if (!array->greeted)
        return;
    if (plugged)
        wire_add_node(&array->out, array->generation, &array->nodes[node]);
    else
        wire_add_gone(&array->out, array->generation, array->nodes[node].address);
}

static void add_status(struct wire_array *array, int64_t now_ns)
{
    struct wire_status_node nodes[WIRE_NODES_MAX];
    uint16_t present = wire_array_present(array);
    size_t n = 0;

    for (unsigned address = 0; address < WIRE_NODES_MAX; address++)
        if (present >> address & 1)
            nodes[n++] = (struct wire_status_node){(int16_t)(2500 + 10 * address), 0};
    wire_add_status(&array->out, array->generation, present, array->streaming,
                    wire_array_clock_us(array, now_ns), array->dropped, nodes);
}

int64_t wire_array_tick(struct wire_array *array, int64_t now_ns)
{
    if (!array->greeted) {
        if (now_ns >= array->hello_ns) {
            wire_add_hello(&array->out, array->version_min, array->version_max, array->half_duplex,
                           array->boot, "lumbar-sim", "1");
            array->hello_ns = now_ns + HELLO_PERIOD_NS;
        }
        return array->hello_ns;
    }
    if (now_ns >= array->status_ns) {
        add_status(array, now_ns);
        array->status_ns = now_ns + STATUS_PERIOD_NS;
        array->turn_ns = now_ns;
    }
    if (array->half_duplex && now_ns >= array->turn_ns) {
        wire_add_turn(&array->out, TURN_WINDOW_MS);
        array->turn_ns = now_ns + TURN_PERIOD_NS;
    }
    return array->half_duplex && array->turn_ns < array->status_ns ? array->turn_ns
                                                                   : array->status_ns;
}

void wire_array_sample(struct wire_array *array, int64_t t_ns, const struct wire_instant *instant,
                       bool send)
{
    uint8_t blocks[WIRE_BODY_MAX];
    unsigned present = 0;
    size_t len = 0;

    for (unsigned address = 0; address < WIRE_NODES_MAX; address++)
        for (size_t i = 0; i < array->node_count; i++)
            if (array->nodes[i].address == address && array->plugged >> i & 1 &&
                instant->sampled >> i & 1) {
                present |= 1u << address;
                memcpy(blocks + len, instant->block[i], array->nodes[i].block);
                len += array->nodes[i].block;
            }
    if (send)
        wire_add_data(&array->out, array->generation, (uint16_t)present, array->count,
                      wire_array_clock_us(array, t_ns), blocks, len);
    else
        array->dropped++;
    array->count++;
}

static uint32_t number(const struct wire_command *command, size_t at, size_t size)
{
    uint32_t value = 0;

    while (size--)
        value = value << 8 | command->args[at + size];
    return value;
}

static bool offers_rate(const struct wire_array *array, uint32_t rate_mhz)
{
    for (size_t i = 0; i < array->node_count; i++)
        for (unsigned j = 0; j < array->nodes[i].rate_count; j++)
            if (array->nodes[i].rates[j] == rate_mhz)
                return true;
    return false;
}

struct answer {
    uint8_t status;
    uint8_t result[8];
    size_t len;
};

static void put(struct answer *answer, uint32_t value, size_t size)
{
    for (; size; size--, value >>= 8)
        answer->result[answer->len++] = value & 0xff;
}

static struct answer obey_hello(struct wire_array *array, const struct wire_command *c,
                                int64_t now_ns)
{
    uint8_t version = c->args[1] < array->version_max ? c->args[1] : array->version_max;
    struct answer answer = {0};

    if (version < c->args[0] || version < array->version_min)
        return (struct answer){.status = WIRE_NO_VERSION};
    put(&answer, version, 1);
    put(&answer, array->boot, 4);
    array->greeted = true;
    array->streaming = false;
    array->status_ns = now_ns + IDLE_NS;
    return answer;
}

static struct answer obey(struct wire_array *array, const struct wire_command *c, int64_t now_ns)
{
    static const size_t args_min[] = {0, 2, 2, 4, 0, 0, 2};
    struct answer answer = {0};

    if (c->op < WIRE_OP_HELLO || c->op > WIRE_OP_IDENTIFY)
        return (struct answer){.status = WIRE_UNKNOWN_OP};
    if (c->args_len < args_min[c->op])
        return (struct answer){.status = WIRE_BAD_ARGUMENT};

    switch (c->op) {
    case WIRE_OP_HELLO:
        return obey_hello(array, c, now_ns);
    case WIRE_OP_ENUMERATE:
        put(&answer, array->generation, 1);
        put(&answer, wire_array_present(array), 2);
        return answer;
    case WIRE_OP_RATE:
        if (array->streaming)
            return (struct answer){.status = WIRE_BUSY};
        if (!offers_rate(array, number(c, 0, 4)))
            return (struct answer){.status = WIRE_BAD_ARGUMENT};
        array->rate_mhz = number(c, 0, 4);
        put(&answer, array->rate_mhz, 4);
        return answer;
    case WIRE_OP_START:
        if (!array->streaming) {
            array->count = array->dropped = 0;
            array->streaming = array->started = true;
            array->starts++;
        }
        return answer;
    case WIRE_OP_STOP:
        array->streaming = false;
        return answer;
    default:
        if (c->args[0] >= WIRE_NODES_MAX || !(wire_array_present(array) >> c->args[0] & 1))
            return (struct answer){.status = WIRE_NO_NODE};
        array->identified++;
        return answer;
    }
}

void wire_array_receive(struct wire_array *array, const uint8_t *bytes, size_t len, int64_t now_ns)
{
    struct wire_command command;

    for (size_t i = 0; i < len; i++) {
        struct answer answer;

        if (!wire_reader_push(&array->reader, bytes[i], &command))
            continue;
        array->commands++;
        answer = obey(array, &command, now_ns);
        if (array->mute)
            continue;
        wire_add_reply(&array->out, command.id, command.op, answer.status, answer.result,
                       answer.len);
        if (command.op != WIRE_OP_ENUMERATE || answer.status != WIRE_OK)
            continue;
        for (size_t n = 0; n < array->node_count; n++)
            if (array->plugged >> n & 1 && array->nodes[n].address < WIRE_NODES_MAX &&
                number(&command, 0, 2) >> array->nodes[n].address & 1)
                wire_add_node(&array->out, array->generation, &array->nodes[n]);
    }
}
