/* SPDX-License-Identifier: MIT */
/*
 * calibration_log.h - what was seen of the calibration that is going on, or of the last one.
 */
#ifndef LUMBARCTL_CALIBRATION_LOG_H
#define LUMBARCTL_CALIBRATION_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

struct calibration_log {
    char kind[16]; /* "" = none was seen */
    unsigned step; /* the one that is to be done, from 1 */
    unsigned steps;
    char task[16];
    double progress; /* 0 to 1, of the step */
    char verdict[16];
    char reason[32]; /* with the verdicts again and refused; "again" keeps it until the step is done
                      */
    char sensor[32]; /* "" = about none in particular */
    uint64_t time_us;
};

void calibration_log_clear(struct calibration_log *log);
/*
 * Takes a happening of any kind; only "calibration" is of interest. True when there is news for a
 * person: another thing is to be done, it is to be done again, or it has ended.
 */
bool calibration_log_take(struct calibration_log *log, struct json_object *happening);
/* It is done or refused, or none was seen. */
bool calibration_log_has_ended(const struct calibration_log *log);

#endif
