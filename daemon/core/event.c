/* SPDX-License-Identifier: MIT */
#include "core/event.h"

#include <stddef.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Enums may be compared with their table's size only as unsigned. */
static const char *name_of(const char *const names[], size_t count, unsigned value)
{
    return value < count ? names[value] : "unknown";
}

const char *event_type_name(enum core_event_type type)
{
    static const char *const names[] = {
        [EVENT_SET_STARTED] = "set-started",
        [EVENT_REP] = "rep",
        [EVENT_REP_DETAIL] = "rep-detail",
        [EVENT_REP_UNDONE] = "rep-undone",
        [EVENT_PARTIAL] = "partial",
        [EVENT_HOLD_PROGRESS] = "hold-progress",
        [EVENT_CUE] = "cue",
        [EVENT_SET_ENDED] = "set-ended",
        [EVENT_SENSOR] = "sensor",
        [EVENT_EXERCISE] = "exercise",
        [EVENT_CALIBRATION] = "calibration",
        [EVENT_CORRECTION] = "correction",
        [EVENT_RANGE] = "range",
    };
    return name_of(names, COUNT_OF(names), (unsigned)type);
}

const char *side_name(enum side side)
{
    static const char *const names[] = {"none", "left", "right"};
    return name_of(names, COUNT_OF(names), (unsigned)side);
}

const char *movement_name(enum movement movement)
{
    static const char *const names[MOVEMENT_COUNT] = {"none", "flexion", "extension", "side-bend",
                                                      "rotation"};
    return name_of(names, COUNT_OF(names), (unsigned)movement);
}

const char *cue_severity_name(enum cue_severity severity)
{
    static const char *const names[] = {"praise", "hint", "warning", "stop"};
    return name_of(names, COUNT_OF(names), (unsigned)severity);
}

const char *fault_name(enum fault fault)
{
    static const char *const names[FAULT_COUNT] = {
        [FAULT_NONE] = "none",
        [FAULT_ROUNDING] = "rounding",
        [FAULT_OVER_ARCHING] = "over-arching",
        [FAULT_HIPS_FIRST] = "hips-first",
        [FAULT_ASYMMETRY] = "asymmetry",
        [FAULT_SHORT_RANGE] = "short-range",
        [FAULT_TOO_FAST] = "too-fast",
        [FAULT_NO_PAUSE] = "no-pause",
        [FAULT_TWIST] = "twist",
        [FAULT_SAG] = "sag",
        [FAULT_TOO_HEAVY] = "too-heavy",
        [FAULT_NEAR_FAILURE] = "near-failure",
        [FAULT_MOVED_SENSOR] = "moved-sensor",
        [FAULT_PAIN] = "pain",
        [FAULT_OTHER_EXERCISE] = "other-exercise",
        [FAULT_BOUNCE] = "bounce",
        [FAULT_OTHER_LOAD] = "other-load",
        [FAULT_TARGET] = "target",
        [FAULT_SHORT_SET] = "short-set",
    };
    return name_of(names, COUNT_OF(names), (unsigned)fault);
}

const char *set_end_reason_name(enum set_end_reason reason)
{
    static const char *const names[] = {"rest", "command", "pain", "sensor-lost"};
    return name_of(names, COUNT_OF(names), (unsigned)reason);
}

const char *target_verdict_name(enum target_verdict verdict)
{
    static const char *const names[] = {"none", "short", "reached", "passed"};
    return name_of(names, COUNT_OF(names), (unsigned)verdict);
}

const char *sensor_condition_name(unsigned condition)
{
    static const struct {
        unsigned bit;
        const char *name;
    } worst_first[] = {
        {SENSOR_BAD_VALUE, "bad-value"},
        {SENSOR_STUCK, "stuck"},
        {SENSOR_BAD_AXES, "bad-axes"},
        {SENSOR_BAD_SCALE, "bad-scale"},
        {SENSOR_EXCHANGED, "exchanged"},
        {SENSOR_MOVED, "moved"},
        {SENSOR_BAD_CLOCK, "bad-clock"},
        {SENSOR_SATURATED, "saturated"},
        {SENSOR_GAPS, "gaps"},
        {SENSOR_NOISY, "noisy"},
        {SENSOR_BAD_GRAVITY, "bad-gravity"},
    };
    for (size_t i = 0; i < COUNT_OF(worst_first); i++)
        if (condition & worst_first[i].bit)
            return worst_first[i].name;
    return condition ? "unknown" : "ok";
}
