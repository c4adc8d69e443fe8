/* SPDX-License-Identifier: MIT */
/*
 * form_keys.h - the keys of a profile's [form] section: by what, and from where on, form is judged.
 */
#ifndef LUMBAR_PROFILES_FORM_KEYS_H
#define LUMBAR_PROFILES_FORM_KEYS_H

#include "core/exercise.h"
#include "profiles/profile_value.h"

/* Returns 0; -EINVAL with the reason when the key or its value is refused. */
int form_keys_take(struct exercise *exercise, const char *name, const char *value,
                   char ret_reason[PROFILE_REASON_SIZE]);

#endif
