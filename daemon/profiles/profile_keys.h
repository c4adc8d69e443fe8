/* SPDX-License-Identifier: MIT */
/*
 * profile_keys.h - the keys of a profile that stand for one value each, in sections of fixed names.
 * Lists have files of their own: form_keys.h, profile_look.h; signals and movements: profile.c.
 */
#ifndef LUMBAR_PROFILES_PROFILE_KEYS_H
#define LUMBAR_PROFILES_PROFILE_KEYS_H

#include "core/exercise.h"
#include "profiles/profile_value.h"

enum profile_key {
    KEY_NAME,
    KEY_KIND,
    KEY_START,
    KEY_EASIER,
    KEY_HARDER,
    KEY_PHASES,
    KEY_BETWEEN,
    KEY_SHORTEST,
    KEY_LONGEST,
    KEY_START_TRUNK,
    KEY_FAR_TRUNK,
    KEY_START_LEAN,
    KEY_START_THIGH,
    KEY_FAR_THIGH,
    KEY_FAR_LUMBAR,
    KEY_CABLE,
    KEY_FEET,
    KEY_TRAVEL,
    KEY_SIDE_FEET,
    KEY_SIDE_THIGH,
    KEY_END,
    KEY_TEMPO,
    KEY_HOLD_TRUNK,
    KEY_HOLD_PELVIS,
    KEY_HOLD_WRIST,
    KEY_HOLD_CABLE,
    KEY_HOLD_LOAD,
    KEY_HOLD_SAG,
    KEY_HOLD_TWIST,
    KEY_HOLD_SIDE,
    KEY_ROUNDING_WARN,
    KEY_ROUNDING_STOP,
};

#define KEY_COUNT (KEY_ROUNDING_STOP + 1)

/* Which of them were given so far, and where; all 0 = none. */
struct profile_keys {
    unsigned lines[KEY_COUNT]; /* 0 = not given */
};

/* line: its number in the file. 0; -EINVAL and the reason when the key or its value is refused. */
int profile_keys_take(struct exercise *exercise, struct profile_keys *keys_given, unsigned line,
                      const char *section, const char *name, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE]);

/*
 * Whether all of them together can be meant. 0; -EINVAL, the reason, and the line that is to blame:
 * of those that contradict each other the last; 0 where something is missing.
 */
int profile_keys_check(const struct exercise *exercise, const struct profile_keys *keys_given,
                       unsigned *ret_line, char ret_reason[PROFILE_REASON_SIZE]);

#endif
