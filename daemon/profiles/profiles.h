/* SPDX-License-Identifier: MIT */
/*
 * profiles.h - reads exercise profiles, one .ini file each, into what the core takes.
 */
#ifndef LUMBAR_PROFILES_PROFILES_H
#define LUMBAR_PROFILES_PROFILES_H

#include <stddef.h>

#include "core/exercise.h"

struct profile_set {
    struct exercise *exercises; /* in order of id */
    size_t count;
};

/* A file was refused, and why; line is 0 where no line is to blame. */
typedef void (*profile_refused)(void *data, const char *file, unsigned line, const char *reason);

/*
 * Loads all *.ini files of a directory. A bad file is refused and reported, the others still load.
 * Returns how many files were refused, or a negative errno when the directory cannot be read.
 */
int profiles_load(const char *directory, profile_refused refused, void *data,
                  struct profile_set *ret_set);
void profiles_free(struct profile_set *set);

/* The directory to use when nobody names one: LUMBAR_PROFILES of the environment, else the
 * exercises beside a program run from its build folder, else the installed ones. */
const char *profiles_default_directory(void);

#endif
