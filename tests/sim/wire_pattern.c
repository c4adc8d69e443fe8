// SPDX-License-Identifier: MIT
#include "wire.h"

#include <stdio.h>
#include <string.h>

static const struct wire_node imu_node = {
    .kind = WIRE_IMU,
    .channels = 6,
    .block = 12,
    .scale = {4788403, 1065264}, /* 16 g and 2000 degrees a second in 16 bits */
    .matrix = {16384, 0, 0, 0, 16384, 0, 0, 0, 16384},
    .rate_count = 5,
    .rates = {104000, 208000, 416000, 833000, 1666000},
    .model = "pattern",
};

static const struct wire_node force_node = {
    .kind = WIRE_FORCE,
    .scale = {5000, 0}, /* 5 nV */
    .matrix = {16384, 0, 0, 0, 16384, 0, 0, 0, 16384},
    .rate_count = 5,
    .rates = {104000, 208000, 416000, 833000, 1666000},
    .model = "pattern",
};

void wire_pattern_array(struct wire_array *ret_array, unsigned imus, unsigned bridges)
{
    static const char *const labels[] = {"bar",        "pelvis",      "thorax",     "upper-back",
                                         "thigh-left", "thigh-right", "shank-left", "shank-right"};

    memset(ret_array, 0, sizeof(*ret_array));
    ret_array->version_min = ret_array->version_max = 1;
    for (unsigned i = 0; i < imus; i++) {
        struct wire_node *node = &ret_array->nodes[ret_array->node_count++];

        *node = imu_node;
        node->address = (uint8_t)i;
        node->serial = 0x1000 + i;
        snprintf(node->label, sizeof(node->label), "%s", i < 8 ? labels[i] : "extra");
    }
    if (bridges) {
        struct wire_node *node = &ret_array->nodes[ret_array->node_count++];

        *node = force_node;
        node->address = (uint8_t)imus;
        node->serial = 0x2000;
        node->channels = (uint8_t)bridges;
        node->block = (uint8_t)(3 * bridges);
        snprintf(node->label, sizeof(node->label), "feet");
    }
}

static void put(uint8_t *at, uint32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static int sample(struct wire_sampler *sampler, const struct wire_array *array, int64_t t_ns,
                  struct wire_instant *ret_instant)
{
    (void)sampler;
    (void)t_ns;
    for (size_t i = 0; i < array->node_count; i++) {
        const struct wire_node *node = &array->nodes[i];
        uint8_t *block = ret_instant->block[i];

        ret_instant->sampled |= (uint16_t)(1u << i);
        for (unsigned channel = 0; channel < node->channels; channel++) {
            uint32_t mixed = (array->count * 16 + node->address) * 2654435761u + channel * 40503u;

            if (node->kind == WIRE_FORCE)
                put(block + 3 * channel, channel ? mixed >> 8 : array->count, 3);
            else if (channel < 3)
                put(block + 2 * channel,
                    channel == 0   ? array->count
                    : channel == 1 ? array->count >> 16
                                   : node->address,
                    2);
            else
                put(block + 2 * channel, mixed >> 16, 2);
        }
    }
    return 1;
}

struct wire_sampler *wire_pattern_sampler(void)
{
    static struct wire_sampler pattern = {sample};

    return &pattern;
}
