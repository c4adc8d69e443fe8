/* SPDX-License-Identifier: MIT */
#include "core/look.h"

const char *feature_name(enum feature feature)
{
    static const char *const names[FEATURE_COUNT] = {
        "trunk-start",  "trunk-far",  "trunk-range", "trunk-rise", "pelvis-start",  "pelvis-far",
        "lumbar-start", "lumbar-far", "thigh-start", "thigh-far",  "thigh-split",   "drop-start",
        "wrist-far",    "bar-rise",   "bar-turn",    "bar-slip",   "load-least",    "load-far",
        "share",        "cable",      "chest-turn",  "duration",   "alone-turning", "alone-rise",
        "alone-speed",  "alone-top",  "alone-brake",
    };
    return (unsigned)feature < FEATURE_COUNT ? names[feature] : "unknown";
}
