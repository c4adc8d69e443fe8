/* SPDX-License-Identifier: MIT */
/*
 * pair.h - joins an accelerometer and a gyroscope that are two IIO devices into one IMU.
 *
 * Each has its own rate and its own moments. The gyroscope sets the pace: a sample of it waits
 * until the accelerometer has given one that is no older, and takes the specific force between the
 * two that are around it (linear; what is between samples 5 ms apart is far above the movements of
 * a body). So the pair is late by up to one period of the accelerometer. Pure.
 */
#ifndef LUMBAR_SENSORS_PAIR_H
#define LUMBAR_SENSORS_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sample.h"

/* 128 samples are 0.6 s at 208 Hz: so long may one of the two be held up. */
#define PAIR_WAITING 128
#define PAIR_HELD 128

struct pair_accel {
    int64_t t_ns;
    double accel[3];
};

struct pair {
    struct pair_accel accel[PAIR_HELD]; /* the latest of the accelerometer; number n at n % size */
    uint64_t accel_count;
    struct sample waiting[PAIR_WAITING]; /* of the gyroscope, oldest first at next */
    unsigned waiting_count, next;
    bool given;   /* a joined sample has been given; what comes too early before it is not missed */
    uint16_t gap; /* flags for the next sample given, since some before it could not be */
    uint64_t lost; /* samples of the gyroscope that could not be given */
};

void pair_init(struct pair *pair);

/* A sample of the gyroscope; its accel is not set yet. When too many wait the oldest is lost. */
void pair_push_anglvel(struct pair *pair, const struct sample *sample);

void pair_push_accel(struct pair *pair, int64_t t_ns, const double accel[3]);

/* The next joined sample, after either of the above, until false. */
bool pair_pop(struct pair *pair, struct sample *ret_sample);

#endif
