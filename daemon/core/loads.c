/* SPDX-License-Identifier: MIT */
#include "core/loads.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define FRESH_NS 500000000 /* design value, as for the body's sensors */

static const struct load_forces no_forces = {NAN, NAN, NAN, NAN, NAN};

void loads_reset(struct loads *loads)
{
    *loads = (struct loads){.forces = no_forces};
    for (unsigned i = 0; i < SENSORS_MAX; i++)
        loads->place_of[i] = -1;
}

static int place_of_role(const char *role)
{
    static const char *const roles[LOAD_PLACES] = {"feet", "cable", "bench", "board"};
    for (int i = 0; i < LOAD_PLACES; i++)
        if (strcmp(role, roles[i]) == 0)
            return i;
    return -1;
}

void loads_attach(struct loads *loads, uint16_t sensor, const struct sensor_info *info)
{
    int place = info->kind == SENSOR_FORCE ? place_of_role(info->role) : -1;
    /* One cell under both feet does not tell left from right. */
    if (place == LOAD_FEET && info->channels < 2)
        place = -1;
    loads->place_of[sensor] = place;
    loads->channels[sensor] = info->channels;
}

void loads_miss(struct loads *loads, uint16_t sensor)
{
    if (loads->place_of[sensor] >= 0)
        loads->t_ns[loads->place_of[sensor]] = 0;
}

void loads_detach(struct loads *loads, uint16_t sensor)
{
    loads_miss(loads, sensor);
    loads->place_of[sensor] = -1;
}

static double sum(const double force[], unsigned first, unsigned end)
{
    double total = 0.0;
    for (unsigned i = first; i < end; i++)
        total += force[i];
    return total;
}

void loads_push(struct loads *loads, uint16_t sensor, int64_t t_ns, const double force[])
{
    unsigned channels = loads->channels[sensor], half = channels / 2;
    struct load_forces *forces = &loads->forces;
    if (loads->place_of[sensor] < 0)
        return;
    switch ((enum load_place)loads->place_of[sensor]) {
    case LOAD_FEET:
        forces->feet_left = sum(force, 0, half);
        forces->feet_right = sum(force, half, 2 * half);
        break;
    case LOAD_CABLE:
        forces->cable = sum(force, 0, channels);
        break;
    case LOAD_BENCH:
        forces->bench = sum(force, 0, channels);
        break;
    case LOAD_BOARD:
        forces->board = sum(force, 0, channels);
        break;
    case LOAD_PLACES:
        return;
    }
    loads->t_ns[loads->place_of[sensor]] = t_ns;
}

static bool fresh(const struct loads *loads, enum load_place place, int64_t now_ns)
{
    return loads->t_ns[place] != 0 && now_ns - loads->t_ns[place] < FRESH_NS;
}

void loads_at(const struct loads *loads, int64_t now_ns, struct load_forces *ret_forces)
{
    *ret_forces = no_forces;
    if (fresh(loads, LOAD_FEET, now_ns)) {
        ret_forces->feet_left = loads->forces.feet_left;
        ret_forces->feet_right = loads->forces.feet_right;
    }
    if (fresh(loads, LOAD_CABLE, now_ns))
        ret_forces->cable = loads->forces.cable;
    if (fresh(loads, LOAD_BENCH, now_ns))
        ret_forces->bench = loads->forces.bench;
    if (fresh(loads, LOAD_BOARD, now_ns))
        ret_forces->board = loads->forces.board;
}
