/* SPDX-License-Identifier: MIT */
/*
 * profile.h - one exercise profile: text in, struct exercise out, or the reason why not.
 */
#ifndef LUMBAR_PROFILES_PROFILE_H
#define LUMBAR_PROFILES_PROFILE_H

#include <stdio.h>

#include "core/exercise.h"
#include "profiles/profile_value.h"

struct profile_error {
    unsigned line; /* 0 = the file as a whole */
    char reason[PROFILE_REASON_SIZE];
};

/*
 * Reads a profile; its id is given because it is the file's name. Returns 0; -EINVAL and
 * ret_error when it must be refused. *ret_exercise is touched only on success.
 */
int profile_read(FILE *file, const char *id, struct exercise *ret_exercise,
                 struct profile_error *ret_error);

#endif
