/* SPDX-License-Identifier: MIT */
#include "store/learned.h"

#include <stdio.h>
#include <string.h>

void learned_init(struct learned *learned, struct calibrations *calibrations,
                  learned_correct correct, void *data)
{
    *learned = (struct learned){.calibrations = calibrations, .correct = correct, .data = data};
}

bool learned_attach(struct learned *learned, uint16_t sensor, const char *identity,
                    struct sensor_info *ret_info)
{
    struct calibration_of_sensor *known = &learned->known[sensor];

    snprintf(learned->identity[sensor], LEARNED_IDENTITY_SIZE, "%s", identity);
    *known = (struct calibration_of_sensor){0};
    sensor_correction_clear(&known->correction);
    bool is_known =
        calibrations_get_sensor(learned->calibrations, learned->identity[sensor], known);
    memcpy(ret_info->anglvel_bias, known->anglvel_bias, sizeof ret_info->anglvel_bias);
    learned->correct(learned->data, sensor, &known->correction);
    return is_known;
}

static void take_correction(struct learned *learned, const struct core_event *event)
{
    uint16_t sensor = event->correction.sensor;
    struct calibration_of_sensor *known = &learned->known[sensor];

    if (event->correction.kind == CALIBRATION_GYRO) {
        memcpy(known->anglvel_bias, event->correction.anglvel_bias, sizeof known->anglvel_bias);
    } else {
        sensor_correction_add(&known->correction, &event->correction.correction);
        learned->correct(learned->data, sensor, &known->correction);
    }
    calibrations_set_sensor(learned->calibrations, learned->identity[sensor], known);
}

void learned_happened(struct learned *learned, const struct happening *happening)
{
    const struct core_event *event = happening->event;
    const char *athlete = happening->session->athlete;

    if (happening->type != HAPPENING_EVENT)
        return;
    if (event->type == EVENT_CORRECTION)
        take_correction(learned, event);
    else if (event->type == EVENT_RANGE && happening->session->state != SESSION_IDLE && *athlete)
        calibrations_set_range(learned->calibrations, athlete, &event->range);
}
