/* SPDX-License-Identifier: MIT */
/*
 * profile_look.h - the [recognition] section of a profile.
 */
#ifndef LUMBAR_PROFILES_PROFILE_LOOK_H
#define LUMBAR_PROFILES_PROFILE_LOOK_H

#include "core/look.h"
#include "profiles/profile_value.h"

/* Takes one key. 0; -EINVAL and a reason when it must be refused; then *look is as before. */
int profile_look_read(struct exercise_look *look, const char *name, const char *value,
                      char ret_reason[PROFILE_REASON_SIZE]);

#endif
