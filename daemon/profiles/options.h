/* SPDX-License-Identifier: MIT */
/*
 * options.h - lumbard's command line. What it says goes before the configuration.
 */
#ifndef LUMBAR_PROFILES_OPTIONS_H
#define LUMBAR_PROFILES_OPTIONS_H

#include <stddef.h>

#include "profiles/config.h"

#define EXIT_USAGE 2

struct options {
    const char *config_file; /* NULL = the default one, which need not be there */
    const char *bus;         /* the rest: NULL and 0 = not said */
    const char *uris[CONFIG_URIS_MAX];
    size_t uri_count;
    const char *profiles;
    const char *log_level;
    const char *state; /* directory */
};

/*
 * Returns -1 to go on, or what to exit with: 0 after --help and --version, EXIT_USAGE after a
 * message for what cannot be understood. The texts point into argv; values are not judged here.
 */
int options_parse(int argc, char **argv, struct options *ret_options);

/* Says what is wrong with an option's value; returns EXIT_USAGE. */
int options_complain(const char *option, const char *value, const char *allowed);

/* Puts what was said over the configuration. */
void options_apply(const struct options *options, struct config *config);

#endif
