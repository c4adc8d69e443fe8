// SPDX-License-Identifier: MIT
/*
 * The sensors of a source on the wire. All nodes of one frame are sampled at one instant; a
 * sensor of the source has its own times, and takes part in the first instant that is not before
 * its sample. At equal rates that is one sample an instant.
 */
#include "wire.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEWTON_PER_VOLT 500000.0 /* as the array on the network: 2 mV/V at 5 V is 5000 N */
#define FORCE_PV 5000
#define NS_PER_S 1e9

struct source_sampler {
    struct wire_sampler sampler;
    struct sim_source *source;
    struct sim_sample next;
    bool has_next, ended;
};

int wire_source_array(const struct sim_source *source, struct wire_array *ret_array)
{
    memset(ret_array, 0, sizeof(*ret_array));
    ret_array->version_min = ret_array->version_max = 1;
    if (source->sensor_count > WIRE_NODES_MAX)
        return -E2BIG;
    for (size_t i = 0; i < source->sensor_count; i++) {
        const struct sim_sensor *sensor = &source->sensors[i];
        struct wire_node *node = &ret_array->nodes[ret_array->node_count++];

        node->address = (uint8_t)i;
        node->serial = 0x5100 + i;
        node->kind = sensor->kind == SIM_IMU ? WIRE_IMU : WIRE_FORCE;
        node->channels = (uint8_t)sensor->channels;
        node->block = (uint8_t)(sensor->kind == SIM_IMU ? 12 : 3 * sensor->channels);
        if (sensor->kind == SIM_IMU) {
            node->scale[0] = (uint32_t)lround(sensor->accel_full_scale / 32768 * 1e9);
            node->scale[1] = (uint32_t)lround(sensor->anglvel_full_scale / 32768 * 1e9);
        } else {
            node->scale[0] = FORCE_PV;
        }
        node->matrix[0] = node->matrix[4] = node->matrix[8] = 16384;
        node->rate_count = 1;
        node->rates[0] = (uint32_t)lround(sensor->rate_hz * 1000);
        strncpy(node->label, sensor->role, WIRE_TEXT_MAX);
        strcpy(node->model, "simulated");
    }
    return 0;
}

static int32_t digits(double value, double scale, int32_t most)
{
    double raw = round(value / scale);

    return raw > most ? most : raw < -most - 1 ? -most - 1 : (int32_t)raw;
}

static void put(uint8_t *at, int32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)((uint32_t)value >> 8 * i);
}

static void fill(const struct wire_node *node, const struct sim_sample *sample, uint8_t *block)
{
    for (unsigned i = 0; i < node->channels; i++)
        if (node->kind == WIRE_IMU)
            put(block + 2 * i, digits(sample->value[i], node->scale[i / 3] * 1e-9, INT16_MAX), 2);
        else
            put(block + 3 * i,
                digits(sample->value[i], node->scale[0] * 1e-12 * NEWTON_PER_VOLT, (1 << 23) - 1),
                3);
}

static int sample(struct wire_sampler *sampler, const struct wire_array *array, int64_t t_ns,
                  struct wire_instant *ret_instant)
{
    struct source_sampler *s = (struct source_sampler *)sampler;
    int64_t half_ns = (int64_t)(NS_PER_S * 500 / array->rate_mhz);

    for (;;) {
        if (!s->has_next) {
            int ret = s->ended ? 0 : s->source->next(s->source, &s->next);

            if (ret <= 0) {
                s->ended = true;
                return ret < 0 ? ret : ret_instant->sampled ? 1 : 0;
            }
            s->has_next = true;
        }
        if (s->next.t_ns > t_ns + half_ns)
            return 1;
        fill(&array->nodes[s->next.sensor], &s->next, ret_instant->block[s->next.sensor]);
        ret_instant->sampled |= (uint16_t)(1u << s->next.sensor);
        s->has_next = false;
    }
}

struct wire_sampler *wire_source_sampler(struct sim_source *source)
{
    struct source_sampler *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->sampler.sample = sample;
    s->source = source;
    return &s->sampler;
}
