/* SPDX-License-Identifier: MIT */
#include "core/calibration_kinds.h"

#include <stddef.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *name_of(const char *const names[], size_t count, unsigned value)
{
    return value < count ? names[value] : "unknown";
}

const char *calibration_kind_name(enum calibration_kind kind)
{
    static const char *const names[CALIBRATION_KINDS] = {"gyro", "body", "tare", "accel", "span"};
    return name_of(names, COUNT_OF(names), (unsigned)kind);
}

const char *calibration_verdict_name(enum calibration_verdict verdict)
{
    static const char *const names[] = {"progress", "step", "again", "done", "refused"};
    return name_of(names, COUNT_OF(names), (unsigned)verdict);
}

const char *calibration_task_name(enum calibration_task task)
{
    static const char *const names[] = {"none",  "still", "stand", "bend",
                                        "range", "empty", "side",  "weight"};
    return name_of(names, COUNT_OF(names), (unsigned)task);
}
