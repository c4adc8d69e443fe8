/* SPDX-License-Identifier: MIT */
/*
 * loads.h - what the load cells show: under the feet, on the cable, in the bench, in the board.
 */
#ifndef LUMBAR_CORE_LOADS_H
#define LUMBAR_CORE_LOADS_H

#include "core/sample.h"

enum load_place { LOAD_FEET, LOAD_CABLE, LOAD_BENCH, LOAD_BOARD, LOAD_PLACES };

/* Newtons after the tare; NAN = no sensor, or it has been silent for half a second. */
struct load_forces {
    double feet_left;
    double feet_right;
    double cable;
    double bench;
    double board;
};

struct loads {
    int place_of[SENSORS_MAX]; /* enum load_place, -1 = none */
    unsigned channels[SENSORS_MAX];
    int64_t t_ns[LOAD_PLACES]; /* of the newest forces; 0 = none yet */
    struct load_forces forces;
};

void loads_reset(struct loads *loads);

/* role: as in sample.h. A role that is no place of a load is left alone. */
void loads_attach(struct loads *loads, uint16_t sensor, const struct sensor_info *info);
void loads_detach(struct loads *loads, uint16_t sensor);

/* Nothing is known of its load until it is pushed again. */
void loads_miss(struct loads *loads, uint16_t sensor);

/* force: one value a channel, the weight of the empty plate taken off. */
void loads_push(struct loads *loads, uint16_t sensor, int64_t t_ns, const double force[]);

void loads_at(const struct loads *loads, int64_t now_ns, struct load_forces *ret_forces);

#endif
