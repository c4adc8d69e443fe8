/* SPDX-License-Identifier: MIT */
/*
 * learned.h - puts what calibrations have found in force, now and whenever the sensor or the
 * athlete comes back, and has it kept.
 */
#ifndef LUMBAR_STORE_LEARNED_H
#define LUMBAR_STORE_LEARNED_H

#include "core/sample.h"
#include "store/calibrations.h"
#include "training/training.h"

#define LEARNED_IDENTITY_SIZE 256

/* Has all further samples of this place corrected. */
typedef void (*learned_correct)(void *data, uint16_t sensor,
                                const struct sensor_correction *correction);

struct learned {
    struct calibrations *calibrations;
    learned_correct correct;
    void *data;
    struct calibration_of_sensor known[SENSORS_MAX]; /* in force */
    char identity[SENSORS_MAX][LEARNED_IDENTITY_SIZE];
};

void learned_init(struct learned *learned, struct calibrations *calibrations,
                  learned_correct correct, void *data);

/* A sensor has come: what is known of this very device, whatever its place, is put in force; of
 * the gyroscope it is put into ret_info. Returns whether anything is known. */
bool learned_attach(struct learned *learned, uint16_t sensor, const char *identity,
                    struct sensor_info *ret_info);

/* For training's listener. */
void learned_happened(struct learned *learned, const struct happening *happening);

#endif
